"""Goes through what was taken in, row by row: whose it is, and what is rejected."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import BinaryIO

from quizgen.grading.entries import Entry
from quizgen.grading.filled import filled, missing
from quizgen.grading.keyring import Keyring, RowError
from quizgen.grading.notes import Notes
from quizgen.grading.papers import File
from quizgen.grading.rows import Rejected, Row
from quizgen.grading.sheet import blank_name, tidy
from quizgen.grading.submissions import Owner, Submissions
from quizgen.grading.tables import TableError
from quizgen.grading.trays import Trays
from quizgen.intake import Form, Item, Refused
from quizgen.keys import Late
from quizgen.spool import Series, Spool

FORMS = "filled PDFs"  # they say no time; one note is for all of them


class Reader:
    """Goes through files and puts their rows aside, in trays, or among the rejected.

    `unusable` are files that could not be used at all.
    """

    def __init__(self, keyring: Keyring, late: Late | None) -> None:
        self._keyring, self._late = keyring, late
        spool = Spool()
        self.trays = Trays(spool)
        self.rejected: Series[Rejected] = Series(spool, Rejected._make)
        self.unusable: list[Rejected] = []
        self.notes = Notes(spool)
        self._undated: Counter[str] = Counter()
        self.files: list[File] = []

    def take(self, one: Item) -> None:
        """Read one file."""
        if isinstance(one, Refused):
            commas = self._unfit(*one)
        elif isinstance(one, Form):
            commas = self._form(one)
        else:
            commas = self._table(*one)
        self.files.append(File(one[0], commas))

    def _unfit(self, source: str, reason: str) -> Collection[Owner]:
        self.unusable.append(Rejected(source, None, reason, ""))
        self.rejected.append(self.unusable[-1])
        return ()

    def end(self) -> None:
        """Put aside what came last, and note what is known when all was read."""
        self.trays.close()
        for source, count in self._undated.items():
            if count:
                said = f"taken as in time, without a time under `submitted`: rows {count}"
                self.notes.of_file(f"{source}: {said}")

    def _form(self, form: Form) -> Collection[Owner]:
        """Read a filled handout; return whose commas in it mark decimals."""
        found = filled(form, self._keyring.numbers)
        if isinstance(found, Rejected):
            self.rejected.append(found)
            return ()
        self._rows((found.row,))
        return found.commas

    def _table(self, source: str, opened: Callable[[], BinaryIO]) -> Collection[Owner]:
        """Read a table; return whose commas in it mark decimals."""
        keyring = self._keyring
        try:
            submissions = Submissions(source, opened, keyring.asked, keyring.numbers)
        except TableError as what:
            return self._unfit(source, str(what))
        self._rows(submissions)
        for note in submissions.notes:
            self.notes.of_file(note)
        return submissions.decimal_commas()

    def _rows(self, rows: Iterable[Row | Rejected]) -> None:
        """Put rows into their trays, or aside as rejected."""
        for row in rows:
            if isinstance(row, Rejected):
                self.rejected.append(row)
                continue
            try:
                self._put(row, len(self.files))
            except RowError as why:
                self.rejected.append(row.rejected(str(why)))

    def _put(self, row: Row, file: int) -> None:
        """Put a row into its tray; note cells that its sheet does not ask.

        Raises `RowError` where it has none, where the sheet asks none of its cells, and where
        it is refused as late.
        """
        entry = self._keyring.find(row.student, row.variant, row.set, row.code)
        asked = entry.layout.asked
        cells = tuple(
            (column, name, cell.answer)
            for column, cell in enumerate(row.cells)
            if (name := blank_name(cell.blank)) in asked
        )
        if not cells:
            unknown = ", ".join(repr(cell.blank) for cell in row.cells)
            raise RowError(f"unknown blank {unknown} on {entry.name}")
        late = self._late or entry.late
        if late is not None:
            self._undated[row.source if row.line else FORMS] += _in_time(row, late)
        student = entry.student or tidy(row.student)
        time = row.submitted.isoformat() if row.submitted else ""
        came = file, row.line, time, row.student, row.variant, cells
        self.trays.put(student, entry, came)
        if len(cells) < len(row.cells):
            for note in _aside(row, entry):
                self.notes.within(note)
        if not row.line and (lost := missing(row, entry)):
            self.notes.within(lost)


def _aside(row: Row, entry: Entry) -> list[str]:
    """Return notes on cells with something in them that a sheet does not ask."""
    asked = entry.layout.asked
    lost = {
        cell.blank
        for cell in row.cells
        if cell.answer.strip() and blank_name(cell.blank) not in asked
    }
    where = f"{row.source}, line {row.line}" if row.line else row.source
    return [f"{where}: {name} is not asked on {entry.name}" for name in sorted(lost)]


def _in_time(row: Row, late: Late) -> bool:
    """Say whether a row says no time; raise `RowError` where it is refused as late."""
    if row.submitted is None:
        return True
    if row.submitted > late.after and not late.share:
        raise RowError(f"late: submitted {row.submitted}, in time until {late.after}")
    return False
