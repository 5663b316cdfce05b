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
    known = [_known(operand.downwards()) for operand in operands]
    for places in range(kept, FINEST + 1):
        found = [arithmetic.whole(ends * 10**places) for ends in known]
        if all(np.all(short) for _, short in found):
            break
    sizes = [float(np.max(np.abs(ends), initial=0)) / 10**places for ends, _ in found]
    most = prod(max(1.0, size) for size in sizes)
    fits = most * terms * 10.0 ** (2 * places) < 2.0**62
    python_int = np.frompyfunc(int, 1, 1)
    numbers = [
        np.asarray(ends.astype(np.int64) if fits else python_int(ends)) for ends, _ in found
    ]
    return Units(arithmetic, places, kept), [Interval.upwards(ends) for ends in numbers]


def _known(ends: Array) -> Array:
    """Return ends that are rounded down, finite ones for what is endless or not known."""
    return np.clip(np.where(ends == ends, ends, -np.inf), -_ENDLESS, _ENDLESS)
