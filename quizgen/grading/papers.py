"""From what students handed in to their marks, some hundred sheets at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from quizgen.grading.also import with_also
from quizgen.grading.attempts import Attempt, Handed, Pile
from quizgen.grading.following import follow_through
from quizgen.grading.judging import Judgement, judge_grid
from quizgen.grading.keyring import Keyring
from quizgen.grading.marking import Mark
from quizgen.grading.policy import under
from quizgen.grading.resemblance import Resemblance, Resemblances
from quizgen.grading.sheet import Sheet
from quizgen.grading.submissions import Owner, owner
from quizgen.grading.trays import Tray, Trays, batches
from quizgen.keys import AT_HAND, Answer, Key

TOGETHER = 256  # sheets that are marked at once


class File(NamedTuple):
    """A file of the call: its name, and whose commas in it mark decimals."""

    source: str
    commas: Collection[Owner]


class Several(NamedTuple):
    """Files that all hold something of one student for one sheet, and the one that counts."""

    student: str
    variant: str
    counts: str
    others: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Paper:
    """What one student has on one sheet, marked: all that was handed in for it.

    `alike` says that it answers another variant, for the teacher alone; `several` where it
    was handed in more than once.
    """

    student: str
    key: Key
    marks: tuple[Mark, ...]
    alike: Resemblance | None = None
    several: Several | None = None


class Marking:
    """Marks what lies in trays, by keys under a policy that overrides what they say."""

    def __init__(self, keyring: Keyring, policy: Mapping[str, Any], trays: Trays) -> None:
        self._trays = trays
        self._resemblances = Resemblances(keyring.entries)
        self._sheet = lru_cache(AT_HAND)(
            lambda entry: Sheet(with_also(under(keyring.key(entry), policy)))
        )

    def papers(self, trays: Sequence[Tray], files: Sequence[File]) -> Iterator[Paper]:
        """Yield the papers of trays, whose rows came from `files`."""
        for some in batches(trays, TOGETHER):
            piles = [self._pile(tray, files) for tray in some]
            tried = [attempt for pile in piles for attempt in pile.eligible]
            judged = ((attempt.sheet.key, attempt.judged) for attempt in tried)
            followed = iter(follow_through(tuple(judged)))
            for tray, pile in zip(some, piles, strict=True):
                earned = [one.earned(next(followed)) for one in pile.eligible]
                best = pile.best(earned) if len(earned) > 1 else 0
                counts = pile.eligible[best]
                alike = self._resemblances.find(pile.student, tray.entry, counts.judged)
                marks = tuple(pile.marks(counts, earned[best]))
                several = _several(pile, counts, files)
                yield Paper(pile.student, pile.sheet.key, marks, alike, several)

    def _pile(self, tray: Tray, files: Sequence[File]) -> Pile:
        """Return what lies in a tray, each answer held against the key."""
        sheet: Sheet = self._sheet(tray.entry)
        handed: list[Handed] = []
        for file, line, submitted, student, variant, cells in self._trays.rows(tray):
            theirs = files[file].commas
            decimal = bool(theirs) and owner(student, variant) in theirs
            when = _time(submitted) if submitted else None
            for column, name, text in cells:
                for answer, judged in _judged(sheet, name, text, decimal):
                    turn = (line, judged.verdict != "blank", column)
                    handed.append(Handed(answer, text, judged, file, when, turn))
        return Pile(tray.student, sheet, handed)


def _several(pile: Pile, counts: Attempt, files: Sequence[File]) -> Several | None:
    """Return what was handed in for a sheet in more than one file, if it was."""
    if len(pile.attempts) == 1:
        return None
    held = dict.fromkeys(one.file for one in pile.attempts if one.holds)
    others = tuple(files[file].source for file in held if file != counts.file)
    if not others:
        return None
    return Several(pile.student, pile.sheet.key.variant, files[counts.file].source, others)


@lru_cache(maxsize=8192)  # most answers are right, and typed alike
def _judged(
    sheet: Sheet, name: str, text: str, commas: bool
) -> tuple[tuple[Answer, Judgement], ...]:
    return judge_grid(text, sheet.asked[name], sheet.key.rounding, commas)


_time = lru_cache(maxsize=4096)(datetime.fromisoformat)  # rows of one sheet have one time
