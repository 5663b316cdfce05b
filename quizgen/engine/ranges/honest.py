"""What honest rounding can make of a value: the written step, the sum, the look-up.

A student may keep any written value in full, round it either way, or cut it off at the
kept place; what stands on the paper then lies in [⌊lo⌋, ⌈hi⌉] at that place, and an
exact short value stays what it is.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array, elementwise
from quizgen.engine.intervals import Interval
from quizgen.engine.ranges.figures import Figures
from quizgen.engine.ranges.units import Units, in_units
from quizgen.engine.rounding import Rounding, Table


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
        """Return what stands on the paper once `value` is written down, within `limits`.

        What lies beyond them altogether, since a student put in what cannot be, stays there.
        """
        if self.figures:
            paper = self.figures.written(value)
        else:
            scale = 10 ** self.rounding.places(0)
            cut, _ = self.arithmetic.whole(value.downwards() * scale)
            paper = Interval.upwards(np.asarray(cut / scale))
        if limits == (-inf, inf):
            return paper
        beyond = (value.hi < limits[0]) | (value.lo > limits[1])
        return paper.within(*limits) if not np.any(beyond) else _where(beyond, paper, limits)

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
        xs, printed = _look_ups(self.arithmetic, table)
        there = (a.lo[..., None] <= xs) & (a.hi[..., None] >= xs)
        low, high = (np.where(there, printed, end) for end in (np.inf, -np.inf))
        return Interval(
            np.minimum(exact.lo, low.min(axis=-1)), np.maximum(exact.hi, high.max(axis=-1))
        )


@lru_cache(maxsize=64)
def _look_ups(arithmetic: Arithmetic, table: Table) -> tuple[Array, Array]:
    """Return where a table can be read, and what it says there."""
    read = table.look_ups()
    xs, printed = ([str(number) for number in numbers] for numbers in (read, read.values()))
    return arithmetic.array(xs), arithmetic.array(printed)


def _where(beyond: Array, paper: Interval, limits: tuple[float, float]) -> Interval:
    """Return `paper` where it is `beyond` its limits, elsewhere what lies within them."""
    inside = paper.within(*limits)
    return Interval(
        np.where(beyond, paper.lo, inside.lo), np.where(beyond, paper.hi, inside.hi)
    )
