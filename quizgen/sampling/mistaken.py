"""What students who make a mistake would answer: every mistake of a graph, at once.

The rewritten graphs differ from the honest one in few nodes.  So all are evaluated together,
with an axis for the mistakes before that of the candidates: a numpy call for each node that
follows from a change, and one for each node that a mistake puts in another's place.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np

from quizgen.engine import DOUBLES, OPS, Arithmetic, Graph, Node, evaluate
from quizgen.engine.arithmetic import Array
from quizgen.engine.mistakes import MISTAKES, rewrite
from quizgen.kinds.asks import Entry
from quizgen.sampling.places import Places, places_of

GENERIC = 12  # numbers without meaning, for each input
SAME = 1e-9  # in doubles


@dataclass(frozen=True, eq=False)
class Rewritten:
    """A graph under each of some mistakes, `names`, all of which change an asked value.

    `changed` has, by node, what mistakes put in its place, the last of several nodes being
    the one; what a mistake puts in another order is a graph of its own in `apart`.
    `differing` are the pairs of mistakes that
    give other answers for generic numbers, two arrays of their numbers.
    """

    places: Places
    names: tuple[str, ...]
    changed: Mapping[str, tuple[tuple[int, tuple[Node, ...]], ...]]
    apart: Mapping[int, Graph]
    differing: tuple[Array, Array]

    def answers(
        self, inputs: Mapping[str, Array], values: Mapping[str, Array], arithmetic: Arithmetic
    ) -> Array:
        """Return what is answered: an axis for the mistakes, the candidates, the entries.

        `values` are the honest ones, of `inputs` with one batch axis.
        """
        graph = self.places.graph
        batch = (len(self.names), len(next(iter(inputs.values()))))
        found = dict(values)
        affected = graph.descendants(self.changed)
        for node in graph.nodes:
            if node.name not in affected:
                continue
            value = values[node.name]
            if not affected.isdisjoint(node.parents):
                operands = [
                    (found[parent.name], parent.shape) for parent in graph.parents(node)
                ]
                value = _computed(node, operands, arithmetic, batch)
            value = np.broadcast_to(value, (*batch, *node.shape)).copy()
            for number, nodes in self.changed.get(node.name, ()):
                own: dict[str, tuple[Array, tuple[int, ...]]] = {}
                for other in nodes:
                    for parent in other.parents:
                        if parent not in own:
                            whole = found[parent]
                            one = whole[number] if parent in affected else whole
                            own[parent] = one, graph[parent].shape
                    operands = [own[parent] for parent in other.parents]
                    computed = _computed(other, operands, arithmetic, batch[1:])
                    own[other.name] = computed, other.shape
                value[number] = computed
            found[node.name] = value
        answers = self.places.of(found, batch)
        for number, whole_graph in self.apart.items():
            others = evaluate(whole_graph, inputs, arithmetic=arithmetic)
            answers[number] = self.places.of(others, batch[1:])
        return answers


def _computed(
    node: Node,
    operands: list[tuple[Array, tuple[int, ...]]],
    arithmetic: Arithmetic,
    batch: tuple[int, ...],
) -> Array:
    row = OPS[node.op]
    if row.form == "array":  # takes its operands whole: they have the same axes
        operands = [(np.broadcast_to(v, (*batch, *shape)), shape) for v, shape in operands]
    return row.evaluate(arithmetic, node.shape, operands)


@lru_cache(maxsize=256)
def rewritten(graph: Graph, asked: tuple[Entry, ...]) -> Rewritten:
    """Return the graph under each mistake that changes an asked value for generic numbers."""
    graphs = {name: other for name in MISTAKES if (other := rewrite(graph, name)) is not None}
    places, inputs = places_of(graph, asked), generic(graph)
    everything = _under(graphs, places)
    with np.errstate(all="ignore"):
        values = evaluate(graph, inputs)
        honest = places.of(values, (GENERIC,))
        answers = everything.answers(inputs, values, DOUBLES)
        moved = _differ(answers, honest[None]) & np.isfinite(honest)
        kept = np.flatnonzero(moved.any(axis=(1, 2)))
        first, second = np.triu_indices(len(kept), 1)
        apart = _differ(answers[kept[first]], answers[kept[second]]).any(axis=(1, 2))
    return _only(everything, kept.tolist(), (first[apart], second[apart]))


def _under(graphs: Mapping[str, Graph], places: Places) -> Rewritten:
    """Return a graph's changes under mistakes, as far as what is asked follows from them."""
    graph, changed, apart = places.graph, defaultdict(list), {}
    nodes = [(node.name, node.shape) for node in graph.nodes]
    for number, other in enumerate(graphs.values()):
        kept = [(node.name, node.shape) for node in other.nodes if node.name in graph]
        if kept != nodes:
            apart[number] = other
            continue
        needed = other.ancestors(places.by_node)
        before: list[Node] = []
        for node in other.nodes:
            if node.name not in graph:
                before.append(node)
            elif before or node != graph[node.name]:
                if node.name in needed:
                    changed[node.name].append((number, (*before, node)))
                before = []
    none = np.empty(0, dtype=int)
    by_node = {name: tuple(found) for name, found in changed.items()}
    return Rewritten(places, tuple(graphs), by_node, apart, (none, none))


def _only(found: Rewritten, kept: list[int], differing: tuple[Array, Array]) -> Rewritten:
    """Return the graph under those of the mistakes that `kept` numbers."""
    place = {number: at for at, number in enumerate(kept)}
    changed = {
        name: tuple((place[number], nodes) for number, nodes in changes if number in place)
        for name, changes in found.changed.items()
    }
    return Rewritten(
        found.places,
        tuple(found.names[number] for number in kept),
        {name: changes for name, changes in changed.items() if changes},
        {place[number]: graph for number, graph in found.apart.items() if number in place},
        differing,
    )


def _differ(answers: Array, others: Array) -> Array:
    """Return where answers are others; what is not defined, as a logarithm of −1, is none."""
    same = np.abs(answers - others) <= SAME * (1 + np.abs(others))
    return np.asarray(~same & ~(np.isnan(answers) & np.isnan(others)))


def generic(graph: Graph) -> dict[str, Array]:
    """Return numbers without meaning for every input, `GENERIC` of each.

    A third are positive, where roots and logarithms are defined; the others of either sign.
    """
    found = {}
    given = (node for node in graph.nodes if node.op == "input")
    for k, node in enumerate(given):
        count = np.arange(1, 1 + GENERIC * prod(node.shape))
        sizes = 0.3 + 1.4 * np.modf(0.618034 * count + 0.754878 * (k + 1))[0]
        signs = np.where(np.modf(0.569840 * count * (k + 2))[0] < 0.5, 1, -1)
        signs[: len(count) // 3] = 1
        found[node.name] = (sizes * signs).reshape(GENERIC, *node.shape)
    return found
