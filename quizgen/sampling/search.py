"""Looking through candidates for the first that every condition keeps."""

from collections import Counter
from collections.abc import Mapping
from math import prod

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES
from quizgen.engine.arithmetic import Array
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.conditions import Condition

GROUP, GROUP_ENTRIES = (
    64,
    2**12,
)  # candidates whose ranges are computed at once, numbers of them


class Search:
    """The conditions of one subject, and how often each was met so far.

    `ranged` counts the candidates whose ranges were computed.
    """

    def __init__(self, conditions: Mapping[str, Condition]) -> None:
        self._conditions = conditions
        self._met: Counter[str] = Counter()
        self._judged: Counter[str] = Counter()
        self.ranged = 0

    def first(self, candidates: Candidates, most: int | None = None) -> Candidates | None:
        """Return the first candidate that all conditions keep in 40 digits, by itself.

        Ranges take longest to compute: those of `most` candidates are looked at.
        """
        kept = candidates.taken(self._sifted(candidates, by_ranges=False), DOUBLES)
        count = kept.count if most is None else min(kept.count, most)
        entries = sum(prod(node.shape) for node in candidates.graph.nodes)
        size = min(GROUP, max(1, GROUP_ENTRIES // entries))
        for start in range(0, count, size):
            group = kept.taken(np.arange(start, min(start + size, count)), DOUBLES)
            self.ranged += group.count
            for number in np.flatnonzero(self._sifted(group, by_ranges=True)):
                sure = group.taken(np.array([number]), DIGITS40)
                if all(condition.holds(sure)[0] for condition in self._conditions.values()):
                    return sure
        return None

    def _sifted(self, candidates: Candidates, by_ranges: bool) -> Array:
        """Return which candidates the conditions keep that look, or don't look, at ranges."""
        kept = np.ones(candidates.count, dtype=bool)
        for name, condition in self._conditions.items():
            if condition.by_ranges == by_ranges and candidates.count:
                holds = condition.holds(candidates)
                self._judged[name] += candidates.count
                self._met[name] += int(holds.sum())
                kept &= holds
        return kept

    def why(self) -> str:
        """Return which condition the smallest share of candidates met, where none was kept."""
        name = min(self._judged, key=lambda name: self._met[name] / self._judged[name])
        return (
            f'the condition "{name}" held for {self._met[name]:,} of {self._judged[name]:,} '
            f"({self._conditions[name].summary})"
        )
