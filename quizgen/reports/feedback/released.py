"""Which right answers a student may see: those that the teacher has released, no others.

What is worked out for one blank may show the right answer of another on its way; so numbers
are looked at before they are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.grading import Mark
from quizgen.keys import Answer
from quizgen.reports.sheets import MarkedSheet, waits

Release: TypeAlias = Literal["none", "wrong", "all"]
RELEASES: tuple[Release, ...] = ("none", "wrong", "all")


def is_released(mark: Mark, release: Release) -> bool:
    """Say whether a blank's right answer may be shown.

    With "wrong" it is that of what was answered and is not right; who leaves the sheet empty
    is not given its key.
    """
    if release == "wrong":
        return mark.verdict not in ("correct", "blank") and not waits(mark)
    return release == "all"


@dataclass(frozen=True, eq=False)
class Withheld:
    """The accepted ranges of numbers whose right answers must not be shown, by subject."""

    ranges: dict[str, Array]

    def among(self, subject: str, shown: Iterable[Array]) -> bool:
        """Say whether one of the numbers to be shown would do as an answer that is withheld.

        NaN stands for what the student knows already.
        """
        if subject not in self.ranges:
            return False
        low, high = self.ranges[subject].T
        values = np.concatenate([np.ravel(one) for one in shown])
        return bool(((values[:, None] >= low) & (values[:, None] <= high)).any())


def withheld(sheet: MarkedSheet, release: Release) -> Withheld:
    """Return what must not be shown on a student's page."""
    hidden: dict[str, list[Answer]] = {}
    for answer, mark in sheet.answers:
        known = mark.verdict == "correct" or is_released(mark, release)
        if answer.type == "number" and not known:
            hidden.setdefault(answer.subject[1], []).append(answer)
    ranges = {
        subject: np.array([answer.accept for answer in answers], dtype=float)
        for subject, answers in hidden.items()
    }
    return Withheld(ranges)
