"""Sheets that answer another variant: last year's, a neighbour's, or one that was mixed up.

What agrees is said to the teacher alone.  It never changes a mark: there are innocent reasons.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.grading.judging import Judgement
from quizgen.keys import Key

Ids: TypeAlias = tuple[str, ...]

LEAST_AGREEING = 5  # numbers that the own key does not accept and the other one does
MOST_RIGHT = 0.5  # of a sheet's numbers: a sheet that is mostly right is its student's own
LEAST_SHARED = 0.5  # of a sheet's numbers that the other variant asks too
SHARE = 0.8  # of those that must agree with the other key


@dataclass(frozen=True)
class Resemblance:
    """A sheet whose numbers are right for another variant of its set.

    Of the `numbers` that stand on it and that both variants ask, `agreeing` are right there.
    """

    student: str
    variant: str
    other: str
    agreeing: int
    numbers: int


def resemblances(
    sheets: Sequence[tuple[str, Key, Mapping[str, Judgement]]], keys: Sequence[Key]
) -> Iterator[Resemblance]:
    """Yield the sheets, (student, key, judgements), that answer another of the keys.

    Two variants may ask different entries; what both ask is compared.
    """
    tables: dict[tuple[str, Ids], tuple[list[Key], Array]] = {}
    for student, key, judged in sheets:
        ids = tuple(blank.id for blank in key.blanks if blank.type == "number")
        typed = np.array([judged[id].value for id in ids], dtype=float)
        right = np.array([judged[id].verdict == "correct" for id in ids], dtype=bool)
        given = np.isfinite(typed)
        if given.sum() < LEAST_AGREEING or right.sum() > MOST_RIGHT * given.sum():
            continue
        if (key.set, ids) not in tables:
            others = [one for one in keys if one.set == key.set]
            tables[key.set, ids] = others, np.array([_ends(one, ids) for one in others])
        others, ends = tables[key.set, ids]
        shared = (given & np.isfinite(ends[:, 0])).sum(axis=1)
        agrees = (typed >= ends[:, 0]) & (typed <= ends[:, 1])
        counts = agrees.sum(axis=1)
        new = (agrees & ~right).sum(axis=1)
        best = int(np.argmax(counts))
        other = others[best]
        enough = counts[best] >= SHARE * shared[best] and new[best] >= LEAST_AGREEING
        if other is not key and enough and shared[best] >= LEAST_SHARED * given.sum():
            numbers = int(shared[best])
            yield Resemblance(student, key.variant, other.variant, int(counts[best]), numbers)


def _ends(key: Key, ids: Sequence[str]) -> tuple[list[float], list[float]]:
    """Return the ends of what is accepted, NaN where the key asks no such number."""
    none = (np.nan, np.nan)
    accept = {blank.id: blank.accept for blank in key.blanks if blank.type == "number"}
    return [accept.get(id, none)[0] for id in ids], [accept.get(id, none)[1] for id in ids]
