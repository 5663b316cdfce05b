"""Worked steps of a softmax: the powers of e, their sum, the shares; and the way back."""

from collections.abc import Iterator

import numpy as np

from quizgen.engine import letters, symbols
from quizgen.engine.arithmetic import DIGITS40, Array
from quizgen.engine.graph import Node
from quizgen.engine.typeset import matrix, numbers
from quizgen.engine.worked.solver import Solver, Step

LARGEST_POWER = 27  # of e, either way: twelve digits before the point, or places of nothing


def shares(solver: Solver, node: Node) -> Iterator[Step]:
    """Work a softmax: of a batch, the powers and the sums of its rows before.

    Powers that nobody would write down, as of a student's a = 5000, are left out.
    """
    (a,) = solver.graph.parents(node)
    shown = solver.rounding
    left, result = symbols.whole(node.symbol), numbers(solver.values[node.name], shown)
    formula = letters.formula(solver.graph, node)
    if not (abs(solver.values[a.name]) <= LARGEST_POWER).all():
        yield Step(left, (formula, result))
        return
    grown = DIGITS40.exp(DIGITS40.array(solver.values[a.name]))
    causal = node.op == "causal_softmax"
    grown = np.tril(grown) if causal else grown
    total = np.asarray(grown.sum(axis=-1))
    if grown.ndim == 1:
        each = [f"e^{{{solver.show(a.name, (j,))}}}" for j in range(len(grown))]
        column = matrix([[one] for one in each], "l")
        yield Step(
            left,
            (
                formula,
                rf"\frac{{1}}{{{' + '.join(each)}}} \, {column}",
                rf"\frac{{1}}{{{numbers(total, shown)}}} \, {numbers(grown, shown)}",
                result,
            ),
        )
        return
    power = f"e^{{{symbols.whole(a.symbol)}}}"
    where = "entry by entry" + ", up to the diagonal" * causal
    yield Step(power, (numbers(grown, shown),), where)
    yield Step(r"\mathbf{s}", (numbers(total, shown),), f"the sums of the rows of ${power}$")
    reason = rf"each row of ${power}$ over its sum in $\mathbf{{s}}$"
    yield Step(left, (formula, result), reason)


def back_through(solver: Solver, node: Node) -> Step:
    """Work the gradient by a behind a softmax: its Jacobian, symmetric, times the gradient."""
    yhat, g = solver.graph.parents(node)
    value, flow = solver.values[yhat.name], solver.values[g.name]
    result = numbers(solver.values[node.name], solver.rounding)
    name = symbols.whole(yhat.symbol)
    if value.ndim > 1:
        formula = letters.formula(solver.graph, node)
        return Step(symbols.whole(node.symbol), (formula, result), "row by row")
    jacobian = numbers(_jacobian(value), solver.rounding)
    inside = rf"\operatorname{{diag}}({name}) - {name} \, {name}^{{\top}}"
    return Step(
        symbols.whole(node.symbol),
        (
            rf"\left({inside}\right) {letters.name(solver.graph, g)}",
            rf"{jacobian} \, {numbers(flow, solver.rounding)}",
            result,
        ),
    )


def _jacobian(yhat: Array) -> Array:
    """Return ∂ŷ_k/∂a_j = ŷ_k (1 − ŷ_k) where j = k, −ŷ_k ŷ_j elsewhere."""
    return np.asarray(np.diag(yhat) - np.outer(yhat, yhat))
