"""From the files of a call to what is marked: whose rows they are, and by which key.

Files are read one after the other, row by row (`reader`), and each row is put aside in the
tray of its student and sheet (`trays`); marking takes the trays in order (`papers`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from quizgen.errors import QuizgenError
from quizgen.grading.keyring import Keyring
from quizgen.grading.notes import Notes
from quizgen.grading.papers import File, Marking, Paper
from quizgen.grading.reader import Reader
from quizgen.grading.rows import Rejected
from quizgen.grading.trays import Tray, Whose
from quizgen.intake import Item
from quizgen.spool import Series

MOST_NAMED = 20  # files in an error


@dataclass(frozen=True, eq=False)
class Graded:
    """What was handed in, of which `papers` are the marks.

    `unusable` are the files among `rejected` that could not be used at all; `trays` stand in
    the order of the papers.
    """

    trays: tuple[Tray, ...]
    rejected: Series[Rejected]
    unusable: tuple[Rejected, ...]
    notes: Notes
    _marking: Marking = field(repr=False)
    _files: tuple[File, ...] = field(repr=False)

    @property
    def students(self) -> tuple[str, ...]:
        """Return who handed in something that is marked."""
        return tuple(dict.fromkeys(tray.student for tray in self.trays))

    def papers(self) -> Iterator[Paper]:
        """Yield the marked papers, marking as they are asked for, each time anew.

        Students stand in the order in which they first appear, blanks in their sheet's.
        Raises QuizgenError where a key cannot be read any more.
        """
        return self._marking.papers(self.trays, self._files)

    def pages(self) -> Iterator[tuple[Whose, list[Paper]]]:
        """Yield the marked papers that belong on one page together, and whose it is."""
        pairs = zip(self.trays, self.papers(), strict=True)
        for whose, together in groupby(pairs, key=lambda pair: pair[0].page):
            yield whose, [paper for _, paper in together]

    def left_out(self, strict: bool = False) -> bool:
        """Say whether the call left something out that its exit status must tell."""
        return bool(self.unusable or not self.trays or (strict and self.rejected))


def grade(
    files: Iterable[Item], keyring: Keyring, policy: Mapping[str, Any] | None = None
) -> Graded:
    """Read the submissions in `files`, in the order of the call, to be marked.

    `policy` are fields of a policy that override what the keys say.  Raises QuizgenError
    where none of the files can be used, with a line for each.
    """
    policy = policy or {}
    reader = Reader(keyring, policy.get("late"))
    for one in files:
        reader.take(one)
    reader.end()
    unusable = tuple(reader.unusable)
    if unusable and len(unusable) == len(reader.files):
        raise QuizgenError(*(f"{one.source}: {one.reason}" for one in unusable[:MOST_NAMED]))
    return Graded(
        reader.trays.in_order(),
        reader.rejected,
        unusable,
        reader.notes,
        Marking(keyring, policy, reader.trays),
        tuple(reader.files),
    )
