"""`manual.csv`: what needs a person, as the form in which a teacher decides it."""

from collections.abc import Sequence

from quizgen.grading import Decision, Mark, waiting
from quizgen.reports.scores import csv_of, decimal

HEAD = ("student", "variant", "blank", "points", "note", "max_points", "answer", "why", "set")


def manual_csv(marks: Sequence[Mark], kept: Sequence[Decision] = ()) -> bytes:
    """Return `manual.csv`: a row without points for each answer that waits for a person.

    What it already decided, where it was itself read for decisions, is `kept` before them.
    """
    decided = (
        (one.student, one.variant, one.blank, one.given, one.note, "", "", "", one.set)
        for one in kept
    )
    undecided = (
        (
            *(mark.student, mark.variant, mark.blank, "", ""),
            *(decimal(mark.max_points, 6), mark.answer, mark.note or mark.verdict, mark.set),
        )
        for mark in waiting(marks)
    )
    return csv_of(HEAD, (*decided, *undecided))
