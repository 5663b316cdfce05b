"""How much work a subject asks for: what is counted, one row each.

Counted is what students must do for what is asked: the asked entries, and all that they are
computed from.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from quizgen.engine import DOUBLES, OPS, Graph, Node, Rounding
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.arithmetic import Array
from quizgen.engine.formula import FUNCTIONS
from quizgen.engine.names import is_forward
from quizgen.sampling.places import Places

LIKE = 0.25  # of the reference, either way
FEW = 8  # below which a count may be one off
LOOKED_UP = {name for name, row in ACTIVATIONS.items() if row.tabled} | set(FUNCTIONS.values())
COPIES = ("identity", "one")  # nothing to do
ZERO = 1e-12  # in doubles
EXACT = 1e-7  # of a digit: what is as near to a whole number is one
LARGE = 9  # digits before the point that are told apart


@dataclass(frozen=True, eq=False)
class Worked:
    """The numbers of some candidates, in doubles, and which entries of each node are worked."""

    graph: Graph
    rounding: Rounding
    values: Mapping[str, Array]
    entries: Mapping[str, Array]
    count: int

    def nodes(self) -> Iterator[Node]:
        """Yield the nodes that are computed, copies left aside."""
        for name in self.entries:
            node = self.graph[name]
            if not node.is_given and node.op not in COPIES:
                yield node

    def total(self, node: Node, counts: Array) -> Array:
        """Return the sum of `counts` over the entries of a node that are worked."""
        whole = np.broadcast_to(counts, (self.count, *node.shape)) * self.entries[node.name]
        return np.asarray(whole.reshape(self.count, -1).sum(axis=1))


@dataclass(frozen=True)
class Work:
    """A row: what is counted, and how for each candidate."""

    summary: str
    count: Callable[[Worked], Array]


def _operations(worked: Worked) -> Array:
    forward = sum(is_forward(node.name) for node in worked.nodes())
    return np.full(worked.count, forward)


def _products(worked: Worked) -> Array:
    """Count by the product itself, of 1 for what is not 0."""
    found = np.zeros(worked.count)
    for node in worked.nodes():
        row = OPS[node.op]
        if row.form == "product" and len(node.parents) > 1:
            there = [
                ((np.abs(worked.values[parent]) > ZERO) * 1.0, worked.graph[parent].shape)
                for parent in node.parents
            ]
            found += worked.total(node, row.evaluate(DOUBLES, node.shape, there))
    return found


def _digits(worked: Worked) -> Array:
    written = (
        worked.total(node, digits(worked.values[node.name], worked.rounding))
        for node in worked.nodes()
    )
    return np.asarray(sum(written, start=np.zeros(worked.count)))


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
    negative = (
        worked.total(worked.graph[name], worked.values[name] < -ZERO) for name in worked.entries
    )
    return np.asarray(sum(negative, start=np.zeros(worked.count)))


def _look_ups(worked: Worked) -> Array:
    there = (
        worked.total(node, np.ones(node.shape))
        for node in worked.nodes()
        if node.op in LOOKED_UP
    )
    return np.asarray(sum(there, start=np.zeros(worked.count)))


WORK: dict[str, Work] = {
    "operations": Work("quantities to compute before any gradient", _operations),
    "products": Work("products to take whose factors are not 0", _products),
    "digits": Work("digits to write down", _digits),
    "negative numbers": Work("negative numbers to work with", _negative),
    "look-ups": Work("values to look up, or keys of a calculator to press", _look_ups),
}


def work_of(
    places: Places, rounding: Rounding, values: Mapping[str, Array], count: int
) -> dict[str, Array]:
    """Return each row's count for each of `count` candidates with these values."""
    graph, asked = places.graph, places.by_node
    needed = graph.ancestors(asked)
    operands = {parent for name in needed for parent in graph[name].parents}
    entries = {node.name: np.ones(node.shape) for node in graph.nodes if node.name in needed}
    for name, numbers in asked.items():
        if name not in operands:  # asked by single entries, the others needn't be computed
            some = np.zeros(entries[name].size)
            some[list(numbers)] = 1
            entries[name] = some.reshape(entries[name].shape)
    double = {name: np.asarray(values[name], dtype=float) for name in entries}
    worked = Worked(graph, rounding, double, entries, count)
    return {name: row.count(worked) for name, row in WORK.items()}


def is_usual(count: Array, reference: float) -> Array:
    """Return which counts are about the reference's: ±1 of a few, else ±25%."""
    off = 1.0 if reference < FEW else LIKE * reference
    return np.asarray(np.abs(count - reference) <= off + ZERO)
