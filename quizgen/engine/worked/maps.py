"""Worked steps of convolutional networks: entry by entry what a window gives, then the map.

Terms that are 0 whatever the numbers are not written: zeros of the padding, and gradients that
pooling or the activation has turned off.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from quizgen.engine import letters, symbols
from quizgen.engine.graph import Node
from quizgen.engine.typeset import number, numbers, signed
from quizgen.engine.views import VIEWS
from quizgen.engine.worked.solver import Solver, Step

MOST_TERMS = 80  # products of a map, up to which all of its sums are written out
ADDED = ("shift", "sum")  # of a bias: worked with the sum that it is added to


def family(solver: Solver, node: Node) -> str:
    """Return how a node is worked: its operation's name, or that of what a bias is added to."""
    if node.op in ADDED:
        node = solver.graph[node.parents[0]]
    return node.op.partition(" ")[0]


def worked_map(solver: Solver, node: Node) -> Iterator[Step]:
    """Work a node that `WORKED` has a way for."""
    yield from WORKED[family(solver, node)](solver, node)


def _result(solver: Solver, node: Node, formula: str, reason: str = "") -> Step:
    """Return the step to the whole, its entries having been worked."""
    value = numbers(solver.values[node.name], solver.kept(node))
    return Step(symbols.whole(node.symbol), (formula, value), reason)


def _entry(solver: Solver, node: Node, index: tuple[int, ...], work: str) -> Step:
    """Return the step to an entry; its numbers and its result in one line."""
    return Step(
        symbols.entry(node.symbol, index), (f"{work} = {solver.show(node.name, index)}",)
    )


def _sum(terms: Iterable[str]) -> str:
    return " + ".join(terms)


def _times(solver: Solver, one: Node, at: tuple[int, ...], two: Node, to: object) -> str:
    """Return the product of an entry of one node and a number of another, its numbers put in."""
    first = signed(solver.show(one.name, at))
    return rf"{first} \cdot {signed(number(to, solver.kept(two)))}"


def _seen(solver: Solver, of: Node, view: str) -> tuple[np.ndarray, np.ndarray]:
    """Return what a view shows of a node, and where it shows an entry, not a zero put in."""
    values = solver.values[of.name]
    return VIEWS[view].values(values), VIEWS[view].values(np.ones(values.shape)) > 0


def _convolution(solver: Solver, node: Node) -> Iterator[Step]:
    product, bias = solver.graph.parents(node)
    K, X = solver.graph.parents(product)
    form = product.op.partition(" ")[2]
    seen, there = _seen(solver, X, f"windows {form}")
    places = list(np.ndindex(*node.shape))
    written = places if there.sum() <= MOST_TERMS else places[:1]
    for at in written:
        terms = [
            _times(solver, K, uv, X, seen[at][uv])
            for uv in np.ndindex(*K.shape)
            if there[at][uv]
        ]
        work = _sum([*terms, signed(solver.show(bias.name, ()))])
        yield _entry(solver, node, at, work)
    formula = rf"{symbols.whole(K.symbol)} \star {symbols.whole(X.symbol)} + {bias.symbol}"
    alike = "" if written == places else "every entry as the first"
    yield _result(solver, node, formula, alike)


def _pooled(solver: Solver, node: Node) -> Iterator[Step]:
    (below,) = solver.graph.parents(node)
    largest = node.op.startswith("max")
    side = below.shape[0] // node.shape[0]
    for at in np.ndindex(*node.shape):
        window = [
            solver.show(below.name, (side * at[0] + u, side * at[1] + v))
            for u, v in np.ndindex(side, side)
        ]
        work = (
            rf"\max({', '.join(window)})"
            if largest
            else rf"\frac{{{_sum([window[0], *map(signed, window[1:])])}}}{{{side**2}}}"
        )
        yield _entry(solver, node, at, work)
    yield _result(solver, node, letters.formula(solver.graph, node))


def _read_out(solver: Solver, node: Node) -> Iterator[Step]:
    product, bias = solver.graph.parents(node)
    V, P = solver.graph.parents(product)
    values = solver.values[P.name]
    terms = [_times(solver, V, at, P, values[at]) for at in np.ndindex(*P.shape)]
    put_in = _sum([*terms, signed(solver.show(bias.name, ()))])
    formula = f"{product.symbol} + {bias.symbol}"
    result = solver.show(node.name, ())
    yield Step(symbols.whole(node.symbol), (formula, put_in, result))


