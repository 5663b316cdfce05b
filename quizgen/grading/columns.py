"""The columns of a submissions file, long or wide, and its records taken apart by them."""

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from operator import itemgetter

from quizgen.grading.rows import Cell, Row
from quizgen.grading.sheet import blank_name, tidy
from quizgen.grading.tables import Record, TableError

LONGEST_CELL = 10_000  # characters
_ABOUT = ("student", "variant", "set", "code", "submitted")


@dataclass(frozen=True)
class Columns:
    """Where a header's columns stand; `long` is the place of (blank, answer), if they are.

    `wide` are the places of the other answers, with their names, `aside` names of columns that
    look like answers and are none to these keys.
    """

    width: int
    about: dict[str, int]
    long: tuple[int, int] | None
    wide: tuple[tuple[int, str], ...]
    aside: tuple[str, ...]

    @classmethod
    def of(cls, header: Record, asked: Collection[str]) -> "Columns":
        """Return the columns of a header; `asked` are the names of all blanks and groups.

        Raises `TableError` where it names neither whose the rows are nor what they answer.
        """
        fields = _whole_ids(header.fields or (), asked)
        names = [blank_name(name) for name in fields]
        for name in (*_ABOUT, "blank", "answer"):
            if names.count(name) > 1:
                raise TableError(f"line {header.line}: two columns named {name}")
        about = {name: names.index(name) for name in _ABOUT if name in names}
        if not about.keys() & {"student", "variant"}:
            raise TableError(
                f"line {header.line}: no column `student` or `variant` in the header"
            )
        if "max_points" in names:  # marks.csv and manual.csv would count as a later attempt
            raise TableError(
                f"line {header.line}: found max_points: a table that grade wrote, "
                "where answers were expected"
            )
        long = None
        wide = tuple((at, name) for at, name in enumerate(names) if name in asked)
        if {"blank", "answer"} <= set(names):
            long, wide = (names.index("blank"), names.index("answer")), ()
        elif not wide:
            raise TableError(
                f"line {header.line}: neither `blank` and `answer` nor a blank of these keys "
                "in the header"
            )
        known = {*about.values(), *(long or ()), *(at for at, _ in wide)}
        aside = (
            tidy(name)
            for at, name in enumerate(fields)
            if at not in known and ("." in name or "[" in name)
        )
        return cls(len(names), about, long, wide, tuple(aside))

    @cached_property
    def about_of(self) -> Callable[[Sequence[str]], tuple[str, ...]]:
        """Return what takes `_ABOUT` from fields: the last one for what has no column."""
        return itemgetter(*(self.about.get(name, -1) for name in _ABOUT))

    def mended(self, record: Record, asked: Collection[str]) -> Record:
        """Return a record with an unquoted id such as `dalpha[3,2]` put together again.

        It came as two fields, which are put together only where they name a blank.
        """
        fields = record.fields or ()
        at = self.long[0] if self.long else len(fields)
        if len(fields) <= max(self.width, at + 1) or "[" not in fields[at]:
            return record
        id = f"{fields[at]},{fields[at + 1]}"
        if blank_name(id) not in asked:
            return record
        return record._replace(fields=(*fields[:at], id, *fields[at + 2 :]))

    def trouble(self, record: Record) -> str:
        """Return why a record cannot be taken apart, "" where it can."""
        fields = record.fields
        if fields is None:
            return "a quotation mark without its partner"
        needed = 1 + (max(self.long) if self.long else min(self.about.values()))
        if len(fields) < needed or any(map(str.strip, fields[self.width :])):
            return f"{len(fields)} fields where {self.width} were expected" + (
                ": an answer with a comma needs quotation marks" if len(fields) > needed else ""
            )
        longest = max(map(len, fields)) if len(record.raw) > LONGEST_CELL else 0
        if longest > LONGEST_CELL:
            return f"a cell of {longest} characters; {LONGEST_CELL} are read at most"
        return ""

    def row(self, source: str, record: Record) -> Row:
        """Return a record as a row; what a short one leaves out is empty."""
        fields = (record.fields or ()) + ("",) * self.width  # its last one is empty
        student, variant, set_name, code, submitted = self.about_of(fields)
        if self.long:
            blank = sys.intern(fields[self.long[0]])
            cells: tuple[Cell, ...] = (Cell(blank, fields[self.long[1]]),)
        else:
            cells = tuple(Cell(name, fields[at]) for at, name in self.wide)
        return Row(
            source,
            record.line,
            record.raw,
            sys.intern(student.strip()),  # one string for all rows, not one for each
            sys.intern(variant.strip()),
            set_name.strip(),
            code.strip(),
            _time(submitted),
            cells,
        )


def _whole_ids(fields: Sequence[str], asked: Collection[str]) -> list[str]:
    """Return a header's fields, unquoted ids such as `dalpha[3,2]` put together again."""
    whole: list[str] = []
    for field in fields:
        if whole and "[" in whole[-1] and blank_name(f"{whole[-1]},{field}") in asked:
            whole[-1] = f"{whole[-1]},{field}"
        else:
            whole.append(field)
    return whole


@lru_cache(maxsize=4096)  # rows of one sheet have one time, or none
def _time(text: str) -> datetime | None:
    """Return an ISO 8601 time, UTC where it names no zone, None where it is none."""
    try:
        time = datetime.fromisoformat(tidy(text))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
