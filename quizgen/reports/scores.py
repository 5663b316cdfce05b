"""The grades as CSV: one row a student, one row a mark, one row a row not graded.

Totals are sums of exact fractions, rounded half up only where they are printed.  A cell
that a spreadsheet would run is defused with an apostrophe, which its reader, ours too,
takes off again; numbers stay numbers.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from quizgen.grading import Mark, Rejected
from quizgen.spool import Series, Spool

MARKS = (
    *("student", "variant", "blank", "answer", "read_as"),
    *("verdict", "points", "max_points", "mistake", "note"),
)
REJECTED = ("source", "line", "reason", "row")
TOGETHER = 4096  # rows that are written at once


class Score(NamedTuple):
    """A student's row of `scores.csv`: totals as they are printed, and those of problems."""

    student: str
    variant: str
    points: str
    max_points: str
    percent: str
    problems: tuple[str, ...]
    earned: tuple[str, ...]


class Scores:
    """The rows of `scores.csv`, put aside until all of its columns are known."""

    def __init__(self) -> None:
        self._rows = Series(Spool(), Score._make)
        self._problems: dict[str, None] = {}
        self._points, self._whole = Fraction(0), Fraction(0)
        self._counted = 0

    def take(self, marks: Sequence[Mark]) -> Score:
        """Return the row of one student and variant, which is kept."""
        earned: dict[str, list[Fraction]] = {}
        for mark in marks:
            of = earned.setdefault(mark.problem, [])
            if mark.counts:
                of.append(mark.points)
        sums = {problem: total(points) for problem, points in earned.items()}
        points = total(sums.values())
        whole = total(mark.max_points for mark in marks if mark.counts)
        self._problems.update(dict.fromkeys(sums))
        self._points += points
        self._whole += whole
        self._counted += any(mark.counts for mark in marks)
        row = Score(
            marks[0].student,
            marks[0].variant,
            decimal(points, 2),
            decimal(whole, 2),
            decimal(100 * points / whole, 2) if whole else "",
            tuple(sums),
            tuple(decimal(one, 2) for one in sums.values()),
        )
        self._rows.append(row)
        return row

    @property
    def head(self) -> tuple[str, ...]:
        """Return the columns: those of the problems in the order in which they first appear."""
        return ("student", "variant", "points", "max_points", "percent", *self._problems)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows in the order in which they came.

        A sheet that has no such problem has an empty cell there.
        """
        for one in self._rows:
            of = dict(zip(one.problems, one.earned, strict=True))
            yield (*one[:5], *(of.get(problem, "") for problem in self._problems))

    def summary(self) -> str:
        """Return in a line how many sheets were graded, and what they earned."""
        earned = f"{decimal(self._points, 2)} of {decimal(self._whole, 2)} points"
        sheets = "sheet" if self._counted == 1 else "sheets"
        return f"{self._counted} {sheets} graded: {earned}"


def mark_rows(marks: Iterable[Mark]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `marks.csv`: every mark, with a note why where it does not count."""
    for mark in marks:
        yield (
            *(mark.student, mark.variant, mark.blank, mark.answer, mark.read_as),
            *(mark.verdict, decimal(mark.points, 6), decimal(mark.max_points, 6)),
            *(mark.mistake, mark.note),
        )


def rejected_rows(rejected: Iterable[Rejected]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `rejected.csv`: what was not graded, as it came, with the reason."""
    for one in rejected:
        yield one.source, str(one.line or ""), one.reason, one.row


def decimal(value: Fraction, places: int) -> str:
    """Return `value` with `places` decimals, rounded half up (away from 0)."""
    return _rounded(value.numerator, value.denominator, places)


@lru_cache(maxsize=4096)  # whole numbers are found sooner than a fraction
def _rounded(over: int, under: int, places: int) -> str:
    units = (2 * abs(over) * 10**places + under) // (2 * under)
    digits = str(units).rjust(places + 1, "0")
    return f"{'-' * (over < 0 < units)}{digits[:-places]}.{digits[-places:]}"


def defuse(cell: str) -> str:
    """Return `cell` so that no spreadsheet runs it: behind one apostrophe where one would.

    Taking one apostrophe off gives back what came, since `'=1` gets a second one.
    """
    if cell[:1].isalnum() or _NUMBER.fullmatch(cell):
        return cell
    shown = unicodedata.normalize("NFKC", cell[:1000])
    first = next((sign for sign in shown if sign.isprintable() and sign not in " '"), "")
    return f"'{cell}" if cell[:1] in _BLANK or first in _RUN else cell


def total(values: Iterable[Fraction]) -> Fraction:
    """Return the exact sum; over one denominator at a time, as a sheet has few."""
    over: dict[int, int] = {}
    for value in values:
        over[value.denominator] = over.get(value.denominator, 0) + value.numerator
    return sum((Fraction(n, d) for d, n in over.items()), Fraction(0))


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield a CSV file in UTF-8, each of its cells safe to open in a spreadsheet."""
    lines = chain((head,), rows)
    while some := tuple(islice(lines, TOGETHER)):
        yield csv_lines(some)


def csv_lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of a CSV file."""
    # A file's name may hold bytes that are no UTF-8, which Python reads as lone surrogates.
    lines = (",".join(map(_cell, row)) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode(errors="backslashreplace")


def as_read(cell: str) -> str:
    """Return a cell as who reads the CSV has it, without a defusing apostrophe."""
    return defuse(cell).removeprefix("'")


def as_before(cell: str) -> str:
    """Return what a cell was before it was defused, which may have done nothing to it."""
    bare = cell.removeprefix("'")
    return bare if defuse(bare) == cell else cell


@lru_cache(maxsize=4096)  # most cells of a report stand in it many times
def _cell(cell: str) -> str:
    """Return a cell defused and, where it must be, quoted."""
    cell = defuse(cell)
    # csv.writer leaves a lone carriage return bare, where a reader ends the row.
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell


_SPECIAL = re.compile(r'[",\r\n]')
_RUN = frozenset("=+-@")
_BLANK = frozenset("\t\r\n")
_NUMBER = re.compile(r" *[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+|/[0-9]+)? *")
