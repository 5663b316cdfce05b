"""A quantity as it is worked on paper: its formula, the numbers put in, its result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.engine import names, symbols
from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Graph, Node
from quizgen.engine.op import look
from quizgen.engine.ops import OPS
from quizgen.engine.rounding import Rounding
from quizgen.engine.typeset import fill, matrix, number, numbers, signed

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
    """A solved graph, and how its quantities are written: names, formulas, numbers put in."""

    graph: Graph
    values: Mapping[str, Array]
    rounding: Rounding

    def show(self, name: str, index: tuple[int, ...]) -> str:
        """Return an entry as the sheet prints it."""
        return number(self.values[name][index], self.kept(self.graph[name]))

    def kept(self, node: Node) -> Rounding | None:
        """Return how a node's numbers are rounded: given ones are not."""
        return None if node.is_given else self.rounding

    def parents(self, node: Node) -> list[Node]:
        """Return the nodes that `node` is computed from."""
        return [self.graph[parent] for parent in node.parents]

    def name(self, node: Node) -> str:
        """Return how a formula speaks of `node`: a slope by what it is made of."""
        if not names.is_slope(node.name):
            return symbols.whole(node.symbol)
        return rf"\left({self.formula(node)}\right)"

    def formula(self, node: Node) -> str:
        """Return the row's formula over the whole parents."""
        op = OPS[node.op]
        vectors = any(parent.shape for parent in self.parents(node))
        return fill(
            op.latex_whole if vectors and op.latex_whole else op.latex, self.named(node)
        )

    def named(self, node: Node) -> list[str]:
        """Return the names of the whole parents, hats where a bias comes or goes."""
        op, parents = OPS[node.op], self.parents(node)
        views = op.views if op.form == "product" else ("",) * len(parents)
        if node.op == "compose" and self.separate(node):
            return [self.with_bias(parent) for parent in parents]
        hats = not self.separate(node)
        return [
            symbols.hatted(parent.symbol) if view and hats else self.name(parent)
            for parent, view in zip(parents, views, strict=True)
        ]

    def with_bias(self, node: Node) -> str:
        """Return a matrix's name with its bias vector in front as a column."""
        if not symbols.separates(node.symbol):
            return symbols.hatted(node.symbol)
        bias = symbols.whole(node.symbol, bias=True)
        return rf"[\, {bias} \;\, {symbols.whole(node.symbol)} \,]"

    def separate(self, node: Node) -> bool:
        """Say whether the biases that `node` has to do with have a letter of their own."""
        nodes = (node, *self.parents(node))
        return any(symbols.separates(one.symbol) for one in nodes)

    def whole(self, node: Node) -> Step:
        """Work a whole scalar, vector or matrix."""
        op, parents = OPS[node.op], self.parents(node)
        formula = self.formula(node)
        slope = next((p for p in parents if names.is_slope(p.name) and p.shape), None)
        rights = [formula, *self.put_in(node), numbers(self.values[node.name], self.kept(node))]
        if slope:  # the Jacobian of an elementwise function is diagonal
            others = [self.name(parent) for parent in parents if parent is not slope]
            rights.insert(0, rf"\operatorname{{diag}}{self.name(slope)} \, {' '.join(others)}")
            rights[2:2] = self.jacobian(slope, [p for p in parents if p is not slope])
        left = rights.pop(0) if names.is_slope(node.name) else symbols.whole(node.symbol)
        rights = [right for right in rights if right != left]  # a step is named by its formula
        reason = fill(op.reason, [f"${name}$" for name in self.named(node)])
        if self.separate(node):  # it speaks of the folded bias
            reason = ""
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
        op, parents = OPS[node.op], self.parents(node)
        values = [self.values[parent.name] for parent in parents]
        if not op.turned:
            cells = [
                fill(op.latex, [self.show(parent.name, index) for parent in parents])
                for index in np.ndindex(*parents[0].shape)
            ]
            if op.form == "loss":
                return [" + ".join(cells)]
            width = node.shape[1] if len(node.shape) > 1 else 1
            rows = [cells[at : at + width] for at in range(0, len(cells), width)]
            return [matrix(rows, "l") if node.shape else cells[0]]
        seen = [look(view, value) for view, value in zip(op.views, values, strict=True)]
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
