"""`explain`: one student's sheet, marked, for a terminal."""

from contextlib import closing
from itertools import islice
from pathlib import Path

from quizgen import grading
from quizgen.errors import QuizgenError
from quizgen.grading import Keyring
from quizgen.grading.sheet import tidy
from quizgen.intake import take_in
from quizgen.keys import read_key
from quizgen.render.text import to_text
from quizgen.reports.feedback import feedback, feedback_document
from quizgen.reports.quality.words import listed
from quizgen.reports.sheets import MarkedSheet, marked_sheet

MOST_NAMED = 10


def explain(key: Path, answers: Path, student: str | None = None, width: int = 80) -> str:
    """Return the sheet of a student, marked, in lines of `width`, every right answer in it.

    `answers` may hold a whole class, as `grade` takes it; `student` says whose sheet it is
    where the key fits several.  Raises QuizgenError where the files cannot be used, or it is
    not clear whose.
    """
    found = read_key(key)
    with closing(take_in([answers])) as items:
        graded = grading.grade(items, Keyring([found]))
    sheets = tuple(marked_sheet(paper) for paper in graded.papers())
    sheet = _chosen(sheets, student, answers, graded)
    return to_text(feedback_document(feedback(sheet, "all")), width)


def _chosen(
    sheets: tuple[MarkedSheet, ...], student: str | None, answers: Path, graded: grading.Graded
) -> MarkedSheet:
    if student is not None:
        wanted = tidy(student).casefold()
        fitting = [sheet for sheet in sheets if sheet.student.casefold() == wanted]
    else:
        fitting = [*sheets]
    if len(fitting) == 1:
        return fitting[0]
    names = [sheet.student or sheet.key.variant for sheet in sheets]
    if not sheets:
        why = "".join(f": {one.reason}" for one in islice(graded.rejected, 1))
        raise QuizgenError(f"{answers}: found no answers to this key{why}")
    if student is None:
        raise QuizgenError(
            f"{answers}: found {len(names)} students, {listed(names, MOST_NAMED)}; expected "
            "--student with one of them"
        )
    raise QuizgenError(
        f"{answers}: found no student {student!r}, expected {listed(names, MOST_NAMED)}"
    )
