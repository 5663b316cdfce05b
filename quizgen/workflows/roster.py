"""The roster: who gets a variant, and under which file name.

It comes as a table of our own or as an export of a learning management system (`exports.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from quizgen.errors import QuizgenError
from quizgen.files import read_bounded
from quizgen.grading.decisions import means_everybody
from quizgen.grading.tables import Record, Table, TableError, read_table
from quizgen.workflows.exports import PLAIN, kind_of
from quizgen.workflows.file_names import file_names
from quizgen.workflows.lookalikes import alike

MOST_BYTES = 20_000_000
MOST_LINES = 20  # of mistakes
MOST_NAMED = 5  # lines in one of them, or in a note
LONGEST = 500  # characters of an id, a name or a section


@dataclass(frozen=True)
class Student:
    """A student of the roster; `file_name` is the id made safe for any file system.

    `section` is None where the roster has none, and so is `participant`, the number by which
    Moodle knows them within an assignment.
    """

    id: str
    name: str | None
    file_name: str
    section: str | None = None
    participant: str | None = None


@dataclass(frozen=True)
class Roster:
    """The students of a file, in the order of their rows, and what was made of it."""

    path: Path
    students: tuple[Student, ...]
    notes: tuple[str, ...] = ()


class _Row(NamedTuple):
    line: int
    id: str
    name: str
    section: str
    participant: str


def read_class(path: Path | None, id_column: str | None) -> Roster | None:
    """Return the roster of a call, None where it has none.

    Raises QuizgenError where it cannot be used, or a column is named of none.
    """
    if path is not None:
        return read_roster(path, id_column)
    if id_column is not None:
        raise QuizgenError("--id-column: found no --roster that it could be a column of")
    return None


def read_roster(path: Path, id_column: str | None = None) -> Roster:
    """Return the students of a CSV file: a `student` column, or a system's export.

    `id_column` names the column of the ids instead of the best one there.  Raises QuizgenError,
    with the lines, for an empty id or one that stands there twice.
    """
    try:
        table = read_table(read_bounded(path, "roster", MOST_BYTES))
    except TableError as error:
        raise QuizgenError(f"{path}: found {error}") from None
    rows, notes = _rows(path, table, id_column)
    names = file_names([row.id for row in rows])
    students = tuple(
        Student(row.id, row.name or None, safe, row.section or None, row.participant or None)
        for row, safe in zip(rows, names, strict=True)
    )
    notes = [*table.notes, *notes, *alike([(row.line, row.id) for row in rows])]
    return Roster(path, students, tuple(f"{path}: {note}" for note in notes))


def _rows(path: Path, table: Table, id_column: str | None) -> tuple[list[_Row], list[str]]:
    """Return the students' rows, and how they were found; raise QuizgenError as above."""
    columns = _columns(table)
    place = f"{path}: line {table.header.line}"
    export = kind_of(columns, id_column, place)
    asked = {name: at for name, at in columns.items() if name in export.asked(id_column)}
    for name, at in asked.items():
        if len(at) > 1:
            raise QuizgenError(f"{place}: found {len(at)} columns {name}, expected one")
    cells: list[tuple[int, dict[str, str]]] = []
    mistakes: list[str] = []
    for record in table.records:
        cells.append((record.line, _cells(record, asked)))
        if said := _wrong(record, columns, cells[-1][1]):
            mistakes.append(f"{path}: line {record.line}: {said}")
    theirs = [(line, cell) for line, cell in cells if not export.leaves_out(cell)]
    taken = export.id_column(asked, [cell for _, cell in theirs], id_column)
    spelt = (table.header.fields or ())[asked[taken][0]].strip()[:60]
    rows = [
        _Row(
            line,
            _id(cell[taken]),
            export.name_in(cell),
            export.section_in(cell),
            export.participant_in(cell),
        )
        for line, cell in theirs
    ]
    mistakes = mistakes or _mistakes(path, rows, spelt)
    if mistakes:
        raise QuizgenError(*mistakes[:MOST_LINES])
    notes = _left_out([line for line, cell in cells if export.leaves_out(cell)])
    if export is not PLAIN and id_column is None:
        how = f"a {export.name}: ids are those of {spelt}; --id-column takes others"
        notes.insert(0, how)
    return rows, notes


def _columns(table: Table) -> dict[str, list[int]]:
    """Return where the columns stand, by their names without case."""
    columns: dict[str, list[int]] = {}
    for at, name in enumerate(table.header.fields or ()):
        columns.setdefault(name.strip().casefold(), []).append(at)
    return columns


def _cells(record: Record, asked: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Return the cells of the columns that are asked, what a short row leaves out empty."""
    fields = record.fields or ()
    return {
        name: fields[at[0]].strip() if at[0] < len(fields) else "" for name, at in asked.items()
    }


def _wrong(record: Record, columns: Mapping[str, Sequence[int]], cells: dict[str, str]) -> str:
    """Return what is wrong with a row as such, "" where nothing is."""
    if record.fields is None:
        return "found a quotation mark without its partner"
    width = sum(map(len, columns.values()))
    if any(field.strip() for field in record.fields[width:]):
        hint = "a name with a comma needs quotation marks"
        return f"found {len(record.fields)} fields, expected {width}: {hint}"
    long = next((name for name, cell in cells.items() if len(cell) > LONGEST), None)
    if long is not None:
        return f"{long}: found {len(cells[long])} characters, expected {LONGEST} at most"
    return ""


def _id(text: str) -> str:
    """Return an id without the apostrophe that keeps a spreadsheet from running it."""
    return text.removeprefix("'").strip()


def _mistakes(path: Path, rows: Sequence[_Row], column: str) -> list[str]:
    """Return a line for each id that is none, and for each that stands there more than once."""
    if not rows:
        return [f"{path}: found no students under the header"]
    lines: dict[str, list[int]] = {}
    for row in rows:
        lines.setdefault(row.id, []).append(row.line)
    empty = lines.pop("", [])
    said = [f"{path}: line {line}: found no student id under {column}" for line in empty]
    said += [
        f"{path}: line {row.line}: found the student {row.id[:60]!r}, which stands for all in "
        "decisions; expected another id"
        for row in rows
        if means_everybody(row.id)
    ]
    return said + [
        f"{path}: lines {_few(found)}: found the student {id[:60]!r} more than once"
        for id, found in lines.items()
        if len(found) > 1
    ]


def _left_out(lines: Sequence[int]) -> list[str]:
    what = "lines" if len(lines) > 1 else "line"
    return [f"no students, left out: {what} {_few(lines)}"] if lines else []


def _few(lines: Sequence[int]) -> str:
    more = f" and {len(lines) - MOST_NAMED} more" * (len(lines) > MOST_NAMED)
    return ", ".join(map(str, lines[:MOST_NAMED])) + more
