"""How numbers are spread over many variants: their middle, their ends, and a small picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BARS = 14
MOST_BARS = 14  # a bar for each whole number, up to so many
TAIL = 0.02  # of the numbers, at either end, that the outermost bars gather


@dataclass(frozen=True)
class Histogram:
    """How many numbers fall into each bar; the bars, all alike, lie from `low` to `high`.

    `gathers` says that the outermost bars also have what lies beyond them.
    """

    low: float
    high: float
    bars: tuple[int, ...]
    gathers: bool = False


@dataclass(frozen=True)
class Spread:
    """The ends, the quartiles and the middle of numbers, and their histogram."""

    count: int
    least: float
    lower: float
    median: float
    upper: float
    most: float
    histogram: Histogram


def spread(numbers: ArrayLike) -> Spread:
    """Return how numbers, one at least, are spread."""
    values = np.asarray(numbers, dtype=float)
    least, lower, median, upper, most = np.quantile(values, (0, 0.25, 0.5, 0.75, 1))
    return Spread(
        len(values),
        float(least),
        float(lower),
        float(median),
        float(upper),
        float(most),
        _histogram(values),
    )


def _histogram(values: NDArray[np.float64]) -> Histogram:
    low, high = float(values.min()), float(values.max())
    if high - low < MOST_BARS and (values == np.rint(values)).all():
        counts = np.bincount((values - low).astype(int))
        return Histogram(low - 0.5, high + 0.5, tuple(map(int, counts)))
    inner_low, inner_high = map(float, np.quantile(values, (TAIL, 1 - TAIL)))
    gathers = high - low > 1.5 * (inner_high - inner_low) > 0
    if gathers:
        low, high = inner_low, inner_high
    if not high > low:
        return Histogram(low - 0.5, high + 0.5, (len(values),))
    counts, _ = np.histogram(np.clip(values, low, high), BARS, (low, high))
    return Histogram(low, high, tuple(map(int, counts)), gathers)
