"""A teacher's decisions: marks of a person, a void question, a ruling for one student.

They are read from a CSV file and applied last, in its order: of two that fit one answer the
later line counts.  A row without points is not decided yet.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from quizgen.errors import QuizgenError
from quizgen.grading.keyring import Ids, RowError, blank_name, tidy
from quizgen.grading.marking import Mark
from quizgen.grading.tables import Record, TableError, read_table

EVERY = "*"
DECIDED = "decided by the teacher"
MOST_LINES = 20
LONGEST_NOTE = 2000  # characters
_POINTS = re.compile(r"[0-9]{1,6}([.,][0-9]{1,6})?|[.,][0-9]{1,6}|[0-9]{1,6}/[1-9][0-9]{0,5}")
_COLUMNS = ("student", "variant", "blank", "points")


@dataclass(frozen=True)
class Decision:
    """One row: the points of a blank for whom it names, `*` for all; `given` as they stood."""

    line: int
    student: str
    variant: str
    set: str
    blank: str
    given: str
    note: str

    def points(self, most: Fraction) -> Fraction:
        """Return the points as an exact number, of a blank that has `most`.

        Two decimals or more that are what `most` rounds to mean all of it: 0.67 of 2/3.
        """
        text = self.given.replace(",", ".")
        given, places = Fraction(text), len(text.partition(".")[2])
        half = Fraction(1, 2 * 10**places)
        return most if places >= 2 and abs(given - most) <= half else given

    @property
    def said(self) -> str:
        """Return what is said beside the mark."""
        return f"{DECIDED}: {self.note}" if self.note else DECIDED

    def fits(self, mark: Mark) -> bool:
        """Say whether it is about an answer of a student whom it fits."""
        if self.blank != EVERY and blank_name(self.blank) != blank_name(mark.blank):
            return False
        asked = ((self.variant, mark.variant), (self.set, mark.set))
        return all(
            wanted == EVERY or tidy(wanted).casefold() == tidy(found).casefold()
            for wanted, found in asked
        )


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
            decisions.append(Decision(record.line, *who, row.get("note", "")))
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
    if not _POINTS.fullmatch(row["points"]):
        return f"points: found {row['points'][:60]!r}, expected a number such as 2, 1.5 or 1/3"
    if not row["blank"]:
        return "blank: found nothing, expected a blank's name, or * for all"
    if not row["student"] and not row["variant"]:
        return "student: found nothing, and no variant; expected either, or * for all"
    if len(row.get("note", "")) > LONGEST_NOTE:
        return f"note: found {len(row['note'])} characters, expected {LONGEST_NOTE} at most"
    return ""


def decide(
    marks: Sequence[Mark], decisions: Sequence[Decision], source: str
) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """Return the marks by the decisions, and a warning for each that fits nothing.

    One that gives more than the most of a blank is a bonus, of which a warning says so.
    """
    theirs: dict[str, list[int]] = {}
    for at, mark in enumerate(marks):
        if mark.standing:
            theirs.setdefault(mark.student, []).append(at)
    students = Ids("student", theirs.items())
    decided = list(marks)
    warnings = []
    for one in decisions:
        place = f"{source}: line {one.line}"
        try:
            found = list(_fitting(one, marks, theirs, students))
        except RowError as error:
            warnings.append(f"{place}: {error}; the row was left aside")
            continue
        for at in found:
            earlier = marks[at].note
            note = f"{one.said}; before that: {earlier}" if earlier else one.said
            decided[at] = replace(
                marks[at],
                points=one.points(marks[at].max_points),
                note=note,
                counts=True,
                decided=True,
            )
        if not found:
            whose = f"{one.blank!r} of {one.student or one.variant!r}"
            warnings.append(f"{place}: fits no answer that was graded: {whose}")
        passed = next(
            (marks[at] for at in found if decided[at].points > marks[at].max_points), None
        )
        if passed is not None:
            most = f"{passed.blank} has {passed.max_points} at most"
            warnings.append(f"{place}: a bonus: {one.given} points, where {most}")
    more = len(warnings) - MOST_LINES
    return tuple(decided), (
        *islice(warnings, MOST_LINES),
        *([f"{source}: and {more} more warnings of this kind"] if more > 0 else []),
    )


def _fitting(
    one: Decision,
    marks: Sequence[Mark],
    theirs: dict[str, list[int]],
    students: Ids[list[int]],
) -> Iterator[int]:
    """Yield the places of the marks that a decision fits."""
    whose: Collection[list[int]] = theirs.values()
    if one.student != EVERY:
        whose = students.find(one.student)
    for places in whose:
        for at in places:
            if one.fits(marks[at]):
                yield at


def waiting(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield the marks that need a person: what no program marks, and what it could not read."""
    for mark in marks:
        open_ = mark.verdict in ("manual", "unreadable") and not mark.decided
        if open_ and mark.standing and mark.max_points:
            yield mark
