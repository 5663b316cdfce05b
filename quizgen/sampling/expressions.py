"""Drawing an expression: a formula from the grammar, then numbers that the conditions keep."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import islice

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES, Graph, Interval, Rounding
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
from quizgen.sampling.places import Places
from quizgen.sampling.reference import Reference
from quizgen.sampling.search import Search
from quizgen.sampling.style import Shape
from quizgen.sampling.usual import kept_by, usual_work
from quizgen.sampling.work import may_be_usual
from quizgen.streams import Stream

FORMULAS = 100  # that are tried
DRAWS = 128  # of numbers for each
FEW = 8  # whose ranges are looked at
USUAL = 15  # formulas whose work is looked at, to know what is usual


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
    return find_expression(place, name, shape, grid, rounding, stream, search)[0]


def find_expression(
    place: str,
    name: str,
    shape: Shape,
    grid: Grid,
    rounding: Rounding,
    stream: Stream,
    search: Search,
) -> tuple[Expression, Candidates]:
    """Return a drawn expression, and its numbers as `search` kept them."""
    usual = usual_expression(place, shape, grid, rounding)
    for formula, graph in _drafts(place, name, shape, stream):
        asked = answers(graph)
        if not may_be_usual(Places(graph, asked), rounding, usual.work):
            search.refuse("equal work")
            continue
        drawn = _numbers(grid, NAMES[shape.variables], stream)
        candidates = Candidates(graph, rounding, DOUBLES, drawn, asked, usual)
        with np.errstate(all="ignore"):  # what is not defined is NaN, and not kept
            sure = search.first(candidates, FEW)
        if sure is not None:
            inputs, solved = sure.first()
            return Expression(name, formula, sure.graph, rounding, inputs, solved), sure
    raise QuizgenError(
        f"{place}: no numbers found for any formula: {search.why()}; widen the grid of the "
        "inputs or make it finer, keep more decimals, or ask for fewer operations"
    )


def naive_expression(
    place: str, name: str, shape: Shape, grid: Grid, rounding: Rounding, stream: Stream
) -> Candidates:
    """Return the first numbers, as they come, for which a drawn formula is defined."""
    variables = NAMES[shape.variables]
    numbers = np.array(grid.numbers(), dtype=float)
    for tree in formulas(place, shape, stream):
        graph = expression_graph(name, text(tree), variables)
        for drawn in numbers[stream.below(len(numbers), (DRAWS, len(variables)))]:
            inputs = dict(zip(variables, drawn.tolist(), strict=True))
            if not undefined(graph, inputs):
                return with_numbers(graph, rounding, inputs)
    raise QuizgenError(f"{place}: no numbers found for which any formula is defined")


def with_numbers(graph: Graph, rounding: Rounding, inputs: Mapping[str, float]) -> Candidates:
    """Return the numbers of an expression as the one candidate, in 40 digits."""
    exact = {name: DIGITS40.array(np.array([value])) for name, value in inputs.items()}
    return Candidates(graph, rounding, DIGITS40, exact, answers(graph))


def _drafts(place: str, name: str, shape: Shape, stream: Stream) -> Iterator[tuple[str, Graph]]:
    """Yield drawn formulas and their graphs."""
    for tree in islice(formulas(place, shape, stream), FORMULAS):
        formula = text(tree)
        yield formula, expression_graph(name, formula, NAMES[shape.variables])


@lru_cache(maxsize=64)
def usual_expression(place: str, shape: Shape, grid: Grid, rounding: Rounding) -> Reference:
    """Return the reference of the expressions of a set: the median of drawn ones' work."""
    stream = Stream(None, "reference", place)
    kept: list[Candidates] = []
    for _, graph in _drafts(place, "f", shape, stream):
        drawn = _numbers(grid, NAMES[shape.variables], stream)
        candidates = Candidates(graph, rounding, DOUBLES, drawn, answers(graph))
        with np.errstate(all="ignore"):
            found = kept_by(EXPRESSION_CONDITIONS, candidates, "values")
        if found.size:
            kept.append(candidates.taken(found[:1], DOUBLES))
        if len(kept) == USUAL:
            break
    return Reference(usual_work(kept) if kept else {})


def _numbers(grid: Grid, variables: str, stream: Stream) -> dict[str, Array]:
    """Return numbers for each variable, without 0; all different where there is a choice."""
    numbers = np.array([float(number) for number in grid.numbers() if number] or [0.0])
    drawn = numbers[stream.below(len(numbers), (DRAWS, len(variables)))]
    drawn = drawn[np.sort(np.unique(drawn, axis=0, return_index=True)[1])]  # each once
    if len(numbers) > len(variables):
        different = (np.diff(np.sort(drawn, axis=1), axis=1) > 0).all(axis=1)
        drawn = drawn[different] if different.any() else drawn
    return dict(zip(variables, drawn.T, strict=True))


def _is_finite(range_: Interval) -> bool:
    return bool(np.isfinite(np.array([range_.lo, range_.hi], dtype=float)).all())
