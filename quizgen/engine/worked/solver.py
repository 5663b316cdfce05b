"""A quantity as it is worked on paper: its formula, the numbers put in, its result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.engine import letters, names
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
        slope = None
        if node.op == "product" and names.LOSSES not in graph:
            slopes = (p for p in parents if names.is_slope(p.name) and len(p.shape) == 1)
            slope = next(slopes, None)
        rights = [formula, *self.put_in(node), numbers(self.values[node.name], self.kept(node))]
        if slope:  # the Jacobian of an elementwise function is diagonal
            others = [parent for parent in parents if parent is not slope]
            said = " ".join(letters.name(graph, parent) for parent in others)
            rights.insert(0, rf"\operatorname{{diag}}{letters.name(graph, slope)} \, {said}")
            rights[2:2] = self.jacobian(slope, others)
        left = rights.pop(0) if names.is_slope(node.name) else letters.left(node)
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
        if op.form == "loss":
            return self.losses(node)
        if "#0" in op.latex:
            terms, many = (
                [self.show(p.name, i) for i in np.ndindex(*p.shape)] for p in parents
            )
            shares, _, _ = op.latex.partition(r"\sum")
            added = f"({_sum(terms)})" if shares else _sum(terms)
            return [fill(shares, ["", many[0]]) + added]
        if op.latex_whole and len(node.shape) == 2 and not op.turned:
            shown = [numbers(self.values[p.name], self.kept(p)) for p in parents]
            return [fill(op.latex_whole, shown)]
        if not op.turned and (op.form == "array" or any(op.views)):
            return []
        if not op.turned:
            cells = [
                fill(op.latex, [self.show_at(parent, index) for parent in parents])
                for index in np.ndindex(*node.shape)
            ]
            width = node.shape[1] if len(node.shape) > 1 else 1
            rows = [cells[at : at + width] for at in range(0, len(cells), width)]
            return [matrix(rows, "l") if node.shape else cells[0]]
        return self.product(node)

    def losses(self, node: Node) -> list[str]:
        """Return a loss's terms with the numbers put in, a row for each row of a batch."""
        op, parents = OPS[node.op], self.graph.parents(node)

        def term(index: tuple[int, ...]) -> str:
            shown = [self.show_at(parent, index) for parent in parents]
            return fill(op.latex_for.get(shown[-1], op.latex), shown)

        places = list(np.ndindex(*parents[0].shape))
        depth = len(node.shape)
        rows = [
            [term(index) for index in places if index[:depth] == row]
            for row in np.ndindex(*node.shape)
        ]
        lines = [_sum([one for one in row if one]) for row in rows]
        return [matrix([[line] for line in lines], "l") if node.shape else lines[0]]

    def spelled(self, node: Node) -> str:
        """Return the formula of what has no name on a sheet, with its numbers: 1/√2, 1/4."""
        of = [
            self.show(parent.name, ())
            if parent.op == "number"
            else letters.name(self.graph, parent)
            for parent in self.graph.parents(node)
        ]
        return fill(OPS[node.op].latex, of)

    def product(self, node: Node) -> list[str]:
        """Return a product of whole operands, in the order of its formula, and its sums."""
        op, parents = OPS[node.op], self.graph.parents(node)
        values = [self.values[parent.name] for parent in parents]
        seen = [VIEWS[view].values(value) for view, value in zip(op.views, values, strict=True)]
        kept = [self.kept(parent) for parent in parents]
        spelled = [parent.op in OPS and OPS[parent.op].spelled for parent in parents]
        shown = [
            self.spelled(parents[at])
            if spelled[at]
            else numbers(seen[at], kept[at], op.turned[at])
            for at in range(len(parents))
        ]
        places = {at: op.latex.find(f"#{at + 1}") for at in range(len(shown))}
        order = sorted((at for at in places if places[at] >= 0), key=lambda at: places[at])
        shown = [shown[at] for at in order]
        scalar = not all(values[at].ndim for at in order)
        product = (r" \cdot " if scalar else r" \, ").join(signed(one) for one in shown)
        if not node.op.startswith("affine") or seen[1].ndim != 1:
            return [product]
        weights, column = seen[0].T if op.turned[0] else seen[0], seen[1]
        sums = [
            " + ".join(
                rf"{signed(number(w, kept[0]))} \cdot {signed(number(v, kept[1]))}"
                for w, v in zip(row, column, strict=True)
            )
            for row in weights
        ]
        return [product, matrix([[line] for line in sums], "l") if node.shape else sums[0]]


def _sum(terms: Sequence[str]) -> str:
    """Return terms added, one that a minus opens taken off."""
    first, *rest = terms or ["0"]
    return first + "".join(
        f" - {one[1:]}" if one.startswith("-") else f" + {one}" for one in rest
    )
