"""Sums of whole quantities: a recurrent layer's two products, a gradient's contributions."""

from quizgen.engine import letters, symbols
from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Node
from quizgen.engine.ops import OPS
from quizgen.engine.typeset import fill, numbers
from quizgen.engine.views import VIEWS
from quizgen.engine.worked.solver import Solver, Step


def recurrence(solver: Solver, node: Node) -> Step:
    """Work a⁽ᵗ⁾ = U x̂⁽ᵗ⁾ + W h⁽ᵗ⁻¹⁾: both products, then their sum."""
    op, parents = OPS[node.op], solver.graph.parents(node)
    seen = [
        VIEWS[view].values(solver.values[parent.name])
        for view, parent in zip(op.views, parents, strict=True)
    ]
    kept = [solver.kept(parent) for parent in parents]
    shown = [numbers(value, rounding) for value, rounding in zip(seen, kept, strict=True)]
    U, x, W, h = seen
    products = [
        numbers(matrix @ vector, solver.rounding) for matrix, vector in ((U, x), (W, h))
    ]
    said = [f"${one}$" for one in letters.named(solver.graph, node)]
    return Step(
        symbols.whole(node.symbol),
        (
            letters.formula(solver.graph, node),
            fill(op.latex, shown),
            " + ".join(products),
            numbers(solver.values[node.name], solver.rounding),
        ),
        fill(op.reason, said),
    )


def added_up(solver: Solver, node: Node) -> Step:
    """Work a sum of vectors or matrices, term by term."""

    def shown(of: Node) -> str:
        value: Array = solver.values[of.name]
        return numbers(value, solver.kept(of))

    terms = solver.graph.parents(node)
    return Step(
        symbols.whole(node.symbol),
        (
            " + ".join(symbols.whole(term.symbol) for term in terms),
            " + ".join(map(shown, terms)),
            shown(node),
        ),
    )
