"""Which known mistakes explain a sheet: the fewest that leave the least unexplained.

The graph is rewritten by each mistake and followed, with the student's earlier answers put in
and with none.  A mistake is considered only where the first answered quantity that it changes
fell short and is what the mistake makes of it: that quantity is charged, once, and what comes
after it follows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quizgen.grading.carrying import Truth, Written
from quizgen.grading.explaining import (
    Counts,
    Explanation,
    Names,
    Sheets,
    count_of,
    explained,
    within_reach,
)
from quizgen.grading.pairs import pairs, rewritten

BEATS = 2  # blanks by which a mistake must explain more than it costs, to be sure of itself


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What is said of one sheet: its mistakes, and the entries charged and carried.

    Of several `readings` that fit equally none is picked; the entries are the first one's.
    `cost` is the number of mistakes and of failing answers that they leave, `whole` says that
    they were made in all entries.
    """

    readings: tuple[Names, ...]
    cost: int
    whole: bool
    charged: Mapping[str, Truth]
    after: Mapping[str, Truth]


@dataclass(frozen=True, eq=False)
class _Cost:
    """What an explanation costs one sheet: its mistakes and the answers `left`."""

    by: Explanation
    at: int
    left: int

    @property
    def least(self) -> tuple[int, int]:
        return len(self.by.names) + self.left, self.left


@np.errstate(all="ignore")  # what has no number is near nothing, and in no range
def diagnose(
    written: Written, carried: Mapping[str, Truth], refused: Mapping[str, Truth]
) -> list[Diagnosis | None]:
    """Return what explains each sheet of a batch, None where nothing does.

    `carried` are the answers that follow without any mistake, `refused` those that would but
    show nothing of their step.
    """
    failing = {
        name: np.isfinite(written.typed[name]) & ~written.right[name] & ~carried[name]
        for name in written.typed
    }
    sheets = Sheets(written, failing, refused)
    alone = count_of(failing)
    singles = [
        explained(sheets.taken(rows), rows, (name,), graph)
        for name, graph in rewritten(written.graph, tuple(sorted(written.typed)))
        if len(rows := within_reach(sheets, failing, graph))
    ]
    best = _best(singles, failing, alone)
    left = np.array(
        [
            one > 1 and (found is None or found[0].left > 0)
            for one, found in zip(alone, best, strict=True)
        ],
        dtype=bool,
    )
    if left.any():
        best = _best([*singles, *pairs(sheets, singles, left)], failing, alone)
    return [_one_sheet(found) for found in best]


def _best(
    explanations: Sequence[Explanation], failing: Mapping[str, Truth], alone: Counts
) -> list[list[_Cost] | None]:
    """Return, for each sheet, the explanations that cost least; None where none is to be named.

    The cost is that of the mistakes and of what they leave unexplained.
    """
    able: list[list[_Cost]] = [[] for _ in alone]
    for one in explanations:
        left = count_of(one.left(failing))
        for at, row in enumerate(one.rows):
            cost = _Cost(one, at, int(left[at]))
            if _is_named(cost, int(alone[row])):
                able[row].append(cost)
    least = (min((cost.least for cost in costs), default=None) for costs in able)
    return [
        [cost for cost in costs if cost.least == best] or None
        for costs, best in zip(able, least, strict=True)
    ]


def _is_named(cost: _Cost, alone: int) -> bool:
    whole, left = cost.least
    if whole > alone:
        return False
    return alone - whole >= BEATS or left == 0 or bool(cost.by.sure[cost.at])


def _one_sheet(found: Sequence[_Cost] | None) -> Diagnosis | None:
    if not found:
        return None
    first = found[0].by
    return Diagnosis(
        tuple(dict.fromkeys(cost.by.names for cost in found)),
        found[0].least[0],
        any(bool(cost.by.whole[cost.at]) for cost in found),
        {name: truth[found[0].at] for name, truth in first.charged.items()},
        {name: truth[found[0].at] for name, truth in first.after.items()},
    )
