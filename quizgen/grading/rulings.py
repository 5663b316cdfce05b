"""A teacher's decisions applied to marks, last of all and in their order.

Of two that fit one answer the later line counts.  One about a group or a problem gives points
for the whole, of which each blank has its part, as of those that there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeAlias

from quizgen.grading.decisions import EVERY, MOST_LINES, Decision
from quizgen.grading.keyring import Ids, RowError
from quizgen.grading.marking import Mark
from quizgen.grading.sheet import blank_name, tidy

DECIDED = "decided by the teacher"
Fitting: TypeAlias = tuple[str, Sequence[int]]  # what a decision is about, and its marks


class Rulings:
    """Decisions, found by whose marks they are about; and what is odd about them.

    `students` are those who have marks.
    """

    def __init__(
        self, decisions: Sequence[Decision], source: str, students: Sequence[str]
    ) -> None:
        self._decisions = [one for one in decisions if one.is_made]
        self._source = source
        self._fitted: set[int] = set()
        self._odd: dict[int, str] = {}
        self._names: dict[str, str] = {}
        self._by: dict[tuple[str, str], list[int]] = {}
        ids = Ids("student", ((student, student) for student in students))
        for at, one in enumerate(self._decisions):
            try:
                (student,) = [EVERY] if one.student == EVERY else ids.find(one.student) or [""]
            except RowError as error:
                self._odd[at] = f"{error}; the row was left aside"
                continue
            if student or not one.student:
                self._by.setdefault((student, _folded(one.variant)), []).append(at)

    def applied(self, marks: Sequence[Mark]) -> tuple[Mark, ...]:
        """Return the marks of one student on one sheet by the decisions."""
        who = marks[0]
        found = {
            at
            for student in (who.student, EVERY)
            for variant in (_folded(who.variant), EVERY)
            for at in self._by.get((student, variant), ())
        }
        if not found:
            return tuple(marks)
        named = self._named(marks)
        decided = list(marks)
        for at in sorted(found):
            one = self._decisions[at]
            if one.set != EVERY and _folded(one.set) != _folded(who.set):
                continue
            about, places = named.get(blank_name(one.blank), ("", ()))
            if places:
                self._fitted.add(at)
                self._decide(at, about, places, marks, decided)
        return tuple(decided)

    def _named(self, marks: Sequence[Mark]) -> dict[str, Fitting]:
        """Return what decisions may be about: blanks, groups, problems and all."""
        standing = [at for at, mark in enumerate(marks) if mark.standing]
        named: dict[str, Fitting] = {EVERY: ("", standing)}
        for name in (_problem, _group, _blank):  # a blank's own name before a group's
            together: dict[str, list[int]] = {}
            for at in standing:
                together.setdefault(name(marks[at]), []).append(at)
            for id, places in together.items():
                self._names.setdefault(blank_name(id), id)
                named[blank_name(id)] = ("" if name is _blank else id, places)
        return named

    def _decide(
        self,
        at: int,
        about: str,
        places: Sequence[int],
        marks: Sequence[Mark],
        decided: list[Mark],
    ) -> None:
        """Put what a decision makes of marks among those `decided`."""
        one = self._decisions[at]
        for of in ([place] for place in places) if not about else [places]:
            most = sum((marks[place].max_points for place in of), Fraction(0))
            points = Fraction(0) if one.is_void else one.points(most)
            if points > most:
                what = about or marks[of[0]].blank
                self._odd.setdefault(
                    at, f"a bonus: {one.given} points, where {what} has {most} at most"
                )
            for place in of:
                mark = marks[place]
                part = mark.max_points / most if most else Fraction(1, len(of))
                decided[place] = replace(
                    mark,
                    points=points * part,
                    max_points=Fraction(0) if one.is_void else mark.max_points,
                    note=_note(one, about, mark),
                    counts=not one.is_void,
                    decided=True,
                )

    def warnings(self) -> tuple[str, ...]:
        """Return a line for each decision that fits nothing, or gives more than there is."""
        odd = [
            at
            for at in range(len(self._decisions))
            if at in self._odd or at not in self._fitted
        ]
        more = len(odd) - MOST_LINES
        said = [
            f"{self._source}: line {self._decisions[at].line}: "
            f"{self._odd.get(at) or self._fits_nothing(self._decisions[at])}"
            for at in odd[:MOST_LINES]
        ]
        last = f"{self._source}: and {more} more warnings of this kind"
        return (*said, *([last] if more > 0 else []))

    def _fits_nothing(self, one: Decision) -> str:
        whose = f"{one.blank!r} of {one.student or one.variant!r}"
        near = (
            []
            if one.blank == EVERY or blank_name(one.blank) in self._names
            else get_close_matches(blank_name(one.blank), self._names, 1)
        )
        hint = "".join(f"; did you mean {self._names[name]}?" for name in near)
        return f"fits no answer that was graded: {whose}{hint}"


def _note(one: Decision, about: str, mark: Mark) -> str:
    whole = f"{DECIDED}, {one.given} for {about}" if about else DECIDED + ", void" * one.is_void
    said = f"{whole}: {one.note}" if one.note else whole
    return f"{said}; before that: {mark.note}" if mark.note else said


def _folded(name: str) -> str:
    return tidy(name).casefold()


def _blank(mark: Mark) -> str:
    return mark.blank


def _group(mark: Mark) -> str:
    return mark.blank.partition("[")[0]


def _problem(mark: Mark) -> str:
    return mark.problem


def waiting(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield the marks that need a person: what no program marks, and what it could not read."""
    for mark in marks:
        open_ = mark.verdict in ("manual", "unreadable") and not mark.decided
        if open_ and mark.standing and mark.max_points:
            yield mark
