"""A row of a submissions file: whose it is and what it answers, as it came."""

from datetime import datetime
from typing import NamedTuple


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
