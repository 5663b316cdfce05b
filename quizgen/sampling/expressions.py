"""Drawing an expression: a formula from the grammar, then numbers that the conditions keep."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES, Graph, Interval, Rounding
from quizgen.engine.arithmetic import Array
from quizgen.engine.expressions import expression_graph, operations
from quizgen.engine.formula import text
from quizgen.engine.names import gradients
from quizgen.errors import QuizgenError
from quizgen.kinds.asks import Entry
from quizgen.problem import Expression, Solved, solve
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.domain import undefined
from quizgen.sampling.expression_conditions import EXPRESSION_CONDITIONS
from quizgen.sampling.grammar import NAMES, formulas
from quizgen.sampling.grids import Grid
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
    numbers = {one: _plain(value) for one, value in inputs.items()}
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
    search = _Search()
    variables = NAMES[shape.variables]
    for tree in islice(formulas(place, shape, stream), FORMULAS):
        formula = text(tree)
        graph = expression_graph(name, formula, variables)
        drawn = dict(zip(variables, _numbers(grid, len(variables), stream), strict=True))
        candidates = Candidates(graph, rounding, DOUBLES, drawn, answers(graph))
        with np.errstate(all="ignore"):  # what is not defined is NaN, and not kept
            sure = search.first(candidates)
        if sure is not None:
            inputs = {one: _plain(value[0]) for one, value in sure.inputs.items()}
            solved = Solved(
                {key: _only(value) for key, value in sure.values.items()},
                {key: range_.each(_only) for key, range_ in sure.ranges.items()},
            )
            return Expression(name, formula, graph, rounding, inputs, solved)
    raise QuizgenError(f"{place}: no numbers found for any formula: {search.why()}")


def _numbers(grid: Grid, variables: int, stream: Stream) -> Array:
    """Return numbers for each variable, without 0; all different where there is a choice."""
    numbers = np.array([float(number) for number in grid.numbers() if number] or [0.0])
    drawn = numbers[stream.below(len(numbers), (DRAWS, variables))]
    if len(numbers) > variables:
        different = (np.diff(np.sort(drawn, axis=1), axis=1) > 0).all(axis=1)
        drawn = drawn[different] if different.any() else drawn
    return drawn.T


@dataclass(frozen=True)
class _Search:
    """How often each condition was met by what the conditions before it had kept."""

    met: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)

    def first(self, candidates: Candidates) -> Candidates | None:
        """Return the first candidate that all conditions keep, in 40 digits."""
        kept = candidates.taken(self.sifted(candidates, by_ranges=False), DOUBLES)
        kept = kept.taken(np.arange(min(kept.count, FEW)), DOUBLES)
        for number in np.flatnonzero(self.sifted(kept, by_ranges=True)):
            sure = kept.taken(np.array([number]), DIGITS40)
            if all(condition.holds(sure)[0] for condition in EXPRESSION_CONDITIONS.values()):
                return sure
        return None

    def sifted(self, candidates: Candidates, by_ranges: bool) -> Array:
        """Return which candidates the conditions keep."""
        kept = np.ones(candidates.count, dtype=bool)
        for name, condition in EXPRESSION_CONDITIONS.items():
            if condition.by_ranges == by_ranges and kept.any():
                self.judged[name] += int(kept.sum())
                kept &= condition.holds(candidates)
                self.met[name] += int(kept.sum())
        return kept

    def why(self) -> str:
        """Return which condition was met least, and what would help."""
        name = min(self.judged, key=lambda name: self.met[name] / self.judged[name])
        return (
            f'the condition "{name}" held for {self.met[name]:,} of {self.judged[name]:,} '
            f"({EXPRESSION_CONDITIONS[name].summary}); widen the grid of the inputs or make "
            "it finer, keep more decimals, or ask for fewer operations"
        )


def _plain(value: object) -> int | float:
    """Return a number of JSON: a whole one as an integer."""
    number = float(str(value))
    return int(number) if number == int(number) else number


def _only(numbers: Array) -> Array:
    """Return the scalar of the one candidate; what no input goes into has no batch axis."""
    return np.asarray(numbers.reshape(-1)[0])


def _is_finite(range_: Interval) -> bool:
    return bool(np.isfinite(np.array([range_.lo, range_.hi], dtype=float)).all())
