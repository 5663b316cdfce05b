"""Products in whole units of a decimal place: exactly, and alike in either arithmetic."""

from dataclasses import dataclass
from math import prod

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval

FINEST = 15  # decimal places that an input may have
_ENDLESS = 10**30  # stands for an endless bound among whole numbers


@dataclass(frozen=True)
class Units:
    """Whole units of `places` decimals, and products written at `kept` of them."""

    arithmetic: Arithmetic
    places: int
    kept: int

    def times(self, left: Interval, right: Interval) -> Interval:
        """Return the product of two parts, rounded out to the kept place."""
        coarse, fine = 10 ** (2 * self.places - self.kept), 10 ** (self.places - self.kept)
        product = left * right
        return Interval(product.lo // coarse * fine, -(-product.hi // coarse) * fine)

    def total(self, terms: Interval, over: tuple[int, ...]) -> Interval:
        """Return sums over some axes, which stay as axes of one; nothing is to be rounded."""
        return terms.each(lambda v: v.sum(axis=over, keepdims=True))

    def back(self, units: Interval) -> Interval:
        """Return `units` as numbers of the arithmetic."""

        def numbers(whole: Array) -> Array:
            found = self.arithmetic.array(whole) / 10**self.places
            endless = np.abs(found) > _ENDLESS / 10**5 / 10**self.places
            return np.where(endless, np.where(found > 0, np.inf, -np.inf), found)

        return units.each(numbers)


def in_units(
    arithmetic: Arithmetic, operands: list[Interval], kept: int, terms: int
) -> tuple[Units, list[Interval]]:
    """Return the coarsest units, of `kept` places or more, that hold `operands`, and these.

    At the finest they are rounded out.  In 64 bits where the products, `terms` of them
    summed, fit; else in Python's integers.
    """
    ends = [end for operand in operands for end in (operand.lo, operand.hi)]

    def whole(end: Array, places: int, side: int) -> tuple[Array, bool]:
        known = np.where(end == end, end, -side * np.inf)
        scaled = side * np.clip(known, -_ENDLESS, _ENDLESS) * 10**places
        cut, short = arithmetic.whole(scaled)
        return np.asarray(side * cut), bool(np.all(short))

    for places in range(kept, FINEST + 1):
        found = [whole(end, places, -1 if i % 2 else 1) for i, end in enumerate(ends)]
        if all(short for _, short in found):
            break
    sizes = [float(np.max(np.abs(end), initial=0)) / 10**places for end, _ in found]
    most = prod(max(1.0, *pair) for pair in zip(sizes[::2], sizes[1::2], strict=True))
    fits = most * terms * 10.0 ** (2 * places) < 2.0**62
    python_int = np.frompyfunc(int, 1, 1)
    numbers = [
        np.asarray(end.astype(np.int64) if fits else python_int(end)) for end, _ in found
    ]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return Units(arithmetic, places, kept), [Interval(*pair) for pair in pairs]
