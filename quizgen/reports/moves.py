"""`moved.csv`: whose mark is another than in earlier grades, and why."""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, TypeAlias

from quizgen.errors import QuizgenError
from quizgen.grading import Mark
from quizgen.grading.tables import TableError, table_of
from quizgen.reports.scores import Score, as_read, decimal
from quizgen.spool import Spool

Opens: TypeAlias = Callable[[], BinaryIO]
Who: TypeAlias = tuple[str, str]  # student, variant
Points: TypeAlias = tuple[str, str]  # of how many at most, as the CSV has them
NOWHERE: Points = ("", "")
MOVED = ("student", "variant", "old_points", "old_max", "new_points", "new_max", "why")


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


class Earlier:
    """Earlier grades, which the new ones are held against student by student.

    `scores` and `marks` open the files that `grade` wrote, the latter where it lies beside;
    `name` is for errors.  Raises QuizgenError where they are none.
    """

    def __init__(self, name: str, scores: Opens, marks: Opens | None) -> None:
        self.name = name
        self._scores: dict[Who, list[Points]] = {}
        self._spool = Spool()
        self._runs: dict[Who, array[int]] = {}
        for row in _rows(name, scores, ("student", "variant", "points", "max_points")):
            points = (row["points"], row["max_points"])
            if _numbers(points) is None:
                wrong = f"the points {' of '.join(points)[:60]!r}, expected numbers"
                raise QuizgenError(f"{name}: found {wrong}")
            self._scores.setdefault((row["student"], row["variant"]), []).append(points)
        if marks is not None:
            beside = str(Path(name).with_name("marks.csv"))
            needed = ("student", "variant", *_FIELDS)
            rows = _rows(beside, marks, needed)
            for who, theirs in groupby(rows, lambda row: (row["student"], row["variant"])):
                run = [tuple(row[field] for field in _FIELDS) for row in theirs]
                self._runs.setdefault(who, array("q")).append(self._spool.put(run))

    def moves(self, scores: Sequence[Score], marks: Sequence[Mark]) -> Iterator[Move]:
        """Yield which scores of a student moved; `marks` are those of all of these."""
        for one in scores:
            who = as_read(one.student), as_read(one.variant)
            was, now = self._scores.get(who), (one.points, one.max_points)
            before = was.pop(0) if was else NOWHERE
            if before == NOWHERE:
                yield Move(*who, before, now, (Why("not in the old scores"),))
            elif _numbers(before) != _numbers(now):
                theirs = (mark for mark in marks if mark.variant == one.variant)
                yield Move(*who, before, now, tuple(self._why(who, theirs)))

    def gone(self) -> Iterator[Move]:
        """Yield those who are in no new scores, once all of these were held against."""
        for who, left in self._scores.items():
            for points in left:
                yield Move(*who, points, NOWHERE, (Why("not in the new scores"),))

    def _why(self, who: Who, marks: Iterable[Mark]) -> Iterator[Why]:
        """Yield each reason with the blanks, in words, whose points differ for it."""
        old = {
            blank: fields
            for run in self._runs.get(who, ())
            for blank, *fields in self._spool.get(run)
        }
        new = {as_read(mark.blank): _fields(mark) for mark in marks}
        reasons: dict[str, list[str]] = {}
        for blank, now in new.items():
            before = old.get(blank, now)
            if before[:2] != now[:2]:
                words, reason = _difference(blank, before, now)
                reasons.setdefault(reason, []).append(words)
        yield from (Why(reason, tuple(blanks)) for reason, blanks in reasons.items())


def moved_row(one: Move) -> tuple[str, ...]:
    """Return the row of `moved.csv`."""
    why = "; ".join(why.words() for why in one.why)
    return one.student, one.variant, *one.old, *one.new, why


def _rows(name: str, opened: Opens, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    with opened() as stream:
        try:
            table = table_of(stream)
        except TableError as error:
            raise QuizgenError(f"{name}: found {error}") from None
        header = table.header.fields or ()
        missing = [column for column in needed if column not in header]
        if missing:
            expected = "expected what grade wrote"
            raise QuizgenError(f"{name}: found no column {missing[0]}, {expected}")
        for record in table.records:
            fields = (field.removeprefix("'") for field in record.fields or ())
            row = dict(zip(header, fields, strict=False))
            if not all(column in row for column in needed):
                raise QuizgenError(f"{name}: line {record.line}: found a row that is cut off")
            yield row


def _numbers(points: Points) -> tuple[Fraction, ...] | None:
    if not all(_DECIMAL.fullmatch(one) for one in points):
        return None
    return tuple(Fraction(one) for one in points)


def _fields(mark: Mark) -> list[str]:
    points, most = decimal(mark.points, 6), decimal(mark.max_points, 6)
    return [points, most, mark.verdict, as_read(mark.note)]


def _difference(blank: str, before: Sequence[str], now: Sequence[str]) -> tuple[str, str]:
    """Return how a blank's points differ, in words, and why."""
    (was, most, verdict, note), (points, most_now, verdict_now, note_now) = before, now
    words = f"{blank} {_short(was)} to {_short(points)}"
    if most != most_now:
        words += f" of {_short(most_now)}"
    said = [f"{verdict} to {verdict_now}"] if verdict != verdict_now else []
    said += [note_now] if note_now and note_now != note else []
    return words, ", ".join(said)


def _short(decimal: str) -> str:
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal


_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")  # never 1e999999999, a long sum
_FIELDS = ("blank", "points", "max_points", "verdict", "note")
