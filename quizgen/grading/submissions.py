"""Submissions files, long or wide, as rows that say whose they are and what they answer.

Nothing is marked here and no key is chosen: a row holds what stands in the file, with
its line, and a row that is no row goes to the rejected ones, as it came.
"""

from collections.abc import Callable, Collection, Iterator
from typing import BinaryIO, TypeAlias

from quizgen.grading.columns import Columns
from quizgen.grading.commas import who_marks_decimals
from quizgen.grading.rows import Rejected, Row
from quizgen.grading.sheet import blank_name, tidy
from quizgen.grading.tables import Table, TableError, table_of

MOST_NAMED = 5  # columns in one note
Owner: TypeAlias = tuple[str, str]


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
            self._columns = Columns.of(self._table.header, asked)
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
