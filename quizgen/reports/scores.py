"""The grades as CSV: one row a student, one row a mark, one row a row not graded.

Totals are sums of exact fractions, rounded half up only where they are printed.  A cell
that a spreadsheet would run is defused with an apostrophe, which its reader, ours too,
takes off again; numbers stay numbers.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from quizgen.grading import Mark, Rejected


def scores_csv(marks: Sequence[Mark]) -> bytes:
    """Return `scores.csv`: a row for each student and variant, in the order of the marks.

    Columns for the problems follow in the order in which they first appear; a sheet that
    has no such problem has an empty cell there.
    """
    problems = tuple(dict.fromkeys(mark.problem for mark in marks))
    sheets: dict[tuple[str, str, str], list[Mark]] = {}
    for mark in marks:
        sheets.setdefault((mark.student, mark.set, mark.variant), []).append(mark)
    rows = []
    for (student, _, variant), theirs in sheets.items():
        earned: dict[str, list[Fraction]] = {mark.problem: [] for mark in theirs}
        for mark in theirs:
            if mark.counts:
                earned[mark.problem].append(mark.points)
        sums = {problem: total(points) for problem, points in earned.items()}
        points = total(sums.values())
        whole = total(mark.max_points for mark in theirs if mark.counts)
        percent = decimal(100 * points / whole, 2) if whole else ""
        by_problem = (
            decimal(sums[problem], 2) if problem in sums else "" for problem in problems
        )
        totals = (decimal(points, 2), decimal(whole, 2), percent)
        rows.append((student, variant, *totals, *by_problem))
    return csv_of(("student", "variant", "points", "max_points", "percent", *problems), rows)


def marks_csv(marks: Iterable[Mark]) -> bytes:
    """Return `marks.csv`: every mark, those that do not count with a note that says why."""
    head = (
        *("student", "variant", "blank", "answer", "read_as"),
        *("verdict", "points", "max_points", "mistake", "note"),
    )
    return csv_of(
        head,
        (
            (
                *(mark.student, mark.variant, mark.blank, mark.answer, mark.read_as),
                *(mark.verdict, decimal(mark.points, 6), decimal(mark.max_points, 6)),
                *(mark.mistake, mark.note),
            )
            for mark in marks
        ),
    )


def rejected_csv(rejected: Iterable[Rejected]) -> bytes:
    """Return `rejected.csv`: every row that was not graded, as it came, with the reason."""
    return csv_of(
        ("source", "line", "reason", "row"),
        ((one.source, str(one.line or ""), one.reason, one.row) for one in rejected),
    )


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


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file in UTF-8, each of its cells safe to open in a spreadsheet."""
    # A file's name may hold bytes that are no UTF-8, which Python reads as lone surrogates.
    lines = (",".join(map(_cell, row)) for row in (head, *rows))
    return "".join(f"{line}\n" for line in lines).encode(errors="backslashreplace")


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
