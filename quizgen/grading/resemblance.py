"""Sheets that answer another variant: last year's, a neighbour's, or one that was mixed up.

What agrees is said to the teacher alone.  It never changes a mark: there are innocent reasons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.grading.entries import Entry
from quizgen.grading.judging import Judgement

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


class Resemblances:
    """Looks among all keys of a class for the one that an odd sheet answers."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._tables: dict[tuple[str, Ids], tuple[list[Entry], Array]] = {}

    def find(
        self, student: str, entry: Entry, judged: Mapping[str, Judgement]
    ) -> Resemblance | None:
        """Return which other key a sheet's judgements answer, None where they answer none."""
        ids = entry.layout.numbers
        typed = np.array([judged[id].value for id in ids], dtype=float)
        right = np.array([judged[id].verdict == "correct" for id in ids], dtype=bool)
        given = int(np.isfinite(typed).sum())
        if given < LEAST_AGREEING or right.sum() > MOST_RIGHT * given:
            return None
        others, ends = self._table(entry.set, ids)
        asked = (np.isfinite(ends[:, 0]) & np.isfinite(typed)).sum(axis=1)
        agrees = (typed >= ends[:, 0]) & (typed <= ends[:, 1])
        counts, new = agrees.sum(axis=1), (agrees & ~right).sum(axis=1)
        best = int(np.argmax(counts))
        other, like = others[best], counts[best] >= SHARE * asked[best]
        if other is entry or not like or new[best] < LEAST_AGREEING:
            return None
        return Resemblance(
            student, entry.variant, other.variant, int(counts[best]), int(asked[best])
        )

    def _table(self, name: str, ids: Ids) -> tuple[list[Entry], Array]:
        """Return the keys of a set, and the ends of what they accept of these numbers."""
        if (name, ids) not in self._tables:
            others = [one for one in self._entries if one.set == name]
            self._tables[name, ids] = others, np.array([_ends(one, ids) for one in others])
        return self._tables[name, ids]


def _ends(entry: Entry, ids: Ids) -> Array:
    """Return the ends of what a key accepts, NaN for what it does not ask."""
    found = np.asarray(entry.ends).reshape(-1, 2)
    if entry.layout.numbers == ids:
        return found.T
    places = {id: place for place, id in enumerate(entry.layout.numbers)}
    ends = np.full((2, len(ids)), np.nan)
    for at, id in enumerate(ids):
        if id in places:
            ends[:, at] = found[places[id]]
    return ends
