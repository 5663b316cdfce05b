"""`manual.csv`: what needs a person, as the form in which a teacher decides it."""

from collections.abc import Iterator, Sequence

from quizgen.grading import Decision, Mark, waiting
from quizgen.grading.decisions import SHOWN
from quizgen.reports.scores import as_before, decimal

MANUAL = ("student", "variant", "blank", "points", "note", *SHOWN, "set")


def decided_rows(kept: Sequence[Decision]) -> Iterator[tuple[str, ...]]:
    """Yield what the form already decided, where it was itself read for decisions."""
    for one in kept:
        shown = map(as_before, one.shown)
        yield one.student, one.variant, one.blank, one.given, one.note, *shown, one.set


def waiting_rows(marks: Sequence[Mark]) -> Iterator[tuple[str, ...]]:
    """Yield a row without points for each answer that waits for a person."""
    for mark in waiting(marks):
        yield (
            *(mark.student, mark.variant, mark.blank, "", ""),
            *(decimal(mark.max_points, 6), mark.answer, mark.note or mark.verdict, mark.set),
        )
