"""Which known mistakes explain a sheet: the fewest that leave the least unexplained.

The graph is rewritten by each mistake and followed, with the student's earlier answers put in
and with none.  A mistake is considered only where the first answered quantity that it changes
fell short and is what the mistake makes of it: that quantity is charged, once, and what comes
after it follows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from quizgen.engine import Graph, follow
from quizgen.engine.mistakes import MISTAKES, applicable, rewrite
from quizgen.grading.carrying import Truth, Written, within

Counts: TypeAlias = NDArray[np.int64]
Names: TypeAlias = tuple[str, ...]

BEATS = 2  # blanks by which a mistake must explain more than it costs, to be sure of itself
FIGURES = 3  # in which an answer must match, where the mistake costs as much as it explains


@dataclass(frozen=True, eq=False)
class Explanation:
    """What some mistakes make of the sheets of a batch.

    `charged` and `after` have, by node, the failing entries of the quantity that is charged
    and those that follow from it; `considered` says for which sheets the mistakes are
    possible at all, `sure` for which the charged answers match figures that are no accident.
    """

    names: Names
    considered: Truth
    sure: Truth
    charged: Mapping[str, Truth]
    after: Mapping[str, Truth]

    def unexplained(self, failing: Mapping[str, Truth]) -> Counts:
        """Return how many of the failing entries are left, sheet by sheet."""
        return _count(
            {name: failing[name] & ~self.charged[name] & ~self.after[name] for name in failing}
        )


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What is said of one sheet: its mistakes, and the entries charged and carried.

    Of several `readings` that fit equally none is picked; the entries are the first one's.
    """

    readings: tuple[Names, ...]
    charged: Mapping[str, Truth]
    after: Mapping[str, Truth]


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
    alone = _count(failing)
    singles = [
        _explained(written, failing, refused, (name,), graph)
        for name, graph in _rewritten(written.graph, tuple(sorted(written.typed)))
    ]
    best = _best(singles, failing, alone)
    left = np.array(
        [
            one > 1 and (found is None or found[0].unexplained(failing)[row] > 0)
            for row, (one, found) in enumerate(zip(alone, best, strict=True))
        ],
        dtype=bool,
    )
    if left.any():
        pairs = list(_pairs(written, failing, refused, singles, left))
        best = _best([*singles, *pairs], failing, alone)
    return [_one_sheet(found, row) for row, found in enumerate(best)]


@lru_cache(maxsize=64)
def _rewritten(graph: Graph, answered: Names) -> tuple[tuple[str, Graph], ...]:
    """Return the graph under each mistake that can change an answer."""
    found = ((name, rewrite(graph, name)) for name in applicable(graph, answered))
    return tuple((name, other) for name, other in found if other is not None)


@lru_cache(maxsize=1024)
def _twice(graph: Graph, first: str, second: str) -> Graph | None:
    """Return the graph under two mistakes, None where the second changes nothing more."""
    once = rewrite(graph, first)
    return rewrite(once, second) if once is not None else None


def _pairs(
    written: Written,
    failing: Mapping[str, Truth],
    refused: Mapping[str, Truth],
    singles: Sequence[Explanation],
    left: Truth,
) -> Iterator[Explanation]:
    """Yield what two mistakes explain, one of which explains something by itself."""
    known = [name for name, _ in _rewritten(written.graph, tuple(sorted(written.typed)))]
    tried: set[frozenset[str]] = set()
    for single in singles:
        rows = np.flatnonzero(left & single.considered)
        if not len(rows):
            continue
        few = written.taken(rows)
        own = {name: truth[rows] for name, truth in failing.items()}
        not_shown = {name: truth[rows] for name, truth in refused.items()}
        for other in known:
            names = (single.names[0], other)
            graph = _twice(written.graph, *names) if other not in single.names else None
            if graph is None or (frozenset(names) in tried and len(rows) == len(left)):
                continue
            tried.add(frozenset(names))
            yield _spread(_explained(few, own, not_shown, names, graph), rows, len(left))


