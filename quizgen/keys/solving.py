"""Solving a problem's blanks: what is right, what is accepted, how the key prints it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from quizgen.keys.key import Answer
from quizgen.problem import Blank, Computed, Expression, Model, Network, Problem, Value

# The field of a blank that names its subject, by the subject's type.
SORTS: Mapping[type, str] = {
    Network: "network",
    Expression: "expression",
    Model: "model",
}


def solve_problem(problem: Problem) -> tuple[Answer, ...]:
    """Return the problem's blanks with their values, accepted ranges and displays."""
    return tuple(_answer(problem, blank) for blank in problem.blanks)


def _answer(problem: Problem, blank: Blank) -> Answer:
    answer = Answer(
        id=blank.id,
        problem=problem.id,
        type=blank.type,
        points=blank.points,
        value=blank.right,
        display=display(blank.right),
        choices=blank.choices,
        model=blank.model,
        rubric=blank.rubric,
    )
    if blank.type != "number":
        return answer
    about = problem.subject
    assert isinstance(about, Computed)
    value = about.solved.values[blank.quantity][blank.index]
    accepted = about.solved.ranges[blank.quantity]
    shown = about.rounding.display(value)
    # Far beyond the kept places a range can end a digit short of its own value.
    right = (_twelve(value), Decimal(shown))
    low, high = accepted.lo[blank.index], accepted.hi[blank.index]
    return replace(
        answer,
        subject=(SORTS[type(about)], about.name),
        quantity=blank.quantity,
        index=blank.index,
        value=float(right[0]),
        accept=(float(min(_twelve(low), *right)), float(max(_twelve(high), *right))),
        display=shown,
    )


def display(value: Value) -> str:
    """Return a value as a key prints it: `3 × 2` for a shape, nothing for None."""
    if isinstance(value, tuple):
        return " × ".join(map(str, value)) if value else "scalar"
    return "" if value is None else str(value)


def _twelve(value: object) -> Decimal:
    """Return a 40-digit number to 12 significant digits."""
    return Decimal(f"{Decimal(str(value)):.11e}")
