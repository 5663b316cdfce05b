"""What one student handed in for one sheet: the submissions, and which of them counts.

A submission is what one student has in one file; where the policy takes the best or the
first, what was handed in at another time is another one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from quizgen.grading.judging import Judgement, judge
from quizgen.grading.marking import Mark, leave_out, mark, superseded
from quizgen.grading.policy import Earned, earnings, left_out
from quizgen.grading.sheet import Sheet
from quizgen.keys import Answer


class Handed(NamedTuple):
    """One answer as it was handed in; within a file and a time, the greater `turn` counts."""

    answer: Answer
    text: str
    judged: Judgement
    file: int
    submitted: datetime | None
    turn: tuple[int, bool, int]


@dataclass(frozen=True, eq=False)
class Attempt:
    """One submission: of several answers to a blank the later one counts."""

    sheet: Sheet
    handed: tuple[Handed, ...]
    dated: bool

    @property
    def file(self) -> int:
        """Return the file that it is from."""
        return self.handed[0].file

    @cached_property
    def holds(self) -> bool:
        """Say whether there is anything in it; an empty form is nobody's last word."""
        return any(one.text.strip() for one in self.handed)

    @cached_property
    def counting(self) -> dict[str, Handed]:
        """Return the answer that counts for each blank; an empty one where none came."""
        in_time = sorted(self.handed, key=lambda one: (when(one, self.dated), one.turn))
        given = {one.answer.id: one for one in in_time}
        return {
            answer.id: given.get(answer.id) or _missing(answer)
            for answer in self.sheet.key.blanks
        }

    @cached_property
    def judged(self) -> dict[str, Judgement]:
        """Return the judgement that counts for each blank."""
        return {id: one.judged for id, one in self.counting.items()}

    def earned(self, followed: Mapping[str, Judgement]) -> dict[str, Earned]:
        """Return what each blank earns, by judgements that were followed through."""
        late = self.sheet.key.policy.late
        behind = {
            id
            for id, one in self.counting.items()
            if late is not None and one.submitted is not None and one.submitted > late.after
        }
        return earnings(self.sheet, followed, behind)

    def in_order(self) -> list[Handed]:
        """Return all answers in the sheet's order, those that were left out among them."""
        missing = (one for one in self.counting.values() if one.file < 0)
        return _in_order(self.sheet, (*self.handed, *missing))


@dataclass(frozen=True)
class Pile:
    """All that one student handed in for one sheet."""

    student: str
    sheet: Sheet
    handed: list[Handed]

    @cached_property
    def attempts(self) -> tuple[Attempt, ...]:
        """Return the submissions, by `submitted` where all have it, else as in the call."""
        dated = all(one.submitted for one in self.handed)
        by_time = dated and self.sheet.key.policy.attempts != "last"
        apart: dict[tuple[int, datetime], list[Handed]] = {}
        for one in self.handed:
            time = when(one, dated) if by_time else _NEVER
            apart.setdefault((one.file, time), []).append(one)
        in_time = sorted(
            apart.values(),
            key=lambda handed: max((when(one, dated), one.file) for one in handed),
        )
        return tuple(Attempt(self.sheet, tuple(handed), dated) for handed in in_time)

    @property
    def eligible(self) -> tuple[Attempt, ...]:
        """Return the submissions of which one may count: none that is empty, if one is not."""
        held = tuple(one for one in self.attempts if one.holds) or self.attempts
        return {
            "last": held[-1:],
            "first": held[:1],
            "best": held,
        }[self.sheet.key.policy.attempts]

    def best(self, earned: Iterable[Mapping[str, Earned]]) -> int:
        """Return the place of the eligible submission that earns most, the later of equals."""
        totals = [self._total(one) for one in earned]
        return max(range(len(totals)), key=lambda at: (totals[at], at))

    def _total(self, earned: Mapping[str, Earned]) -> Fraction:
        aside = left_out(self.sheet)
        of = (blank for blank in self.sheet.key.blanks if blank.id not in aside)
        return sum((blank.points * earned[blank.id].share for blank in of), Fraction(0))

    def marks(self, counts: Attempt, earned: Mapping[str, Earned]) -> Iterator[Mark]:
        """Yield the marks: other submissions first, each in the sheet's order."""
        why, aside = _WHY[self.sheet.key.policy.attempts], left_out(self.sheet)
        for attempt in self.attempts:
            if attempt is not counts:
                said = why if attempt.holds else _EMPTY
                for one in _in_order(self.sheet, attempt.handed):
                    yield superseded(self._mark(one, Earned(one.judged, Fraction(0))), said)
        for one in counts.in_order():
            if counts.counting[one.answer.id] is not one:
                came = self._mark(one, Earned(one.judged, Fraction(0)))
                yield superseded(came, "a later answer counts")
            elif one.answer.id in aside:
                yield leave_out(self._mark(one, earned[one.answer.id]))
            else:
                yield self._mark(one, earned[one.answer.id])

    def _mark(self, one: Handed, earned: Earned) -> Mark:
        key = self.sheet.key
        return mark(self.student, key, one.answer, one.text, earned.judged, earned.share)


def when(one: Handed, dated: bool) -> datetime:
    """Return when an answer came, the same for all where not all of a pile's are dated."""
    return one.submitted if dated and one.submitted else _NEVER


def _in_order(sheet: Sheet, handed: Iterable[Handed]) -> list[Handed]:
    return sorted(handed, key=lambda one: (sheet.position[one.answer.id], one.turn))


def _missing(answer: Answer) -> Handed:
    """Return the answer to a blank that was left out."""
    return Handed(answer, "", judge("", answer, 0), -1, None, (0, False, 0))


_WHY = {
    "last": "a later submission counts",
    "first": "an earlier submission counts",
    "best": "a submission that earns more counts",
}
_EMPTY = "another submission counts: this one is empty"
_NEVER = datetime.min.replace(tzinfo=UTC)
