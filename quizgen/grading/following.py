"""Whole sheets followed through: which failing answers follow from a student's earlier ones.

Students whose sheets have the same graph, and who answered the same quantities, go together,
whatever their numbers are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeAlias

import numpy as np

from quizgen.engine import Graph, Interval, Rounding
from quizgen.grading.carrying import Written, carried
from quizgen.grading.diagnosis import Diagnosis, diagnose, sentence
from quizgen.grading.judging import EARNING, SHORT, Judgement
from quizgen.grading.slips import note_slips
from quizgen.grading.unasked import LEAST_EXPLAINED, unasked_slips
from quizgen.keys import Answer, Key

FOLLOWS = "follows from your own earlier answers"
UNASKED = "a slip in {what}, which is not asked, explains this; what comes after it follows"
FOLLOWS_UNASKED = "follows from a slip that was charged before"
FOLLOWS_MISTAKE = "follows from the mistake that was charged before"
LEAST_UNEXPLAINED = 4  # answers, from which on a sheet may be guesswork
MOST_UNEXPLAINED, MOST_WRONG = 0.25, 0.5  # of the numbers on it; what shows no work is wrong
MOST_TOGETHER = 512  # sheets of one graph that are followed through at once


Judged: TypeAlias = dict[str, Judgement]


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A sheet under way: its key and its judgements.

    `refused` are the blanks that follow and show no work, `charged` those that pay for a slip
    in a value that nobody asked.
    """

    key: Key
    judged: Judged
    refused: set[str]
    charged: set[str]


@dataclass(frozen=True, eq=False)
class _Part:
    """One student's answers about one subject: of an entry that is asked twice, one.

    `own` are the ids of those that are to be judged.
    """

    sheet: _Sheet
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


def follow_through(sheets: Sequence[tuple[Key, Mapping[str, Judgement]]]) -> list[Judged]:
    """Return each sheet's judgements, its answers followed through and its mistakes named.

    A sheet is a key and the judgements of its blanks.  Only numbers are followed, and only
    where the key has the numbers of their graph.
    """
    under_way = [_Sheet(key, dict(judged), set(), set()) for key, judged in sheets]
    failing = [sheet for sheet in under_way if any(True for _ in _failing(sheet))]
    for together in _alike(part for sheet in failing for part in _by_problem(sheet)):
        _carry(together)
    for together in _alike(part for sheet in failing for part in _by_subject(sheet)):
        _diagnose(together)
    for together in _alike(part for sheet in failing for part in _by_subject(sheet)):
        _look_for_unasked(together)
    return [
        _noted(sheet.key, dict(judged) if _is_guesswork(sheet) else sheet.judged)
        for sheet, (_, judged) in zip(under_way, sheets, strict=True)
    ]


def _noted(key: Key, judged: Judged) -> Judged:
    """Return judgements with what there is to say of slips of the pen."""
    notes = note_slips([(answer, judged[answer.id]) for answer in key.blanks])
    return judged | {id: judged[id]._replace(note=note) for id, note in notes.items()}


def _is_guesswork(sheet: _Sheet) -> bool:
    """Say whether too much is left unexplained for anything to follow from anything.

    By coincidences of small numbers another variant's sheet would earn marks that way, and a
    sheet of zeros.
    """
    numbers = list(_numbers(sheet))
    wrong = {answer.id for answer, one in numbers if one.verdict == "wrong"} - sheet.charged
    unexplained = len(wrong - sheet.refused)
    many = unexplained > MOST_UNEXPLAINED * len(numbers) or len(wrong) > MOST_WRONG * len(
        numbers
    )
    return len(wrong) >= LEAST_UNEXPLAINED and many


