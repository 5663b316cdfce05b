"""The honest ways through layer normalisation, with all that is written down on them."""

from quizgen.engine.intervals import Interval
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.ranges.losses import mean_interval
from quizgen.engine.ranges.ways import quotient_interval


def variance_interval(honest: Honest, x: Interval, mean: Interval, n: Interval) -> Interval:
    """Return the mean of (x − μ)², or the mean of x² less μ²."""
    mean_square = honest.written(mean.squared()).each(lambda v: v[..., 0])
    many = n.each(lambda v: v[..., 0])
    squares = honest.written(mean_interval(honest, honest.written(x.squared()), many))
    return mean_of_squares(honest, x, mean, n).hull(squares - mean_square)


def mean_of_squares(honest: Honest, x: Interval, mean: Interval, n: Interval) -> Interval:
    """Return the sum of (x − μ)² along the last axis over n; scalars have an axis of one."""
    off = honest.written(x - mean)
    many = n.each(lambda v: v[..., 0])
    return mean_interval(honest, honest.written(off.squared()), many)


def normalised_interval(
    honest: Honest, x: Interval, mean: Interval, variance: Interval, epsilon: Interval
) -> Interval:
    """Return (x − μ)/√(σ² + ε), the difference, the sum and its root written down."""
    under = honest.written(variance + epsilon)
    return quotient_interval(
        honest, honest.written(x - mean), honest.written(under.each(lambda v: v**0.5))
    )


def scaled_and_shifted_interval(
    honest: Honest, x: Interval, scale: Interval, shift: Interval
) -> Interval:
    """Return γ x + β, the product written down."""
    return honest.written(scale * x) + shift
