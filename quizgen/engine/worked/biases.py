"""Worked steps where the biases are vectors of their own: a = W x + b."""

from collections.abc import Iterator

import numpy as np

from quizgen.engine import letters, symbols
from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Node
from quizgen.engine.ops import OPS
from quizgen.engine.typeset import bias_of, fill, matrix, number, numbers, signed
from quizgen.engine.worked.solver import Solver, Step


def affine_with_bias(solver: Solver, node: Node) -> Step:
    """Work a = W x + b, the sums entry by entry; of a batch, X Wᵀ and b added to each row."""
    weights, below = solver.graph.parents(node)
    W, x = solver.values[weights.name], solver.values[below.name]

    def shown(value: object, of: Node) -> str:
        return signed(number(value, solver.kept(of)))

    def written(j: int) -> str:
        terms = [
            rf"{shown(w, weights)} \cdot {shown(v, below)}"
            for w, v in zip(W[j, 1:], x, strict=True)
        ]
        return " + ".join([*terms, shown(W[j, 0], weights)])

    given, formula = solver.kept(weights), letters.formula(solver.graph, node)
    result = numbers(solver.values[node.name], solver.rounding)
    if node.op == "affine_rows":
        rows = numbers(x, solver.kept(below))
        product = rf"{rows} \, {numbers(W[:, 1:], given, turned=True)}"
        ones = numbers(np.ones(len(x), dtype=int), None)
        bias = numbers(bias_of(W), given, turned=True)
        return Step(letters.left(node), (formula, rf"{product} + {ones} \, {bias}", result))
    product = rf"{numbers(W[:, 1:], given)} \, {numbers(x, solver.kept(below))}"
    sums = [written(j) for j in range(len(W))]
    return Step(
        symbols.whole(node.symbol),
        (
            formula,
            f"{product} + {numbers(bias_of(W), given)}",
            matrix([[line] for line in sums], "l") if node.shape else sums[0],
            result,
        ),
    )


def gradients_apart(solver: Solver, node: Node) -> Iterator[Step]:
    """Work ∂ℓ/∂W = δ xᵀ, then ∂ℓ/∂b = δ; of a batch, Gᵀ X and the sums of G's columns."""
    flow, below = solver.graph.parents(node)
    gradient, x = solver.values[node.name], solver.values[below.name]
    batch = node.op == "outer_rows"
    delta = numbers(solver.values[flow.name], solver.rounding, turned=batch)
    times = r" \, " if flow.shape else r" \cdot "
    yield Step(
        symbols.whole(node.symbol),
        (
            fill(OPS[node.op].latex, [symbols.whole(of.symbol) for of in (flow, below)]),
            f"{signed(delta)}{times}{numbers(x, solver.kept(below), turned=not batch)}",
            numbers(gradient[:, 1:], solver.rounding),
        ),
    )
    formula, reason = symbols.whole(flow.symbol), ""
    if batch:
        formula = fill(r"#1^{\top} \, \mathbf{1}", [formula])
        reason = "the sums over the rows"
    yield Step(
        symbols.whole(node.symbol, bias=True),
        (formula, numbers(bias_of(gradient), solver.rounding)),
        reason,
    )


def moved_apart(solver: Solver, node: Node) -> Iterator[Step]:
    """Work η ∂ℓ/∂W and then η ∂ℓ/∂b, or W and b after the step."""
    latex = OPS[node.op].latex
    for bias in (False, True):

        def part(of: Node, bias: bool = bias) -> Array:
            value = solver.values[of.name]
            if not of.shape:
                return value
            return bias_of(value) if bias else value[:, 1:]

        said = [symbols.whole(of.symbol, bias) for of in solver.graph.parents(node)]
        shown = [numbers(part(of), solver.kept(of)) for of in solver.graph.parents(node)]
        left, formula = symbols.whole(node.symbol, bias), fill(latex, said)
        put_in = (
            rf"{shown[0]} \cdot {signed(shown[1])}"
            if node.op == "scale"
            else fill(latex, shown)
        )
        rights = (formula, put_in, numbers(part(node), solver.rounding))
        yield Step(left, tuple(right for right in rights if right != left))
