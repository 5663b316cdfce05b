"""The honest ways to an activation's value and slope, with all that is written down on them.

A calculator has no key for a softplus or a GELU, and none of these functions has a table on
most sheets: what they are made of is written down and may be rounded.
"""

from math import inf
from typing import Any

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.ranges.ways import log_interval, logistic_slope_interval

ONE = exactly(np.asarray(1))


def softplus(xp: Arithmetic, a: Array) -> Array:
    """Return ln(1 + e^a), which neither overflows nor cancels."""
    return np.asarray(np.maximum(a, 0) + xp.log1p(xp.exp(-np.abs(a))))


def logistic(xp: Arithmetic, a: Array) -> Array:
    """Return 1 / (1 + e^−a), which never overflows."""
    small = xp.exp(-np.abs(a))
    return np.asarray(np.where(a >= 0, 1, small) / (1 + small))


def elu(xp: Arithmetic, a: Array) -> Array:
    """Return a, and e^a − 1 below 0."""
    return np.asarray(np.where(a > 0, a, xp.expm1(np.minimum(a, 0))))


def normal_cdf(xp: Arithmetic, a: Array) -> Array:
    """Return Φ(a), the standard normal distribution's share below a, precise in both tails."""
    return np.asarray(xp.erfc(-a / _root(xp, 2)) / 2)


def normal_density(xp: Arithmetic, a: Array) -> Array:
    """Return φ(a) = e^(−a²/2) / √(2π)."""
    return np.asarray(xp.exp(-a * a / 2) / _root(xp, 2 * xp.pi))


def _root(xp: Arithmetic, number: Any) -> Array:
    return np.asarray((number * xp.array(1)) ** 0.5)


def elu_interval(honest: Honest, a: Interval) -> Interval:
    """Return the ELU, below 0 from a written e^a, which is kept to figures of its own."""
    exact = a.each(lambda v: elu(honest.arithmetic, v))
    below = a.each(lambda v: np.minimum(v, 0))
    grown = honest.written(below.each(honest.arithmetic.exp), (0, 1)) - ONE
    return Interval(
        np.where(a.lo < 0, np.minimum(exact.lo, grown.lo), exact.lo),
        np.where(a.hi < 0, np.maximum(exact.hi, grown.hi), exact.hi),
    )


def softplus_interval(honest: Honest, a: Interval) -> Interval:
    """Return ln(1 + e^a), e^a and 1 + e^a written down."""
    grown = honest.written(a.each(honest.arithmetic.exp), (0, inf))
    exact = a.each(lambda v: softplus(honest.arithmetic, v))
    return exact.hull(log_interval(honest, honest.written(ONE + grown)))


def logistic_interval(honest: Honest, a: Interval) -> Interval:
    """Return σ(a) = 1 / (1 + e^−a), with e^−a written down: no calculator has a key for σ."""
    grown = honest.written((-a).each(honest.arithmetic.exp), (0, inf))
    under = honest.written(ONE + grown)
    return honest.looked_up("sigmoid", a, Interval(1 / under.hi, 1 / under.lo))


def softplus_slope_interval(honest: Honest, a: Interval) -> Interval:
    """Return σ(a), as 1 / (1 + e^−a) or as e^a / (1 + e^a), all written down."""
    grown = honest.written(a.each(honest.arithmetic.exp), (0, inf))
    share = shares(honest, grown, exactly(np.asarray([1.0])))
    return logistic_interval(honest, a).hull(share)


def shares(honest: Honest, part: Interval, others: Interval) -> Interval:
    """Return part / (part + others), the sum written down; `part` stands on paper twice.

    The two may be kept differently, so that they are a unit apart, but no more.  The others
    are along the last axis.
    """
    unit = honest.unit(part.hi)

    def total(part: Interval) -> Interval:
        part = part.each(np.asarray)
        both = (
            np.concatenate([p[..., None], np.broadcast_to(o, (*p.shape, o.shape[-1]))], axis=-1)
            for p, o in ((part.lo, others.lo), (part.hi, others.hi))
        )
        return honest.written(honest.total(Interval(*both)))

    most = total(Interval(part.lo, part.lo + unit)).hi
    least = total(Interval(np.maximum(part.hi - unit, 0), part.hi)).lo
    never = least <= 0  # the sum may have been cut off to 0: there is no end to the share
    return Interval(
        np.where(most > 0, part.lo / np.where(most > 0, most, 1), 0),
        np.where(never, inf, part.hi / np.where(never, 1, least)),
    )


