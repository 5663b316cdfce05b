"""Whole sheets followed through: which failing answers follow from a student's earlier ones.

Students whose sheets have the same graph, and who answered the same quantities, go together,
whatever their numbers are.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.engine import Graph, Interval, Rounding
from quizgen.grading.carrying import Truth, Written, carried
from quizgen.grading.judging import SHORT, Judgement
from quizgen.keys import Answer, Key

FOLLOWS = "follows from your own earlier answers"
MOST_TOGETHER = 512  # sheets of one graph that are followed through at once


@dataclass(frozen=True, eq=False)
class _Part:
    """One student's answers about one subject, as one problem reads them.

    `answers` are those about the subject, each with its judgement; of an entry that is asked
    twice the one that counts for the problem.  `failing` are the problem's own that fell
    short.
    """

    sheet: int
    key: Key
    subject: str
    answers: tuple[tuple[Answer, Judgement], ...]
    failing: tuple[tuple[Answer, Judgement], ...]

    @property
    def like(self) -> tuple[Graph, Rounding, frozenset[str]]:
        """Return what it has in common with those that it is followed through with."""
        answered = frozenset(answer.quantity for answer, _ in self.answers)
        return self.key.graphs[self.subject], self.key.rounding, answered


def follow_through(
    sheets: Sequence[tuple[Key, Mapping[str, Judgement]]],
) -> list[dict[str, Judgement]]:
    """Return, for each sheet, the judgements of the answers that are carried, by blank.

    A sheet is a key and the judgements of its blanks.  Only numbers are carried, and only
    where the key has the numbers of its graph.
    """
    changed: list[dict[str, Judgement]] = [{} for _ in sheets]
    groups: defaultdict[object, list[_Part]] = defaultdict(list)
    for place, (key, judged) in enumerate(sheets):
        for part in _parts(place, key, judged):
            groups[part.like].append(part)
    for parts in groups.values():
        for start in range(0, len(parts), MOST_TOGETHER):
            _follow(parts[start : start + MOST_TOGETHER], changed)
    return changed


def _parts(place: int, key: Key, judged: Mapping[str, Judgement]) -> Iterator[_Part]:
    """Yield what there is to follow through on a sheet."""
    numbers = [
        (answer, judged[answer.id])
        for answer in key.blanks
        if answer.type == "number" and answer.subject[1] in key.givens
    ]
    failing = [
        (answer, one)
        for answer, one in numbers
        if one.verdict == "wrong" and np.isfinite(one.value)
    ]
    for problem, subject in dict.fromkeys((a.problem, a.subject[1]) for a, _ in failing):
        about = [
            (answer, one)
            for answer, one in numbers
            if answer.subject[1] == subject and np.isfinite(one.value)
        ]
        yield _Part(
            place,
            key,
            subject,
            tuple(_as_read_by(problem, about)),
            tuple(pair for pair in failing if pair[0].problem == problem),
        )


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


def _follow(parts: Sequence[_Part], changed: Sequence[dict[str, Judgement]]) -> None:
    """Note the answers of these parts, all alike, that are carried."""
    graph, rounding, _ = parts[0].like
    found = carried(_written(parts, graph, rounding))
    for row, part in enumerate(parts):
        for answer, one in part.failing:
            truth: Truth | None = found.get(answer.quantity)
            if truth is not None and truth[(row, *answer.index)]:
                note = f"{FOLLOWS}; {SHORT}" if one.slack else FOLLOWS
                changed[part.sheet][answer.id] = one._replace(verdict="carried", note=note)


def _written(parts: Sequence[_Part], graph: Graph, rounding: Rounding) -> Written:
    """Return the answers of these parts as arrays, a row each."""
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
        node.name: np.array([part.key.givens[part.subject][node.name] for part in parts], float)
        for node in graph.nodes
        if node.op == "input"
    }
    accepted = {name: Interval(low[name], high[name]) for name in names}
    return Written(graph, rounding, inputs, typed, slack, right, accepted)
