"""`moved.csv`: whose mark is another than in earlier grades, and why."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from quizgen.errors import QuizgenError
from quizgen.grading.tables import TableError, read_table
from quizgen.reports.scores import csv_of

Who: TypeAlias = tuple[str, str, int]  # student, variant, and which of several such rows
Points: TypeAlias = tuple[str, str]  # of how many at most, as the CSV has them
NOWHERE: Points = ("", "")
HEAD = ("student", "variant", "old_points", "old_max", "new_points", "new_max", "why")


@dataclass(frozen=True)
class Why:
    """A reason, and in words the blanks whose points it changed."""

    reason: str
    blanks: tuple[str, ...] = ()

    def words(self, most: int | None = None) -> str:
        """Return it as a phrase, of the blanks the first `most`."""
        shown = ", ".join(self.blanks[:most])
        if most is not None and len(self.blanks) > most:
            shown += f" and {len(self.blanks) - most} more"
        return f"{shown} ({self.reason})" if shown and self.reason else shown or self.reason


@dataclass(frozen=True)
class Move:
    """A student's mark that is another than it was; without points where there was none."""

    student: str
    variant: str
    old: Points
    new: Points
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Grades:
    """What `grade` wrote: where its scores are, for errors, and the content of its files.

    `marks` is None where there is no such file.
    """

    name: str
    scores: bytes
    marks: bytes | None


def moves(old: Grades, new: Grades) -> list[Move]:
    """Return whose mark moved, in the order of the new grades, then of those who are gone.

    Raises QuizgenError where the old ones are none.
    """
    was, is_ = _scores(old), _scores(new)
    why: dict[tuple[str, str], dict[str, list[str]]] = {}
    if old.marks is not None and new.marks is not None:
        for student, variant, blank, reason in _differences(_marks(old), _marks(new)):
            why.setdefault((student, variant), {}).setdefault(reason, []).append(blank)
    moved = []
    for student, variant, nth in dict.fromkeys((*is_, *was)):
        one = (student, variant, nth)
        before, now = was.get(one, NOWHERE), is_.get(one, NOWHERE)
        if _numbers(before) != _numbers(now):
            found = why.get((student, variant), {})
            reasons = tuple(Why(reason, tuple(blanks)) for reason, blanks in found.items())
            absent = "not in the old scores" if before == NOWHERE else "not in the new scores"
            if NOWHERE in (before, now):
                reasons = (Why(absent),)
            moved.append(Move(student, variant, before, now, reasons))
    return moved


def moved_csv(moved: Iterable[Move]) -> bytes:
    """Return `moved.csv`: a row for each mark that moved."""
    return csv_of(
        HEAD,
        (
            (
                one.student,
                one.variant,
                *one.old,
                *one.new,
                "; ".join(w.words() for w in one.why),
            )
            for one in moved
        ),
    )


def _rows(name: str, content: bytes, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    try:
        table = read_table(content)
    except TableError as error:
        raise QuizgenError(f"{name}: found {error}") from None
    header = table.header.fields or ()
    missing = [column for column in needed if column not in header]
    if missing:
        raise QuizgenError(f"{name}: found no column {missing[0]}, expected what grade wrote")
    for record in table.records:
        fields = (field.removeprefix("'") for field in record.fields or ())
        row = dict(zip(header, fields, strict=False))
        if not all(column in row for column in needed):
            raise QuizgenError(f"{name}: line {record.line}: found a row that is cut off")
        yield row


def _scores(grades: Grades) -> dict[Who, Points]:
    seen: Counter[tuple[str, str]] = Counter()
    found: dict[Who, Points] = {}
    for row in _rows(
        grades.name, grades.scores, ("student", "variant", "points", "max_points")
    ):
        points = (row["points"], row["max_points"])
        if _numbers(points) is None:
            wrong = f"the points {' of '.join(points)[:60]!r}, expected numbers"
            raise QuizgenError(f"{grades.name}: found {wrong}")
        who = (row["student"], row["variant"])
        found[*who, seen[who]] = points
        seen[who] += 1
    return found


def _numbers(points: Points) -> tuple[Fraction, ...] | None:
    if points == NOWHERE:
        return ()
    if not all(_DECIMAL.fullmatch(one) for one in points):
        return None
    return tuple(Fraction(one) for one in points)


_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")  # never 1e999999999, a long sum


Blank: TypeAlias = tuple[str, str, str]  # student, variant, blank
Fields: TypeAlias = tuple[Points, str, str]  # points, verdict, note


def _marks(grades: Grades) -> dict[Blank, Fields]:
    """Return the marks that count: of several for a blank, the last."""
    needed = ("student", "variant", "blank", "points", "max_points", "verdict", "note")
    assert grades.marks is not None
    return {
        (row["student"], row["variant"], row["blank"]): (
            (row["points"], row["max_points"]),
            row["verdict"],
            row["note"],
        )
        for row in _rows(str(Path(grades.name).with_name("marks.csv")), grades.marks, needed)
    }


def _differences(
    old: dict[Blank, Fields], new: dict[Blank, Fields]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield, by student and variant, each blank whose points differ, in words, and why."""
    for who in dict.fromkeys((*new, *old)):
        before, now = old.get(who), new.get(who)
        if before is not None and now is not None and before[0] != now[0]:
            (was, most), verdict, note = before
            (points, most_now), verdict_now, note_now = now
            words = f"{who[2]} {_short(was)} to {_short(points)}"
            if most != most_now:
                words += f" of {_short(most_now)}"
            said = [f"{verdict} to {verdict_now}"] if verdict != verdict_now else []
            said += [note_now] if note_now and note_now != note else []
            yield who[0], who[1], words, ", ".join(said)


def _short(decimal: str) -> str:
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal
