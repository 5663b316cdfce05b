"""The tables that `grade` writes, which grow student by student."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby

from quizgen.grading import Decision, Mark, Paper, Rejected
from quizgen.reports import (
    MANUAL,
    MARKS,
    MOVED,
    REJECTED,
    Earlier,
    Scores,
    csv_lines,
    csv_of,
    decided_rows,
    mark_rows,
    moved_row,
    notes_of,
    rejected_rows,
    waiting_rows,
)
from quizgen.together import NewFiles
from quizgen.workflows.regrading import Moved

TABLES = ("scores.csv", "marks.csv", "rejected.csv", "manual.csv", "moved.csv")


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a call: what was written of them yet, and what is known at the end.

    `kept` are decisions and notes that stay in the form, which is not written where it is None.
    """

    files: NewFiles
    scores: Scores
    kept: Sequence[Decision] | None
    earlier: Earlier | None
    moved: Moved

    @cached_property
    def notes(self) -> Mapping[tuple[str, str, str, str], str]:
        """Return what was noted in the form where nothing is decided yet."""
        return notes_of(self.kept or ())

    def begin(self) -> None:
        """Write the heads of the tables."""
        self.files.write("scores.csv", b"")
        self.files.write("marks.csv", csv_lines([MARKS]))
        self.files.write("rejected.csv", b"")
        if self.kept is not None:
            self.files.write("manual.csv", csv_lines([MANUAL, *decided_rows(self.kept)]))
        if self.earlier is not None:
            self.files.write("moved.csv", csv_lines([MOVED]))

    def take(self, papers: Sequence[Paper]) -> None:
        """Write what one student has, of all that stands on a page."""
        marks = list(chain.from_iterable(paper.marks for paper in papers))
        self.files.write("marks.csv", csv_lines(mark_rows(marks)))
        if self.kept is not None:
            self.files.write("manual.csv", csv_lines(waiting_rows(marks, self.notes)))
        scores = [self.scores.take(list(same)) for _, same in groupby(marks, key=_of_score)]
        if self.earlier is not None:
            for one in self.earlier.moves(scores, marks):
                self.moved.take(one)
                self.files.write("moved.csv", csv_lines([moved_row(one)]))

    def end(self, rejected: Iterable[Rejected]) -> None:
        """Write what is known when all were taken."""
        for content in csv_of(self.scores.head, self.scores.rows()):
            self.files.write("scores.csv", content)
        for content in csv_of(REJECTED, rejected_rows(rejected)):
            self.files.write("rejected.csv", content)
        if self.earlier is not None:
            for one in self.earlier.gone():
                self.moved.take(one)
                self.files.write("moved.csv", csv_lines([moved_row(one)]))


def _of_score(mark: Mark) -> tuple[str, str, str]:
    return mark.student, mark.set, mark.variant
