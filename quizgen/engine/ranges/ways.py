"""The honest ways to what an operation gives, and to a gradient through it.

Where a student may as well take another way (multiply by 1/b, square first, multiply a
gradient into a slope's parts), the range is the hull over the ways, each with what is
written down on it.
"""

from functools import reduce
from math import pi

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.ranges.honest import Honest


def quotient_interval(honest: Honest, a: Interval, b: Interval) -> Interval:
    """Return a / b, divided at once or multiplied by a written 1 / b."""
    one = exactly(honest.arithmetic.array(1.0))
    return a.over(b).hull(a * honest.written(one.over(b)))


def quotient_slope_interval(honest: Honest, a: Interval, b: Interval) -> Interval:
    """Return −a / b², by a written b² or by the written quotient, divided once more."""
    by_square = quotient_interval(honest, a, honest.written(b.squared()))
    twice = quotient_interval(honest, honest.written(quotient_interval(honest, a, b)), b)
    return -by_square.hull(twice)


def quotient_flow(honest: Honest, g: Interval, a: Interval, b: Interval) -> Interval:
    """Return −g a / b², g multiplied by the dividend, or divided, before the rest."""
    square, scaled = honest.written(b.squared()), honest.written(g * a)
    quotient = honest.written(quotient_interval(honest, a, b))

    def over(dividend: Interval, divisor: Interval) -> Interval:
        return honest.written(quotient_interval(honest, dividend, divisor))

    ways = (
        over(scaled, square),
        over(over(scaled, b), b),
        over(honest.written(g * quotient), b),
        over(g, b) * quotient,
        over(g, square) * a,
    )
    return -reduce(Interval.hull, ways)


def scaled_flow(honest: Honest, g: Interval, first: Interval, last: Interval) -> Interval:
    """Return g times two factors, g times one of them written down."""
    return (honest.written(g * last) * first).hull(honest.written(g * first) * last)


def cube_flow(honest: Honest, g: Interval, a: Interval) -> Interval:
    """Return 3 g a², the factors in any order."""
    three, square = exactly(np.asarray(3)), honest.written(a.squared())
    by_one = honest.written(g * a)
    ways = (three * honest.written(by_one * a), honest.written(three * by_one) * a)
    return reduce(Interval.hull, ways, scaled_flow(honest, g, three, square))


def power_flow(honest: Honest, g: Interval, base: Interval, exponent: Interval) -> Interval:
    """Return g e bᵉ⁻¹, the factors in any order."""
    power = power_interval(honest, base, exponent.each(lambda v: v - 1))
    return scaled_flow(honest, g, exponent, honest.written(power))


def cube_interval(honest: Honest, a: Interval) -> Interval:
    """Return a³, at once or by a written a²."""
    return a.each(lambda v: v**3).hull(honest.written(a.squared()) * a)


def cube_slope_interval(honest: Honest, a: Interval) -> Interval:
    """Return 3a², the square or 3a written down first."""
    three = exactly(np.asarray(3))
    return (three * honest.written(a.squared())).hull(honest.written(three * a) * a)


def log_interval(honest: Honest, a: Interval) -> Interval:
    """Return ln a, endless below where `a` may be 0."""

    def log(end: Array) -> Array:
        sure = np.where(end > 0, end, 1)
        return np.where(end > 0, honest.arithmetic.log(sure), -np.inf)

    return a.each(log)


def power_interval(honest: Honest, base: Interval, exponent: Interval) -> Interval:
    """Return powers: the hull of the corners, and 0 for an even power around 0.

    Endless where the base may be 0 under a negative exponent, or negative under one that
    is not whole.
    """
    whole = (exponent.lo == exponent.hi) & (exponent.lo % 1 == 0)
    around = (base.lo <= 0) & (base.hi >= 0)
    endless = (around & (exponent.lo < 0)) | (~whole & (base.lo < 0))
    sure = base.each(lambda v: np.where(endless, 1, v))
    corners = [b**e for b in (sure.lo, sure.hi) for e in (exponent.lo, exponent.hi)]
    least = np.minimum(np.minimum(*corners[:2]), np.minimum(*corners[2:]))
    most = np.maximum(np.maximum(*corners[:2]), np.maximum(*corners[2:]))
    least = np.where(around & (exponent.lo % 2 == 0), np.minimum(least, 0), least)
    return Interval(np.where(endless, -np.inf, least), np.where(endless, np.inf, most))


def tanh_slope_interval(honest: Honest, z: Interval) -> Interval:
    """Return 1 − z², or (1 − z)(1 + z) with both factors written down."""
    one = exactly(np.asarray(1))
    factored = honest.written(one - z) * honest.written(one + z)
    return (one - honest.written(z.squared())).hull(factored)


def logistic_slope_interval(honest: Honest, z: Interval) -> Interval:
    """Return z(1 − z), which rises to ¼ at ½ and falls, with 1 − z written down; or z − z².

    A full z less a rounded z² is off by up to a unit of z² more than z(1 − z).
    """
    ends = [z.lo * (1 - z.lo), z.hi * (1 - z.hi)]
    top = np.where((z.lo < 0.5) & (z.hi > 0.5), 0.25, np.maximum(*ends))

    def unit(below_one: Array) -> Array:
        return honest.unit(np.minimum(below_one, 0.5))

    off = np.maximum(unit(z.hi * z.hi), z.hi * unit(1 - z.lo)) * (z.lo != z.hi)
    return Interval(np.minimum(*ends) - off, top + off)


def wave_interval(honest: Honest, angle: Interval, shift: float) -> Interval:
    """Return what sin can be for angles moved by `shift`: the ends, and ±1 where it turns."""
    moved = angle.each(lambda v: v + shift)
    wave = honest.arithmetic.cos if shift else honest.arithmetic.sin
    lo, hi = wave(angle.lo), wave(angle.hi)

    def turns(at: float) -> Array:
        laps = moved.each(lambda v: np.floor((np.asarray(v, dtype=float) - at) / (2 * pi)))
        return laps.hi > laps.lo

    least = np.where(turns(-pi / 2), -1, np.minimum(lo, hi))
    return Interval(least, np.where(turns(pi / 2), 1, np.maximum(lo, hi)))
