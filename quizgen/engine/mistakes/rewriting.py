"""The graph under a mistake, and which mistakes can show in what is asked."""

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.evaluate import evaluate
from quizgen.engine.graph import Graph, Node
from quizgen.engine.mistakes.table import MISTAKES
from quizgen.engine.ops import fits

POINTS = 12  # at which graphs are compared: units are on at some and off at others
SAME = 1e-9  # relative


def rewrite(graph: Graph, mistake: str) -> Graph | None:
    """Return the graph as a student with the mistake has it; None where it does not apply.

    Nodes keep their names and shapes; they stay in order but where a mistake computes one
    from a later one, which then comes before it.  Raises KeyError for an unknown mistake.
    """
    change = MISTAKES[mistake].change
    nodes: dict[str, Node] = {}
    for node in graph.nodes:
        found = change(graph, node) or ()
        put = found if isinstance(found, tuple) else (found,)
        if put != (node,) and _fit(graph, put):
            nodes |= {one.name: one for one in put}
        else:
            nodes[node.name] = node
    if nodes == graph.by_name:
        return None
    return _in_order(nodes)


def _fit(graph: Graph, put: tuple[Node, ...]) -> bool:
    """Say whether nodes can be computed in the shapes that they say.

    Those put in before the last are new: else the mistake has been made already.
    """
    if not put or any(one.name in graph for one in put[:-1]):
        return False
    shapes = {node.name: node.shape for node in (*graph.nodes, *put)}
    return all(
        one.is_given or fits(one.op, [shapes[parent] for parent in one.parents], one.shape)
        for one in put
    )


def _in_order(nodes: Mapping[str, Node]) -> Graph:
    """Return the nodes as a graph, each after its parents and else as they come."""
    placed: dict[str, Node] = {}

    def place(node: Node) -> None:
        if node.name not in placed:
            for parent in node.parents:
                place(nodes[parent])
            placed[node.name] = node

    for node in nodes.values():
        place(node)
    return Graph(tuple(placed.values()))


def applicable(graph: Graph, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the mistakes that change the value of a node in `asked`, whatever the numbers.

    Structure decides, not the numbers of a variant: both graphs are evaluated at a few fixed
    points, where no coincidence of a sheet's numbers holds.
    """
    inputs, honest = _strange(graph), _up_to(graph, asked)
    with np.errstate(all="ignore"):  # a logarithm of something negative is no number
        right = evaluate(honest, inputs)
        found = []
        for mistake in MISTAKES:
            rewritten = _up_to(rewrite(graph, mistake) or graph, asked)
            if rewritten == honest:
                continue
            wrong = evaluate(rewritten, inputs)
            if any(_differ(right[name], wrong[name]) for name in asked):
                found.append(mistake)
    return tuple(found)


def _up_to(graph: Graph, asked: Sequence[str]) -> Graph:
    """Return what the nodes in `asked` are computed from, and these."""
    needed = graph.ancestors(asked)
    return Graph(tuple(node for node in graph.nodes if node.name in needed))


def _strange(graph: Graph) -> dict[str, Array]:
    """Return numbers between −2 and 2, at every second point positive, without a pattern."""
    inputs, used = {}, 0
    for node in graph.nodes:
        if node.op == "input":
            shape = (POINTS, *node.shape)
            count = int(np.prod(shape))
            places = np.arange(used + 1, used + count + 1)
            used += count
            numbers = (4 * (places * sqrt(2) % 1) - 2 + 0.01).reshape(shape)
            numbers[::2] = np.abs(numbers[::2])
            inputs[node.name] = numbers
    return inputs


def _differ(right: Array, wrong: Array) -> bool:
    known = np.isfinite(right)
    near = np.abs(right - wrong) <= SAME * np.maximum(np.abs(right), 1e-3)
    return bool((known & ~near).any())
