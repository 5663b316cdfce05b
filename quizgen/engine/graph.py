"""The computation graph: named nodes in topological order, plain data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from numpy.typing import ArrayLike

GIVEN = ("input", "number")  # operations without an operation
NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class Node:
    """A quantity that a student would write down.

    `op` names a row of `OPS`, or is `input` for what is given, or `number` for a number of
    the formula itself, which is its name.  `symbol` is LaTeX with its subscripts left open
    (see `symbols`).  `shape` is () for a scalar.
    """

    name: str
    symbol: str
    op: str
    parents: tuple[str, ...]
    shape: tuple[int, ...]

    @property
    def is_given(self) -> bool:
        """Say whether the value comes from no operation."""
        return self.op in GIVEN

    def given(self, inputs: Mapping[str, ArrayLike]) -> ArrayLike:
        """Return what is given for the node: one of `inputs`, or its own number."""
        return self.name if self.op == "number" else inputs[self.name]


@dataclass(frozen=True)
class Graph:
    """Nodes, each after its parents."""

    nodes: tuple[Node, ...]

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """Return the nodes by their names."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def _hash(self) -> int:
        return hash(self.nodes)

    def __hash__(self) -> int:
        return self._hash  # what is looked up by a graph is looked up often

    def __reduce__(self) -> tuple[type["Graph"], tuple[tuple[Node, ...]]]:
        return Graph, (self.nodes,)  # another process hashes in its own way

    def __getitem__(self, name: str) -> Node:
        return self.by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def plus(self, *nodes: Node) -> "Graph":
        """Return this graph with `nodes` appended."""
        return Graph(self.nodes + nodes)

    def parents(self, node: Node) -> tuple[Node, ...]:
        """Return the nodes that `node` is computed from, in the order of its operands."""
        return tuple(self[parent] for parent in node.parents)

    def ancestors(self, names: Iterable[str]) -> set[str]:
        """Return `names` and all that they are computed from."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self[name].parents)
        return found

    def descendants(self, names: Iterable[str]) -> set[str]:
        """Return `names` and all that is computed from them."""
        found = set(names)
        for node in self.nodes:
            if not found.isdisjoint(node.parents):
                found.add(node.name)
        return found
