"""One entry by itself, in a line: z₁ = tanh(a₁) = tanh(0.5) = 0.46212."""

from itertools import product

import numpy as np

from quizgen.engine import letters, names, symbols
from quizgen.engine.graph import Node
from quizgen.engine.op import Op
from quizgen.engine.ops import OPS
from quizgen.engine.typeset import fill, number, signed
from quizgen.engine.views import VIEWS
from quizgen.engine.worked.solver import Solver, Step

MOST_TERMS = 6  # of a sum that is still read as one line
Index = tuple[int, ...]


def single(solver: Solver, node: Node, index: Index) -> Step | None:
    """Work one entry from the entries it is computed from; None where it needs more than those.

    What is computed entry by entry is written in letters too, a slope as what it is made of;
    of a product with sums there are the numbers alone.
    """
    op = OPS[node.op]
    if not node.shape or symbols.entry(node.symbol, index) == symbols.whole(node.symbol):
        return None  # it has one entry, or those have no name
    if node.op == "softmax":
        return _share(solver, node, index)
    if op.form == "product" and op.subscripts:
        return _summed(solver, node, op, index)
    if op.form not in ("elementwise", "product"):
        return None
    parents = solver.graph.parents(node)
    put_in = fill(op.latex, [solver.show_at(parent, index) for parent in parents])
    rights = [fill(op.latex, [_said(solver, one, index) for one in parents]), put_in]
    left = rights.pop(0) if names.is_slope(node.name) else symbols.entry(node.symbol, index)
    return _step(left, *rights, solver.show(node.name, index))


def _said(solver: Solver, node: Node, index: Index) -> str:
    """Return how a formula speaks of an entry; of what has no name, by what it is made of."""
    if names.is_slope(node.name) or (node.op in OPS and OPS[node.op].spelled):
        if OPS[node.op].subscripts:  # of whole matrices
            at = ",".join(str(place + 1) for place in index)
            whole = letters.formula(solver.graph, node)
            return rf"\left({whole}\right)_{{{at}}}"
        of = [_said(solver, parent, index) for parent in solver.graph.parents(node)]
        formula = fill(OPS[node.op].latex, of)
        return rf"\left({formula}\right)" if " " in formula else formula
    return symbols.entry(node.symbol, index if node.shape else ())


def _summed(solver: Solver, node: Node, op: Op, index: Index) -> Step | None:
    """Work an entry of a product of two, a term for each place that is summed over."""
    parents = solver.graph.parents(node)
    labels, out = op.labels([parent.shape for parent in parents])
    seen = [
        VIEWS[view].values(solver.values[parent.name])
        for view, parent in zip(op.views, parents, strict=True)
    ]
    axes = [own[len(own) - value.ndim :] for own, value in zip(labels, seen, strict=True)]
    sizes = {
        letter: size
        for own, value in zip(axes, seen, strict=True)
        for letter, size in zip(own, value.shape, strict=True)
    }
    over = [letter for letter in sizes if letter not in out]
    if np.prod([sizes[letter] for letter in over]) > MOST_TERMS:
        return None

    def factor(at: int, places: dict[str, int]) -> str:
        value, kept = seen[at], solver.kept(parents[at])
        return signed(number(value[tuple(places[letter] for letter in axes[at])], kept))

    places = [op.latex.find(f"#{at}") for at in range(1, len(seen) + 1)]
    order = sorted((at for at in range(len(seen)) if places[at] >= 0), key=places.__getitem__)
    here = dict(zip(out, index, strict=False))
    terms = [
        r" \cdot ".join(factor(at, here | dict(zip(over, summed, strict=True))) for at in order)
        for summed in product(*(range(sizes[letter]) for letter in over))
    ]
    left = symbols.entry(node.symbol, index)
    return _step(left, " + ".join(terms), solver.show(node.name, index))


def _share(solver: Solver, node: Node, index: Index) -> Step:
    """Work an entry of a softmax, one of the shares of a row."""
    (a,) = solver.graph.parents(node)
    powers = [
        f"e^{{{solver.show(a.name, (*index[:-1], other))}}}" for other in range(a.shape[-1])
    ]
    put_in = rf"\frac{{{powers[index[-1]]}}}{{{' + '.join(powers)}}}"
    formula, result = letters.entry(solver.graph, node, index), solver.show(node.name, index)
    return _step(symbols.entry(node.symbol, index), formula, put_in, result)


def _step(left: str, *rights: str) -> Step:
    return Step(left, tuple(dict.fromkeys(right for right in rights if right != left)))
