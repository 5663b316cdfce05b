"""What honest rounding can make of a value: the written step, and rules for longer ones.

A student may keep any written value in full, round it either way, or cut it off at the
kept place; what stands on the paper then lies in [⌊lo⌋, ⌈hi⌉] at that place, and an
exact short value stays what it is.
"""

from dataclasses import dataclass
from functools import cached_property
from math import inf, pi

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array, elementwise
from quizgen.engine.figures import Figures
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.rounding import Rounding
from quizgen.engine.units import Units, in_units


@dataclass(frozen=True)
class Honest:
    """A student who follows the sheet, in one of the arithmetics."""

    arithmetic: Arithmetic
    rounding: Rounding

    @cached_property
    def figures(self) -> Figures | None:
        """Return what keeps significant figures, where the sheet asks for those."""
        figures = self.rounding.figures
        return None if figures is None else Figures(self.arithmetic, figures)

    def unit(self, value: Array) -> Array:
        """Return one unit in the last kept place of each value."""
        if self.figures:
            return self.arithmetic.array(elementwise(self.figures.unit)(value))
        return self.arithmetic.array(f"1e-{self.rounding.decimals}")

    def written(self, value: Interval, limits: tuple[float, float] = (-inf, inf)) -> Interval:
        """Return what stands on the paper once `value` is written down, within `limits`."""
        if self.figures:
            paper = self.figures.written(value)
        else:
            scale = 10 ** self.rounding.places(0)

            def at_place(bound: Array, side: int) -> Array:
                cut, _ = self.arithmetic.whole(side * np.asarray(bound) * scale)
                return np.asarray(side * cut / scale)

            paper = Interval(at_place(value.lo, 1), at_place(value.hi, -1))
        return paper if limits == (-inf, inf) else paper.within(*limits)

    def total(self, terms: Interval) -> Interval:
        """Return sums over the last axis, whatever order they are added in."""
        if self.figures:
            exact = self.figures.total(self.figures.read(terms), (-1,))
            return self.figures.back(exact.each(lambda v: v[..., 0]))
        return terms.each(lambda v: np.asarray(v.sum(axis=-1)))

    def multiplying(
        self, operands: list[Interval], terms: int
    ) -> tuple[Units | Figures, list[Interval]]:
        """Return `operands` in exact numbers, and what multiplies such and adds `terms`."""
        if self.figures:
            return self.figures, [self.figures.read(operand) for operand in operands]
        return in_units(self.arithmetic, operands, self.rounding.places(0), terms)

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
    under = honest.written(exactly(np.asarray(1)) + grown)
    return honest.looked_up("sigmoid", a, Interval(1 / under.hi, 1 / under.lo))


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
