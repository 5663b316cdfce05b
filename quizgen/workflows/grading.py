"""`grade`: submissions and keys in; scores, marks, a report and a page a student out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import grading
from quizgen.errors import QuizgenError
from quizgen.files import read_bounded, write_whole
from quizgen.keys import Key, read_key
from quizgen.reports import scores
from quizgen.reports.sheets import marked_sheets
from quizgen.workflows.folders import check_folder

if TYPE_CHECKING:
    from quizgen.reports.feedback import Release

MOST_BYTES = 200_000_000


@dataclass(frozen=True)
class Result:
    """What `grade` did: the files written, the keys left out, and what there is to say."""

    paths: tuple[Path, ...]
    graded: grading.Graded
    bad_keys: tuple[str, ...]
    warnings: tuple[str, ...]
    summary: str

    def left_out(self, strict: bool = False) -> bool:
        """Say whether something was left out that the exit status must tell."""
        return bool(self.bad_keys) or self.graded.left_out(strict)


def grade(
    files: Sequence[Path],
    keys: Path,
    out: Path,
    *,
    report: bool = True,
    feedback: bool = True,
    release: "Release" = "wrong",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Result:
    """Grade submissions against keys and write scores, marks and rejected rows to `out`.

    With `report` the class report is written as well, with `feedback` a page for each student,
    on which stand the right answers that `release` lets them see.  `keys` is a key or a
    folder of them.  A key that cannot be read is named, and the rows
    that need it are rejected.  Raises QuizgenError where no key or no file can be used.
    """
    check_folder(out)
    readable, errors = _read_keys(keys)
    if not readable:
        raise QuizgenError(*errors)
    graded = grading.grade([(str(path), _read(path)) for path in files], readable)
    contents = {
        "scores.csv": scores.scores_csv(graded.marks),
        "marks.csv": scores.marks_csv(graded.marks),
        "rejected.csv": scores.rejected_csv(graded.rejected),
    }
    for name, content in contents.items():
        try:
            write_whole(out / name, content)
        except OSError as error:
            raise QuizgenError(f"{out / name}: cannot be written: {error.strerror}") from None
    paths = [out / name for name in contents]
    sheets = marked_sheets(graded.marks, readable) if report or feedback else ()
    if report or feedback:  # the templates are loaded when they are needed
        from quizgen.workflows.telling import write_feedback, write_report
    if report:
        paths.append(write_report(out, sheets, graded, readable))
    if feedback and sheets:
        paths.append(write_feedback(out, sheets, release, progress))
    return Result(tuple(paths), graded, tuple(errors), _warnings(graded), _summary(graded))


def _read_keys(keys: Path) -> tuple[list[Key], list[str]]:
    """Return the keys that can be read, and a line for each that cannot."""
    try:
        paths = sorted(keys.glob("*.json")) if keys.is_dir() else [keys]
    except OSError as error:
        raise QuizgenError(f"{keys}: cannot be read: {error.strerror}") from None
    if not paths:
        raise QuizgenError(f"{keys}: found no key, expected *.json")
    readable: list[Key] = []
    errors: list[str] = []
    for path in paths:
        try:
            readable.append(read_key(path))
        except QuizgenError as error:
            errors += error.lines
    return readable, errors


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise QuizgenError(f"{path}: is a folder, expected a CSV file")
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be read: {error.strerror}") from None
    return read_bounded(path, "submissions file", MOST_BYTES)


def _warnings(graded: grading.Graded) -> tuple[str, ...]:
    lines = [f"{one.source}: {one.reason}" for one in graded.unusable]
    lines += graded.notes[:5]
    if len(graded.notes) > 5:
        lines.append(f"and {len(graded.notes) - 5} more notes of this kind")
    if graded.rejected:
        rows = "row was" if len(graded.rejected) == 1 else "rows were"
        lines.append(f"{len(graded.rejected)} {rows} rejected: see rejected.csv")
    elif not graded.marks:
        lines.append("no row to grade in any file, expected some under the header")
    return tuple(lines)


def _summary(graded: grading.Graded) -> str:
    counted = [mark for mark in graded.marks if mark.counts]
    sheets = len({(mark.student, mark.set, mark.variant) for mark in counted})
    points = sum((mark.points for mark in counted), Fraction(0))
    whole = sum((mark.max_points for mark in counted), Fraction(0))
    earned = f"{scores.decimal(points, 2)} of {scores.decimal(whole, 2)} points"
    return f"{sheets} {'sheet' if sheets == 1 else 'sheets'} graded: {earned}"
