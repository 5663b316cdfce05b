"""A quantity as it is worked on paper: its formula, the numbers put in, its result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.engine import letters, names, symbols
from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import OPS
from quizgen.engine.rounding import Rounding
from quizgen.engine.typeset import fill, matrix, number, numbers, signed
from quizgen.engine.views import VIEWS

MOST_DIAGONAL = 4  # units up to which a diagonal Jacobian is written out


@dataclass(frozen=True)
class Step:
    """One worked quantity: `left` equals each of `rights` in turn, all LaTeX.

    `reason` is a few words of prose (`$…$` holds LaTeX), or empty.
    """

    left: str
    rights: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class Solver:
    """A solved graph, and how its quantities are written with their numbers put in."""

    graph: Graph
    values: Mapping[str, Array]
    rounding: Rounding

    def show(self, name: str, index: tuple[int, ...]) -> str:
        """Return an entry as the sheet prints it."""
        return number(self.values[name][index], self.kept(self.graph[name]))

    def show_at(self, node: Node, index: tuple[int, ...]) -> str:
        """Return what goes into an entry: a node's own entry, or its one number."""
        return self.show(node.name, index if node.shape else ())

    def kept(self, node: Node) -> Rounding | None:
        """Return how a node's numbers are rounded: given ones are not."""
        return None if node.is_given else self.rounding

    def whole(self, node: Node) -> Step:
        """Work a whole scalar, vector or matrix."""
        graph, parents = self.graph, self.graph.parents(node)
        formula = letters.formula(graph, node)
        slope = next((p for p in parents if names.is_slope(p.name) and p.shape), None)
        rights = [formula, *self.put_in(node), numbers(self.values[node.name], self.kept(node))]
        if slope:  # the Jacobian of an elementwise function is diagonal
            others = [parent for parent in parents if parent is not slope]
            said = " ".join(letters.name(graph, parent) for parent in others)
            rights.insert(0, rf"\operatorname{{diag}}{letters.name(graph, slope)} \, {said}")
            rights[2:2] = self.jacobian(slope, others)
        left = rights.pop(0) if names.is_slope(node.name) else symbols.whole(node.symbol)
        rights = [right for right in rights if right != left]  # a step is named by its formula
        reason = ""
        if not letters.separate(graph, node):  # it speaks of the folded bias
            reason = fill(
                OPS[node.op].reason, [f"${one}$" for one in letters.named(graph, node)]
            )
        return Step(left, tuple(dict.fromkeys(rights)), reason)

    def jacobian(self, slope: Node, others: Sequence[Node]) -> list[str]:
        """Return the product with the numbers of the diagonal matrix, where that is small."""
        diagonal = self.values[slope.name]
        if not 1 < len(diagonal) <= MOST_DIAGONAL:
            return []
        rows = [
            [self.rounding.display(value) if i == j else "0" for j in range(len(diagonal))]
            for i, value in enumerate(diagonal)
        ]
        columns = (numbers(self.values[p.name], self.kept(p)) for p in others)
        return [r" \, ".join((matrix(rows), *columns))]

    def put_in(self, node: Node) -> list[str]:
        """Return the formula with the numbers put in, and the sums entry by entry."""
        op, parents = OPS[node.op], self.graph.parents(node)
        values = [self.values[parent.name] for parent in parents]
        if not op.turned:
            cells = [
                fill(op.latex, [self.show_at(parent, index) for parent in parents])
                for index in np.ndindex(*(parents[0] if op.form == "loss" else node).shape)
            ]
            if op.form == "loss":
                return [" + ".join(cells)]
            width = node.shape[1] if len(node.shape) > 1 else 1
            rows = [cells[at : at + width] for at in range(0, len(cells), width)]
            return [matrix(rows, "l") if node.shape else cells[0]]
        seen = [VIEWS[view].values(value) for view, value in zip(op.views, values, strict=True)]
        kept = [self.kept(parent) for parent in parents]
        shown = [numbers(*one) for one in zip(seen, kept, op.turned, strict=True)]
        scalar = not all(value.ndim for value in values)
        product = (r" \cdot " if scalar else r" \, ").join(signed(one) for one in shown)
        if node.op != "affine":
            return [product]
        weights, column = seen
        sums = [
            " + ".join(
                rf"{signed(number(w, kept[0]))} \cdot {signed(number(v, kept[1]))}"
                for w, v in zip(row, column, strict=True)
            )
            for row in weights
        ]
        return [product, matrix([[line] for line in sums], "l") if node.shape else sums[0]]
