"""The graph under a mistake, and which mistakes can show in what is asked."""

from collections.abc import Iterable, Sequence
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
    return Graph(tuple(_in_order(nodes)))


def _fit(graph: Graph, put: tuple[Node, ...]) -> bool:
    """Say whether nodes can be computed from what is there, in the shapes that they say."""
    shapes = {node.name: node.shape for node in (*graph.nodes, *put)}
    return bool(put) and all(
        one.is_given or fits(one.op, [shapes[parent] for parent in one.parents], one.shape)
        for one in put
    )


def _in_order(nodes: dict[str, Node]) -> Iterable[Node]:
    """Yield the nodes, each after its parents and else as they come."""
    done: set[str] = set()
    for name in nodes:
        waiting = [name]
        while waiting:
            node = nodes[waiting[-1]]
            before = [parent for parent in node.parents if parent not in done]
            if before:
                waiting += before[::-1]
                continue
            waiting.pop()
            if node.name not in done:
                done.add(node.name)
                yield node


def applicable(graph: Graph, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the mistakes that change the value of a node in `asked`, whatever the numbers.

    Structure decides, not the numbers of a variant: both graphs are evaluated at a few fixed
    points that no coincidence of a sheet's numbers holds at.
    """
    inputs = _strange(graph)
    with np.errstate(all="ignore"):  # a logarithm of something negative is no number
        right = evaluate(graph, inputs)
        found = []
        for mistake in MISTAKES:
            rewritten = rewrite(graph, mistake)
            if rewritten is None:
                continue
            wrong = evaluate(rewritten, inputs)
            if any(_differ(right[name], wrong[name]) for name in asked):
                found.append(mistake)
    return tuple(found)


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
