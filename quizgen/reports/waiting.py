"""`manual.csv`: what needs a person, as the form in which a teacher decides it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from quizgen.grading import Decision, Mark, waiting
from quizgen.grading.decisions import SHOWN
from quizgen.grading.sheet import tidy
from quizgen.reports.scores import as_before, decimal

MANUAL = ("student", "variant", "blank", "points", "note", *SHOWN, "set")

Which: TypeAlias = tuple[str, str, str, str]  # student, variant, set, blank


def notes_of(kept: Sequence[Decision]) -> dict[Which, str]:
    """Return what was noted in the form where nothing is decided yet."""
    return {
        (one.student, one.variant, one.set, one.blank): one.note
        for one in kept
        if not one.is_made
    }


def decided_rows(kept: Sequence[Decision]) -> Iterator[tuple[str, ...]]:
    """Yield what the form already decided, where it was itself read for decisions."""
    for one in filter(lambda one: one.is_made, kept):
        shown = map(as_before, one.shown)
        yield one.student, one.variant, one.blank, one.given, one.note, *shown, one.set


def waiting_rows(
    marks: Sequence[Mark], notes: Mapping[Which, str]
) -> Iterator[tuple[str, ...]]:
    """Yield a row without points for each answer that waits for a person, with its note."""
    for mark in waiting(marks):
        note = notes.get((tidy(mark.student), mark.variant, mark.set, mark.blank), "")
        yield (
            *(mark.student, mark.variant, mark.blank, "", note),
            *(decimal(mark.max_points, 6), mark.answer, mark.note or mark.verdict, mark.set),
        )
