"""Single entries of gradients by the chain rule: factor by factor, along each path."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from quizgen.engine import names, symbols
from quizgen.engine.graph import Node
from quizgen.engine.ops import OPS
from quizgen.engine.typeset import fill, signed
from quizgen.engine.worked.solver import Solver, Step


@dataclass(frozen=True)
class _Link:
    """A factor of the chain rule: as a derivative, as a formula, and with its numbers."""

    derivative: str
    formula: str
    number: str


def entry(solver: Solver, node: Node, index: tuple[int, ...]) -> Iterator[Step]:
    """Work one entry of a gradient by the chain rule, what it needs first; or of a step."""
    if names.is_update(node.name):
        yield from moved(solver, node, index)
        return
    links: list[_Link] = []
    for of, at in chain(solver, node, index, links):
        yield from (through_softmax if of.op == "softmax_flow" else total)(solver, of, at)
    rows = zip(*((link.derivative, link.formula, link.number) for link in links), strict=True)
    derivatives, formulas, put_in = (list(row) for row in rows)
    left, result = symbols.entry(node.symbol, index), solver.show(node.name, index)
    if formulas == [left]:  # a sum over paths, which has been worked
        return
    if derivatives == [left]:  # nothing above it: a factor by itself needs no parentheses
        yield Step(left, (formulas[0][1:-1], put_in[0][1:-1], result))
        return
    factors = (r" \, ".join(derivatives), r" \, ".join(formulas), r" \cdot ".join(put_in))
    yield Step(left, (*factors, result))


def moved(solver: Solver, node: Node, index: tuple[int, ...]) -> Iterator[Step]:
    """Work one entry of a gradient step, or of the parameter after it."""
    parents = solver.graph.parents(node)
    factors = [of for p in parents if p.op == "scale" for of in solver.graph.parents(p)]
    for needed in (*parents, *factors):
        if names.is_gradient(needed.name):
            yield from entry(solver, needed, index)
        elif names.is_update(needed.name) and not needed.is_given and needed.op != "scale":
            yield from moved(solver, needed, index)
    left, latex = symbols.entry(node.symbol, index), OPS[node.op].latex

    def product(of: Node) -> str:
        rate, direction = solver.graph.parents(of)
        number = signed(solver.show_at(direction, index))
        return rf"{solver.show_at(rate, ())} \cdot {number}"

    def put_in(parent: Node) -> str:  # η times a gradient is put in as it is
        return product(parent) if parent.op == "scale" else solver.show_at(parent, index)

    said = [symbols.entry(p.symbol, index if p.shape else ()) for p in parents]
    shown = (
        product(node) if node.op == "scale" else fill(latex, [put_in(one) for one in parents])
    )
    rights = (fill(latex, said), shown, solver.show(node.name, index))
    yield Step(left, tuple(right for right in rights if right != left))


def chain(
    solver: Solver, node: Node, index: tuple[int, ...], links: list[_Link]
) -> Iterator[tuple[Node, tuple[int, ...]]]:
    """Append the factors of an entry to `links`; yield the sums that are factors of it."""
    parents = solver.graph.parents(node)
    if node.op in ("identity", "product"):
        for parent in parents:
            yield from chain(solver, parent, index, links)
    elif node.op == "outer":
        flow, below = parents
        yield from chain(solver, flow, index[:1] if flow.shape else (), links)
        step = local(solver, flow, index[:1], node, index)
        at = (index[1] - 1,)
        factor = symbols.entry(below.symbol, at) if index[1] else "1"
        links.append(
            _Link(step, factor, signed(solver.show(below.name, at)) if index[1] else "1")
        )
    elif node.op == "backflow" and solver.values[node.parents[1]].size == 1:
        weights, flow = parents
        yield from chain(solver, flow, (0,) if flow.shape else (), links)
        into = (0, index[0] + 1)
        step = local(solver, flow, (0,), node, index)
        number = signed(solver.show(weights.name, into))
        links.append(_Link(step, symbols.entry(weights.symbol, into), number))
    else:
        symbol = symbols.entry(node.symbol, index)
        if node.op in ("backflow", "softmax_flow"):
            yield node, index
            links.append(_Link(symbol, symbol, signed(solver.show(node.name, index))))
        else:
            row = OPS[node.op].latex
            letters = [symbols.entry(p.symbol, index if p.shape else ()) for p in parents]
            shown = [solver.show_at(parent, index) for parent in parents]
            links.append(_Link(symbol, f"({fill(row, letters)})", f"({fill(row, shown)})"))


def local(
    solver: Solver, flow: Node, at: tuple[int, ...], node: Node, index: tuple[int, ...]
) -> str:
    """Return the local derivative that takes an entry of one gradient to one of the next."""
    above, below = (names.differentiated(solver.graph, one.name) for one in (flow, node))
    top = symbols.entry(above.symbol, at if above.shape else ())
    return symbols.derivative(top, symbols.entry(below.symbol, index))


def total(solver: Solver, node: Node, index: tuple[int, ...]) -> Iterator[Step]:
    """Work one entry of a sum over the paths by which it reaches the loss."""
    weights, flow = solver.graph.parents(node)
    places = [((k,), (k, index[0] + 1)) for k in range(flow.shape[0])]
    for k, _ in places:
        yield from entry(solver, flow, k)
    letters = [
        rf"{symbols.entry(flow.symbol, k)} \, {symbols.entry(weights.symbol, at)}"
        for k, at in places
    ]
    terms = [
        rf"{signed(solver.show(flow.name, k))} \cdot {signed(solver.show(weights.name, at))}"
        for k, at in places
    ]
    yield Step(
        symbols.entry(node.symbol, index),
        (" + ".join(letters), " + ".join(terms), solver.show(node.name, index)),
        "the sum over the paths to the loss",
    )


def through_softmax(solver: Solver, node: Node, index: tuple[int, ...]) -> Iterator[Step]:
    """Work one entry of a gradient behind a softmax: ŷ_j (g_j − Σ g_k ŷ_k)."""
    yhat, flow = solver.graph.parents(node)
    places = list(np.ndindex(*flow.shape))
    for place in places:
        yield from entry(solver, flow, place)

    def written(say: Callable[[Node, tuple[int, ...]], str]) -> str:
        terms = " + ".join(rf"{say(flow, k)} \, {say(yhat, k)}" for k in places)
        return rf"{say(yhat, index)} \, \left({say(flow, index)} - ({terms})\right)"

    formula = written(lambda of, at: symbols.entry(of.symbol, at))
    put_in = written(lambda of, at: signed(solver.show(of.name, at))).replace(r"\,", r"\cdot")
    result = solver.show(node.name, index)
    yield Step(symbols.entry(node.symbol, index), (formula, put_in, result))
