"""Worked steps of convolutional networks: entry by entry what a window gives, then the map.

Terms that are 0 whatever the numbers are not written: zeros of the padding, and gradients that
pooling or the activation has turned off.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from quizgen.engine import letters, symbols
from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Node
from quizgen.engine.typeset import matrix, number, numbers, signed
from quizgen.engine.views import VIEWS
from quizgen.engine.worked.solver import Solver, Step

MOST_TERMS = 80  # products of a map, up to which all of its sums are written out
MOST_ACROSS = 7  # products side by side in a matrix of sums


def family(node: Node) -> str:
    """Return how a node is worked: its operation's name without what it is done with."""
    return node.op.partition(" ")[0]


def worked_map(solver: Solver, node: Node) -> Iterator[Step]:
    """Work a node that `WORKED` has a way for."""
    yield from WORKED[family(node)](solver, node)


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
    """Return the product of an entry and a number, both put in."""
    first = signed(solver.show(one.name, at))
    return rf"{first} \cdot {signed(number(to, solver.kept(two)))}"


def _seen(solver: Solver, of: Node, view: str) -> tuple[Array, Array]:
    """Return what a view shows of a node, and where it shows an entry, not a zero put in."""
    values = solver.values[of.name]
    return VIEWS[view].values(values), VIEWS[view].values(np.ones(values.shape)) > 0


def _convolution(solver: Solver, node: Node) -> Iterator[Step]:
    K, X, bias = solver.graph.parents(node)
    form = node.op.partition(" ")[2]
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
    alike = "" if written == places else "every entry as the first"
    yield _result(solver, node, letters.formula(solver.graph, node), alike)


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
    V, P, bias = solver.graph.parents(node)
    values = solver.values[P.name]
    terms = [_times(solver, V, at, P, values[at]) for at in np.ndindex(*P.shape)]
    put_in = _sum([*terms, signed(solver.show(bias.name, ()))])
    weight, entry = (symbols.generic(of.symbol) for of in (V, P))
    formula = rf"\sum_{{i,j}} {weight} \, {entry} + {bias.symbol}"
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


def _kernel(solver: Solver, node: Node) -> Iterator[Step]:
    flow, X = solver.graph.parents(node)
    flow = _spoken(solver, flow)
    form = node.op.partition(" ")[2]
    stride = int(form.split("/")[1])
    seen, there = _seen(solver, X, f"windows {form}")
    for uv in np.ndindex(*node.shape):
        terms = [
            _times(solver, flow, at, X, seen[at][uv])
            for at in np.ndindex(*flow.shape)
            if there[at][uv] and solver.values[flow.name][at]
        ]
        yield _entry(solver, node, uv, _sum(terms) or "0")
    formula = rf"{symbols.whole(flow.symbol)} \star {symbols.whole(X.symbol)}"
    apart = f"${_name(flow)}$ has zeros between its entries"
    yield _result(solver, node, formula, apart * (stride > 1))


def _input(solver: Solver, node: Node) -> Iterator[Step]:
    flow, K = solver.graph.parents(node)
    flow = _spoken(solver, flow)
    form = node.op.partition(" ")[2]
    kernel_side, stride, padding = map(int, form.split("/"))
    seen, there = _seen(solver, flow, f"spread {form}")
    turned = solver.values[K.name][::-1, ::-1]
    sums = {
        at: [
            rf"{signed(number(seen[at][uv], solver.kept(flow)))} \cdot "
            rf"{signed(number(turned[uv], solver.kept(K)))}"
            for uv in np.ndindex(*turned.shape)
            if there[at][uv] and seen[at][uv]
        ]
        for at in np.ndindex(*node.shape)
    }
    rows, columns = (range(size) for size in node.shape)
    flipped = rf"\operatorname{{flip}}({symbols.whole(K.symbol)})"
    rights = [rf"{flipped} \star {symbols.whole(flow.symbol)}"]
    if sum(max(len(sums[i, j]) for i in rows) for j in columns) <= MOST_ACROSS:
        cells = [[_sum(sums[i, j]) or "0" for j in columns] for i in rows]
        rights.append(matrix(cells, "l"))
    else:
        for at, terms in sums.items():
            if terms:
                yield _entry(solver, node, at, _sum(terms))
    rights.append(numbers(solver.values[node.name], solver.kept(node)))
    border = kernel_side - 1 - padding
    added = [f"a border of zeros, {border} wide"] * (border > 0)
    added += ["zeros between its entries"] * (stride > 1)
    reason = f"${_name(flow)}$ has {' and '.join(added)}" if added else ""
    yield Step(symbols.whole(node.symbol), tuple(rights), reason)


def _total(solver: Solver, node: Node) -> Iterator[Step]:
    (flow,) = solver.graph.parents(node)
    values = [solver.show(flow.name, at) for at in np.ndindex(*flow.shape)]
    terms = [signed(value) for value in values if value != "0"]
    total = rf"\sum_{{i,j}} {symbols.generic(flow.symbol)}"
    result = solver.show(node.name, ())
    rights = dict.fromkeys((total, _sum(terms) or "0", result))
    yield Step(symbols.whole(node.symbol), tuple(rights))


def _name(node: Node) -> str:
    return symbols.slashed(symbols.whole(node.symbol))


def _spoken(solver: Solver, node: Node) -> Node:
    """Return what a gradient that is passed on unchanged is a copy of."""
    while node.op == "identity":
        (node,) = solver.graph.parents(node)
    return node


WORKED: Mapping[str, Callable[[Solver, Node], Iterator[Step]]] = {
    "convolve": _convolution,
    "max_pool": _pooled,
    "avg_pool": _pooled,
    "read_out": _read_out,
    "route": _routed,
    "kernel_gradient": _kernel,
    "input_gradient": _input,
    "total": _total,
}
