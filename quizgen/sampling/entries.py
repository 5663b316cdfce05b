"""Which single entries of gradients a problem asks for: the set's own, or drawn."""

from quizgen.engine import OPS
from quizgen.engine.names import gradient
from quizgen.engine.networks import Architecture
from quizgen.kinds import KINDS
from quizgen.kinds.asks import Entry
from quizgen.sampling.specs import ProblemSpec
from quizgen.streams import Stream


def entries_of(
    problem: ProblemSpec, architecture: Architecture, stream: Stream
) -> tuple[Entry, ...]:
    """Return the entries that the problem names, or one drawn of the last and first matrix."""
    if not KINDS[problem.kind].draws_entries:
        return ()
    if not problem.entries:
        return _drawn(architecture, stream)
    return tuple(
        (gradient(name), (place[0] - 1, place[1]) if len(place) == 2 else (0, *place))
        for name, place in problem.entries
    )


def _drawn(architecture: Architecture, stream: Stream) -> tuple[Entry, ...]:
    """Return an entry of the last matrix and one of the first, no biases.

    Of a single ReLU layer both are about one unit: of two units one is off, and an entry that
    is asked by itself must not be 0.
    """
    shapes, names = architecture.shapes(), architecture.parameters

    def place(name: str) -> tuple[int, int]:
        rows, columns = shapes[name]
        return stream.one_below(rows), 1 + stream.one_below(columns - 1)

    last = place(names[-1])
    entries: list[Entry] = [(gradient(names[-1]), last)]
    if len(names) > 1:
        row, column = place(names[0])
        if len(names) == 2 and OPS[architecture.activations[0]].kink is not None:
            row = last[1] - 1
        entries.append((gradient(names[0]), (row, column)))
    return tuple(entries)
