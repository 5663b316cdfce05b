"""`grade`: submissions and keys in; scores, marks, a report and a page a student out."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen import grading
from quizgen.errors import QuizgenError
from quizgen.files import sweep
from quizgen.grading import Keyring, Rulings, Several
from quizgen.intake import take_in
from quizgen.keys import KeyFiles
from quizgen.reports import Scores
from quizgen.together import NewFiles
from quizgen.workflows.folders import FEEDBACK, KEYS, check_folder, check_inside
from quizgen.workflows.grades import TABLES, Tables
from quizgen.workflows.policy import policy_over
from quizgen.workflows.private import open_keys
from quizgen.workflows.regrading import (
    Moved,
    absent_line,
    held_against_roster,
    is_filled,
    read_decided,
    read_earlier,
)
from quizgen.workflows.roster import read_class

if TYPE_CHECKING:
    from quizgen.reports.feedback import Release

MOST_SAID = 5  # lines of one kind on the terminal
REPORT = "report.html"


@dataclass(frozen=True)
class Result:
    """What `grade` did: the files written, the keys left out, and what there is to say.

    `absent` are the students of the roster who handed in nothing, `moved` is how many marks are
    others than before; the lines `said` tell of both.  The marks themselves are in the files.
    """

    paths: tuple[Path, ...]
    graded: grading.Graded
    bad_keys: tuple[str, ...]
    warnings: tuple[str, ...]
    summary: str
    absent: tuple[str, ...] = ()
    moved: int = 0
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

    `files` are CSV files, filled handouts, and folders and ZIP files of these.
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
    earlier = read_earlier(compare)
    readable = KeyFiles(_key_paths(keys))
    keyring = Keyring(readable)
    if not keyring.entries:
        raise QuizgenError(*readable.errors)
    said_of_marking, odd = policy_over(policy, [one.sheet for one in keyring.layouts])
    own = [out.resolve() / name for name in (*TABLES, REPORT, FEEDBACK)]
    with closing(take_in(files, own)) as items:
        graded = grading.grade(items, keyring, said_of_marking)
    if whole_class is not None:
        absent, strangers = held_against_roster(whole_class, graded.students)
        missing = absent
    else:
        absent, strangers, missing = (), [], _without_marks(keyring.students, graded.students)
    rulings = Rulings(decided.decisions, decided.source, graded.students)
    kept = None if is_filled(form) and not decided.kept else decided.decisions * decided.kept
    moved = Moved(earlier.name if earlier is not None else "")
    telling = None
    if report or feedback:  # the templates are loaded when they are needed
        from quizgen.workflows.telling import Telling

        pages = (tray.page for tray in graded.trays)
        telling = Telling(out / FEEDBACK, pages, release if feedback else None, progress)
    sweep(out, (*TABLES, REPORT))
    with NewFiles(out) as new:
        tables = Tables(new, Scores(), kept, earlier, moved)
        tables.begin()
        several: list[Several] = []
        for whose, marked in graded.pages():
            papers = [replace(one, marks=rulings.applied(one.marks)) for one in marked]
            tables.take(papers)
            several += (one.several for one in papers if one.several is not None)
            if telling is not None:
                telling.take(whose, papers)
        tables.end(graded.rejected)
        if report and telling is not None:
            new.write(REPORT, telling.report(graded.rejected, missing))
        paths = new.put()
    if feedback and graded.trays:
        paths += (out / FEEDBACK,)
    bare = open_keys(readable.of_students)
    unfit = list(rulings.warnings())
    if kept is None:
        unfit.append(f"{form}: holds decisions and stays as it is: --decisions applies them")
    said = [absent_line(absent)] if absent else []
    return Result(
        paths=paths,
        graded=graded,
        bad_keys=tuple(readable.errors),
        warnings=(
            *bare,
            *odd,
            *_warnings(graded),
            *_first(map(_counts, several), "sheets that were handed in more than once"),
            *unfit,
            *strangers,
        ),
        summary=tables.scores.summary(),
        absent=absent,
        moved=moved.count,
        said=(*said, *(moved.lines() if earlier is not None else ())),
    )


def _key_paths(keys: Path) -> list[Path]:
    try:
        if keys.is_fifo():  # a key is read twice, which no pipe can be
            raise QuizgenError(f"{keys}: is not a regular file, expected a key or a folder")
        paths = sorted(keys.glob("*.json")) if keys.is_dir() else [keys]
    except OSError as error:
        raise QuizgenError(f"{keys}: cannot be read: {error.strerror}") from None
    if not paths:
        below = keys / KEYS
        hint = f"; did you mean {below}?" if below.is_dir() else ""
        raise QuizgenError(f"{keys}: found no key, expected *.json{hint}")
    return paths


def _without_marks(expected: Sequence[str], students: Sequence[str]) -> tuple[str, ...]:
    """Return the students that keys are made for who handed in nothing."""
    there = {student.casefold() for student in students}
    return tuple(id for id in expected if id.casefold() not in there)


def _warnings(graded: grading.Graded) -> tuple[str, ...]:
    unusable = (f"{one.source}: {one.reason}" for one in graded.unusable)
    lines = [*_first(unusable, "files that hold nothing to be marked")]
    lines += _first(graded.notes, "notes of this kind")
    if graded.rejected:
        rows = "row was" if len(graded.rejected) == 1 else "rows were"
        lines.append(f"{len(graded.rejected)} {rows} rejected: see rejected.csv")
    elif not graded.trays:
        lines.append("no row to grade in any file, expected some under the header")
    return tuple(lines)


def _counts(several: Several) -> str:
    """Return which of the files that hold something of one student counts."""
    whose = several.student or f"variant {several.variant}"
    more = len(several.others) - MOST_SAID
    others = [*several.others[:MOST_SAID], *([f"{more:,} more"] if more > 0 else [])]
    return f"{whose}: {several.counts} counts, and not {' and '.join(others)}"


def _first(lines: Iterable[str], what: str) -> list[str]:
    """Return the first of some lines, and how many more there are of what they are."""
    every = iter(lines)
    first = list(islice(every, MOST_SAID))
    more = sum(1 for _ in every)
    return [*first, *([f"and {more:,} more {what}"] if more > 0 else [])]
