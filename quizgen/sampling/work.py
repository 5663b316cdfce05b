"""How much work a subject asks for: what is counted, one row each.

Counted is what students must do for what is asked: the asked entries, and all that they are
computed from.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from quizgen.engine import DOUBLES, OPS, Node, Rounding
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.arithmetic import Array
from quizgen.engine.formula import FUNCTIONS
from quizgen.engine.names import is_forward
from quizgen.kinds.asks import Entry
from quizgen.sampling.places import Places, places_of

LIKE = 0.25  # of the reference, either way
FEW = 8  # below which a count may be one off
LOOKED_UP = {name for name, row in ACTIVATIONS.items() if row.tabled} | set(FUNCTIONS.values())
COPIES = ("identity", "one")  # nothing to do
ZERO = 1e-12  # in doubles
EXACT = 1e-7  # of a digit: what is as near to a whole number is one
LARGE = 9  # digits before the point that are told apart


@dataclass(frozen=True, eq=False)
class Worked:
    """What must be done for what is asked, and the numbers of some candidates, in doubles.

    `places` are the entries that are worked, those of the given numbers among them; `written`
    says which are computed and are no copies.  `numbers` have an axis for the candidates and
    one for the entries.
    """

    places: Places
    rounding: Rounding
    values: Mapping[str, Array]
    written: Array
    numbers: Array

    def nodes(self) -> Iterator[Node]:
        """Yield the nodes that are computed, copies left aside."""
        for name in self.places.by_node:
            if is_written(self.places.graph[name]):
                yield self.places.graph[name]


@dataclass(frozen=True)
class Work:
    """A row: what is counted, and how for each candidate.

    `by_graph` marks what is the same for all numbers of a graph that are not 0.
    """

    summary: str
    count: Callable[[Worked], Array]
    by_graph: bool = False


def _operations(worked: Worked) -> Array:
    forward = sum(is_forward(node.name) for node in worked.nodes())
    return np.full(len(worked.numbers), forward)


def _products(worked: Worked) -> Array:
    """Count by the product itself, of 1 for what is not 0."""
    count, graph = len(worked.numbers), worked.places.graph
    found = np.zeros(count)
    for node in worked.nodes():
        row = OPS[node.op]
        if (row.form == "product" or row.subscripts) and len(node.parents) > 1:
            there = [
                ((np.abs(worked.values[parent]) > ZERO) * 1.0, graph[parent].shape)
                for parent in node.parents
            ]
            products = row.evaluate(DOUBLES, node.shape, there)
            whole = np.broadcast_to(products, (count, *node.shape)).reshape(count, -1)
            found += whole[:, list(worked.places.by_node[node.name])].sum(axis=1)
    return found


def _digits(worked: Worked) -> Array:
    return np.asarray(digits(worked.numbers[:, worked.written], worked.rounding).sum(axis=1))


def digits(values: Array, rounding: Rounding) -> Array:
    """Return how many digits are written of each value, those of a 0 before the point too."""
    sizes = np.abs(values)
    if rounding.figures is not None:
        magnitude = np.floor(np.log10(np.maximum(sizes, ZERO)) + EXACT)
        sizes, more = sizes / 10.0**magnitude, rounding.figures - 1
    else:
        assert rounding.decimals is not None
        more = rounding.decimals
    before = 1 + sum((sizes >= 10.0**k - EXACT) * 1 for k in range(1, LARGE))
    tried = (np.abs(sizes * 10.0**k - np.rint(sizes * 10.0**k)) > EXACT for k in range(more))
    return np.asarray(before + sum(left_over * 1 for left_over in tried))


def _negative(worked: Worked) -> Array:
    return np.asarray((worked.numbers < -ZERO).sum(axis=1))


def _look_ups(worked: Worked) -> Array:
    by_node = worked.places.by_node
    entries = sum(len(by_node[n.name]) for n in worked.nodes() if n.op in LOOKED_UP)
    return np.full(len(worked.numbers), entries)


WORK: dict[str, Work] = {
    "operations": Work("quantities to compute before any gradient", _operations, by_graph=True),
    "products": Work("products to take whose factors are not 0", _products, by_graph=True),
    "digits": Work("digits to write down", _digits),
    "negative numbers": Work("negative numbers to work with", _negative),
    "look-ups": Work("values to look up, or to compute by a key", _look_ups, by_graph=True),
}


def is_written(node: Node) -> bool:
    """Say whether a node is computed, and more than a copy of another."""
    return not node.is_given and node.op not in COPIES


@lru_cache(maxsize=256)
def worked_places(places: Places) -> Places:
    """Return the asked entries with all that they are computed from.

    Of a node of which single entries are asked the others needn't be computed, unless
    something else is computed from it.
    """
    graph, needed = places.graph, places.graph.ancestors(places.by_node)
    operands = {parent for name in needed for parent in graph[name].parents}
    entries: list[Entry] = []
    for node in graph.nodes:
        if node.name in operands:
            entries.append((node.name, None))
        elif node.name in needed:
            entries += [entry for entry in places.asked if entry[0] == node.name]
    return places_of(graph, tuple(entries))


def work_of(
    asked: Places, rounding: Rounding, values: Mapping[str, Array], count: int
) -> dict[str, Array]:
    """Return each row's count for each of `count` candidates with these values."""
    places = worked_places(asked)
    double = {name: np.asarray(values[name], dtype=float) for name in places.by_node}
    written = [
        is_written(places.graph[name])
        for name, numbers in places.by_node.items()
        for _ in numbers
    ]
    numbers = places.of(double, (count,))
    worked = Worked(places, rounding, double, np.array(written, dtype=bool), numbers)
    return {name: row.count(worked) for name, row in WORK.items()}


def may_be_usual(asked: Places, rounding: Rounding, reference: Mapping[str, float]) -> bool:
    """Say whether a graph can have the work of a reference, whatever its numbers are."""
    ones = {node.name: np.ones((1, *node.shape)) for node in asked.graph.nodes}
    counts = work_of(asked, rounding, ones, 1)
    return all(
        is_usual(counts[name], usual)[0]
        for name, usual in reference.items()
        if WORK[name].by_graph
    )


def is_usual(count: Array, reference: float) -> Array:
    """Return which counts are about the reference's: ±1 of a few, else ±25%."""
    off = 1.0 if reference < FEW else LIKE * reference
    return np.asarray(np.abs(count - reference) <= off + ZERO)
