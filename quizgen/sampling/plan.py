"""What candidates are drawn from: a graph without numbers, and a grid for each input."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.engine import DOUBLES, Graph, Rounding
from quizgen.engine.arithmetic import Array
from quizgen.kinds.asks import Entry
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.grids import Grid
from quizgen.sampling.reference import Reference
from quizgen.streams import Stream


@dataclass(frozen=True)
class Plan:
    """A graph to be drawn numbers for, `grids` by the names of its inputs; plain data."""

    graph: Graph
    rounding: Rounding
    asked: tuple[Entry, ...]
    grids: tuple[tuple[str, Grid], ...]

    def drawn(
        self, count: int, stream: Stream, reference: Reference | None = None
    ) -> Candidates:
        """Return candidates, drawn so that what no kept one could have does not occur."""
        return self._candidates(count, stream, reference, careful=True)

    def naive(self, count: int, stream: Stream) -> Candidates:
        """Return candidates as a generator without conditions would draw them."""
        return self._candidates(count, stream, None, careful=False)

    def _candidates(
        self, count: int, stream: Stream, reference: Reference | None, careful: bool
    ) -> Candidates:
        inputs = {
            name: _draw(grid, (count, *self.graph[name].shape), name, stream, careful)
            for name, grid in self.grids
        }
        return Candidates(self.graph, self.rounding, DOUBLES, inputs, self.asked, reference)


def _draw(grid: Grid, shape: Sequence[int], name: str, stream: Stream, careful: bool) -> Array:
    """Return numbers of the grid, where careful without what no kept network could have.

    A 0 hides the step that it stands in; so does an input of 1.
    """
    unwanted = (0, 1) if name == "x" else (0,)
    numbers = grid.numbers()
    if careful:
        numbers = tuple(n for n in numbers if n not in unwanted) or numbers
    return np.array(numbers, dtype=float)[stream.below(len(numbers), shape)]
