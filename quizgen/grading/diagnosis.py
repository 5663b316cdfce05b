"""Which known mistakes explain a sheet: the fewest that leave the least unexplained.

The graph is rewritten by each mistake and followed, with the student's earlier answers put in
and with none.  A mistake is considered only where the first answered quantity that it changes
fell short and is what the mistake makes of it: that quantity is charged, once, and what comes
after it follows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from quizgen.engine import Graph, evaluate, follow, predict
from quizgen.engine.mistakes import MISTAKES, applicable, rewrite
from quizgen.grading.carrying import Truth, Written, within

Counts: TypeAlias = NDArray[np.int64]
Names: TypeAlias = tuple[str, ...]
Rows: TypeAlias = NDArray[np.intp]
Waiting: TypeAlias = dict[Names, list[tuple[Rows, Mapping[str, Truth]]]]

BEATS = 2  # blanks by which a mistake must explain more than it costs, to be sure of itself
REACH, SHARE = (
    20,
    0.02,
)  # widths of what is accepted, and of an answer: near enough to look into
FIGURES = 3  # in which an answer must match, where the mistake costs as much as it explains


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
    and those that follow from it; `considered` says for which sheets the mistakes are
    possible at all, `sure` for which the charged answers match figures that are no accident.
    """

    names: Names
    rows: Rows
    considered: Truth
    sure: Truth
    charged: Mapping[str, Truth]
    after: Mapping[str, Truth]

    def left(self, failing: Mapping[str, Truth]) -> dict[str, Truth]:
        """Return the failing entries that it leaves, in its rows."""
        return {
            name: truth[self.rows] & ~self.charged[name] & ~self.after[name]
            for name, truth in failing.items()
        }


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What is said of one sheet: its mistakes, and the entries charged and carried.

    Of several `readings` that fit equally none is picked; the entries are the first one's.
    """

    readings: tuple[Names, ...]
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
    alone = _count(failing)
    singles = [
        _explained(sheets.taken(rows), rows, (name,), graph)
        for name, graph in _rewritten(written.graph, tuple(sorted(written.typed)))
        if len(rows := _within_reach(sheets, failing, graph))
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
        best = _best([*singles, *_pairs(sheets, singles, left)], failing, alone)
    return [_one_sheet(found) for found in best]


@lru_cache(maxsize=64)
def _rewritten(graph: Graph, answered: Names) -> tuple[tuple[str, Graph], ...]:
    """Return the graph under each mistake that can change an answer."""
    found = ((name, rewrite(graph, name)) for name in applicable(graph, answered))
    return tuple((name, other) for name, other in found if other is not None)


@lru_cache(maxsize=4096)
def _twice(graph: Graph, first: str, second: str) -> tuple[Graph, ...]:
    """Return the graph under two mistakes: one, or two where it matters which comes first."""
    once = (rewrite(graph, first), second), (rewrite(graph, second), first)
    both = (rewrite(wrong, other) for wrong, other in once if wrong is not None)
    return tuple({found.nodes: found for found in both if found is not None}.values())


def _pairs(
    sheets: Sheets, singles: Sequence[Explanation], left: Truth
) -> Iterator[Explanation]:
    """Yield what two mistakes explain of the sheets with something `left`.

    One of them explains something by itself, and the two explain what that leaves; or both
    are in what failed first, where neither is seen by itself.
    """
    graph, answered = sheets.written.graph, tuple(sorted(sheets.written.typed))
    known = [name for name, _ in _rewritten(graph, answered)]
    tried = _both_at_first(sheets, left)
    for single in singles:
        possible = np.flatnonzero(single.considered & left[single.rows])
        if len(possible):
            rest = {n: t[possible] for n, t in single.left(sheets.failing).items()}
            for other in known:
                names = tuple(sorted((*single.names, other), key=known.index))
                if other not in single.names:
                    tried.setdefault(names, []).append((single.rows[possible], rest))
    for names, waiting in tried.items():
        rows, rest = _together(waiting)
        few = sheets.taken(rows)
        for twice in _twice(graph, *names):
            near = _within_reach(few, rest, twice)
            if len(near):
                both = _explained(few.taken(near), rows[near], names, twice)
                yield _with_each(few.taken(near), both, twice)


def _both_at_first(sheets: Sheets, left: Truth) -> Waiting:
    """Return the pairs that both change what failed first on a sheet, with those sheets."""
    written, failing = sheets.written, sheets.failing
    rewritten = _rewritten(written.graph, tuple(sorted(written.typed)))
    changes = {name: np.zeros(len(left), dtype=bool) for name, _ in rewritten}
    right = evaluate(written.graph, written.inputs)
    wrong = {name: evaluate(graph, written.inputs) for name, graph in rewritten}
    open_ = np.array(left)
    for node in written.graph.nodes:
        if node.name in failing:
            first = open_ & _any(failing[node.name])
            for name, values in wrong.items():
                there = values[node.name] != right[node.name]
                changes[name] |= first & _any(there & failing[node.name])
            open_ &= ~first
    found: Waiting = {}
    for pair in combinations(changes, 2):
        rows = np.flatnonzero(changes[pair[0]] & changes[pair[1]])
        if len(rows):
            found[pair] = [(rows, {name: truth[rows] for name, truth in failing.items()})]
    return found


def _with_each(sheets: Sheets, both: Explanation, twice: Graph) -> Explanation:
    """Return what two mistakes explain where each is seen beside the other.

    What either changes first, beside the other, must be what the two make of it: else an
    entry or two that it explains are a slip's.
    """
    written = sheets.written
    own = follow(
        twice, written.inputs, written.rounding, {n: written.put_in(n) for n in written.typed}
    )
    pair = follow(twice, written.inputs, written.rounding, {}).ranges
    seen = np.array(both.considered)
    for name in both.names:
        alone = rewrite(written.graph, next(other for other in both.names if other != name))
        assert alone is not None
        without = evaluate(alone, written.inputs)
        open_ = np.ones(len(seen), dtype=bool)
        for node in written.graph.nodes:
            if node.name not in written.typed:
                continue
            typed, slack = written.typed[node.name], written.slack[node.name]
            moved = ~within(without[node.name], pair[node.name]) & np.isfinite(typed)
            fits = within(typed, pair[node.name], slack)
            fits |= within(typed, own.predicted[node.name], slack)
            here = open_ & _any(moved)
            some = _each(moved & fits).sum(axis=1) >= BEATS
            seen &= ~(here & _any(moved & ~fits) & ~some)
            open_ &= ~here
    return replace(both, considered=seen)


def _together(
    waiting: Sequence[tuple[Rows, Mapping[str, Truth]]],
) -> tuple[Rows, Mapping[str, Truth]]:
    """Return the rows of one or two lists once, with what either leaves in them."""
    if len(waiting) == 1:
        return waiting[0]
    rows, first = np.unique(np.concatenate([rows for rows, _ in waiting]), return_inverse=True)
    rest = {
        name: np.zeros((len(rows), *truth.shape[1:]), dtype=bool)
        for name, truth in waiting[0][1].items()
    }
    start = 0
    for own, left in waiting:
        at = first[start : start + len(own)]
        start += len(own)
        for name, truth in left.items():
            rest[name][at] |= truth
    return rows, rest


@np.errstate(all="ignore")  # what has no number is near nothing
def _within_reach(sheets: Sheets, entries: Mapping[str, Truth], graph: Graph) -> Rows:
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
        near |= _any(close & wanted)
    return np.flatnonzero(near)


def _explained(sheets: Sheets, rows: Rows, names: Names, graph: Graph) -> Explanation:
    """Return what the mistakes `names`, which make the graph `graph`, explain.

    `rows` are the places of the sheets in their batch.
    """
    written, failing, refused = sheets.written, sheets.failing, sheets.refused
    inputs, rounding = written.inputs, written.rounding
    alone = follow(graph, inputs, rounding, {}).ranges
    put_in = {name: written.put_in(name) for name in written.typed}
    own = follow(graph, inputs, rounding, put_in).predicted
    open_, considered = np.ones(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    sure = np.zeros(len(rows), dtype=bool)
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
    return Explanation(names, rows, considered, sure, charged, after)


def _telling(typed: NDArray[np.float64]) -> Truth:
    """Return which numbers are no accident: three figures, and no small integer or quarter."""
    quarters = typed * 4
    return np.asarray((np.abs(quarters - np.rint(quarters)) > 1e-9) | (np.abs(typed) >= 100))


def _best(
    explanations: Sequence[Explanation], failing: Mapping[str, Truth], alone: Counts
) -> list[list[_Cost] | None]:
    """Return, for each sheet, the explanations that cost least; None where none is to be named.

    The cost is that of the mistakes and of what they leave unexplained.
    """
    able: list[list[_Cost]] = [[] for _ in alone]
    for one in explanations:
        left = _count(one.left(failing))
        for at in np.flatnonzero(one.considered):
            cost = _Cost(one, int(at), int(left[at]))
            if _is_named(cost, int(alone[one.rows[at]])):
                able[one.rows[at]].append(cost)
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
        {name: truth[found[0].at] for name, truth in first.charged.items()},
        {name: truth[found[0].at] for name, truth in first.after.items()},
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
