"""The worked step of what was lost: its formula, the right numbers, and the student's own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from quizgen.engine import Graph, Rounding, Step, steps
from quizgen.engine.arithmetic import Array
from quizgen.engine.rounding import plain
from quizgen.engine.typeset import matrix
from quizgen.grading import Mark
from quizgen.reports.feedback.numbers import (
    LARGEST,
    SMALLEST,
    Subject,
    Values,
    fit_to_print,
    others,
    without_dust,
)
from quizgen.reports.feedback.released import Release, Withheld, is_released
from quizgen.reports.sheets import MarkedSheet

LOST = frozenset({"wrong", "mistake", "unreadable"})
NOT_WRITTEN = r"\text{–}"


@dataclass(frozen=True)
class Compared:
    """How a quantity is found, all LaTeX: `left` = `formula`.

    `right` are the right numbers put in and their result, `own` the same with what the
    student wrote before; `wrote` is what they wrote for it.  What does not help, or is not
    released, is empty.
    """

    left: str
    formula: str
    right: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    wrote: str = ""


def compared(
    sheet: MarkedSheet, about: Mapping[str, Subject], release: Release, hidden: Withheld
) -> dict[str, tuple[Compared, ...]]:
    """Return the worked steps of what a student lost, by problem; each quantity once.

    `about` is what the sheet's numbers are about, `hidden` what must not be shown.
    """
    lost: dict[tuple[str, str], list[str]] = {}
    for answer, mark in sheet.answers:
        if _is_lost(mark) and answer.type == "number":
            names = lost.setdefault((answer.problem, answer.subject[1]), [])
            if answer.quantity not in names:
                names.append(answer.quantity)
    found: dict[str, tuple[Compared, ...]] = {}
    for (problem, name), quantities in lost.items():
        if name in about and about[name].fits:
            worked = _of_problem(about[name], problem, quantities, release, hidden)
            found[problem] = (*found.get(problem, ()), *worked)
    return found


def _is_lost(mark: Mark) -> bool:
    return mark.verdict in LOST and mark.points < mark.max_points


def _of_problem(
    subject: Subject,
    problem: str,
    quantities: Sequence[str],
    release: Release,
    hidden: Withheld,
) -> Iterator[Compared]:
    typed = subject.typed(problem)
    own: Values | None = None
    for name in quantities:
        rounding = subject.key.rounding
        shown = _shown(subject.graph, name, subject.asked)
        right = without_dust(subject.right, shown)
        formulas = steps(subject.graph, right, rounding, [(name, None)])
        marks = [
            (answer, mark)
            for answer, mark, _ in subject.answers
            if answer.problem == problem and answer.quantity == name
        ]
        may = any(is_released(mark, release) for _, mark in marks)
        if not may or hidden.among(subject.name, [right[one] for one in shown]):
            changed = others(subject.graph, right)
            elsewhere = steps(subject.graph, changed, rounding, [(name, None)])
            yield from _formulas_alone(formulas, elsewhere)
            continue
        with_own = formulas
        if _strays(subject, name):
            own = subject.own(typed) if own is None else own
            theirs = without_dust({**own, name: subject.again(name, own)}, shown)
            new = [
                np.where(theirs[one] == typed.get(one, np.nan), np.nan, theirs[one])
                for one in shown
            ]
            fits = fit_to_print([theirs[one] for one in shown])
            if fits and not hidden.among(subject.name, new):
                with_own = steps(subject.graph, theirs, rounding, [(name, None)])
        if len(with_own) != len(formulas):  # of other numbers a step may say more, or less
            with_own = formulas
        wrote = _wrote(typed.get(name), rounding) if len(formulas) == 1 else ""
        for step, other in zip(formulas, with_own, strict=True):
            left, rights, mine = step.left, step.rights, other.rights
            formula = rights[0] if len(rights) > 1 else ""
            yield Compared(
                left,
                formula,
                _numbers(rights),
                _numbers(mine) if mine != rights else (),
                wrote,
            )


def _strays(subject: Subject, name: str) -> bool:
    """Say whether an answer before a quantity is not the right one."""
    before = subject.graph.ancestors([name]) - {name}
    return any(
        answer.quantity in before and mark.verdict != "correct" and isfinite(value)
        for answer, mark, value in subject.answers
    )


def _numbers(rights: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers put in, in as much detail as there is, and the result."""
    return tuple(rights[-2:]) if len(rights) > 2 else tuple(rights[-1:])


def _formulas_alone(steps: Sequence[Step], others: Sequence[Step]) -> Iterator[Compared]:
    """Yield what steps begin with where `others`, of other numbers, begin with it too.

    A difference of two quantities has no formula beside its own name: its step begins with
    the numbers, which must not be shown here.
    """
    of_no_numbers = {(step.left, step.rights[:1]) for step in others}
    for step in steps:
        left, rights = step.left, step.rights
        if len(rights) > 1 and rights[0] != left and (left, rights[:1]) in of_no_numbers:
            yield Compared(left, rights[0])


def _shown(graph: Graph, name: str, asked: frozenset[str]) -> list[str]:
    """Return the computed quantities whose numbers a worked step may show.

    They are those between it and the nearest ones that are asked.
    """
    found, waiting = [name], [name]
    while waiting:
        for parent in graph.parents(graph[waiting.pop()]):
            if not parent.is_given and parent.name not in found:
                found.append(parent.name)
                if parent.name not in asked:
                    waiting.append(parent.name)
    return found


def _wrote(typed: Array | None, rounding: Rounding) -> str:
    """Return what a student wrote, as LaTeX in its quantity's shape; "" for nothing."""
    if typed is None:
        return ""

    def one(value: float) -> str:
        if not isfinite(value):
            return NOT_WRITTEN
        size = abs(value)
        fits = size == 0 or SMALLEST < size < LARGEST
        return plain(f"{value:.12g}") if fits else r"\ldots"

    if typed.ndim == 0:
        return one(float(typed))
    grid = typed.reshape(-1, 1) if typed.ndim == 1 else typed.reshape(typed.shape[0], -1)
    return matrix([[one(float(value)) for value in row] for row in grid])
