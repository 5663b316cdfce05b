"""How clearly mistakes show: how far their answers are from what is accepted, or each other.

In doubles a figure comes with what last bits may add or take away; where that tips the
scales, it is looked at in 40 digits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES, Arithmetic, Interval, Rounding
from quizgen.engine.arithmetic import Array
from quizgen.engine.ranges.honest import Honest
from quizgen.sampling.mistaken import Rewritten

CLEAR = 2.0  # half-widths: the mistaken value's own rounding, as wide, doesn't reach the range
MOST = 1e6  # half-widths: what is farther away, or no number, shows as clearly as can be
LAST_BITS = 1e-12  # of a value and its mistaken one: how far doubles may be off


@dataclass(frozen=True, eq=False)
class Clarity:
    """The least and the most, in half-widths, that figures can be."""

    least: Array
    most: Array

    def holds(self, sure: bool) -> Array:
        """Return what is clear: surely, or, where doubles leave it open, perhaps."""
        return np.asarray((self.least if sure else self.most) > CLEAR)

    @property
    def decided(self) -> bool:
        """Say whether no figure is as near to clear as last bits may be off."""
        return bool(np.all(self.holds(True) == self.holds(False)))


@dataclass(frozen=True, eq=False)
class Seen:
    """Candidates under mistakes, in an arithmetic: their inputs, values and ranges."""

    rewritten: Rewritten
    rounding: Rounding
    arithmetic: Arithmetic
    inputs: Mapping[str, Array]
    values: Mapping[str, Array]
    ranges: Mapping[str, Interval]

    @cached_property
    def in_doubles(self) -> "Seen":
        """Return the same in doubles."""

        def double(value: Array) -> Array:
            return np.asarray(value, dtype=float)

        return Seen(
            self.rewritten,
            self.rounding,
            DOUBLES,
            {name: double(value) for name, value in self.inputs.items()},
            {name: double(value) for name, value in self.values.items()},
            {name: range_.each(double) for name, range_ in self.ranges.items()},
        )

    @cached_property
    def answers(self) -> Array:
        """Return what is answered: an axis for the mistakes, the candidates, the entries."""
        with np.errstate(all="ignore"):
            return self.rewritten.answers(self.inputs, self.values, self.arithmetic)

    @cached_property
    def _widths(self) -> tuple[Array, Array, Array]:
        """Return the values, and how far each is accepted downwards and upwards.

        An accepted range is a unit of the kept place wide on either side at the least: an
        exact answer has none, and what is within a unit of it may be a slip of the pen.
        """
        places, ranges = self.rewritten.places, self.ranges
        batch = (len(next(iter(self.inputs.values()))),)
        value = places.of(self.values, batch)
        low = places.of({name: ranges[name].lo for name in places.by_node}, batch)
        high = places.of({name: ranges[name].hi for name in places.by_node}, batch)
        unit = Honest(self.arithmetic, self.rounding).unit(value)
        return value, np.maximum(value - low, unit), np.maximum(high - value, unit)

    @cached_property
    def shown(self) -> Clarity:
        """Return how clearly each mistake shows, an axis for the mistakes and the candidates.

        It is the largest distance, over the asked entries, of the mistaken answer from the
        value, in half-widths of the accepted range on that side.
        """
        value, down, up = self._widths
        side = np.where(self.answers > value, up, down)
        return self._clarity(self.answers, value, side)

    @cached_property
    def apart(self) -> Clarity:
        """Return how clearly the differing pairs of mistakes are told apart.

        The accepted range of the value stands for that around a mistaken answer.
        """
        first, second = self.rewritten.differing
        return self._told(first, second)

    def all_apart(self) -> tuple[tuple[Array, Array], Clarity]:
        """Return every pair of mistakes, and how clearly it is told apart."""
        pairs = np.triu_indices(len(self.rewritten.names), 1)
        return pairs, self._told(*pairs)

    def _told(self, first: Array, second: Array) -> Clarity:
        _, down, up = self._widths
        return self._clarity(self.answers[first], self.answers[second], np.maximum(down, up))

    def _clarity(self, one: Array, other: Array, width: Array) -> Clarity:
        with np.errstate(all="ignore"):
            # an exact 0 has no figures: anything else is far off
            width = np.where(width == 0, 1 / MOST**2, width)
            ratio = np.asarray(np.abs(one - other) / width, dtype=float)
            off = np.zeros(())
            if self.arithmetic is not DIGITS40:
                off = LAST_BITS * (1 + np.abs(one) + np.abs(other)) / width
            least, most = (_farthest(r, one, other) for r in (ratio - off, ratio + off))
        return Clarity(least, most)


def _farthest(ratio: Array, one: Array, other: Array) -> Array:
    """Return the largest over the entries; a number beside none is as far off as can be."""
    known, undefined = ratio == ratio, (one != one) != (other != other)
    ratio = np.where(known, np.minimum(ratio, MOST), np.where(undefined, MOST, 0.0))
    return np.asarray(ratio.max(axis=-1, initial=0.0))
