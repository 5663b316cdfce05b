"""What known mistakes make of sheets: which of the failing answers they explain.

The graph under the mistakes is followed twice, with the student's earlier answers put in and
with none.  Ranges are slow to work out, so only sheets near which the graph's values come are
looked into.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from quizgen.engine import Graph, follow, predict
from quizgen.grading.carrying import Truth, Written, within

Counts: TypeAlias = NDArray[np.int64]
Names: TypeAlias = tuple[str, ...]
Rows: TypeAlias = NDArray[np.intp]

DIFFERENT = 3  # small numbers that are no accident together
SEVERAL = 2  # entries of a quantity that show a mistake which was not made in all of them
REACH, SHARE = 20, 0.02  # near enough to look into: widths of what is accepted, and of itself


@dataclass(frozen=True, eq=False)
class Sheets:
    """Sheets of a batch to be explained: what failed on them, and what showed no work."""

    written: Written
    failing: Mapping[str, Truth]
    refused: Mapping[str, Truth]

    def taken(self, rows: Rows) -> "Sheets":
        """Return some of the sheets."""
        failing, refused = (
            {name: truth[rows] for name, truth in of.items()}
            for of in (self.failing, self.refused)
        )
        return Sheets(self.written.taken(rows), failing, refused)


@dataclass(frozen=True, eq=False)
class Explanation:
    """What some mistakes make of some sheets of a batch: the `rows`.

    `charged` and `after` have, by node, the failing entries of the quantity that is charged
    and those that follow from it; `sure` says for which sheets the charged answers match
    figures that are no accident, `whole` where the mistakes were made in all entries.
    """

    names: Names
    rows: Rows
    sure: Truth
    whole: Truth
    charged: Mapping[str, Truth]
    after: Mapping[str, Truth]

    def left(self, failing: Mapping[str, Truth]) -> dict[str, Truth]:
        """Return the failing entries that it leaves, in its rows."""
        return {
            name: truth[self.rows] & ~self.charged[name] & ~self.after[name]
            for name, truth in failing.items()
        }

    def where(self, able: Truth) -> "Explanation":
        """Return it of those of its sheets alone that are `able`."""
        of = np.flatnonzero(able)
        charged, after = (
            {name: truth[of] for name, truth in entries.items()}
            for entries in (self.charged, self.after)
        )
        return Explanation(
            self.names, self.rows[of], self.sure[of], self.whole[of], charged, after
        )


def within_reach(sheets: Sheets, entries: Mapping[str, Truth], graph: Graph) -> Rows:
    """Return the sheets where a graph's values come near one of some entries.

    Values alone are quicker than ranges, and most mistakes come near nothing on most sheets.
    """
    written = sheets.written
    count = len(next(iter(written.typed.values())))
    near = np.zeros(count, dtype=bool)
    alone = predict(graph, written.inputs, {})
    own = predict(graph, written.inputs, written.typed)
    for name, wanted in entries.items():
        typed, accepted = written.typed[name], written.accepted[name]
        far = REACH * (accepted.hi - accepted.lo + written.unit(typed)) + SHARE * np.abs(typed)
        close = np.minimum(np.abs(alone[name] - typed), np.abs(own[name] - typed)) <= far
        near |= any_of(close & wanted)
    return np.flatnonzero(near)


def explained(sheets: Sheets, rows: Rows, names: Names, graph: Graph) -> Explanation:
    """Return what the mistakes `names`, which make the graph `graph`, explain.

    `rows` are the places of the sheets in their batch.  Only those are left for which the
    mistakes are possible at all: where what they change first is what they make of it.  What
    follows from the student's earlier answers anyway shows none, nor do zeros in some entries,
    nor zeros alone in several: a few mistakes make zeros of nearly everything.
    """
    written, failing, refused = sheets.written, sheets.failing, sheets.refused
    inputs, rounding = written.inputs, written.rounding
    alone = follow(graph, inputs, rounding, {}).ranges
    put_in = {name: written.put_in(name) for name in written.typed}
    own = follow(graph, inputs, rounding, put_in).predicted
    open_, considered = np.ones(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    sure, everywhere, some = (np.zeros(len(rows), dtype=bool) for _ in range(3))
    count = np.zeros(len(rows), dtype=int)
    charged: dict[str, Truth] = {}
    after: dict[str, Truth] = {}
    for node in written.graph.nodes:
        if node.name not in written.typed:
            continue
        typed, accepted = written.typed[node.name], written.accepted[node.name]
        slack, fell = written.slack[node.name], failing[node.name]
        without = within(typed, alone[node.name], slack)
        explained = without | within(typed, own[node.name], slack) & ~refused[node.name]
        moved = (alone[node.name].lo > accepted.hi) | (alone[node.name].hi < accepted.lo)
        changed = np.broadcast_to(moved, typed.shape) & np.isfinite(typed)
        here = open_ & any_of(changed)
        shown = changed & fell & explained & ~refused[node.name]
        fits = ~any_of(changed & fell & ~explained) & any_of(shown)
        whole = ~any_of(changed & ~fell)
        several = by_sheet(shown & (typed != 0)).sum(axis=1) >= SEVERAL
        first = here & fits & (whole | several)
        considered |= first
        everywhere |= first & whole
        charged[node.name] = changed & fell & explained & over(first, typed)
        sure |= _telling(charged[node.name], typed)
        open_ &= ~here
        after[node.name] = fell & explained & ~charged[node.name] & over(considered, typed)
        told = charged[node.name] | after[node.name]
        count += by_sheet(told).sum(axis=1)
        some |= any_of(told & (typed != 0))
    considered &= some | (count <= SEVERAL)
    return Explanation(names, rows, sure, everywhere, charged, after).where(considered)


def _telling(charged: Truth, typed: NDArray[np.float64]) -> Truth:
    """Say on which sheets the charged numbers are no accident.

    One is enough that has three figures, and is no small integer or quarter; of these it
    takes several different ones, 0 and ±1 aside.
    """
    quarters, size = typed * 4, np.abs(typed)
    plain = (np.abs(quarters - np.rint(quarters)) <= 1e-9) & (size < 100)
    speaks = charged & plain & (size > 1e-9) & (np.abs(size - 1) > 1e-9)
    sizes = np.sort(by_sheet(np.where(speaks, size, np.inf)), axis=1)
    known = np.isfinite(sizes)
    more = (np.diff(sizes, axis=1) > 1e-9) & known[:, 1:]
    different = known[:, 0] + more.sum(axis=1)
    return np.asarray(any_of(charged & ~plain) | (different >= DIFFERENT))


def by_sheet(truth: Truth) -> Truth:
    """Return entries with one axis for all of a sheet's."""
    return truth.reshape(len(truth), math.prod(truth.shape[1:]))


def any_of(truth: Truth) -> Truth:
    """Say of which sheets any entry is true."""
    return np.asarray(by_sheet(truth).any(axis=1))


def over(sheets: Truth, like: NDArray[np.float64]) -> Truth:
    """Return what is said of sheets with axes of one for the entries."""
    return sheets.reshape((len(sheets),) + (1,) * (like.ndim - 1))


def count_of(entries: Mapping[str, Truth]) -> Counts:
    """Return how many entries of each sheet are true, over all quantities."""
    return np.asarray(np.sum([by_sheet(t).sum(axis=1) for t in entries.values()], axis=0))
