"""From the files of a call to what is marked: whose rows they are, and by which key.

Files are read one after the other, row by row, and each row is put aside in the tray of its
student and sheet (`trays`); marking takes the trays in order (`papers`).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, BinaryIO, TypeAlias

from quizgen.errors import QuizgenError
from quizgen.grading.entries import Entry
from quizgen.grading.keyring import Keyring, RowError
from quizgen.grading.papers import Marking, Paper
from quizgen.grading.sheet import blank_name, tidy
from quizgen.grading.submissions import Owner, Rejected, Row, Submissions
from quizgen.grading.tables import TableError
from quizgen.grading.trays import Tray, Trays, Whose
from quizgen.keys import Late
from quizgen.spool import Series, Spool

Source: TypeAlias = tuple[str, Callable[[], BinaryIO]]  # a name, and what opens it


@dataclass(frozen=True, eq=False)
class Graded:
    """What was handed in, of which `papers` are the marks.

    `unusable` are the files among `rejected` that could not be used at all; `trays` stand in
    the order of the papers.
    """

    trays: tuple[Tray, ...]
    rejected: Series[Rejected]
    unusable: tuple[Rejected, ...]
    notes: tuple[str, ...]
    _marking: Marking = field(repr=False)
    _commas: tuple[Collection[Owner], ...] = field(repr=False)

    @property
    def students(self) -> tuple[str, ...]:
        """Return who handed in something that is marked."""
        return tuple(dict.fromkeys(tray.student for tray in self.trays))

    def papers(self) -> Iterator[Paper]:
        """Yield the marked papers, marking as they are asked for, each time anew.

        Students stand in the order in which they first appear, blanks in their sheet's.
        Raises QuizgenError where a key cannot be read any more.
        """
        return self._marking.papers(self.trays, self._commas)

    def pages(self) -> Iterator[tuple[Whose, list[Paper]]]:
        """Yield the marked papers that belong on one page together, and whose it is."""
        pairs = zip(self.trays, self.papers(), strict=True)
        for whose, together in groupby(pairs, key=lambda pair: pair[0].page):
            yield whose, [paper for _, paper in together]

    def left_out(self, strict: bool = False) -> bool:
        """Say whether the call left something out that its exit status must tell."""
        return bool(self.unusable or not self.trays or (strict and self.rejected))


def grade(
    files: Iterable[Source], keyring: Keyring, policy: Mapping[str, Any] | None = None
) -> Graded:
    """Read the submissions in `files`, in the order of the call, to be marked.

    `policy` are fields of a policy that override what the keys say.  Raises QuizgenError
    where none of the files can be used, with a line for each.
    """
    reader = _Reader(keyring, (policy or {}).get("late"))
    for source, opened in files:
        reader.read(source, opened)
    return reader.graded(policy or {})


class _Reader:
    """Goes through files and puts their rows aside."""

    def __init__(self, keyring: Keyring, late: Late | None) -> None:
        self._keyring, self._late = keyring, late
        self._spool = Spool()
        self._trays = Trays(self._spool)
        self._rejected: Series[Rejected] = Series(self._spool, Rejected._make)
        self._unusable: list[Rejected] = []
        self._notes: list[str] = []
        self._undated: Counter[str] = Counter()
        self._commas: list[Collection[Owner]] = []

    def read(self, source: str, opened: Callable[[], BinaryIO]) -> None:
        """Read one file."""
        keyring, file = self._keyring, len(self._commas)
        try:
            submissions = Submissions(source, opened, keyring.asked, keyring.numbers)
        except TableError as what:
            self._unusable.append(Rejected(source, None, str(what), ""))
            self._rejected.append(self._unusable[-1])
            self._commas.append(())
            return
        notes: list[str] = []
        for row in submissions:
            if isinstance(row, Rejected):
                self._rejected.append(row)
                continue
            try:
                notes += self._put(row, file)
            except RowError as why:
                self._rejected.append(row.rejected(str(why)))
        self._notes += (*submissions.notes, *notes)
        self._commas.append(submissions.decimal_commas())

    def _put(self, row: Row, file: int) -> Iterable[str]:
        """Put a row into its tray; return notes on cells that its sheet does not ask.

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
            self._undated[row.source] += _in_time(row, late)
        student = entry.student or tidy(row.student)
        time = row.submitted.isoformat() if row.submitted else ""
        came = file, row.line, time, row.student, row.variant, cells
        self._trays.put(student, entry, came)
        return _aside(row, entry) if len(cells) < len(row.cells) else ()

    def graded(self, policy: Mapping[str, Any]) -> Graded:
        """Return what all files came to."""
        self._trays.close()
        if self._unusable and len(self._unusable) == len(self._commas):
            raise QuizgenError(*(f"{one.source}: {one.reason}" for one in self._unusable))
        self._notes += (
            f"{source}: taken as in time, without a time under `submitted`: rows {count}"
            for source, count in self._undated.items()
            if count
        )
        return Graded(
            self._trays.in_order(),
            self._rejected,
            tuple(self._unusable),
            tuple(self._notes),
            Marking(self._keyring, policy, self._trays),
            tuple(self._commas),
        )


def _aside(row: Row, entry: Entry) -> list[str]:
    """Return notes on cells with something in them that a sheet does not ask."""
    asked = entry.layout.asked
    lost = {
        cell.blank
        for cell in row.cells
        if cell.answer.strip() and blank_name(cell.blank) not in asked
    }
    where = f"{row.source}, line {row.line}"
    return [f"{where}: {name} is not asked on {entry.name}" for name in sorted(lost)]


def _in_time(row: Row, late: Late) -> bool:
    """Say whether a row says no time; raise `RowError` where it is refused as late."""
    if row.submitted is None:
        return True
    if row.submitted > late.after and not late.share:
        raise RowError(f"late: submitted {row.submitted}, in time until {late.after}")
    return False
