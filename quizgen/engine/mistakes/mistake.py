"""The form of a row of the mistakes' table, and the changes that many rows are made of.

A row changes a graph node by node.  What it returns for a node takes that node's place, under
the same name and with the same shape; nodes that it puts in before have names that `aside`
makes.  A change whose operands don't fit is one that nobody can make there: `rewrite` leaves
the node as it is.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from quizgen.engine import names
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import OPS

Nodes: TypeAlias = Node | tuple[Node, ...] | None
Change: TypeAlias = Callable[[Graph, Node], Nodes]
Where: TypeAlias = Callable[[Graph, Node], bool]


@dataclass(frozen=True)
class Mistake:
    """A row: a mistake in a few words, and what a good teacher says to whoever makes it.

    `change` returns what a node becomes under the mistake: another node of its name, or
    several of which the last has it, or None where it stays.
    """

    summary: str
    sentence: str
    change: Change


def anywhere(graph: Graph, node: Node) -> bool:
    """Say yes."""
    return True


def exchanged(ops: Mapping[str, str], where: Where = anywhere) -> Change:
    """Return the change of some operations for others, which take the same operands."""

    def change(graph: Graph, node: Node) -> Nodes:
        if node.op not in ops or not where(graph, node):
            return None
        op = ops[node.op]
        taken = OPS[op].arity if OPS[op].arity >= 0 else len(node.parents)
        return replace(node, op=op, parents=node.parents[:taken])

    return change


def first_of(*changes: Change) -> Change:
    """Return the change that is the first of several to change a node at all."""

    def change(graph: Graph, node: Node) -> Nodes:
        found = (one(graph, node) for one in changes)
        return next((nodes for nodes in found if nodes), None)

    return change


def copied(node: Node, parent: str) -> Node:
    """Return a node that is its `parent` as it stands."""
    return replace(node, op="identity", parents=(parent,))


def aside(node: Node, op: str, *parents: str, shape: tuple[int, ...] | None = None) -> Node:
    """Return a node that a mistake puts in before `node`, of its shape if none is given."""
    name = f"{names.aside(node.name)}{op}"
    return Node(name, node.symbol, op, parents, node.shape if shape is None else shape)


def in_gradient(graph: Graph, node: Node) -> bool:
    """Say whether a node belongs to the backward pass."""
    return names.is_gradient(node.name) or names.is_slope(node.name)


def in_hidden(graph: Graph, node: Node) -> bool:
    """Say whether weights are multiplied with what is computed from a forward node."""
    after = (graph[name] for name in graph.descendants([node.name]) - {node.name})
    return names.is_forward(node.name) and any(
        names.is_forward(one.name) and any(map(str.isalpha, OPS[one.op].subscripts))
        for one in after
    )


def in_output(graph: Graph, node: Node) -> bool:
    """Say whether a forward node belongs to the last layer, or to what comes after it."""
    return names.is_forward(node.name) and not in_hidden(graph, node)


def gathers(node: Node) -> bool:
    """Say whether a gradient adds up what several nodes contribute to it."""
    return node.op == "sum" and all(map(names.contributor, node.parents))


def is_weights(node: Node) -> bool:
    """Say whether a node is weights: where several steps share them, those are no paths."""
    return node.op == "input" and bool(node.shape)


def consumer(graph: Graph, node: Node) -> Node | None:
    """Return the node through which a gradient flows back; None where it adds up several.

    A gradient that takes no other one flows through the graph's output.
    """
    if not names.is_gradient(node.name) or gathers(node):
        return None
    for parent in node.parents:
        if names.is_gradient(parent) and graph[parent].op != "one":
            return names.differentiated(graph, parent)
    of = names.differentiated(graph, node.name).name
    after = (one for one in graph.nodes if of in one.parents and names.is_forward(one.name))
    return next((one for one in after if names.gradient(one.name) not in graph), None)


def passed_on(ops: Container[str]) -> Change:
    """Return the change that passes a gradient on through `ops` without their derivative."""

    def change(graph: Graph, node: Node) -> Nodes:
        through = consumer(graph, node)
        if through is None or through.op not in ops:
            return None
        above = [parent for parent in node.parents if names.is_gradient(parent)]
        return copied(node, above[0]) if above else replace(node, op="one", parents=())

    return change
