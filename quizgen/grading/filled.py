"""A filled handout as a row: whose it is, and what its fields answer."""

from collections.abc import Collection
from typing import NamedTuple

from quizgen.grading.columns import LONGEST_CELL
from quizgen.grading.commas import who_marks_decimals
from quizgen.grading.entries import Entry
from quizgen.grading.rows import Cell, Rejected, Row
from quizgen.grading.sheet import blank_name
from quizgen.grading.submissions import MOST_NAMED, Owner, owner
from quizgen.intake import Form

_WHOSE = ("student", "name", "variant", "code")


class Filled(NamedTuple):
    """A handout's row, and whether its commas surely mark decimals."""

    row: Row
    commas: Collection[Owner]


def filled(form: Form, numbers: Collection[str]) -> Filled | Rejected:
    """Return what a form says; `numbers` are the names of blanks that ask for one number.

    Who wrote a name and no id on a sheet that is nobody's is known by the name.
    """
    student, name, variant, code = (form.fields.get(one, "").strip() for one in _WHOSE)
    cells = tuple(Cell(*one) for one in form.fields.items() if one[0] not in _WHOSE)
    raw = "; ".join(f"{name}={text}" for name, text in form.fields.items() if text)
    longest = max(map(len, form.fields.values()), default=0)
    if longest > LONGEST_CELL:
        reason = f"a field of {longest} characters; {LONGEST_CELL} are read at most"
        return Rejected(form.source, None, reason, raw[:LONGEST_CELL])
    row = Row(form.source, 0, raw, student or name, variant, "", code, None, cells)
    whose = owner(row.student, row.variant)
    numeric = ((whose, text) for name, text in cells if blank_name(name) in numbers)
    return Filled(row, who_marks_decimals(numeric, whole_file=False))


def missing(row: Row, entry: Entry) -> str:
    """Return a note on blanks for which a form has no field, "" where it has all.

    What a person marks may be room for a pencil alone.
    """
    there = {blank_name(cell.blank) for cell in row.cells}
    asked = (one.id for one in entry.layout.sheet.key.blanks if one.type != "manual")
    lost = [id for id in asked if blank_name(id) not in there]
    if not lost:
        return ""
    more = f" and {len(lost) - MOST_NAMED} more" * (len(lost) > MOST_NAMED)
    return f"{row.source}: no field for {', '.join(lost[:MOST_NAMED])}{more}: taken as blank"
