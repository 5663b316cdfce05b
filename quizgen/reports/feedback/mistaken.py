"""A named mistake in the student's own numbers: what they have there, beside what it is.

The graph under the mistakes is worked with what the student wrote; where the mistake shows,
in the quantity that is charged or on the way to it, the same numbers are put in both ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.engine import Graph, Rounding, Step, evaluate, line, steps
from quizgen.engine.arithmetic import Array
from quizgen.grading import Mark, readings
from quizgen.keys import Answer
from quizgen.reports.feedback.numbers import (
    SMALLEST,
    Subject,
    Values,
    fit_to_print,
    others,
    without_dust,
)
from quizgen.reports.feedback.released import Release, Withheld, is_released
from quizgen.reports.feedback.rewritten import again, changed_by, graphs, operands_of, places

NEAR, UNITS = 0.02, 3  # of a number, and of the last place: as near as honest rounding comes
Index = tuple[int, ...]
Charged = Sequence[tuple[Answer, Mark]]


@dataclass(frozen=True)
class Own:
    """What a student has, and what it is: each LaTeX, equal parts of one line.

    The numbers of what it is are left out where they are not released.
    """

    has: tuple[str, ...]
    is_: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Worked:
    """The graph under mistakes, without one of them and without any; and what a student has."""

    wrong: Graph
    without: Graph
    right: Graph
    values: Values
    rounding: Rounding

    def has(self, name: str, at: Index, values: Values) -> Step | None:
        return line(self.wrong, values, self.rounding, name, at)

    def is_(self, name: str, at: Index, values: Values) -> Step | None:
        return line(self.right, values, self.rounding, name, at)

    def shows(self, name: str, at: Index) -> bool:
        """Say whether by the one mistake the same numbers are put in differently."""
        has = self.has(name, at, self.values)
        other = line(self.without, self.values, self.rounding, name, at)
        return has is not None and other is not None and _way(has) != _way(other)


def own_numbers(
    subject: Subject, charged: Charged, release: Release, hidden: Withheld
) -> tuple[Own, ...]:
    """Return, for each mistake that is charged on answers of one quantity, how it shows.

    Of readings that fit equally it is the first one's.  Nothing is returned where the numbers
    on the sheet don't follow from each other by the mistake, or cannot be set out.
    """
    if not subject.fits:
        return ()
    (answer, mark), *_ = charged
    made = readings(mark.mistake)[0]
    typed = subject.typed(answer.problem)
    found: list[Own] = []
    for twice in graphs(subject.graph, made):
        values = _values(subject, twice, typed, answer)
        if values is None:
            continue
        for one in made:
            rest = [other for other in made if other != one]
            without = next(graphs(subject.graph, rest), subject.graph)
            worked = _Worked(twice, without, subject.graph, values, subject.key.rounding)
            place = _place(worked, answer, tuple(typed))
            if place is not None:
                own = _own(subject, worked, *place, typed, charged, release, hidden)
                if len(own.has) > 1 and own.is_ != own.has[1:]:
                    found.append(own)
        break
    return tuple(dict.fromkeys(found))


@np.errstate(all="ignore")
def _values(subject: Subject, graph: Graph, typed: Values, answer: Answer) -> Values | None:
    """Return the values under a mistake from which the charged answer follows.

    They are those with the student's earlier answers put in, else those with none of them.
    """
    name, at = answer.quantity, answer.index
    wrote = typed[name]
    unit = 10.0 ** -subject.key.rounding.places(float(wrote[at]))
    given = subject.key.givens[subject.name]
    for before in ({n: v for n, v in typed.items() if n != name}, {}):
        values = evaluate(graph, given, before)
        far = np.abs(values[name] - wrote) > NEAR * np.abs(wrote) + UNITS * unit
        if not far.any():
            values[name] = np.where(np.isnan(wrote), values[name], wrote)
            sizes = np.abs(np.concatenate([np.ravel(one) for one in values.values()]))
            dusty = ((sizes < SMALLEST) & (sizes > 0)).any()
            return without_dust(values, [*values]) if dusty else values
    return None


def _place(
    worked: _Worked, answer: Answer, answered: tuple[str, ...]
) -> tuple[str, Index] | None:
    """Return where a mistake shows: in what is charged, on the way to it, or after it."""
    wrong, of = worked.wrong, answer.quantity
    for name in places(wrong, worked.without, of, answered):
        shape = wrong[name].shape
        same = shape == wrong[of].shape
        index = answer.index if same else (0,) * len(shape)
        if worked.shows(name, index):
            return name, index
    return None


def _own(
    subject: Subject,
    worked: _Worked,
    name: str,
    at: Index,
    typed: Values,
    charged: Charged,
    release: Release,
    hidden: Withheld,
) -> Own:
    theirs, put_right = worked.values, _put_right(subject, worked, name)
    has, is_ = worked.has(name, at, theirs), worked.is_(name, at, put_right)
    operands = operands_of(worked.wrong, name) | operands_of(worked.right, name)
    new = [_unknown(theirs[one], typed.get(one)) for one in (*operands, name)]
    may = fit_to_print([theirs[one] for one in (*operands, name)])
    may = may and not hidden.among(subject.name, new)
    may = may and (release != "none" or all(np.isnan(one).all() for one in new))
    released = may and any(is_released(mark, release) for _, mark in charged)
    released = released and not hidden.among(subject.name, [put_right[name]])
    return Own(
        _parts(has) if may else _letters(worked.wrong, name, worked),
        _parts(is_, has) if released else _letters(worked.right, name, worked)[1:],
    )


def _put_right(subject: Subject, worked: _Worked, name: str) -> Values:
    """Return the values that a student would have had there without the one mistake."""
    values = dict(worked.values)
    changed = changed_by(worked.wrong, worked.without)
    for node in again(worked.right, changed, name):
        values[node] = subject.again(node, values)
    return values


def _unknown(value: Array, typed: Array | None) -> Array:
    """Return a value with NaN for what the student wrote themselves."""
    return value if typed is None else np.where(value == typed, np.nan, value)


def _way(step: Step) -> tuple[str, ...]:
    """Return how a step goes, without what it comes to."""
    return (step.left, *step.rights[:-1])


def _parts(step: Step | None, beside: Step | None = None) -> tuple[str, ...]:
    """Return the parts of a step that are equal: in letters, the numbers put in, the result.

    What stands before it in `beside` need not be said again.
    """
    if step is None:
        return ()
    rights = step.rights if len(step.rights) < 4 else (step.rights[0], *step.rights[-2:])
    again = beside is not None and beside.left == step.left
    return rights if again else (step.left, *rights)


def _letters(graph: Graph, name: str, worked: _Worked) -> tuple[str, ...]:
    """Return a node and its formula: what its steps begin with whatever the numbers are."""
    values, rounding = worked.values, worked.rounding
    first, other = (
        steps(graph, numbers, rounding, [(name, None)])[0]
        for numbers in (values, others(graph, {n.name: values[n.name] for n in graph.nodes}))
    )
    letters = len(first.rights) > 1 and first.rights[:1] == other.rights[:1]
    return (first.left, first.rights[0]) if letters and first.left == other.left else ()
