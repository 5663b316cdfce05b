"""What the variants of a class have in common: whole variants, and printed answers."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from quizgen.engine.rounding import SIGNIFICANT, Rounding
from quizgen.reports.quality.figures import ClassFigures

Floats = NDArray[np.float64]


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
    one numpy call over small integers, in memory that does not grow with the pairs.
    """
    if not columns or variants < 2:
        return 0.0, 0.0, None
    codes = np.zeros((len(columns), variants), dtype=np.uint16)  # 0: not asked
    for row, column in zip(codes, columns, strict=True):
        there = ~np.isnan(column)
        row[there] = 1 + np.unique(column[there], return_inverse=True)[1]
    everywhere = bool((codes > 0).all())
    total, most, pair, pairs = 0.0, -1.0, None, 0
    for one in range(variants - 1):
        mine, later = codes[:, one : one + 1], codes[:, one + 1 :]
        same = (later == mine) if everywhere else (later == mine) & (mine > 0)
        asked = len(columns) if everywhere else ((later > 0) & (mine > 0)).sum(axis=0)
        shares = same.sum(axis=0, dtype=np.uint16) / np.maximum(asked, 1)
        at = int(shares.argmax())
        total, pairs = total + float(shares.sum()), pairs + len(shares)
        if shares[at] > most:
            most, pair = float(shares[at]), (one, one + 1 + at)
    return total / pairs, most, pair
