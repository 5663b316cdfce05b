"""What stays in memory of each key: how rows find it, and what its numbers accept."""

from array import array
from dataclasses import dataclass

from quizgen.grading.sheet import Sheet
from quizgen.keys import Key, Late


@dataclass(frozen=True, eq=False)
class Layout:
    """What the sheets of a set that ask alike have in common: the names that they ask for.

    `sheet` is one of them, `numbers` the ids of its numbers.
    """

    sheet: Sheet
    asked: frozenset[str]
    numbers: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A key by what a row may say of it; `ends` are those of what its numbers accept."""

    place: int
    set: str
    variant: str
    student: str | None
    code: str
    late: Late | None
    layout: Layout
    ends: "array[float]"

    @property
    def name(self) -> str:
        """Return what its files are called."""
        return f"{self.set}-{self.variant}"


def entry_of(place: int, key: Key, layouts: dict[object, Layout]) -> Entry:
    """Return a key's entry; what it asks is one for all that ask alike."""
    numbers = [blank for blank in key.blanks if blank.type == "number"]
    asked = tuple((b.id, b.problem, b.type, b.index, len(b.choices)) for b in key.blanks)
    alike = key.set, key.rounding, asked
    if alike not in layouts:
        sheet = Sheet(key)
        ids = tuple(blank.id for blank in numbers)
        layouts[alike] = Layout(sheet, frozenset(sheet.asked), ids)
    return Entry(
        place,
        key.set,
        key.variant,
        key.student,
        key.code,
        key.policy.late,
        layouts[alike],
        array("d", (end for blank in numbers for end in blank.accept)),
    )
