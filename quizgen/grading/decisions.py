"""A teacher's decisions: marks of a person, a void question, a ruling for one student.

They are read from a CSV file; `rulings` applies them.  A row without points is not decided yet.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizgen.errors import QuizgenError
from quizgen.grading.sheet import tidy
from quizgen.grading.tables import Record, TableError, read_table

EVERY = "*"
VOID, MOST = "void", "max"  # for nobody, and all that there are
MOST_LINES = 20
LONGEST_NOTE = 2000  # characters
_POINTS = re.compile(r"[0-9]{1,6}([.,][0-9]{1,6})?|[.,][0-9]{1,6}|[0-9]{1,6}/[1-9][0-9]{0,5}")
SHOWN = ("max_points", "answer", "why")
_COLUMNS = ("student", "variant", "blank", "points")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row: the points of what it names, for whom it names, `*` for all.

    `blank` may be a group or a problem; `given` are the points as they stood, or `void` or
    `max`.  `shown` is what the form shows beside them, as it stood there: its columns SHOWN.
    """

    line: int
    student: str
    variant: str
    set: str
    blank: str
    given: str
    note: str
    shown: tuple[str, ...] = ("",) * len(SHOWN)

    @property
    def is_void(self) -> bool:
        """Say whether what it names is to count for nobody."""
        return self.given.casefold() == VOID

    def points(self, most: Fraction) -> Fraction:
        """Return the points as an exact number, of what has `most`.

        Two decimals or more that are what `most` rounds to mean all of it: 0.67 of 2/3.
        """
        if self.given.casefold() == MOST:
            return most
        text = self.given.replace(",", ".")
        given, places = Fraction(text), len(text.partition(".")[2])
        half = Fraction(1, 2 * 10**places)
        return most if places >= 2 and abs(given - most) <= half else given


def read_decisions(source: str, content: bytes) -> tuple[Decision, ...]:
    """Return the decisions of a CSV file with the columns student,variant,blank,points,note.

    Raises QuizgenError with a line for each row that is none, 20 at most.
    """
    try:
        table = read_table(content)
    except TableError as error:
        raise QuizgenError(f"{source}: found {error}") from None
    names = [tidy(name).casefold() for name in table.header.fields or ()]
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        found = ", ".join(names)[:60]
        raise QuizgenError(
            f"{source}: line {table.header.line}: found the columns {found}, "
            f"expected {', '.join(missing)} as well"
        )
    decisions, mistakes = [], []
    for record in table.records:
        row = _row(names, record)
        said = _wrong(names, record, row)
        if said:
            mistakes.append(f"{source}: line {record.line}: {said}")
        elif row["points"]:
            of = row.get("set", "") or EVERY
            who = (row["student"], row["variant"], of, row["blank"], row["points"])
            as_it_stood = dict(zip(names, record.fields or (), strict=False))
            shown = tuple(as_it_stood.get(name, "") for name in SHOWN)
            decisions.append(Decision(record.line, *who, row.get("note", ""), shown))
    if mistakes:
        raise QuizgenError(*mistakes[:MOST_LINES])
    return tuple(decisions)


def _row(names: Sequence[str], record: Record) -> dict[str, str]:
    fields = (*(record.fields or ()), *[""] * len(names))
    return {name: tidy(field) for name, field in zip(names, fields, strict=False)}


def _wrong(names: Sequence[str], record: Record, row: dict[str, str]) -> str:
    """Return what is wrong with a row, "" where nothing is."""
    if record.fields is None:
        return "found a quotation mark without its partner"
    if any(field.strip() for field in record.fields[len(names) :]):
        hint = "a text with a comma needs quotation marks"
        return f"found {len(record.fields)} fields, expected {len(names)}: {hint}"
    if not row["points"]:
        return ""
    given = row["points"]
    if not _POINTS.fullmatch(given) and given.casefold() not in (VOID, MOST):
        expected = f"a number such as 2, 1.5 or 1/3, {VOID} or {MOST}"
        return f"points: found {given[:60]!r}, expected {expected}"
    if not row["blank"]:
        return "blank: found nothing, expected a blank, a group or a problem, or * for all"
    if not row["student"] and not row["variant"]:
        return "student: found nothing, and no variant; expected either, or * for all"
    if len(row.get("note", "")) > LONGEST_NOTE:
        return f"note: found {len(row['note'])} characters, expected {LONGEST_NOTE} at most"
    return ""