def _explained(
    written: Written,
    failing: Mapping[str, Truth],
    refused: Mapping[str, Truth],
    names: Names,
    graph: Graph,
) -> Explanation:
    """Return what the mistakes `names`, which make the graph `graph`, explain."""
    inputs, rounding = written.inputs, written.rounding
    alone = follow(graph, inputs, rounding, {}).ranges
    put_in = {name: written.put_in(name) for name in written.typed}
    own = follow(graph, inputs, rounding, put_in).predicted
    count = len(next(iter(written.typed.values())))
    open_, considered = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
    sure = np.zeros(count, dtype=bool)
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
        here = open_ & _any(changed)
        fits = ~_any(changed & fell & ~explained) & _any(changed & fell)
        whole = ~_any(changed & ~fell)
        several = _each(changed & fell & explained).sum(axis=1) >= BEATS
        first = here & fits & (whole | several)
        considered |= first
        charged[node.name] = changed & fell & explained & _over(first, typed)
        sure |= _any(charged[node.name] & _telling(typed))
        open_ &= ~here
        after[node.name] = fell & explained & ~charged[node.name] & _over(considered, typed)
    return Explanation(names, considered, sure, charged, after)


def _telling(typed: NDArray[np.float64]) -> Truth:
    """Return which numbers are no accident: three figures, and no small integer or quarter."""
    quarters = typed * 4
    return np.asarray((np.abs(quarters - np.rint(quarters)) > 1e-9) | (np.abs(typed) >= 100))


def _best(
    explanations: Sequence[Explanation], failing: Mapping[str, Truth], alone: Counts
) -> list[list[Explanation] | None]:
    """Return, for each sheet, the explanations that cost least; None where none is to be named.

    The cost is that of the mistakes and of what they leave unexplained.
    """
    left = [one.unexplained(failing) for one in explanations]
    chosen: list[list[Explanation] | None] = []
    for row, none in enumerate(alone):
        able = [
            (len(one.names) + int(rest[row]), int(rest[row]), one)
            for one, rest in zip(explanations, left, strict=True)
            if one.considered[row] and _is_named(one, row, int(none), int(rest[row]))
        ]
        least = min((found[:2] for found in able), default=None)
        chosen.append([one for *cost, one in able if tuple(cost) == least] or None)
    return chosen


def _is_named(one: Explanation, row: int, alone: int, left: int) -> bool:
    cost = len(one.names) + left
    if cost > alone:
        return False
    return alone - cost >= BEATS or left == 0 or bool(one.sure[row])


def _one_sheet(found: Sequence[Explanation] | None, row: int) -> Diagnosis | None:
    if not found:
        return None
    first = found[0]
    return Diagnosis(
        tuple(one.names for one in found),
        {name: truth[row] for name, truth in first.charged.items()},
        {name: truth[row] for name, truth in first.after.items()},
    )


def _spread(one: Explanation, rows: NDArray[np.intp], count: int) -> Explanation:
    """Return an explanation of some sheets of a batch as one of all of them."""

    def spread(truth: Truth) -> Truth:
        whole = np.zeros((count, *truth.shape[1:]), dtype=bool)
        whole[rows] = truth
        return whole

    return Explanation(
        one.names,
        spread(one.considered),
        spread(one.sure),
        {name: spread(truth) for name, truth in one.charged.items()},
        {name: spread(truth) for name, truth in one.after.items()},
    )


def _each(truth: Truth) -> Truth:
    return truth.reshape(len(truth), -1)


def _any(truth: Truth) -> Truth:
    return np.asarray(_each(truth).any(axis=1))


def _over(sheets: Truth, like: NDArray[np.float64]) -> Truth:
    """Return what is said of sheets with axes of one for the entries."""
    return sheets.reshape((-1,) + (1,) * (like.ndim - 1))


def _count(entries: Mapping[str, Truth]) -> Counts:
    return np.asarray(np.sum([_each(t).sum(axis=1) for t in entries.values()], axis=0))


def sentence(names: Names) -> str:
    """Return what a teacher says to who made these mistakes."""
    return " ".join(MISTAKES[name].sentence for name in names)
