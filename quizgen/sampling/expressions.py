"""Drawing an expression: a formula from the grammar, then numbers that the conditions keep."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import islice

import numpy as np

from quizgen.engine import DOUBLES, Graph, Interval, Rounding
from quizgen.engine.arithmetic import Array
from quizgen.engine.expressions import expression_graph, operations
from quizgen.engine.formula import text
from quizgen.engine.names import gradients
from quizgen.errors import QuizgenError
from quizgen.kinds.asks import Entry
from quizgen.problem import Expression, json_number, solve
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.domain import undefined
from quizgen.sampling.expression_conditions import EXPRESSION_CONDITIONS
from quizgen.sampling.grammar import NAMES, formulas
from quizgen.sampling.grids import Grid
from quizgen.sampling.search import Search
from quizgen.sampling.style import Shape
from quizgen.streams import Stream

FORMULAS = 100  # that are tried
DRAWS = 128  # of numbers for each
FEW = 8  # whose ranges are looked at


def answers(graph: Graph) -> tuple[Entry, ...]:
    """Return what can be asked of an expression: each operation's value, each adjoint.

    The value of the result is `value`; its own gradient, 1, is nothing to ask.
    """
    values = [node.name for node in operations(graph)]
    adjoints = [node.name for node in gradients(graph) if node.op != "one"]
    return tuple((name, None) for name in (*values, *adjoints))


def given_expression(
    place: str, name: str, formula: str, inputs: Mapping[str, Decimal], rounding: Rounding
) -> Expression:
    """Return the expression of a set's own formula and numbers.

    Raises QuizgenError, which begins with `place`, for a formula that cannot be read, and
    where the expression or a gradient is not defined at the numbers, or may not be once
    values are rounded.
    """
    try:
        graph = expression_graph(name, formula, list(inputs))
    except ValueError as error:
        raise QuizgenError(f"{place}.formula: {error}") from None
    numbers = {one: json_number(value) for one, value in inputs.items()}
    if why := undefined(graph, numbers):
        raise QuizgenError(f"{place}: {formula} cannot be worked out at its inputs: {why}")
    solved = solve(graph, numbers, rounding)
    for node, _ in answers(graph):
        if not _is_finite(solved.ranges[node]):
            raise QuizgenError(
                f"{place}: found a rounded value for which {node} is not defined, expected "
                "inputs farther from there, or more places to keep"
            )
    return Expression(name, formula, graph, rounding, numbers, solved)


def draw_expression(
    place: str, name: str, shape: Shape, grid: Grid, rounding: Rounding, stream: Stream
) -> Expression:
    """Return a drawn expression: the first formula that has numbers which all conditions keep.

    Raises QuizgenError, which names the rule or the condition that was met least, where
    the budget is spent.
    """
    search = Search(EXPRESSION_CONDITIONS)
    variables = NAMES[shape.variables]
    for tree in islice(formulas(place, shape, stream), FORMULAS):
        formula = text(tree)
        graph = expression_graph(name, formula, variables)
        drawn = dict(zip(variables, _numbers(grid, len(variables), stream), strict=True))
        candidates = Candidates(graph, rounding, DOUBLES, drawn, answers(graph))
        with np.errstate(all="ignore"):  # what is not defined is NaN, and not kept
            sure = search.first(candidates, FEW)
        if sure is not None:
            inputs, solved = sure.first()
            return Expression(name, formula, graph, rounding, inputs, solved)
    raise QuizgenError(
        f"{place}: no numbers found for any formula: {search.why()}; widen the grid of the "
        "inputs or make it finer, keep more decimals, or ask for fewer operations"
    )


def _numbers(grid: Grid, variables: int, stream: Stream) -> Array:
    """Return numbers for each variable, without 0; all different where there is a choice."""
    numbers = np.array([float(number) for number in grid.numbers() if number] or [0.0])
    drawn = numbers[stream.below(len(numbers), (DRAWS, variables))]
    if len(numbers) > variables:
        different = (np.diff(np.sort(drawn, axis=1), axis=1) > 0).all(axis=1)
        drawn = drawn[different] if different.any() else drawn
    return drawn.T


def _is_finite(range_: Interval) -> bool:
    return bool(np.isfinite(np.array([range_.lo, range_.hi], dtype=float)).all())
