"""The worked solution: for each quantity the formula, the numbers put in, the result.

Whole vectors and matrices are worked as the vector form is taught, a single entry by the
chain rule, factor by factor.  Both are read off the graph and its rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.engine import symbols
from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Graph, Node
from quizgen.engine.op import look
from quizgen.engine.ops import OPS
from quizgen.engine.paths import Paths
from quizgen.engine.rounding import Rounding
from quizgen.engine.typeset import fill, matrix, numbers, signed


@dataclass(frozen=True)
class Step:
    """One worked quantity: `left` equals each of `rights` in turn, all LaTeX.

    `reason` is a few words of prose (`$…$` holds LaTeX), or empty.
    """

    left: str
    rights: tuple[str, ...]
    reason: str = ""


def steps(
    graph: Graph,
    values: Mapping[str, Array],
    rounding: Rounding,
    targets: Sequence[tuple[str, tuple[int, ...] | None]],
) -> tuple[Step, ...]:
    """Return the steps to `targets`: each a node's name, and one entry of it or None for all.

    `values` are the graph's, without batch axes.  Before an entry come the entries of the
    sums that its chain of factors runs into.
    """
    solver = _Solver(graph, values, rounding)
    worked: list[Step] = []
    for name, index in targets:
        if index is None:
            worked.append(solver.whole(graph[name]))
        else:
            worked.extend(solver.entry(graph[name], index))
    return tuple(dict.fromkeys(worked))


@dataclass(frozen=True)
class _Link:
    """A factor of the chain rule: as a derivative, as a formula, and with its numbers."""

    derivative: str
    formula: str
    number: str


@dataclass(frozen=True)
class _Solver:
    graph: Graph
    values: Mapping[str, Array]
    rounding: Rounding

    def show(self, name: str, index: tuple[int, ...]) -> str:
        return self.rounding.display(self.values[name][index])

    def parents(self, node: Node) -> list[Node]:
        return [self.graph[parent] for parent in node.parents]

    def name(self, node: Node) -> str:
        """Return how a formula speaks of `node`: a slope by what it is made of."""
        if not node.name.startswith("slope:"):
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
        return [
            symbols.hatted(parent.symbol) if view else self.name(parent)
            for parent, view in zip(parents, views, strict=True)
        ]

    def whole(self, node: Node) -> Step:
        """Work a whole scalar, vector or matrix."""
        if node.name.startswith("grad:") and not any(n.shape for n in self.graph.nodes):
            return self.over_paths(node)
        op, parents = OPS[node.op], self.parents(node)
        formula = self.formula(node)
        slope = next((p for p in parents if p.name.startswith("slope:") and p.shape), None)
        rights = [formula, *self.put_in(node), numbers(self.values[node.name], self.rounding)]
        if slope:  # the Jacobian of an elementwise function is diagonal
            others = [self.name(parent) for parent in parents if parent is not slope]
            rights.insert(0, rf"\operatorname{{diag}}{self.name(slope)} \, {' '.join(others)}")
        is_slope = node.name.startswith("slope:")
        left = rights.pop(0) if is_slope else symbols.whole(node.symbol)
        reason = fill(op.reason, [f"${name}$" for name in self.named(node)])
        return Step(left, tuple(dict.fromkeys(rights)), reason)

    def over_paths(self, node: Node) -> Step:
        """Work a gradient of a graph of scalars."""
        if node.op == "one":
            return Step(node.symbol, ("1",))
        lines = Paths(self.graph, self.values, self.rounding).worked(node)
        several = any(parent.startswith(f"{node.name}<-") for parent in node.parents)
        return Step(node.symbol, lines, "the sum over the paths" if several else "")

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
            return [matrix([[cell] for cell in cells], "l") if node.shape else cells[0]]
        shown = [
            numbers(look(view, value), self.rounding, turned)
            for value, view, turned in zip(values, op.views, op.turned, strict=True)
        ]
        scalar = not all(value.ndim for value in values)
        product = (r" \cdot " if scalar else r" \, ").join(signed(number) for number in shown)
        if node.op != "affine":
            return [product]
        weights, column = (look(view, v) for v, view in zip(values, op.views, strict=True))
        sums = [
            " + ".join(
                rf"{signed(self.rounding.display(w))} \cdot {signed(self.rounding.display(v))}"
                for w, v in zip(row, column, strict=True)
            )
            for row in weights
        ]
        return [product, matrix([[line] for line in sums], "l") if node.shape else sums[0]]

    def entry(self, node: Node, index: tuple[int, ...]) -> Iterator[Step]:
        """Work one entry of a gradient by the chain rule, what it needs first."""
        links: list[_Link] = []
        for needed in self.chain(node, index, links):
            yield from self.sum(*needed)
        rows = zip(
            *((link.derivative, link.formula, link.number) for link in links), strict=True
        )
        derivatives, formulas, put_in = (list(row) for row in rows)
        yield Step(
            symbols.entry(node.symbol, index),
            (
                " ".join(derivatives),
                r" \, ".join(formulas),
                r" \cdot ".join(put_in),
                self.show(node.name, index),
            ),
        )

    def chain(
        self, node: Node, index: tuple[int, ...], links: list[_Link]
    ) -> Iterator[tuple[Node, tuple[int, ...]]]:
        """Append the factors of an entry to `links`; yield the sums that are factors of it."""
        parents = self.parents(node)
        if node.op in ("identity", "product"):
            for parent in parents:
                yield from self.chain(parent, index, links)
        elif node.op == "outer":
            flow, below = parents
            yield from self.chain(flow, index[:1] if flow.shape else (), links)
            of = flow.name.removeprefix("grad:")
            local = self.local(of, index[:1], node.name.removeprefix("grad:"), index)
            at = (index[1] - 1,)
            factor = symbols.entry(below.symbol, at) if index[1] else "1"
            links.append(
                _Link(local, factor, signed(self.show(below.name, at)) if index[1] else "1")
            )
        elif node.op == "backflow" and self.values[node.parents[1]].size == 1:
            weights, flow = parents
            yield from self.chain(flow, (0,) if flow.shape else (), links)
            into = (0, index[0] + 1)
            of = flow.name.removeprefix("grad:")
            local = self.local(of, (0,), node.name.removeprefix("grad:"), index)
            number = signed(self.show(weights.name, into))
            links.append(_Link(local, symbols.entry(weights.symbol, into), number))
        else:
            symbol = symbols.entry(node.symbol, index)
            if node.op == "backflow":
                yield node, index
                links.append(_Link(symbol, symbol, signed(self.show(node.name, index))))
            else:
                row = OPS[node.op].latex
                letters = [symbols.entry(parent.symbol, index) for parent in parents]
                shown = [self.show(parent.name, index) for parent in parents]
                links.append(_Link(symbol, f"({fill(row, letters)})", f"({fill(row, shown)})"))

    def local(self, of: str, at: tuple[int, ...], by: str, index: tuple[int, ...]) -> str:
        """Return the symbol of a local derivative between two entries of the forward pass."""
        above, below = self.graph[of], self.graph[by]
        top = symbols.entry(above.symbol, at if above.shape else ())
        return symbols.derivative(top, symbols.entry(below.symbol, index))

    def sum(self, node: Node, index: tuple[int, ...]) -> Iterator[Step]:
        """Work one entry of a sum over the paths by which it reaches the loss."""
        weights, flow = self.parents(node)
        places = [((k,), (k, index[0] + 1)) for k in range(flow.shape[0])]
        for k, _ in places:
            yield from self.entry(flow, k)
        letters = [
            rf"{symbols.entry(flow.symbol, k)} \, {symbols.entry(weights.symbol, at)}"
            for k, at in places
        ]
        terms = [
            rf"{signed(self.show(flow.name, k))} \cdot {signed(self.show(weights.name, at))}"
            for k, at in places
        ]
        yield Step(
            symbols.entry(node.symbol, index),
            (" + ".join(letters), " + ".join(terms), self.show(node.name, index)),
            "the sum over the paths to the loss",
        )