def _routed(solver: Solver, node: Node) -> Iterator[Step]:
    """Work the gradient before pooling: to the largest of each window, or to all alike."""
    flow, way = solver.graph.parents(node)
    (below,) = solver.graph.parents(way)
    side = node.shape[0] // flow.shape[0]
    if way.op.startswith("shares"):
        share = rf"\tfrac{{1}}{{{side**2}}} \, {symbols.whole(flow.symbol)}"
        yield _result(solver, node, share, "for each entry of its window")
        return
    won = [at for at in np.ndindex(*node.shape) if solver.values[way.name][at]]
    for at in sorted(won, key=lambda at: (at[0] // side, at[1] // side)):
        pooled = (at[0] // side, at[1] // side)
        source = symbols.entry(flow.symbol, pooled)
        result = solver.show(node.name, at)
        largest = symbols.entry(below.symbol, at)
        yield Step(
            symbols.entry(node.symbol, at),
            (f"{source} = {result}",),
            f"${largest}$ is the largest of its window",
        )
    yield Step(
        symbols.whole(node.symbol),
        (numbers(solver.values[node.name], solver.kept(node)),),
        "0 for all other entries",
    )


def _through(solver: Solver, node: Node) -> Iterator[Step]:
    """Work a gradient through an activation: the matrices entry by entry."""
    formula = letters.formula(solver.graph, node)
    factors = (
        numbers(solver.values[of.name], solver.kept(of)) for of in solver.graph.parents(node)
    )
    result = numbers(solver.values[node.name], solver.kept(node))
    rights = (formula, r" \odot ".join(factors), result)
    yield Step(symbols.whole(node.symbol), rights)


def _kernel(solver: Solver, node: Node) -> Iterator[Step]:
    flow, X = solver.graph.parents(node)
    flow = _spoken(solver, flow)
    seen, there = _seen(solver, X, f"windows {node.op.partition(' ')[2]}")
    for uv in np.ndindex(*node.shape):
        terms = [
            _times(solver, flow, at, X, seen[at][uv])
            for at in np.ndindex(*flow.shape)
            if there[at][uv] and solver.values[flow.name][at]
        ]
        yield _entry(solver, node, uv, _sum(terms) or "0")
    formula = rf"{symbols.whole(flow.symbol)} \star {symbols.whole(X.symbol)}"
    yield _result(solver, node, formula)


def _input(solver: Solver, node: Node) -> Iterator[Step]:
    flow, K = solver.graph.parents(node)
    flow = _spoken(solver, flow)
    form = node.op.partition(" ")[2]
    seen, there = _seen(solver, flow, f"spread {form}")
    kernel = solver.values[K.name][::-1, ::-1]
    for at in np.ndindex(*node.shape):
        terms = [
            rf"{signed(number(seen[at][uv], solver.kept(flow)))} \cdot "
            rf"{signed(number(kernel[uv], solver.kept(K)))}"
            for uv in np.ndindex(*kernel.shape)
            if there[at][uv] and seen[at][uv]
        ]
        if terms:
            yield _entry(solver, node, at, _sum(terms))
    turned = r"\operatorname{flip}"
    formula = rf"{turned}({symbols.whole(K.symbol)}) \star {symbols.whole(flow.symbol)}"
    yield _result(solver, node, formula, "0 where no term is")


def _total(solver: Solver, node: Node) -> Iterator[Step]:
    (flow,) = solver.graph.parents(node)
    values = [solver.show(flow.name, at) for at in np.ndindex(*flow.shape)]
    terms = [signed(value) for value in values if value != "0"]
    total = rf"\sum_{{i,j}} {symbols.generic(flow.symbol)}"
    result = solver.show(node.name, ())
    rights = dict.fromkeys((total, _sum(terms) or "0", result))
    yield Step(symbols.whole(node.symbol), tuple(rights))


def _spoken(solver: Solver, node: Node) -> Node:
    """Return what a gradient that is passed on unchanged is a copy of."""
    while node.op == "identity":
        (node,) = solver.graph.parents(node)
    return node


WORKED: Mapping[str, Callable[[Solver, Node], Iterator[Step]]] = {
    "convolve": _convolution,
    "max_pool": _pooled,
    "avg_pool": _pooled,
    "inner": _read_out,
    "route": _routed,
    "kernel_gradient": _kernel,
    "input_gradient": _input,
    "total": _total,
}
