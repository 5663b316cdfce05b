"""Closed intervals, entry by entry, in either arithmetic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from quizgen.engine.arithmetic import Array


@dataclass(frozen=True, eq=False)
class Interval:
    """What an array's entries may be: `lo` and `hi` have its shape, and lo ≤ hi."""

    lo: Array
    hi: Array

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.lo + other.lo, self.hi + other.hi)

    def __neg__(self) -> "Interval":
        return Interval(-self.hi, -self.lo)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        corners = [a * b for a in (self.lo, self.hi) for b in (other.lo, other.hi)]
        return Interval(reduce(np.minimum, corners), reduce(np.maximum, corners))

    @classmethod
    def stacked(cls, intervals: Sequence["Interval"]) -> "Interval":
        """Return several intervals as one, which has them along a new last axis."""
        los = np.broadcast_arrays(*(one.lo for one in intervals))
        his = np.broadcast_arrays(*(one.hi for one in intervals))
        return cls(np.stack(los, axis=-1), np.stack(his, axis=-1))

    def downwards(self) -> Array:
        """Return `lo` and −`hi` along a first axis: both ends are rounded out by going down."""
        lo, hi = np.asarray(self.lo), np.asarray(self.hi)
        if lo.shape != hi.shape:
            lo, hi = np.broadcast_arrays(lo, hi)
        return np.stack([lo, -hi])

    @classmethod
    def upwards(cls, ends: Array) -> "Interval":
        """Return the interval of what `downwards` gives, rounded or not."""
        return cls(ends[0], -ends[1])

    def over(self, other: "Interval") -> "Interval":
        """Return the quotients; unbounded where `other` holds 0."""
        pole = (other.lo <= 0) & (other.hi >= 0)
        safe = Interval(np.where(pole, 1, other.lo), np.where(pole, 1, other.hi))
        quotient = self * Interval(1 / safe.hi, 1 / safe.lo)
        return Interval(
            np.where(pole, -np.inf, quotient.lo), np.where(pole, np.inf, quotient.hi)
        )

    def squared(self) -> "Interval":
        """Return the squares, which are never negative."""
        lo, hi = self.lo * self.lo, self.hi * self.hi
        least = np.where((self.lo < 0) & (self.hi > 0), 0, np.minimum(lo, hi))
        return Interval(least, np.maximum(lo, hi))

    def taken(self, where: "Interval") -> "Interval":
        """Return what is there where `where` is 1, and 0 where that is 0."""
        may_not, may = where.lo < 1, where.hi > 0
        return Interval(
            np.where(may, np.where(may_not, np.minimum(self.lo, 0), self.lo), 0),
            np.where(may, np.where(may_not, np.maximum(self.hi, 0), self.hi), 0),
        )

    def hull(self, other: "Interval") -> "Interval":
        """Return the smallest interval that holds both."""
        return Interval(np.minimum(self.lo, other.lo), np.maximum(self.hi, other.hi))

    def within(self, lowest: float, highest: float) -> "Interval":
        """Return the part that lies between `lowest` and `highest`."""
        return Interval(
            np.minimum(np.maximum(self.lo, lowest), highest),
            np.maximum(np.minimum(self.hi, highest), lowest),
        )

    def each(self, change: Callable[[Array], Array]) -> "Interval":
        """Return both ends changed alike: reshaped, or put through a rising function."""
        return Interval(change(self.lo), change(self.hi))


def exactly(values: Array) -> Interval:
    """Return the interval of known values."""
    return Interval(values, values)
