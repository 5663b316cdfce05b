"""What the variants of a class have in common: whole variants, and printed answers."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from quizgen.engine.rounding import SIGNIFICANT, Rounding
from quizgen.reports.quality.figures import ClassFigures

Floats = NDArray[np.float64]

NOT_ASKED, NO_ANSWER = np.uint16(2**16 - 1), np.uint16(2**16 - 2)


def printed(values: Floats, rounding: Rounding) -> Floats:
    """Return values as a sheet prints them, many at once: equal where they print alike."""
    sizes = np.abs(values)
    first = np.floor(np.log10(np.where(sizes > 0, sizes, 1.0)))
    if rounding.figures is not None:
        places = max(rounding.figures, SIGNIFICANT) - 1 - first
    else:
        places = np.maximum(float(rounding.decimals or 0), SIGNIFICANT - 1 - first)
    # Both are whole: the quotient is the double nearest to what is printed, by any places.
    up, down = 10.0 ** np.maximum(places, 0), 10.0 ** np.maximum(-places, 0)
    return np.asarray(np.rint(values * up / down) * down / up)


def in_common(
    names: Sequence[str], given: Sequence[str], columns: Mapping[str, Floats]
) -> ClassFigures:
    """Return what variants, by `names`, have in common.

    `given` tells the variants' given numbers apart ("" where there are none); `columns`
    has for each answer what each variant prints, NaN where it is not asked.
    """
    mean, most, pair = _shares([*columns.values()], len(names))
    return ClassFigures(
        len(columns),
        any(given),
        _repeats(names, given),
        mean,
        most,
        (names[pair[0]], names[pair[1]]) if pair else None,
    )


def _repeats(names: Sequence[str], given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    first: dict[str, str] = {}
    repeats = []
    for name, numbers in zip(names, given, strict=True):
        if numbers and first.setdefault(numbers, name) != name:
            repeats.append((name, first[numbers]))
    return tuple(repeats)


def _shares(
    columns: Sequence[Floats], variants: int
) -> tuple[float, float, tuple[int, int] | None]:
    """Return the mean share of answers in common over pairs, the most, and where that is.

    Every answer is numbered by its value first: a variant is compared with all later ones in
    a few numpy calls over small integers, in memory that does not grow with the pairs.
    """
    if not columns or variants < 2:
        return 0.0, 0.0, None
    codes = np.full((len(columns), variants), NOT_ASKED, dtype=np.uint16)
    for row, column in zip(codes, columns, strict=True):
        there = ~np.isnan(column)
        row[there] = np.unique(column[there], return_inverse=True)[1]
    asked = codes != NOT_ASKED
    sorts, of_sort = np.unique(asked.T, axis=0, return_inverse=True)  # few ask different ones
    by_sort = sorts.astype(float)
    total, most, pair, pairs = 0.0, -1.0, None, 0
    for one in range(variants - 1):
        mine = np.where(asked[:, one], codes[:, one], NO_ANSWER)
        same = (codes[:, one + 1 :] == mine[:, None]).sum(axis=0, dtype=np.uint16)
        both = (by_sort @ asked[:, one])[of_sort[one + 1 :]]
        shares = same / np.maximum(both, 1)
        at = int(shares.argmax())
        total, pairs = total + float(shares.sum()), pairs + len(shares)
        if shares[at] > most:
            most, pair = float(shares[at]), (one, one + 1 + at)
    return total / pairs, most, pair
