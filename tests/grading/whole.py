"""A whole class in memory, as few tests mind: what grading yields paper by paper."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from quizgen import grading
from quizgen.grading import Graded, Keyring, Mark, Paper, Rejected, Resemblance
from quizgen.intake import Form, Table
from quizgen.keys import Key
from quizgen.reports.sheets import MarkedSheet, marked_sheet


@dataclass(frozen=True)
class Whole:
    """What a call came to, with all its marks."""

    graded: Graded = field(compare=False)
    marks: tuple[Mark, ...]
    alike: tuple[Resemblance, ...]
    rejected: tuple[Rejected, ...]

    @property
    def unusable(self) -> tuple[Rejected, ...]:
        return self.graded.unusable

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(self.graded.notes)

    def left_out(self, strict: bool = False) -> bool:
        return self.graded.left_out(strict)


def grade(files: Sequence[tuple[str, bytes] | Form], keys: Sequence[Key]) -> Whole:
    """Mark files that are in memory, and forms that were read."""
    taken = (
        one if isinstance(one, Form) else Table(one[0], partial(io.BytesIO, one[1]))
        for one in files
    )
    graded = grading.grade(taken, Keyring(keys))
    papers = tuple(graded.papers())
    return Whole(
        graded,
        tuple(mark for paper in papers for mark in paper.marks),
        tuple(paper.alike for paper in papers if paper.alike is not None),
        tuple(graded.rejected),
    )


def marked_sheets(marks: Iterable[Mark], keys: Sequence[Key]) -> tuple[MarkedSheet, ...]:
    """Return the sheets that marks belong to, in the order of the marks."""
    known = {(key.set, key.variant, key.code): key for key in keys}
    found: dict[tuple[str, str, str, str], list[Mark]] = {}
    for mark in marks:
        found.setdefault((mark.student, mark.set, mark.variant, mark.code), []).append(mark)
    return tuple(
        marked_sheet(Paper(student, known[sheet], tuple(theirs)))
        for (student, *of), theirs in found.items()
        for sheet in [(of[0], of[1], of[2])]
    )
