"""The table of mistakes, and the graph as a student who makes one of them would have it.

A row changes nodes one by one: what it returns for a node takes that node's place, under the
same name and with the same shape.  What students get wrong on the way (a derivative left out)
is so a change of an operation or of its operands; some need operations that only a mistake
knows, which are rows of `OPS` like any other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from quizgen.engine import names
from quizgen.engine.graph import Graph, Node


@dataclass(frozen=True)
class Mistake:
    """A row: a mistake in a few words, and what a good teacher says to whoever makes it.

    `change` returns what a node becomes under the mistake, or None where it stays.
    """

    summary: str
    sentence: str
    change: Callable[[Graph, Node], Node | None]


def rewrite(graph: Graph, mistake: str) -> Graph | None:
    """Return the graph as a student with the mistake has it; None where it does not apply.

    Nodes keep their names, shapes and order.  Raises KeyError for an unknown mistake.
    """
    change = MISTAKES[mistake].change
    changed = {node.name: change(graph, node) for node in graph.nodes}
    if not any(changed.values()):
        return None
    return Graph(tuple(changed[node.name] or node for node in graph.nodes))


def _sign_of_error(graph: Graph, node: Node) -> Node | None:
    if not names.is_gradient(node.name) or node.op not in ("difference", "twice_difference"):
        return None
    return replace(node, parents=node.parents[::-1])


def _without_half(graph: Graph, node: Node) -> Node | None:
    return replace(node, op="squared_error") if node.op == "half_squared_error" else None


MISTAKES: dict[str, Mistake] = {
    "target minus output": Mistake(
        "y − ŷ for ŷ − y",
        "The loss falls where ŷ nears y: its derivative by ŷ is ŷ − y, not y − ŷ.",
        _sign_of_error,
    ),
    "half left out of the loss": Mistake(
        "the ½ of the loss left out",
        "The loss has a factor ½ in front: halve the squared error.",
        _without_half,
    ),
}
