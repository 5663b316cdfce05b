"""Points as they are said."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from quizgen.grading import Mark
from quizgen.reports.scores import decimal
from quizgen.reports.sheets import total


@lru_cache(maxsize=4096)
def amount(points: Fraction) -> str:
    """Return points as they are said: two decimals at most."""
    text = decimal(points, 2)
    return text.rstrip("0").rstrip(".")


def points_of(points: Fraction) -> str:
    """Return "1 point", "0.67 points"."""
    return f"{amount(points)} {'point' if points == 1 else 'points'}"


def out_of(points: Fraction, most: Fraction) -> str:
    """Return "3.5 of 4 points"."""
    return f"{amount(points)} of {amount(most)} {'point' if most == 1 else 'points'}"


def earned(marks: Sequence[Mark]) -> tuple[Fraction, Fraction]:
    """Return the points, and the most that there are."""
    if len(marks) == 1:
        return marks[0].points, marks[0].max_points
    most = total(mark.max_points for mark in marks)
    if all(mark.points is mark.max_points for mark in marks):  # as most are
        return most, most
    return total(mark.points for mark in marks if mark.points), most
