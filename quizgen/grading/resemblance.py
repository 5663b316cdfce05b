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
SHARE = 0.8  # of a sheet's numbers that must agree with the other key


@dataclass(frozen=True)
class Resemblance:
    """A sheet whose numbers are right for another variant of its set.

    `agreeing` of those `numbers` that the other variant asks too.
    """

    student: str
    variant: str
    other: str
    agreeing: int
    numbers: int


def resemblances(
    sheets: Sequence[tuple[str, Key, Mapping[str, Judgement]]], keys: Sequence[Key]
) -> Iterator[Resemblance]:
    """Yield the sheets, (student, key, judgements), that answer another of the keys."""
    tables: dict[tuple[str, Ids], tuple[list[Key], Array]] = {}
    for student, key, judged in sheets:
        ids = tuple(blank.id for blank in key.blanks if blank.type == "number")
        typed = np.array([judged[id].value for id in ids], dtype=float)
        right = np.array([judged[id].verdict == "correct" for id in ids], dtype=bool)
        given = int(np.isfinite(typed).sum())
        if given < LEAST_AGREEING or right.sum() > MOST_RIGHT * given:
            continue
        if (key.set, ids) not in tables:
            others = [one for one in keys if one.set == key.set]
            tables[key.set, ids] = others, np.array([_ends(one, ids) for one in others])
        others, ends = tables[key.set, ids]
        asked = (np.isfinite(ends[:, 0]) & np.isfinite(typed)).sum(axis=1)
        agrees = (typed >= ends[:, 0]) & (typed <= ends[:, 1])
        counts, new = agrees.sum(axis=1), (agrees & ~right).sum(axis=1)
        best = int(np.argmax(counts))
        other, like = others[best], counts[best] >= SHARE * asked[best]
        if other is not key and like and new[best] >= LEAST_AGREEING:
            yield Resemblance(
                student, key.variant, other.variant, int(counts[best]), int(asked[best])
            )


def _ends(key: Key, ids: Sequence[str]) -> tuple[list[float], list[float]]:
    """Return the ends of what a key accepts, NaN for what it does not ask."""
    accept = {blank.id: blank.accept for blank in key.blanks if blank.type == "number"}
    nothing = (np.nan, np.nan)
    return [accept.get(id, nothing)[0] for id in ids], [
        accept.get(id, nothing)[1] for id in ids
    ]
