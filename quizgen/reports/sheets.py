"""What each student has on a sheet: its key, and of each blank the mark that stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from quizgen.grading import Mark, Paper
from quizgen.keys import Answer, Key


@dataclass(frozen=True, eq=False)
class MarkedSheet:
    """One student's sheet: a mark for each blank of its key, in the sheet's order."""

    student: str
    key: Key
    marks: tuple[Mark, ...]

    @cached_property
    def answers(self) -> tuple[tuple[Answer, Mark], ...]:
        """Return each blank with its mark."""
        blanks = {blank.id: blank for blank in self.key.blanks}
        return tuple((blanks[mark.blank], mark) for mark in self.marks)

    @cached_property
    def points(self) -> Fraction:
        """Return the points of what counts."""
        return total(mark.points for mark in self.marks if mark.counts)

    @cached_property
    def max_points(self) -> Fraction:
        """Return the most points that there are for what counts."""
        return total(mark.max_points for mark in self.marks if mark.counts)

    @property
    def share(self) -> float:
        """Return the share of the points; 0 where none are to be had."""
        return float(self.points / self.max_points) if self.max_points else 0.0


def marked_sheet(paper: Paper) -> MarkedSheet:
    """Return what stands of a paper."""
    standing = {mark.blank: mark for mark in paper.marks if mark.standing}
    in_order = (standing[blank.id] for blank in paper.key.blanks if blank.id in standing)
    return MarkedSheet(paper.student, paper.key, tuple(in_order))


def waits(mark: Mark) -> bool:
    """Say whether a mark that stands is still for a person to give."""
    return mark.verdict == "manual" and not mark.counts and mark.max_points > 0


def total(points: Iterable[Fraction]) -> Fraction:
    """Return the exact sum; over one denominator at a time, as a sheet has few."""
    over: dict[int, int] = {}
    for value in points:
        numerator, denominator = value.as_integer_ratio()
        over[denominator] = over.get(denominator, 0) + numerator
    whole = lcm(*over)
    return Fraction(sum(n * (whole // d) for d, n in over.items()), whole)
