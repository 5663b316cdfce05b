"""What the marking makes of a made class, beside rules of tolerance: `docs/marking.md`.

`make class` writes the page.
"""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

import numpy as np

from benchmarks.classroom import Handed, near
from quizgen.engine import Rounding
from quizgen.grading import Mark, grade
from quizgen.keys import Answer

PAGE = Path(__file__).resolve().parent.parent / "docs" / "marking.md"
SETS = ("recitation5",)
VARIANTS = 25  # of each set
Rule = Callable[[float, Answer, Rounding], bool]


@dataclass(frozen=True, eq=False)
class Marked:
    """A student's sheet with its marks, by blank."""

    handed: Handed
    marks: Mapping[str, Mark]

    @cached_property
    def lost(self) -> set[str]:
        """Return the blanks with something on them that earned nothing."""
        return {
            id
            for id, mark in self.marks.items()
            if id in self.handed.answers and mark.max_points and not mark.points
        }

    @cached_property
    def readings(self) -> list[list[frozenset[str]]]:
        """Return what was named: of each diagnosis the readings that fit equally."""
        named = dict.fromkeys(m.mistake for m in self.marks.values() if m.mistake)
        return [
            [frozenset(reading.split(" and ")) for reading in name.split(" or ")]
            for name in named
        ]

    @cached_property
    def is_named(self) -> bool:
        """Say whether the mistakes that were made were named, alone or among equal ones."""
        return any(self.handed.made in readings for readings in self.readings)

    @cached_property
    def is_named_alone(self) -> bool:
        return [self.handed.made] in self.readings

    @cached_property
    def is_misnamed(self) -> bool:
        """Say whether only mistakes were named that were not made."""
        return any(
            not any(reading <= self.handed.made for reading in readings)
            for readings in self.readings
        )

    @property
    def numbers(self) -> list[Answer]:
        return [b for b in self.handed.key.blanks if b.type == "number"]

    @cached_property
    def innocent(self) -> set[str]:
        """Return the numbers that honest work earns: all but what a teacher would charge."""
        charged = self.handed.slipped | (
            self.handed.first if self.handed.made or self.handed.unasked else set()
        )
        return {b.id for b in self.numbers if b.id in self.handed.answers} - charged


def marked(sheets: Sequence[Handed]) -> list[Marked]:
    """Return the sheets, marked in one call."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["student", "variant", "blank", "answer"])
    for number, one in enumerate(sheets):
        for blank, answer in one.answers.items():
            table.writerow([f"s{number}", one.key.variant, blank, answer])
    keys = list({one.key.variant: one.key for one in sheets}.values())
    graded = grade([("class.csv", text.getvalue().encode())], keys)
    marks: defaultdict[str, dict[str, Mark]] = defaultdict(dict)
    for mark in graded.marks:
        marks[mark.student][mark.blank] = mark
    return [Marked(one, marks[f"s{number}"]) for number, one in enumerate(sheets)]


def _exact(value: float, blank: Answer, rounding: Rounding) -> bool:
    places = max(rounding.places(blank.value), len(blank.display.partition(".")[2]))
    unit = Decimal(1).scaleb(-places)
    return Decimal(repr(value)).quantize(unit, ROUND_HALF_UP) == Decimal(blank.display)


RULES: Mapping[str, Rule] = {
    "within 1% of the key": lambda v, b, _: math.isclose(v, float(str(b.value)), rel_tol=0.01),
    "within 0.0001 of the key": lambda v, b, _: abs(v - float(str(b.value))) <= 1e-4,
    "the key's digits": _exact,
}


def number(text: str) -> float:
    """Return a typed number as a bare `float` reads it, NaN where it doesn't."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def by_rule(rule: Rule, one: Handed) -> set[str]:
    """Return the numbers that a bare rule refuses."""
    refused = set()
    for b in one.key.blanks:
        if b.type == "number" and b.id in one.answers:
            value = number(one.answers[b.id])
            try:
                right = math.isfinite(value) and rule(value, b, one.key.rounding)
            except InvalidOperation:
                right = False
            if not right:
                refused.add(b.id)
    return refused


def is_wrong(one: Handed, blank: Answer) -> bool:
    """Say whether an answer is wrong, twice as far from the value as any honest one."""
    value = number(one.answers.get(blank.id, ""))
    return math.isfinite(value) and not near(blank, value, 2.0)


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def of_sort(sheets: Sequence[Marked]) -> tuple[str, ...]:
    """Return the cells of a sort's row."""
    lost = sum(len(one.lost & one.innocent) for one in sheets)
    innocent = sum(len(one.innocent) for one in sheets)
    made = [one for one in sheets if one.handed.made]
    return (
        f"{len(sheets)}",
        f"{lost} of {innocent:,}",
        percent(sum(one.is_named for one in made), len(made)),
        percent(sum(one.is_named_alone for one in made), len(made)),
        f"{sum(one.is_misnamed for one in sheets)}",
        f"{np.mean([len(one.lost) for one in sheets]):.2f}",
    )
