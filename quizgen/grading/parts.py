"""Sheets taken apart for following through: one student's answers about one subject.

Parts that have the same graph, and answers to the same quantities, go together as arrays,
whatever their numbers are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeAlias

import numpy as np

from quizgen.engine import Graph, Interval, Rounding
from quizgen.grading.carrying import Written
from quizgen.grading.judging import Judgement
from quizgen.keys import Answer, Key

MOST_TOGETHER = 512  # sheets of one graph that are followed through at once

Judged: TypeAlias = dict[str, Judgement]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet under way: its key and its judgements.

    `refused` has the blanks that follow and show no work, and what to say of each; `charged`
    are those that pay for a slip in a value that nobody asked.
    """

    key: Key
    judged: Judged
    refused: dict[str, str]
    charged: set[str]


@dataclass(frozen=True, eq=False)
class Part:
    """One student's answers about one subject: of an entry that is asked twice, one.

    `own` are the ids of those that are to be judged.
    """

    sheet: Sheet
    subject: str
    answers: tuple[tuple[Answer, Judgement], ...]
    own: tuple[str, ...]

    @property
    def graph(self) -> Graph:
        """Return the subject's graph."""
        return self.sheet.key.graphs[self.subject]

    def given(self, name: str) -> Any:
        """Return the numbers of an input."""
        return self.sheet.key.givens[self.subject][name]

    @property
    def like(self) -> tuple[Graph, Rounding, frozenset[str]]:
        """Return what it has in common with those that it is followed through with."""
        answered = frozenset(answer.quantity for answer, _ in self.answers)
        return self.graph, self.sheet.key.rounding, answered


def alike(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Yield parts that can be followed through together."""
    groups: defaultdict[object, list[Part]] = defaultdict(list)
    for part in parts:
        groups[part.like].append(part)
    for group in groups.values():
        for start in range(0, len(group), MOST_TOGETHER):
            yield group[start : start + MOST_TOGETHER]


def read_numbers(sheet: Sheet) -> Iterator[tuple[Answer, Judgement]]:
    """Yield the numbers that were read, of which the graph's numbers are known."""
    for answer in sheet.key.blanks:
        if answer.type == "number" and answer.subject[1] in sheet.key.givens:
            one = sheet.judged[answer.id]
            if isfinite(one.value):
                yield answer, one


def failing_numbers(sheet: Sheet) -> Iterator[tuple[Answer, Judgement]]:
    """Yield the numbers that are wrong."""
    return (pair for pair in read_numbers(sheet) if pair[1].verdict == "wrong")


def by_problem(sheet: Sheet) -> Iterator[Part]:
    """Yield the answers about a subject as each problem with failing ones reads them."""
    numbers = list(read_numbers(sheet))
    failing = [answer for answer, _ in failing_numbers(sheet)]
    for problem, subject in dict.fromkeys((a.problem, a.subject[1]) for a in failing):
        about = [pair for pair in numbers if pair[0].subject[1] == subject]
        own = tuple(answer.id for answer in failing if answer.problem == problem)
        yield Part(sheet, subject, tuple(_as_read_by(problem, about)), own)


def by_subject(sheet: Sheet) -> Iterator[Part]:
    """Yield the answers about each subject that has failing ones, of an entry the first."""
    for subject in dict.fromkeys(answer.subject[1] for answer, _ in failing_numbers(sheet)):
        first: dict[object, tuple[Answer, Judgement]] = {}
        for answer, one in read_numbers(sheet):
            if answer.subject[1] == subject:
                first.setdefault((answer.quantity, answer.index), (answer, one))
        yield Part(sheet, subject, tuple(first.values()), ())


def _as_read_by(
    problem: str, about: Sequence[tuple[Answer, Judgement]]
) -> Iterator[tuple[Answer, Judgement]]:
    """Yield one answer for each entry: the problem's own, else the nearest before it, or after.

    `about` is in the order of the sheet.
    """
    own = [place for place, (answer, _) in enumerate(about) if answer.problem == problem]
    entries: dict[object, list[int]] = {}
    for place, (answer, _) in enumerate(about):
        entries.setdefault((answer.quantity, answer.index), []).append(place)
    for places in entries.values():
        mine = [place for place in places if place in own]
        before = [place for place in places if place < own[0]]
        yield about[(mine or before[::-1] or places)[0]]


def as_arrays(parts: Sequence[Part]) -> Written:
    """Return the answers of these parts as arrays, a row each."""
    graph, rounding, _ = parts[0].like
    count = len(parts)
    names = {answer.quantity for part in parts for answer, _ in part.answers}

    def array(name: str, value: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.full((count, *graph[name].shape), value)

    typed, slack = ({name: array(name, v) for name in names} for v in (np.nan, 0.0))
    low, high = ({name: array(name, np.nan) for name in names} for _ in range(2))
    right = {name: np.zeros(typed[name].shape, dtype=bool) for name in names}
    for row, part in enumerate(parts):
        for answer, one in part.answers:
            at = (row, *answer.index)
            typed[answer.quantity][at] = one.value
            slack[answer.quantity][at] = one.slack
            low[answer.quantity][at], high[answer.quantity][at] = answer.accept
            right[answer.quantity][at] = one.verdict == "correct"
    inputs = {
        node.name: np.array([part.given(node.name) for part in parts], dtype=float)
        for node in graph.nodes
        if node.op == "input"
    }
    accepted = {name: Interval(low[name], high[name]) for name in names}
    return Written(graph, rounding, inputs, typed, slack, right, accepted)
