"""Whole sheets followed through: which failing answers follow from a student's earlier ones.

Students whose sheets have the same graph, and who answered the same quantities, go together,
whatever their numbers are.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from quizgen.grading.carrying import carried
from quizgen.grading.diagnosis import Diagnosis, diagnose
from quizgen.grading.judging import EARNING, SHORT, Judgement
from quizgen.grading.named import joined, sentences
from quizgen.grading.parts import (
    Judged,
    Part,
    Sheet,
    alike,
    as_arrays,
    by_problem,
    by_subject,
    failing_numbers,
    read_numbers,
)
from quizgen.grading.slips import note_slips
from quizgen.grading.unasked import LEAST_EXPLAINED, unasked_slips
from quizgen.keys import Key

FOLLOWS = "follows from your own earlier answers"
UNASKED = "a slip in {what}, which is not asked, explains this; what comes after it follows"
FOLLOWS_UNASKED = "follows from a slip that was charged before"
FOLLOWS_MISTAKE = "follows from the mistake that was charged before"
LEAST_UNEXPLAINED = 4  # answers, from which on a sheet may be guesswork
MOST_UNEXPLAINED, MOST_WRONG = 0.25, 0.5  # of the numbers on it; what shows no work is wrong


def follow_through(sheets: Sequence[tuple[Key, Mapping[str, Judgement]]]) -> list[Judged]:
    """Return each sheet's judgements, its answers followed through and its mistakes named.

    A sheet is a key and the judgements of its blanks.  Only numbers are followed, and only
    where the key has the numbers of their graph.
    """
    under_way = [Sheet(key, dict(judged), set(), set()) for key, judged in sheets]
    failing = [sheet for sheet in under_way if any(True for _ in failing_numbers(sheet))]
    for together in alike(part for sheet in failing for part in by_problem(sheet)):
        _carry(together)
    for together in alike(part for sheet in failing for part in by_subject(sheet)):
        _diagnose(together)
    for together in alike(part for sheet in failing for part in by_subject(sheet)):
        _look_for_unasked(together)
    return [
        _noted(sheet.key, dict(judged) if _is_guesswork(sheet) else sheet.judged)
        for sheet, (_, judged) in zip(under_way, sheets, strict=True)
    ]


def _noted(key: Key, judged: Judged) -> Judged:
    """Return judgements with what there is to say of slips of the pen."""
    notes = note_slips([(answer, judged[answer.id]) for answer in key.blanks])
    return judged | {id: judged[id]._replace(note=note) for id, note in notes.items()}


def _is_guesswork(sheet: Sheet) -> bool:
    """Say whether too much is left unexplained for anything to follow from anything.

    By coincidences of small numbers another variant's sheet would earn marks that way, and a
    sheet of zeros.
    """
    numbers = list(read_numbers(sheet))
    wrong = {answer.id for answer, one in numbers if one.verdict == "wrong"} - sheet.charged
    unexplained = len(wrong - sheet.refused)
    many = unexplained > MOST_UNEXPLAINED * len(numbers) or len(wrong) > MOST_WRONG * len(
        numbers
    )
    return len(wrong) >= LEAST_UNEXPLAINED and many


def _carry(parts: Sequence[Part]) -> None:
    """Judge the answers of these parts, all alike, that follow from earlier ones."""
    found = carried(as_arrays(parts))
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


def _diagnose(parts: Sequence[Part]) -> None:
    """Judge the answers of these parts, all alike, that known mistakes explain."""
    written = as_arrays(parts)
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


def _look_for_unasked(parts: Sequence[Part]) -> None:
    """Judge the answers of these parts, all alike, that a slip where nobody asked explains."""
    few = [part for part in parts if _left(part) >= LEAST_EXPLAINED]
    if not few:
        return
    asked = frozenset(answer.quantity for part in few for answer in part.sheet.key.blanks)
    for part, slip in zip(few, unasked_slips(as_arrays(few), asked), strict=True):
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
        part.sheet.judged[first.id] = one._replace(
            note=UNASKED.format(what=slip.what), charged=True
        )
        for answer, one in rest:
            carried = one._replace(verdict="carried", note=FOLLOWS_UNASKED)
            part.sheet.judged[answer.id] = carried


def _left(part: Part) -> int:
    return sum(one.verdict == "wrong" for _, one in part.answers)


def _named(part: Part, found: Diagnosis) -> None:
    """Judge what a diagnosis charges and what follows from it."""
    name = joined(found.readings)
    said = sentences(name)
    charged: dict[object, float] = {}
    for answer, one in read_numbers(part.sheet):
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
