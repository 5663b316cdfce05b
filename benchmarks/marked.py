"""A made class, marked: what stands in its marks, judged by what is true of each sheet."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.classroom import Handed
from quizgen.grading import Keyring, Mark, grade, readings
from quizgen.grading.following import TRIVIAL
from quizgen.keys import Answer


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
    def trivial(self) -> set[str]:
        """Return the blanks of which the note says that nothing was left to do."""
        said = TRIVIAL.partition("{")[0]
        return {id for id in self.lost if said in self.marks[id].note}

    @cached_property
    def readings(self) -> list[list[frozenset[str]]]:
        """Return what was named: of each diagnosis the readings that fit equally."""
        named = dict.fromkeys(m.mistake for m in self.marks.values() if m.mistake)
        return [[*map(frozenset, readings(name))] for name in named]

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

    @cached_property
    def answered_off(self) -> set[str]:
        """Return the answers whose exact value is another than the right one."""
        return {id for id in self.handed.off if id in self.handed.answers}

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
    content = text.getvalue().encode()
    graded = grade([("class.csv", lambda: io.BytesIO(content))], Keyring(keys))
    marks = {
        paper.student: {mark.blank: mark for mark in paper.marks} for paper in graded.papers()
    }
    return [Marked(one, marks[f"s{number}"]) for number, one in enumerate(sheets)]