def gelu_interval(honest: Honest, a: Interval) -> Interval:
    """Return a Φ(a), Φ(a) written down, or by the error function: ½ a (1 + erf(a/√2)).

    As a product it has no turn to look for: a GELU falls below −0.75 and rises above it.
    """
    return a * _normal_cdf(honest, a)


def gelu_slope_interval(honest: Honest, a: Interval) -> Interval:
    """Return Φ(a) + a φ(a), with Φ, a², the power of e, φ and the product written down."""
    xp = honest.arithmetic
    exponent = honest.written(honest.written(a.squared()).each(lambda v: v / 2))
    grown = honest.written((-exponent).each(xp.exp), (0, 1))
    ends = (normal_density(xp, a.lo), normal_density(xp, a.hi))
    top = np.where((a.lo < 0) & (a.hi > 0), 1 / _root(xp, 2 * xp.pi), np.maximum(*ends))
    exact = Interval(np.minimum(*ends), top)
    density = honest.written(exact.hull(grown.each(lambda v: v / _root(xp, 2 * xp.pi))))
    return _normal_cdf(honest, a) + honest.written(a * density)


def _normal_cdf(honest: Honest, a: Interval) -> Interval:
    xp = honest.arithmetic
    exact = a.each(lambda v: normal_cdf(xp, v))
    inside = honest.written(a.each(lambda v: v / _root(xp, 2)))
    above = honest.written(ONE + honest.written(inside.each(xp.erf), (-1, 1)))
    return honest.written(exact.hull(above.each(lambda v: v / 2)), (0, 1))


def softmax(xp: Arithmetic, a: Array) -> Array:
    """Return e^a over its sum along the last axis, the largest a taken off both."""
    grown = xp.exp(a - a.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True))


def softmax_interval(honest: Honest, a: Interval) -> Interval:
    """Return the softmax, each power of e and their sum written down.

    Or after the largest a was taken off all: which that is, and what was kept of it, may
    differ, so that the powers are a unit off any that is taken here.
    """
    xp = honest.arithmetic
    at_once = _parts(honest, honest.written(a.each(xp.exp), (0, inf)))
    top = a.hi.max(axis=-1, keepdims=True)
    moved = honest.written(a.each(lambda v: v - top))
    known = np.all(a.lo == a.hi, axis=-1, keepdims=True)
    sure = honest.written(moved.each(xp.exp), (0, 1))
    near = honest.unit(np.maximum(np.abs(moved.lo), np.abs(moved.hi)))
    powers = Interval(xp.exp(moved.lo - near), xp.exp(moved.hi + near))
    unit = honest.unit(np.asarray(1)) * (powers.hi if honest.figures else 1)
    off = Interval(np.maximum(powers.lo - unit, 0), powers.hi + unit)
    shifted = Interval(np.where(known, sure.lo, off.lo), np.where(known, sure.hi, off.hi))
    return at_once.hull(_parts(honest, shifted))


def _parts(honest: Honest, powers: Interval) -> Interval:
    """Return each entry's share of the sum of all, along the last axis."""
    size = powers.lo.shape[-1]

    def share(j: int) -> Interval:
        others = powers.each(lambda v: np.delete(v, j, axis=-1))
        return shares(honest, powers.each(lambda v: v[..., j]), others)

    return Interval.stacked([share(j) for j in range(size)])


def softmax_flow_interval(honest: Honest, yhat: Interval, g: Interval) -> Interval:
    """Return ŷ ⊙ (g − Σ g ŷ): so, multiplied out, or by the entries of the Jacobian."""
    each = honest.written(g * yhat)
    total = honest.written(honest.total(each)).each(lambda v: v[..., None])
    at_once = yhat * honest.written(g - total)
    multiplied_out = each - honest.written(yhat * total)
    size = yhat.lo.shape[-1]
    by_paths = Interval.stacked(
        [honest.total(honest.written(g * _row(honest, yhat, j))) for j in range(size)]
    )
    return at_once.hull(multiplied_out).hull(by_paths)


def _row(honest: Honest, yhat: Interval, j: int) -> Interval:
    """Return ∂ŷ_k/∂a_j for all k: ŷ_k (1 − ŷ_k) where k = j, −ŷ_k ŷ_j elsewhere."""
    own = yhat.each(lambda v: v[..., j : j + 1])
    here = np.arange(yhat.lo.shape[-1]) == j
    slope = honest.written(logistic_slope_interval(honest, own))
    cross = honest.written(-(yhat * own))
    return Interval(np.where(here, slope.lo, cross.lo), np.where(here, slope.hi, cross.hi))
