"""Submissions files, long or wide, as rows that say whose they are and what they answer.

Nothing is marked here and no key is chosen: a row holds what stands in the file, with
its line, and a row that is no row goes to the rejected ones, as it came.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import BinaryIO, NamedTuple, TypeAlias

from quizgen.grading.commas import who_marks_decimals
from quizgen.grading.sheet import blank_name, tidy
from quizgen.grading.tables import Record, Table, TableError, table_of

LONGEST_CELL = 10_000  # characters
MOST_NAMED = 5  # columns in one note
Owner: TypeAlias = tuple[str, str]
_ABOUT = ("student", "variant", "set", "code", "submitted")


class Rejected(NamedTuple):
    """A row that was not graded, as it came; `line` is None where the file is no table."""

    source: str
    line: int | None
    reason: str
    row: str


class Cell(NamedTuple):
    """An answer as it came, and the name of the blank or group that it is for."""

    blank: str
    answer: str


class Row(NamedTuple):
    """A row that can be marked once its sheet is found; a form's is on line 0."""

    source: str
    line: int
    raw: str
    student: str
    variant: str
    set: str
    code: str
    submitted: datetime | None
    cells: tuple[Cell, ...]

    def rejected(self, reason: str) -> Rejected:
        """Return this row as one that was not graded."""
        return Rejected(self.source, self.line or None, reason, self.raw)


class Submissions:
    """One file: its rows, read one by one, and what a teacher should know of it.

    `asked` are the names of all blanks and groups of the keys, `numbers` those that ask for
    one number each.  Raises `TableError` where the file is no table, or its header names
    neither whose the rows are nor what they answer.
    """

    def __init__(
        self,
        source: str,
        opened: Callable[[], BinaryIO],
        asked: Collection[str],
        numbers: Collection[str] = (),
    ) -> None:
        self._source, self._opened = source, opened
        self._asked, self._numbers = asked, numbers
        self._stream = opened()
        try:
            self._table = table_of(self._stream, "a CSV file or a filled PDF")
            self._columns = _Columns.of(self._table.header, asked)
        except TableError:
            self._stream.close()
            raise
        self._undated = 0
        self._commas = False

    def __iter__(self) -> Iterator[Row | Rejected]:
        """Yield each row, as one that can be marked once its sheet is found or as rejected."""
        with self._stream:
            for row in self._rows(self._table):
                if isinstance(row, Row):
                    self._undated += row.submitted is None
                    if not self._commas:
                        self._commas = any("," in answer for _, answer in row.cells)
                yield row

    @property
    def notes(self) -> Iterator[str]:
        """Yield what is to be said of the file, all rows of which were read."""
        yield from (f"{self._source}: {note}" for note in self._table.notes)
        aside = self._columns.aside
        if aside:
            names = ", ".join(name[:60] for name in aside[:MOST_NAMED])
            more = f" and {len(aside) - MOST_NAMED} more" * (len(aside) > MOST_NAMED)
            yield f"{self._source}: columns left aside, no answers to these keys: {names}{more}"
        if self._undated and "submitted" in self._columns.about:
            said = f"no time (ISO 8601) under `submitted` in rows: {self._undated}"
            yield f"{self._source}: {said}"

    def decimal_commas(self) -> Collection[Owner]:
        """Return whose commas surely mark decimals, once all rows were read.

        Only where there are any the file is read again: what stands beside tells.
        """
        if not self._commas:
            return ()
        with self._opened() as stream:
            return who_marks_decimals(
                (
                    (owner(row.student, row.variant), answer)
                    for row in self._rows(table_of(stream))
                    if isinstance(row, Row)
                    for blank, answer in row.cells
                    if blank_name(blank) in self._numbers
                ),
                whole_file=self._table.separator == ";",
            )

    def _rows(self, table: Table) -> Iterator[Row | Rejected]:
        columns, source = self._columns, self._source
        for came in table.records:
            record = columns.mended(came, self._asked)
            reason = columns.trouble(record)
            if reason:
                yield Rejected(source, record.line, reason, record.raw)
            else:
                yield columns.row(source, record)


def owner(student: str, variant: str) -> Owner:
    """Return whose a row is, for what its commas mean."""
    return tidy(student).casefold(), tidy(variant).casefold()


@dataclass(frozen=True)
class _Columns:
    """Where a header's columns stand; `long` is the place of (blank, answer), if they are."""

    width: int
    about: dict[str, int]
    long: tuple[int, int] | None
    wide: tuple[tuple[int, str], ...]
    aside: tuple[str, ...]

    @classmethod
    def of(cls, header: Record, asked: Collection[str]) -> "_Columns":
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
