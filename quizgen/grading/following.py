"""Whole sheets followed through: which failing answers follow from a student's earlier ones.

Students whose sheets have the same graph, and who answered the same quantities, go together,
whatever their numbers are.
"""

from collections.abc import Mapping, Sequence

from quizgen.grading.carrying import carried
from quizgen.grading.causes import look_for_causes
from quizgen.grading.judging import SHORT, Judgement
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
from quizgen.keys import Key

FOLLOWS = "follows from your own earlier answers"
TRIVIAL = "follows from your earlier value, which makes this step trivial: {why}"
LEAST_UNEXPLAINED = 4  # answers, from which on a sheet may be guesswork
MOST_UNEXPLAINED, MOST_WRONG = 0.25, 0.5  # of the numbers on it; what shows no work is wrong


def follow_through(sheets: Sequence[tuple[Key, Mapping[str, Judgement]]]) -> list[Judged]:
    """Return each sheet's judgements, its answers followed through and its mistakes named.

    A sheet is a key and the judgements of its blanks.  Only numbers are followed, and only
    where the key has the numbers of their graph.
    """
    under_way = [Sheet(key, dict(judged), {}, set()) for key, judged in sheets]
    failing = [sheet for sheet in under_way if any(True for _ in failing_numbers(sheet))]
    for together in alike(part for sheet in failing for part in by_problem(sheet)):
        _carry(together)
    for together in alike(part for sheet in failing for part in by_subject(sheet)):
        look_for_causes(together)
    return [
        _noted(sheet, judged if _is_guesswork(sheet) else sheet.judged)
        for sheet, (_, judged) in zip(under_way, sheets, strict=True)
    ]


def _noted(sheet: Sheet, judged: Mapping[str, Judgement]) -> Judged:
    """Return judgements with what there is to say of trivial steps and of slips of the pen."""
    noted = dict(judged)
    for id, note in sheet.refused.items():
        if noted[id].verdict == "wrong" and not noted[id].note:
            noted[id] = noted[id]._replace(note=note)
    notes = note_slips([(answer, noted[answer.id]) for answer in sheet.key.blanks])
    return noted | {id: noted[id]._replace(note=note) for id, note in notes.items()}


def _is_guesswork(sheet: Sheet) -> bool:
    """Say whether too much is left unexplained for anything to follow from anything.

    By coincidences of small numbers another variant's sheet would earn marks that way, and a
    sheet of zeros.
    """
    numbers = list(read_numbers(sheet))
    wrong = {answer.id for answer, one in numbers if one.verdict == "wrong"} - sheet.charged
    unexplained = len(wrong - sheet.refused.keys())
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
            elif why := found.refused[answer.quantity][at]:
                part.sheet.refused[answer.id] = TRIVIAL.format(why=why)
