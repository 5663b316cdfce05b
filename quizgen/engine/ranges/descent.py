"""The honest ways to a step of descent, and to a difference quotient.

Each range is the hull over the ways, with what is written down on each.
"""

from functools import reduce

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.ranges.ways import power_interval, quotient_interval

STABILISER = 1e-8  # what programs add to Adam's divisor, and a student may add too
ONE, TWO = exactly(np.asarray(1)), exactly(np.asarray(2))


def running_mean_interval(
    honest: Honest, rate: Interval, mean: Interval, g: Interval
) -> Interval:
    """Return ρm + (1 − ρ)g, both products written down."""
    rest = honest.written(ONE - rate)
    return honest.written(rate * mean) + honest.written(rest * g)


def running_square_interval(
    honest: Honest, rate: Interval, mean: Interval, g: Interval
) -> Interval:
    """Return ρv + (1 − ρ)g², the square or (1 − ρ)g written down first."""
    rest = honest.written(ONE - rate)
    by_square = honest.written(rest * honest.written(g.squared()))
    by_one = honest.written(honest.written(rest * g) * g)
    return honest.written(rate * mean) + by_square.hull(by_one)


def corrected_interval(honest: Honest, mean: Interval, rate: Interval, t: Interval) -> Interval:
    """Return m / (1 − ρᵗ), the power and what it leaves of 1 written down."""
    power = honest.written(power_interval(honest, rate, t))
    return quotient_interval(honest, mean, honest.written(ONE - power))


def adam_step_interval(
    honest: Honest, eta: Interval, mean: Interval, square: Interval
) -> Interval:
    """Return η m̂ / √v̂, the product or either quotient first, with or without Adam's ε."""
    root = square.within(0, np.inf).each(honest.arithmetic.sqrt)
    divisor = honest.written(root, (0, np.inf))
    divisor = Interval(divisor.lo, divisor.hi + honest.arithmetic.array(str(STABILISER)))
    ways = (
        quotient_interval(honest, honest.written(eta * mean), divisor),
        eta * honest.written(quotient_interval(honest, mean, divisor)),
        honest.written(quotient_interval(honest, eta, divisor)) * mean,
    )
    return reduce(Interval.hull, ways)


def decay_step_interval(
    honest: Honest, theta: Interval, eta: Interval, decay: Interval, g: Interval
) -> Interval:
    """Return θ − η(g + λθ): the sum first, term by term, or θ shrunk by 1 − ηλ first."""
    shrink, step, both = (
        honest.written(pair) for pair in (decay * theta, eta * g, eta * decay)
    )
    by_terms = honest.written(eta * shrink).hull(honest.written(both * theta))
    left = honest.written(honest.written(ONE - both) * theta)
    ways = (
        theta - honest.written(eta * honest.written(g + shrink)),
        honest.total(Interval.stacked((theta, -step, -by_terms))),
        left - step,
    )
    return reduce(Interval.hull, ways)


def central_difference_interval(
    honest: Honest, above: Interval, below: Interval, nudge: Interval
) -> Interval:
    """Return (ℓ⁺ − ℓ⁻) / 2ε: divided by 2ε at once, by 2 and by ε, or times the inverse."""
    rise = honest.written(above - below)
    ways = (
        quotient_interval(honest, rise, TWO * nudge),
        quotient_interval(honest, honest.written(_half(rise)), nudge),
        _half(honest.written(quotient_interval(honest, rise, nudge))),
    )
    return reduce(Interval.hull, ways)


def _half(value: Interval) -> Interval:
    def half(end: Array) -> Array:
        return end / 2

    return value.each(half)
