"""Looking through candidates for the first that every condition keeps."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES
from quizgen.engine.arithmetic import Array
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.condition import Condition, Stage

STAGES: Sequence[Stage] = get_args(Stage)
AT_ONCE: Mapping[Stage, int] = {"work": 64, "ranges": 64, "mistakes": 8}  # else all
RANGED = ("ranges", "mistakes")  # stages that take ranges
UNJUDGED, UNMET, MET = -1, 0, 1


class Search:
    """The conditions of one subject, and how often each was met so far.

    `tried` counts the candidates up to the one that was kept, `unmet` how many of them did
    not meet each condition that judged them; `ranged` those whose ranges were computed.
    Without `exact_ranges` doubles decide about ranges, which take most of the time in 40
    digits: good for figures, not for what is printed.
    """

    def __init__(self, conditions: Mapping[str, Condition], exact_ranges: bool = True) -> None:
        self._conditions = conditions
        self._exact_ranges = exact_ranges
        self.met: Counter[str] = Counter()
        self.unmet: Counter[str] = Counter()
        self.tried = 0
        self.ranged = 0

    def first(self, candidates: Candidates, most: int | None = None) -> Candidates | None:
        """Return the first candidate that all conditions keep in 40 digits, by itself.

        Ranges take longest to compute: those of `most` candidates are looked at.
        """
        count = candidates.count
        verdicts = {name: np.full(count, UNJUDGED, np.int8) for name in self._conditions}
        limit = self.ranged + (count if most is None else most)
        for one, number in self._kept(candidates, np.arange(count), STAGES, verdicts, limit):
            sure = one.taken(np.array([0]), DIGITS40)
            if not self._exact_ranges:
                sure = sure.with_ranges(one.ranges)
            if self._is_sure(sure, int(number), verdicts):
                self._count(verdicts, int(number) + 1)
                return sure
        self._count(verdicts, count)
        return None

    def refuse(self, name: str) -> None:
        """Count a candidate that doesn't meet a condition whatever its numbers are."""
        self.tried += 1
        self.unmet[name] += 1

    def _kept(
        self,
        candidates: Candidates,
        numbers: Array,
        stages: Sequence[Stage],
        verdicts: Mapping[str, Array],
        limit: int,
    ) -> Iterator[tuple[Candidates, int]]:
        """Yield each candidate that all of some stages keep, and its number."""
        if not stages:
            for place, number in enumerate(numbers):
                yield candidates.taken(np.array([place]), DOUBLES), number
            return
        stage, *later = stages
        size = AT_ONCE.get(stage, max(1, len(numbers)))
        for start in range(0, len(numbers), size):
            places = np.arange(start, min(start + size, len(numbers)))
            if stage == "ranges":
                places = places[: limit - self.ranged]
                self.ranged += len(places)
            if places.size:
                whole = len(places) == candidates.count
                group = candidates if whole else candidates.taken(places, DOUBLES)
                kept = self._sifted(stage, group, numbers[places], verdicts)
                some = group.taken(kept, DOUBLES)
                yield from self._kept(some, numbers[places[kept]], later, verdicts, limit)

    def _sifted(
        self,
        stage: Stage,
        group: Candidates,
        numbers: Array,
        verdicts: Mapping[str, Array],
    ) -> Array:
        """Return the places in a group that the conditions of a stage keep."""
        kept = np.ones(group.count, dtype=bool)
        for name, condition in self._conditions.items():
            if condition.looks_at == stage:
                holds = condition.holds(group)
                verdicts[name][numbers] = holds
                kept &= holds
        return np.flatnonzero(kept)

    def _is_sure(self, sure: Candidates, number: int, verdicts: Mapping[str, Array]) -> bool:
        """Say whether all conditions keep a candidate in 40 digits, cheap ones first."""
        for stage in STAGES:
            if stage in RANGED and not self._exact_ranges:
                continue
            for name, condition in self._conditions.items():
                if condition.looks_at == stage and not condition.keeps(sure):
                    verdicts[name][number] = UNMET
                    return False
        return True

    def _count(self, verdicts: Mapping[str, Array], tried: int) -> None:
        self.tried += tried
        for name, verdict in verdicts.items():
            self.met[name] += int((verdict[:tried] == MET).sum())
            self.unmet[name] += int((verdict[:tried] == UNMET).sum())

    def why(self) -> str:
        """Return which condition the smallest share of candidates met, where none was kept."""
        judged = {name: self.met[name] + self.unmet[name] for name in self._conditions}
        name = min((n for n in judged if judged[n]), key=lambda n: self.met[n] / judged[n])
        return (
            f'the condition "{name}" held for {self.met[name]:,} of {judged[name]:,} '
            f"({self._conditions[name].summary})"
        )
