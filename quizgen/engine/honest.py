"""What honest rounding can make of a value: the written step, and rules for longer ones.

A student may keep any written value in full, round it either way, or cut it off at the
kept place; what stands on the paper then lies in [⌊lo⌋, ⌈hi⌉] at that place, and an
exact short value stays what it is.
"""

from dataclasses import dataclass
from functools import cached_property
from math import inf, pi
from typing import Any

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.rounding import Rounding


@dataclass(frozen=True)
class Honest:
    """A student who follows the sheet, in one of the arithmetics."""

    arithmetic: Arithmetic
    rounding: Rounding

    @cached_property
    def unit(self) -> Any:
        """Return one unit in the last kept place."""
        return self.arithmetic.array(f"1e-{self.rounding.decimals}")[()]

    @cached_property
    def half(self) -> Any:
        """Return ½."""
        return self.arithmetic.array(0.5)[()]

    def written(self, value: Interval, limits: tuple[float, float] = (-inf, inf)) -> Interval:
        """Return what stands on the paper once `value` is written down, within `limits`."""
        scale = 10**self.rounding.decimals

        def at_place(bound: Array, side: int) -> Array:
            scaled = side * np.asarray(bound) * scale
            nearest = self.arithmetic.nearest(scaled)
            short = np.abs(scaled - nearest) <= self.arithmetic.slack(scaled)
            cut = np.where(short, nearest, self.arithmetic.floor(scaled))
            return np.asarray(side * cut / scale)

        paper = Interval(at_place(value.lo, 1), at_place(value.hi, -1))
        return paper if limits == (-inf, inf) else paper.within(*limits)

    def looked_up(self, activation: str, a: Interval, exact: Interval) -> Interval:
        """Return `exact`, or its hull with the printed value where `a` is in the table."""
        table = self.rounding.table
        if table is None or table.activation != activation:
            return exact
        for x, printed in table.look_ups().items():
            at, value = (self.arithmetic.array(str(v))[()] for v in (x, printed))
            there = (a.lo <= at) & (a.hi >= at)
            exact = Interval(
                np.where(there, np.minimum(exact.lo, value), exact.lo),
                np.where(there, np.maximum(exact.hi, value), exact.hi),
            )
        return exact


def logistic_interval(honest: Honest, a: Interval) -> Interval:
    """Return σ(a) = 1 / (1 + e^−a), with e^−a written down: no calculator has a key for σ."""
    grown = honest.written((-a).each(honest.arithmetic.exp), (0, inf))
    return honest.looked_up("sigmoid", a, Interval(1 / (1 + grown.hi), 1 / (1 + grown.lo)))


def tanh_slope_interval(honest: Honest, z: Interval) -> Interval:
    """Return 1 − z², or (1 − z)(1 + z) with both factors written down."""
    one = exactly(np.asarray(1))
    factored = honest.written(one - z) * honest.written(one + z)
    return (one - honest.written(z.squared())).hull(factored)


def logistic_slope_interval(honest: Honest, z: Interval) -> Interval:
    """Return z(1 − z), which rises to ¼ at ½ and falls; or z − z² with z² written down."""
    ends = [z.lo * (1 - z.lo), z.hi * (1 - z.hi)]
    top = np.where((z.lo < 0.5) & (z.hi > 0.5), 0.25, np.maximum(*ends))
    # z − z², with a full z and a rounded z², is off by up to a unit more than z(1 − z)
    off = honest.unit * (z.lo != z.hi)
    return Interval(np.minimum(*ends) - off, top + off)


def half_square_interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
    """Return ½(ŷ − y)², the square taken first or the half."""
    off = honest.written(yhat - y)
    half = exactly(np.asarray(honest.half))
    return (half * honest.written(off.squared())).hull(honest.written(half * off) * off)


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
