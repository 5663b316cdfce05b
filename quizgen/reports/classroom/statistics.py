"""What can be said of a class's numbers: how a blank tells students apart, what is no chance.

The discrimination of a blank is the correlation of its points with those of the rest of the
sheet: the corrected item-total (point-biserial) correlation of Henrysson, "Correction of
item-total correlations in item analysis", Psychometrika 28 (1963).  Two means are compared by
Welch's interval, "The generalization of 'Student's' problem", Biometrika 34 (1947).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor, nan, sqrt

import mpmath
import numpy as np

FEWEST = 10  # sheets, below which a correlation says nothing


class Moments:
    """Pairs of numbers, summed up as they come: Welford, Technometrics 4 (1962)."""

    __slots__ = ("_xx", "_xy", "_y", "_yy", "count", "mean")

    def __init__(self) -> None:
        self.count, self.mean, self._y = 0, 0.0, 0.0
        self._xx = self._xy = self._yy = 0.0

    def take(self, x: float, y: float) -> None:
        """Take a pair."""
        self.count += 1
        dx, dy = x - self.mean, y - self._y
        self.mean += dx / self.count
        self._y += dy / self.count
        self._xx += dx * (x - self.mean)
        self._xy += dx * (y - self._y)
        self._yy += dy * (y - self._y)

    @property
    def correlation(self) -> float:
        """Return the correlation; NaN where there are few pairs, or one does not vary."""
        if self.count < FEWEST or min(self._xx, self._yy) < 1e-18 * self.count:
            return nan
        return max(-1.0, min(1.0, self._xy / sqrt(self._xx * self._yy)))


@dataclass(frozen=True)
class Interval:
    """A difference of two means, and the ends of its interval."""

    difference: float
    low: float
    high: float

    @property
    def certainty(self) -> float:
        """Return how many times its half width the difference is from 0."""
        return abs(self.difference) / max(self.high - self.difference, 1e-300)

    @property
    def holds_zero(self) -> bool:
        """Say whether there may be no difference at all."""
        return self.low <= 0 <= self.high


def welch(some: Sequence[float], others: Sequence[float], level: float) -> Interval | None:
    """Return the interval of the difference of two means; None where nothing varies.

    `level` is how sure it is to be, 0.95 say; there are two values at least of each.
    """
    x, y = np.asarray(some, dtype=float), np.asarray(others, dtype=float)
    one, other = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    error = one + other
    if error < 1e-18:
        return None
    freedom = error**2 / (one**2 / (len(x) - 1) + other**2 / (len(y) - 1))
    difference = float(x.mean() - y.mean())
    half = student_t(max(1, floor(freedom)), level) * sqrt(error)
    return Interval(difference, difference - half, difference + half)


@lru_cache(maxsize=4096)
def student_t(freedom: int, level: float) -> float:
    """Return the number within which Student's t lies, either side of 0, with `level`.

    P(|t| > c) is the regularized incomplete beta function at f/(f + c²), of f/2 and 1/2.
    """
    out = 1 - level

    def beyond(bound: float) -> float:
        at = freedom / (freedom + bound * bound)
        return float(mpmath.betainc(freedom / 2, 0.5, 0, at, regularized=True))

    low, high = 0.0, 1.0
    while beyond(high) > out:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle) > out else (low, middle)
    return high
