"""Looking through candidates for the first that every condition keeps."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import get_args

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES
from quizgen.engine.arithmetic import Array
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.condition import Condition, Stage

GROUPS: Mapping[Stage, int] = {"ranges": 64, "mistakes": 8}  # candidates judged at once
UNJUDGED, UNMET, MET = -1, 0, 1


class Search:
    """The conditions of one subject, and how often each was met so far.

    `tried` counts the candidates up to the one that was kept, `unmet` how many of them did
    not meet each condition that judged them; `ranged` those whose ranges were computed.
    """

    def __init__(self, conditions: Mapping[str, Condition]) -> None:
        self._conditions = conditions
        self.met: Counter[str] = Counter()
        self.unmet: Counter[str] = Counter()
        self.tried = 0
        self.ranged = 0

    def first(self, candidates: Candidates, most: int | None = None) -> Candidates | None:
        """Return the first candidate that all conditions keep in 40 digits, by itself.

        Ranges take longest to compute: those of `most` candidates are looked at.
        """
        verdicts = {
            name: np.full(candidates.count, UNJUDGED, dtype=np.int8)
            for name in self._conditions
        }
        limit = self.ranged + (candidates.count if most is None else most)
        for number, group in self._kept(candidates, verdicts, limit):
            sure = group.taken(np.array([number[1]]), DIGITS40)
            if self._is_sure(sure, number[0], verdicts):
                self._count(verdicts, number[0] + 1)
                return sure
        self._count(verdicts, candidates.count)
        return None

    def _kept(
        self, candidates: Candidates, verdicts: Mapping[str, Array], limit: int
    ) -> Iterator[tuple[tuple[int, int], Candidates]]:
        """Yield the candidates that all stages keep: the number, and that in its group."""
        everyone = np.arange(candidates.count)
        cheap = self._sifted("values", candidates, everyone, verdicts)
        for some in _groups(cheap, GROUPS["ranges"]):
            some = some[: limit - self.ranged]
            if not some.size:
                return
            self.ranged += len(some)
            ranged = candidates.taken(some, DOUBLES)
            places = self._sifted("ranges", ranged, some, verdicts)
            for few in _groups(places, GROUPS["mistakes"]):
                group = ranged.taken(few, DOUBLES)
                for place in self._sifted("mistakes", group, some[few], verdicts):
                    yield (int(some[few[place]]), int(place)), group

    def _sifted(
        self,
        stage: Stage,
        group: Candidates,
        numbers: Array,
        verdicts: Mapping[str, Array],
    ) -> Array:
        """Return the places in the group that the conditions of a stage keep."""
        kept = np.ones(group.count, dtype=bool)
        for name, condition in self._conditions.items():
            if condition.looks_at == stage and group.count:
                holds = condition.holds(group)
                verdicts[name][numbers] = holds
                kept &= holds
        return np.flatnonzero(kept)

    def _is_sure(self, sure: Candidates, number: int, verdicts: Mapping[str, Array]) -> bool:
        for stage in get_args(Stage):
            for name, condition in self._conditions.items():
                if condition.looks_at == stage and not condition.holds(sure)[0]:
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


def _groups(numbers: Array, size: int) -> Iterator[Array]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
