"""Where rows lie between reading and marking: a tray for each student's sheet."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias

from quizgen.grading.entries import Entry
from quizgen.spool import Spool

Whose: TypeAlias = tuple[str, ...]


# A row as it is put aside: its file's place, its line, when it came (ISO 8601, or ""), its
# student and variant as written, and (column, name, text) of what its sheet asks.
Came: TypeAlias = tuple[int, int, str, str, str, tuple[tuple[int, str, str], ...]]


@dataclass(frozen=True, eq=False, slots=True)
class Tray:
    """What one student handed in for one sheet: where runs of rows were put aside."""

    student: str
    entry: Entry
    runs: "array[int]"

    @property
    def page(self) -> Whose:
        """Return whose page it is on: the student's, or the variant's where there is none."""
        return (self.student,) if self.student else ("", self.entry.variant, self.entry.set)

    @property
    def score(self) -> Whose:
        """Return whose row of the scores it is in: two codes of a variant have one."""
        return self.student, self.entry.set, self.entry.variant


class Trays:
    """The trays of a class, filled row by row."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._trays: dict[tuple[str, Entry], Tray] = {}
        self._run: list[Came] = []
        self._of: Tray | None = None

    def put(self, student: str, entry: Entry, row: Came) -> None:
        """Put a row into its tray; a student may be written with other capitals."""
        whose = student.casefold(), entry
        tray = self._trays.get(whose)
        if tray is None:
            tray = self._trays[whose] = Tray(student, entry, array("q"))
        if tray is not self._of:
            self.close()
            self._of = tray
        self._run.append(row)

    def close(self) -> None:
        """Put aside what came last."""
        if self._of is not None:
            self._of.runs.append(self._spool.put(self._run))
        self._run, self._of = [], None

    def rows(self, tray: Tray) -> Iterator[Came]:
        """Yield the rows of a tray in the order in which they came."""
        for run in tray.runs:
            yield from self._spool.get(run)

    def in_order(self) -> tuple[Tray, ...]:
        """Return the trays: a student's together, a page's, and those of a row of the scores.

        Each stands where the first of its kind came.
        """
        trays = tuple(self._trays.values())
        students = _order(student for student, _ in self._trays)
        pages = _order(map(attrgetter("page"), trays))
        scores = _order(map(attrgetter("score"), trays))
        return tuple(
            sorted(
                trays,
                key=lambda one: (
                    students[one.student.casefold()],
                    pages[one.page],
                    scores[one.score],
                ),
            )
        )


def _order(whose: Iterable[object]) -> dict[object, int]:
    order: dict[object, int] = {}
    for one in whose:
        order.setdefault(one, len(order))
    return order


def batches(trays: Sequence[Tray], most: int) -> Iterator[Sequence[Tray]]:
    """Yield trays, so many at a time."""
    for start in range(0, len(trays), most):
        yield trays[start : start + most]
