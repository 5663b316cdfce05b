"""Counts a class sheet by sheet: what stays of a sheet is a number or two."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from quizgen.grading import Mark, Rejected, Resemblance, Several
from quizgen.reports.classroom.statistics import Moments
from quizgen.reports.classroom.tally import Item, Made, Said, Tally, Turned
from quizgen.reports.classroom.variants import OfVariant, compared
from quizgen.reports.sheets import MarkedSheet, total, waits

QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'")


@dataclass
class _Blank:
    """A blank under way: shares of its points, with those of the rest of the sheet."""

    shares: Moments = field(default_factory=Moments)
    told: Moments = field(default_factory=Moments)  # where there is a rest
    verdicts: Counter[str] = field(default_factory=Counter)


@dataclass
class _Seen:
    """Answers with something in common: the first, how many, on how many sheets, and where."""

    first: Mark
    count: int = 0
    sheets: int = 0
    groups: Counter[str] = field(default_factory=Counter)

    @property
    def blanks(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.groups.most_common())


class Counting:
    """A class under way, of which `tally` says what it came to."""

    def __init__(self) -> None:
        self._titles: dict[str, None] = {}
        self._sets: set[str] = set()
        self._shares = array("d")
        self._items: dict[tuple[str, str], _Blank] = {}
        self._mistakes: dict[str, _Seen] = {}
        self._after: Counter[str] = Counter()
        self._noted: dict[str, _Seen] = {}
        self._unreadable: dict[str, _Seen] = {}
        self._waiting: dict[str, _Seen] = {}
        self._unreadable_sheets = self._carried = self._carried_sheets = 0
        self._carried_points = Fraction(0)
        self._variants: dict[str, dict[str, array[float]]] = {}
        self._alike: list[Resemblance] = []
        self._several: list[Several] = []

    def take(
        self,
        sheet: MarkedSheet,
        alike: Resemblance | None = None,
        several: Several | None = None,
    ) -> None:
        """Count a sheet, which may be like another variant's, or handed in several times."""
        self._titles[sheet.key.title] = None
        self._sets.add(sheet.key.set)
        if sheet.max_points:
            self._shares.append(sheet.share)
            of_set = self._variants.setdefault(sheet.key.set, {})
            of_set.setdefault(sheet.key.variant, array("d")).append(sheet.share)
        if alike is not None:
            self._alike.append(alike)
        if several is not None:
            self._several.append(several)
        self._count_items(sheet)
        by: dict[str, list[Mark]] = {}
        for mark in sheet.marks:
            by.setdefault(mark.verdict, []).append(mark)
        wrong, unreadable = by.get("wrong", ()), by.get("unreadable", ())
        _see(self._noted, ((_unquoted(mark.note), mark) for mark in wrong if mark.note))
        _see(self._unreadable, ((_unquoted(mark.note), mark) for mark in unreadable))
        _see(self._waiting, ((mark.blank, mark) for mark in sheet.marks if waits(mark)))
        _see(self._mistakes, ((mark.mistake, mark) for mark in by.pop("mistake", ())))
        for marks in by.values():
            self._after.update(mark.mistake for mark in marks if mark.mistake)
        carried = by.get("carried", ())
        self._unreadable_sheets += bool(unreadable)
        self._carried_sheets += bool(carried)
        self._carried += len(carried)
        self._carried_points += total(mark.points for mark in carried)

    def _count_items(self, sheet: MarkedSheet) -> None:
        points, most = float(sheet.points), float(sheet.max_points)
        for mark in sheet.marks:
            worth = float(mark.max_points)
            if not mark.counts or worth <= 0:
                continue
            item = self._items.get((mark.set, mark.blank))
            if item is None:
                item = self._items[mark.set, mark.blank] = _Blank()
            earned = float(mark.points)
            share = earned / worth
            item.shares.take(share, 0)
            item.verdicts[mark.verdict] += 1
            if most - worth > 1e-9:
                item.told.take(share, (points - earned) / (most - worth))

    def tally(self, rejected: Iterable[Rejected] = (), absent: Sequence[str] = ()) -> Tally:
        """Return what the class came to; `absent` are those who handed in nothing."""
        return Tally(
            titles=tuple(self._titles),
            shares=self._shares,
            items=tuple(self._counted_items()),
            mistakes=tuple(self._made()),
            slips=_said(self._noted),
            unreadable=_said(self._unreadable),
            unreadable_sheets=self._unreadable_sheets,
            carried=self._carried,
            carried_sheets=self._carried_sheets,
            carried_points=self._carried_points,
            variants=tuple(self._compared()),
            alike=tuple(self._alike),
            several=tuple(self._several),
            absent=tuple(absent),
            waiting=_said(self._waiting),
            rejected=_turned(rejected),
        )

    def _counted_items(self) -> Iterator[Item]:
        several = len(self._sets) > 1
        for (name, blank), one in self._items.items():
            yield Item(
                f"{name}: {blank}" if several else blank,
                one.shares.count,
                one.shares.mean,
                one.told.correlation,
                one.verdicts,
            )

    def _made(self) -> list[Made]:
        """Return the mistakes, the commonest first."""
        made = (
            Made(mistake, one.sheets, one.blanks, one.first, self._after[mistake])
            for mistake, one in self._mistakes.items()
        )
        return sorted(made, key=lambda one: -one.sheets)

    def _compared(self) -> list[OfVariant]:
        """Return the variants that have sheets enough, against the others of their set."""
        found = (one for of_set in self._variants.values() for one in compared(of_set))
        return sorted(found, key=lambda one: one.share)


def group(blank: str) -> str:
    """Return a blank's id without its index."""
    return blank.partition("[")[0]


def _unquoted(text: str) -> str:
    return QUOTED.sub("…", text)


def _see(seen: dict[str, _Seen], marks: Iterable[tuple[str, Mark]]) -> None:
    """Count the marks of one sheet, each by what it has in common with others."""
    sheet: set[str] = set()
    for what, mark in marks:
        one = seen.get(what)
        if one is None:
            one = seen[what] = _Seen(mark)
        one.count += 1
        one.groups[group(mark.blank)] += 1
        one.sheets += what not in sheet
        sheet.add(what)


def _said(seen: dict[str, _Seen]) -> tuple[Said, ...]:
    """Return what was said beside answers, or what was asked, the most frequent first."""
    said = (Said(what, one.count, one.blanks, one.first.answer) for what, one in seen.items())
    return tuple(sorted(said, key=lambda one: -one.count))


def _turned(rejected: Iterable[Rejected]) -> tuple[Turned, ...]:
    """Return the rows that were rejected by their reasons, the most frequent first."""
    first: dict[str, Rejected] = {}
    counts: Counter[str] = Counter()
    for one in rejected:
        reason = _unquoted(one.reason)
        first.setdefault(reason, one)
        counts[reason] += 1
    return tuple(Turned(reason, n, first[reason]) for reason, n in counts.most_common())
