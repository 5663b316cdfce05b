"""A named mistake in the student's own numbers: what they have there, beside what it is.

The graph under the mistakes is worked with what the student wrote; where the mistake shows,
in the quantity that is charged or on the way to it, the same numbers are put in both ways.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from quizgen.engine import Graph, Rounding, Step, evaluate, line, names, rewrite, steps
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
    on the sheet don't follow from each other by the mistake.
    """
    (answer, mark), *_ = charged
    made = readings(mark.mistake)[0]
    typed = subject.typed(answer.problem)
    found: list[Own] = []
    for twice in _graphs(subject.graph, made):
        values = _values(subject, twice, typed, answer)
        if values is None:
            continue
        for one in made:
            rest = [other for other in made if other != one]
            without = next(_graphs(subject.graph, rest), subject.graph)
            worked = _Worked(twice, without, subject.graph, values, subject.key.rounding)
            place = _place(worked, answer, tuple(typed))
            if place is not None:
                own = _own(subject, worked, *place, typed, charged, release, hidden)
                if len(own.has) > 1 and own.is_ != own.has[1:]:
                    found.append(own)
        break
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _rewritten(graph: Graph, mistakes: tuple[str, ...]) -> Graph | None:
    for mistake in mistakes:
        other = rewrite(graph, mistake)
        if other is None:
            return None
        graph = other
    return graph


def _graphs(graph: Graph, mistakes: Sequence[str]) -> Iterator[Graph]:
    """Yield the graph under all of some mistakes, made in this order or the other."""
    for order in dict.fromkeys((tuple(mistakes), tuple(reversed(mistakes)))):
        found = _rewritten(graph, order)
        if found is not None:
            yield found


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
    for name in _places(wrong, worked.without, of, answered):
        shape = wrong[name].shape
        same = shape == wrong[of].shape
        index = answer.index if same else (0,) * len(shape)
        if worked.shows(name, index):
            return name, index
    return None


@lru_cache(maxsize=4096)
def _places(
    wrong: Graph, without: Graph, charged: str, answered: tuple[str, ...]
) -> tuple[str, ...]:
    """Return where to look for a mistake: in what is charged, on the way to it, after it."""
    changed = _changed(wrong, without)
    before = wrong.ancestors([charged])
    on_the_way = (name for name in reversed(changed) if name in before)
    order = (node.name for node in wrong.nodes if node.name in answered)
    return tuple(dict.fromkeys((charged, *on_the_way, *order, *changed)))


@lru_cache(maxsize=4096)
def _changed(wrong: Graph, without: Graph) -> tuple[str, ...]:
    """Return the quantities that a mistake computes in another way."""
    return tuple(n.name for n in wrong.nodes if n.name in without and n != without[n.name])


@lru_cache(maxsize=4096)
def _again(right: Graph, changed: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return what is to be computed again on the way from what changed to a quantity."""
    again = right.descendants(changed) & right.ancestors([name]) | {name}
    return tuple(node.name for node in right.nodes if node.name in again)


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
    operands = _operands(worked.wrong, name) | _operands(worked.right, name)
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
    changed = _changed(worked.wrong, worked.without)
    for node in _again(worked.right, changed, name):
        values[node] = subject.again(node, values)
    return values


@lru_cache(maxsize=4096)
def _operands(graph: Graph, name: str) -> frozenset[str]:
    """Return what a node's step puts in that is computed: operands, those of a slope too."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for parent in graph.parents(graph[waiting.pop()]):
            if not parent.is_given and parent.name not in found:
                found.add(parent.name)
                if names.is_slope(parent.name):
                    waiting.append(parent.name)
    return frozenset(found)


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
