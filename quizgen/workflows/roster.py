"""The roster: who gets a variant, and under which file name."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.files import read_bounded
from quizgen.grading.tables import TableError, read_table

LONGEST_NAME = 60
MOST_BYTES = 20_000_000
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Student:
    """A student of the roster; `file_name` is the id made safe for any file system."""

    id: str
    name: str | None
    file_name: str


def read_roster(path: Path) -> tuple[Student, ...]:
    """Return the students of a CSV file with the columns `student` and, optionally, `name`.

    Raises QuizgenError, with the lines, for an empty id or one that stands there twice.
    """
    try:
        table = read_table(read_bounded(path, "roster", MOST_BYTES))
    except TableError as error:
        raise QuizgenError(f"{path}: found {error}") from None
    header = [field.strip().casefold() for field in table.header.fields or ()]
    if "student" not in header:
        found = ", ".join(header)[:60]
        raise QuizgenError(f"{path}: line 1: found the columns {found}, expected student")
    at = header.index("student")
    named = header.index("name") if "name" in header else None
    rows: list[tuple[int, str, str | None]] = []
    for record in table.records:
        fields = record.fields or ()
        id = fields[at].strip().removeprefix("'") if at < len(fields) else ""
        name = fields[named].strip() if named is not None and named < len(fields) else ""
        rows.append((record.line, id, name or None))
    lines: dict[str, list[int]] = {}
    for line, id, _ in rows:
        lines.setdefault(id, []).append(line)
    mistakes = [f"{path}: line {line}: found no student id" for line in lines.pop("", [])]
    mistakes += [
        f"{path}: lines {', '.join(map(str, found))}: found the student {id!r} more than once"
        for id, found in lines.items()
        if len(found) > 1
    ]
    if not rows:
        mistakes = [f"{path}: found no students under the header"]
    if mistakes:
        raise QuizgenError(*mistakes[:20])
    names = file_names([id for _, id, _ in rows])
    return tuple(
        Student(id, name, safe) for (_, id, name), safe in zip(rows, names, strict=True)
    )


def file_names(ids: list[str]) -> list[str]:
    """Return a file name for each id; no two are alike, whatever the file system's case rule.

    An id that is not safe as it is, or differs from another only by case, gets letters of
    its SHA-256 behind it.
    """
    folded = Counter(id.casefold() for id in ids)
    names = []
    for id in ids:
        safe = _UNSAFE.sub("_", id)[:LONGEST_NAME].strip(".") or "_"
        if safe != id or folded[id.casefold()] > 1:
            safe += "-" + hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        names.append(safe)
    return names
