"""A class counted: what its sheets, marks and rejected rows come to (`counting` counts)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizgen.grading import Mark, Rejected, Resemblance, Several
from quizgen.reports.classroom.variants import OfVariant


@dataclass(frozen=True)
class Item:
    """A blank over all sheets: the share of its points, how it discriminates, how it fared."""

    blank: str
    sheets: int
    earned: float
    discrimination: float
    verdicts: Counter[str]


@dataclass(frozen=True)
class Made:
    """A mistake: on how many sheets, in which blanks, and one of the answers."""

    mistake: str
    sheets: int
    blanks: tuple[str, ...]
    sample: Mark
    after: int  # answers that were carried after it


@dataclass(frozen=True)
class Said:
    """What was said beside answers: how often, in which blanks, and one of the answers."""

    what: str
    count: int
    blanks: tuple[str, ...]
    sample: str


@dataclass(frozen=True)
class Turned:
    """Rows that were rejected for one reason: how many, and where the first stands."""

    reason: str
    count: int
    first: Rejected


@dataclass(frozen=True)
class Tally:
    """All that the report says, counted."""

    titles: tuple[str, ...]
    shares: Sequence[float]
    items: tuple[Item, ...]
    mistakes: tuple[Made, ...]
    slips: tuple[Said, ...]
    unreadable: tuple[Said, ...]
    unreadable_sheets: int
    carried: int
    carried_sheets: int
    carried_points: Fraction
    variants: tuple[OfVariant, ...]
    alike: tuple[Resemblance, ...]
    several: tuple[Several, ...]
    absent: tuple[str, ...]
    waiting: tuple[Said, ...]
    rejected: tuple[Turned, ...]
