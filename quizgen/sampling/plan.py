"""What candidates are drawn from: a graph without numbers, and a source for each input."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import prod

from quizgen.engine import DOUBLES, Graph, Rounding
from quizgen.kinds.asks import Entry
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.places import each_once
from quizgen.sampling.reference import Reference
from quizgen.sampling.sources import Source
from quizgen.streams import Stream

BATCHES = (64, 256, 1024, 4096, *[8192] * 32)
BATCH_ENTRIES, MOST_ENTRIES = 2**19, 2**24  # numbers computed for a batch, and in all


@dataclass(frozen=True)
class Plan:
    """A graph to draw numbers for, with a source for each of its inputs, by name.

    `others` returns the plans by which the set's variants with another activation are drawn,
    `among` which the activations are.
    """

    graph: Graph
    rounding: Rounding
    asked: tuple[Entry, ...]
    sources: tuple[tuple[str, Source], ...]
    among: tuple[str, ...] = ()
    others: Callable[[], tuple["Plan", ...]] = field(default=tuple, compare=False)

    def usual(self) -> "Plan":
        """Return what variants have in common that differ in the single entries they ask."""
        return replace(self, asked=each_once(self.asked))

    def drawn(
        self, count: int, stream: Stream, reference: Reference | None = None
    ) -> Candidates:
        """Return candidates, drawn with care: without numbers that no kept one could have."""
        return self._candidates(dict(self.sources), count, stream, reference)

    def batches(self) -> Iterator[int]:
        """Yield how many candidates to draw at once: fewer where each has many entries."""
        entries, left = entries_of(self.graph), MOST_ENTRIES
        for count in BATCHES:
            count = min(count, max(1, BATCH_ENTRIES // entries))
            left -= count * entries
            if left > 0:
                yield count

    def naive(self, count: int, stream: Stream) -> Candidates:
        """Return candidates as a generator without conditions would draw them."""
        plain = {name: source.naive() for name, source in self.sources}
        return self._candidates(plain, count, stream, None)

    def _candidates(
        self,
        sources: Mapping[str, Source],
        count: int,
        stream: Stream,
        reference: Reference | None,
    ) -> Candidates:
        inputs = {
            name: source.draw((count, *self.graph[name].shape), stream)
            for name, source in sources.items()
        }
        return Candidates(self.graph, self.rounding, DOUBLES, inputs, self.asked, reference)


def entries_of(graph: Graph) -> int:
    """Return how many numbers a graph has, all its nodes together."""
    return sum(prod(node.shape) for node in graph.nodes)
