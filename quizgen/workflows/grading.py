"""`grade`: submissions and keys in; scores, marks, a report and a page a student out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import grading
from quizgen.errors import QuizgenError
from quizgen.files import read_bounded, write_whole
from quizgen.keys import Key, read_key
from quizgen.reports import Grades, Move, manual_csv, moved_csv, moves, scores
from quizgen.workflows.folders import FEEDBACK, check_folder, check_inside
from quizgen.workflows.policy import under_policy
from quizgen.workflows.private import open_keys
from quizgen.workflows.regrading import (
    absent_line,
    held_against_roster,
    is_filled,
    moved_lines,
    read_decided,
    read_grades,
)
from quizgen.workflows.roster import read_class

if TYPE_CHECKING:
    from quizgen.reports.feedback import Release

MOST_BYTES = 200_000_000


@dataclass(frozen=True)
class Result:
    """What `grade` did: the files written, the keys left out, and what there is to say.

    `absent` are the students of the roster who handed in nothing, `moved` the marks that are
    others than before, `said` the lines that tell of both.
    """

    paths: tuple[Path, ...]
    graded: grading.Graded
    bad_keys: tuple[str, ...]
    warnings: tuple[str, ...]
    summary: str
    absent: tuple[str, ...] = ()
    moved: tuple[Move, ...] = ()
    said: tuple[str, ...] = ()

    def left_out(self, strict: bool = False) -> bool:
        """Say whether something was left out that the exit status must tell."""
        return bool(self.bad_keys) or self.graded.left_out(strict)


def grade(
    files: Sequence[Path],
    keys: Path,
    out: Path,
    *,
    policy: Path | None = None,
    decisions: Path | None = None,
    roster: Path | None = None,
    id_column: str | None = None,
    compare: Path | None = None,
    report: bool = True,
    feedback: bool = True,
    release: "Release" = "wrong",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Result:
    """Grade submissions against keys; write scores, marks, and what was left out, to `out`.

    `keys` is a key or a folder of them.  A key that cannot be read is named, and the rows
    that need it are rejected.  `policy` overrides what the keys say of marking, `decisions`
    are a teacher's and applied last, `roster` tells who handed in nothing (by its ids under
    `id_column`), `compare` are earlier scores that marks are held against.  With `report` the
    class report is written as well, with `feedback` a page for each student, on which stand the
    right answers that `release` lets them see.  Raises QuizgenError where no key or no file
    can be used.
    """
    check_folder(out)
    if feedback:
        check_folder(out / FEEDBACK)
        check_inside(out / FEEDBACK, out)
    form = out / "manual.csv"
    decided = read_decided(decisions, form)
    whole_class = read_class(roster, id_column)
    before = read_grades(compare) if compare is not None else None
    readable, errors, bare = _read_keys(keys)
    if not readable:
        raise QuizgenError(*errors)
    readable, odd = under_policy(readable, policy)
    graded = grading.grade([(str(path), _read(path)) for path in files], readable)
    marks, unfit = grading.decide(graded.marks, decided.decisions, decided.source)
    graded = replace(graded, marks=marks)
    absent, strangers = held_against_roster(whole_class, graded.marks)
    contents = {
        "scores.csv": scores.scores_csv(graded.marks),
        "marks.csv": scores.marks_csv(graded.marks),
        "rejected.csv": scores.rejected_csv(graded.rejected),
    }
    if decided.kept or not is_filled(form):
        kept = decided.decisions if decided.kept else ()
        contents["manual.csv"] = manual_csv(graded.marks, kept)
    else:
        unfit += (f"{form}: holds decisions and stays as it is: --decisions applies them",)
    said = [absent_line(absent)] if absent else []
    moved: list[Move] = []
    if before is not None:
        now = Grades(str(out / "scores.csv"), contents["scores.csv"], contents["marks.csv"])
        moved = moves(before, now)
        contents["moved.csv"] = moved_csv(moved)
        said += moved_lines(moved, before.name)
    paths = _write(out, contents)
    if report or feedback:  # the templates are loaded when they are needed
        from quizgen.workflows.telling import tell

        known = absent if roster is not None else None
        paths += tell(
            out, graded, readable, known, report, release if feedback else None, progress
        )
    return Result(
        paths=paths,
        graded=graded,
        bad_keys=tuple(errors),
        warnings=(*bare, *odd, *_warnings(graded), *unfit, *strangers),
        summary=_summary(graded),
        absent=absent,
        moved=tuple(moved),
        said=tuple(said),
    )


def _write(out: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by name; return where they are."""
    for name, content in contents.items():
        try:
            write_whole(out / name, content)
        except OSError as error:
            raise QuizgenError(f"{out / name}: cannot be written: {error.strerror}") from None
    return tuple(out / name for name in contents)


def _read_keys(keys: Path) -> tuple[list[Key], list[str], tuple[str, ...]]:
    """Return the keys that can be read, a line for each that cannot, one for bare ones.

    Bare are a student's that others can read, too.
    """
    try:
        paths = sorted(keys.glob("*.json")) if keys.is_dir() else [keys]
    except OSError as error:
        raise QuizgenError(f"{keys}: cannot be read: {error.strerror}") from None
    if not paths:
        raise QuizgenError(f"{keys}: found no key, expected *.json")
    readable: list[Key] = []
    errors: list[str] = []
    of_students: list[Path] = []
    for path in paths:
        try:
            readable.append(read_key(path))
        except QuizgenError as error:
            errors += error.lines
        else:
            of_students += [path] if readable[-1].student is not None else []
    return readable, errors, open_keys(of_students)


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
    points = scores.total(mark.points for mark in counted)
    whole = scores.total(mark.max_points for mark in counted)
    earned = f"{scores.decimal(points, 2)} of {scores.decimal(whole, 2)} points"
    return f"{sheets} {'sheet' if sheets == 1 else 'sheets'} graded: {earned}"
