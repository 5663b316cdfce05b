"""A class counted: what its sheets, marks and rejected rows come to."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isnan, nan
from statistics import fmean

from quizgen.grading import Graded, Mark, Rejected, Resemblance
from quizgen.keys import Key
from quizgen.reports.classroom.statistics import Interval, item_rest, welch
from quizgen.reports.sheets import MarkedSheet, total, waits

LEVEL = 0.95  # of all variants' intervals together
FEWEST_OF_VARIANT = 3  # sheets, for a variant to be compared
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'")


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
class OfVariant:
    """A variant's sheets, and by how much their share differs from that of the others."""

    variant: str
    sheets: int
    share: float
    interval: Interval | None

    @property
    def stands_out(self) -> bool:
        """Say whether the difference is more than chance would have it."""
        return self.interval is not None and not self.interval.holds_zero


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
    shares: tuple[float, ...]
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
    absent: tuple[str, ...]
    waiting: tuple[Said, ...]
    rejected: tuple[Turned, ...]


def tally(
    sheets: Sequence[MarkedSheet],
    graded: Graded,
    keys: Sequence[Key],
    absent: Sequence[str] | None = None,
) -> Tally:
    """Count a class.

    `absent` are those who handed in nothing; where that is None, it is told by the keys that
    are made for a student.
    """
    standing = [mark for sheet in sheets for mark in sheet.marks]
    carried = [mark for mark in standing if mark.verdict == "carried"]
    unreadable = [mark for mark in standing if mark.verdict == "unreadable"]
    noted = [mark for mark in standing if mark.verdict == "wrong" and mark.note]
    return Tally(
        titles=tuple(dict.fromkeys(sheet.key.title for sheet in sheets)),
        shares=tuple(sheet.share for sheet in sheets if sheet.max_points),
        items=tuple(_items(sheets)),
        mistakes=tuple(_mistakes(standing)),
        slips=tuple(_said(noted)),
        unreadable=tuple(_said(unreadable)),
        unreadable_sheets=len({_whose(mark) for mark in unreadable}),
        carried=len(carried),
        carried_sheets=len({_whose(mark) for mark in carried}),
        carried_points=total(mark.points for mark in carried),
        variants=tuple(_variants(sheets)),
        alike=graded.alike,
        absent=tuple(absent) if absent is not None else _absent(sheets, keys),
        waiting=tuple(_said([mark for mark in standing if waits(mark)], by_blank=True)),
        rejected=tuple(_rejected(graded.rejected)),
    )


def group(blank: str) -> str:
    """Return a blank's id without its index."""
    return blank.partition("[")[0]


def _whose(mark: Mark) -> tuple[str, str, str, str]:
    return mark.student, mark.set, mark.variant, mark.code


def _items(sheets: Sequence[MarkedSheet]) -> list[Item]:
    several = len({sheet.key.set for sheet in sheets}) > 1
    found: dict[str, list[tuple[float, float, str]]] = {}
    for sheet in sheets:
        points, most = float(sheet.points), float(sheet.max_points)
        for mark in sheet.marks:
            worth = float(mark.max_points)
            if mark.counts and worth > 0:
                earned = float(mark.points)
                rest = (points - earned) / (most - worth) if most - worth > 1e-9 else nan
                name = f"{mark.set}: {mark.blank}" if several else mark.blank
                found.setdefault(name, []).append((earned / worth, rest, mark.verdict))
    items = []
    for blank, rows in found.items():
        told = [(share, rest) for share, rest, _ in rows if not isnan(rest)]
        item_share, rest_share = [one for one, _ in told], [other for _, other in told]
        items.append(
            Item(
                blank,
                len(rows),
                fmean(share for share, _, _ in rows),
                item_rest(item_share, rest_share),
                Counter(verdict for *_, verdict in rows),
            )
        )
    return items


def _mistakes(marks: Sequence[Mark]) -> list[Made]:
    """Return the mistakes, the commonest first."""
    charged: dict[str, list[Mark]] = {}
    after: Counter[str] = Counter()
    for mark in marks:
        if mark.verdict == "mistake":
            charged.setdefault(mark.mistake, []).append(mark)
        elif mark.mistake:
            after[mark.mistake] += 1
    made = [
        Made(
            mistake,
            len({_whose(mark) for mark in theirs}),
            tuple(_commonest(group(mark.blank) for mark in theirs)),
            theirs[0],
            after[mistake],
        )
        for mistake, theirs in charged.items()
    ]
    return sorted(made, key=lambda one: -one.sheets)


def _said(marks: Sequence[Mark], by_blank: bool = False) -> list[Said]:
    """Return what was said beside answers, or what was asked, the most frequent first."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        what = mark.blank if by_blank else QUOTED.sub("…", mark.note)
        found.setdefault(what, []).append(mark)
    said = [
        Said(
            what,
            len(theirs),
            tuple(_commonest(group(mark.blank) for mark in theirs)),
            theirs[0].answer,
        )
        for what, theirs in found.items()
    ]
    return sorted(said, key=lambda one: -one.count)


def _commonest(names: Iterable[str]) -> list[str]:
    return [name for name, _ in Counter(names).most_common()]


def _variants(sheets: Sequence[MarkedSheet]) -> list[OfVariant]:
    """Return the variants that have sheets enough, each held against the others of its set."""
    by_set: dict[str, dict[str, list[float]]] = {}
    for sheet in sheets:
        if sheet.max_points:
            theirs = by_set.setdefault(sheet.key.set, {})
            theirs.setdefault(sheet.key.variant, []).append(sheet.share)
    found = [one for variants in by_set.values() for one in _compared(variants)]
    return sorted(found, key=lambda one: one.share)


def _compared(variants: Mapping[str, Sequence[float]]) -> list[OfVariant]:
    """Return each variant of a set against those that do not stand out.

    What stands out most is set aside first: one hard variant makes no others easy.  The
    intervals are so wide that all of them together are right with `LEVEL`: Bonferroni's.
    """
    enough = [name for name, shares in variants.items() if len(shares) >= FEWEST_OF_VARIANT]
    aside: list[str] = []
    while True:
        intervals = {}
        for name in enough:
            rest = [n for n in variants if n != name and n not in aside]
            others = [share for n in rest for share in variants[n]]
            if len(others) >= FEWEST_OF_VARIANT:
                level = 1 - (1 - LEVEL) / len(enough)
                intervals[name] = welch(variants[name], others, level)
        out = {
            name: one
            for name, one in intervals.items()
            if one is not None and not one.holds_zero and name not in aside
        }
        if not out:
            break
        aside.append(max(out, key=lambda name: out[name].certainty))
    return [
        OfVariant(name, len(variants[name]), fmean(variants[name]), interval)
        for name, interval in intervals.items()
    ]


def _absent(sheets: Sequence[MarkedSheet], keys: Sequence[Key]) -> tuple[str, ...]:
    there = {sheet.student.casefold() for sheet in sheets}
    ids = dict.fromkeys(key.student for key in keys if key.student)
    return tuple(id for id in ids if id.casefold() not in there)


def _rejected(rejected: Sequence[Rejected]) -> list[Turned]:
    found: dict[str, list[Rejected]] = {}
    for one in rejected:
        found.setdefault(QUOTED.sub("…", one.reason), []).append(one)
    turned = [Turned(reason, len(rows), rows[0]) for reason, rows in found.items()]
    return sorted(turned, key=lambda one: -one.count)