def _alike(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Yield parts that can be followed through together."""
    groups: defaultdict[object, list[_Part]] = defaultdict(list)
    for part in parts:
        groups[part.like].append(part)
    for group in groups.values():
        for start in range(0, len(group), MOST_TOGETHER):
            yield group[start : start + MOST_TOGETHER]


def _numbers(sheet: _Sheet) -> Iterator[tuple[Answer, Judgement]]:
    """Yield the numbers that were read, of which the graph's numbers are known."""
    for answer in sheet.key.blanks:
        if answer.type == "number" and answer.subject[1] in sheet.key.givens:
            one = sheet.judged[answer.id]
            if isfinite(one.value):
                yield answer, one


def _failing(sheet: _Sheet) -> Iterator[tuple[Answer, Judgement]]:
    return (pair for pair in _numbers(sheet) if pair[1].verdict == "wrong")


def _by_problem(sheet: _Sheet) -> Iterator[_Part]:
    """Yield the answers about a subject as each problem with failing ones reads them."""
    numbers = list(_numbers(sheet))
    failing = [answer for answer, _ in _failing(sheet)]
    for problem, subject in dict.fromkeys((a.problem, a.subject[1]) for a in failing):
        about = [pair for pair in numbers if pair[0].subject[1] == subject]
        own = tuple(answer.id for answer in failing if answer.problem == problem)
        yield _Part(sheet, subject, tuple(_as_read_by(problem, about)), own)


def _by_subject(sheet: _Sheet) -> Iterator[_Part]:
    """Yield the answers about each subject that has failing ones, of an entry the first."""
    for subject in dict.fromkeys(answer.subject[1] for answer, _ in _failing(sheet)):
        first: dict[object, tuple[Answer, Judgement]] = {}
        for answer, one in _numbers(sheet):
            if answer.subject[1] == subject:
                first.setdefault((answer.quantity, answer.index), (answer, one))
        yield _Part(sheet, subject, tuple(first.values()), ())


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


def _carry(parts: Sequence[_Part]) -> None:
    """Judge the answers of these parts, all alike, that follow from earlier ones."""
    found = carried(_written(parts))
    for row, part in enumerate(parts):
        for answer, one in part.answers:
            if answer.id not in part.own:
                continue
            at = (row, *answer.index)
            if found.earned[answer.quantity][at]:
                note = f"{FOLLOWS}; {SHORT}" if one.slack else FOLLOWS
                part.sheet.judged[answer.id] = one._replace(verdict="carried", note=note)
            elif found.refused[answer.quantity][at]:
                part.sheet.refused.add(answer.id)


def _diagnose(parts: Sequence[_Part]) -> None:
    """Judge the answers of these parts, all alike, that known mistakes explain."""
    written = _written(parts)
    carries, refused = (
        {name: np.zeros(one.shape, dtype=bool) for name, one in written.typed.items()}
        for _ in range(2)
    )
    for row, part in enumerate(parts):
        for answer, one in part.answers:
            at = (row, *answer.index)
            carries[answer.quantity][at] = one.verdict == "carried"
            refused[answer.quantity][at] = answer.id in part.sheet.refused
    for part, found in zip(parts, diagnose(written, carries, refused), strict=True):
        if found is not None:
            _named(part, found)


def _look_for_unasked(parts: Sequence[_Part]) -> None:
    """Judge the answers of these parts, all alike, that a slip where nobody asked explains."""
    few = [part for part in parts if _left(part) >= LEAST_EXPLAINED]
    if not few:
        return
    asked = frozenset(answer.quantity for part in few for answer in part.sheet.key.blanks)
    for part, slip in zip(few, unasked_slips(_written(few), asked), strict=True):
        if slip is None:
            continue
        after = [
            (answer, one)
            for answer, one in part.answers
            if slip.explained[answer.quantity][answer.index] and one.verdict == "wrong"
        ]
        if not after:  # a mistake that was named explains as much
            continue
        (first, one), *rest = after
        part.sheet.charged.add(first.id)
        part.sheet.judged[first.id] = one._replace(note=UNASKED.format(what=slip.what))
        for answer, one in rest:
            carried = one._replace(verdict="carried", note=FOLLOWS_UNASKED)
            part.sheet.judged[answer.id] = carried


def _left(part: _Part) -> int:
    return sum(one.verdict == "wrong" for _, one in part.answers)


def _named(part: _Part, found: Diagnosis) -> None:
    """Judge what a diagnosis charges and what follows from it."""
    name = " or ".join(" and ".join(names) for names in found.readings)
    said = " Or: ".join(sentence(names) for names in found.readings)
    charged: dict[object, float] = {}
    for answer, one in _numbers(part.sheet):
        if answer.subject[1] != part.subject or one.verdict in EARNING:
            continue
        entry, at = (answer.quantity, answer.index), answer.index
        if found.charged[answer.quantity][at] and entry not in charged:
            charged[entry] = one.value
            judged = one._replace(verdict="mistake", mistake=name, note=said)
        elif found.after[answer.quantity][at] or charged.get(entry) == one.value:
            judged = one._replace(verdict="carried", mistake=name, note=FOLLOWS_MISTAKE)
        else:
            continue
        part.sheet.judged[answer.id] = judged


def _written(parts: Sequence[_Part]) -> Written:
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
