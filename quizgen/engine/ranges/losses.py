"""The honest ways to a loss and its derivative, with all that is written down on them.

A loss's operands have the units along their last axis, over which it sums.
"""

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.ranges.activations import softmax_flow_interval
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.ranges.ways import (
    log_interval,
    logistic_slope_interval,
    quotient_interval,
)

ONE, TWO = exactly(np.asarray(1)), exactly(np.asarray(2))


def squares_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return Σ(ŷ − y)²."""
    return honest.total(honest.written(honest.written(yhat - y).squared()))


def half_squares_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return ½Σ(ŷ − y)², the half of each difference, of each square or of their sum."""
    off = honest.written(yhat - y)
    squares = honest.written(off.squared())
    terms = _half(squares).hull(honest.written(_half(off)) * off)
    late = _half(honest.written(honest.total(squares)))
    return honest.total(honest.written(terms)).hull(late)


def _half(value: Interval) -> Interval:
    return value.each(lambda v: v / 2)


def mean_squares_interval(honest: Honest, yhat: Interval, y: Interval, n: Interval) -> Interval:
    """Return Σ(ŷ − y)² / n, each square divided or their sum."""
    squares = honest.written(honest.written(yhat - y).squared())
    early = honest.total(honest.written(quotient_interval(honest, squares, n)))
    total = honest.written(honest.total(squares))
    return early.hull(quotient_interval(honest, total, n.each(lambda v: v[..., 0])))


def mean_difference_interval(
    honest: Honest, yhat: Interval, y: Interval, n: Interval
) -> Interval:
    """Return 2 (ŷ − y) / n, doubled before or after it is divided."""
    off = honest.written(yhat - y)
    late = TWO * honest.written(quotient_interval(honest, off, n))
    by_factor = honest.written(quotient_interval(honest, TWO, n)) * off
    early = quotient_interval(honest, honest.written(TWO * off), n)
    return early.hull(late).hull(by_factor)


def sizes_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return Σ|ŷ − y|."""
    off = honest.written(yhat - y)
    ends = (np.abs(off.lo), np.abs(off.hi))
    least = np.where((off.lo <= 0) & (off.hi >= 0), 0, np.minimum(*ends))
    return honest.total(Interval(least, np.maximum(*ends)))


def margins_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return Σ max(0, 1 − yŷ), the product written down."""
    margin = honest.written(ONE - honest.written(y * yhat))
    return honest.total(margin.each(lambda v: np.maximum(v, 0)))


def margin_slope_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return −y where yŷ < 1, and 0 elsewhere."""
    margin = honest.written(y * yhat)
    inside = Interval(np.where(margin.hi < 1, 1, 0), np.where(margin.lo < 1, 1, 0))
    return -(inside * y)


def cross_entropy_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return −Σ y ln ŷ, each logarithm and each product written down."""
    return -honest.total(_weighted_log(honest, y, yhat))


def binary_cross_entropy_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return −Σ (y ln ŷ + (1 − y) ln(1 − ŷ)), with 1 − ŷ written down."""
    other = honest.written(ONE - yhat, (0, 1))
    terms = _weighted_log(honest, y, yhat) + _weighted_log(honest, ONE - y, other)
    return -honest.total(terms)


def _weighted_log(honest: Honest, weight: Interval, share: Interval) -> Interval:
    log = honest.written(log_interval(honest, share))
    return honest.written(_unless_zero(weight, weight * log))


def _unless_zero(weight: Interval, value: Interval) -> Interval:
    """Return 0 where the weight is 0, whatever it weighs: 0 ln 0 = 0."""
    none = (weight.lo == 0) & (weight.hi == 0)
    return Interval(np.where(none, 0, value.lo), np.where(none, 0, value.hi))


def cross_entropy_slope_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return −y / ŷ, 0 where y is."""
    return -_unless_zero(y, quotient_interval(honest, y, yhat))


def binary_cross_entropy_slope_interval(
    honest: Honest, yhat: Interval, y: Interval
) -> Interval:
    """Return −y/ŷ + (1 − y)/(1 − ŷ), or (ŷ − y) / (ŷ(1 − ŷ))."""
    other = honest.written(ONE - yhat, (0, 1))
    apart = honest.written(cross_entropy_slope_interval(honest, yhat, y)) - honest.written(
        cross_entropy_slope_interval(honest, other, ONE - y)
    )
    slope = honest.written(logistic_slope_interval(honest, yhat))
    together = quotient_interval(honest, honest.written(yhat - y), slope)
    return _where(np.asarray(slope.lo > 0), together, apart)


def softmax_surplus_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return ŷ − y, or the long way to it: −y/ŷ through the softmax's Jacobian."""
    g = honest.written(cross_entropy_slope_interval(honest, yhat, y))
    whole = (yhat.lo.sum(axis=-1) <= 1) & (yhat.hi.sum(axis=-1) >= 1)
    sure = (np.all(yhat.lo > 0, axis=-1) & whole)[..., None]
    return _where(np.asarray(sure), softmax_flow_interval(honest, yhat, g), yhat - y)


def sigmoid_surplus_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return ŷ − y, or the long way to it: the loss's slope times the sigmoid's."""
    g = honest.written(binary_cross_entropy_slope_interval(honest, yhat, y))
    slope = honest.written(logistic_slope_interval(honest, yhat))
    return _where(np.asarray((yhat.lo > 0) & (yhat.hi < 1)), g * slope, yhat - y)


def _where(sure: Array, long_way: Interval, direct: Interval) -> Interval:
    """Return the hull of both ways, and the direct one alone where the long one is not sure.

    Nobody can divide by an output that was rounded to 0, and the long way is that of
    probabilities: it leads elsewhere from outputs that are none.
    """
    both = direct.hull(long_way)
    return Interval(np.where(sure, both.lo, direct.lo), np.where(sure, both.hi, direct.hi))


def mean_interval(honest: Honest, losses: Interval, n: Interval) -> Interval:
    """Return the mean along the last axis: each entry divided by n, or their sum."""
    total = honest.written(honest.total(losses))
    beside = n.each(lambda v: np.asarray(v)[..., None])
    early = honest.total(honest.written(quotient_interval(honest, losses, beside)))
    return early.hull(quotient_interval(honest, total, n))
