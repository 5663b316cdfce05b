"""Two mistakes on one sheet: which are worth a look where none explains it alone."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import TypeAlias

import numpy as np

from quizgen.engine import Graph, evaluate, follow
from quizgen.engine.mistakes import applicable, rewrite
from quizgen.grading.carrying import Truth, within
from quizgen.grading.explaining import (
    SEVERAL,
    Explanation,
    Names,
    Rows,
    Sheets,
    any_of,
    by_sheet,
    explained,
    within_reach,
)

Waiting: TypeAlias = dict[Names, list[tuple[Rows, Mapping[str, Truth]]]]


@lru_cache(maxsize=64)
def rewritten(graph: Graph, answered: Names) -> tuple[tuple[str, Graph], ...]:
    """Return the graph under each mistake that can change an answer."""
    found = ((name, rewrite(graph, name)) for name in applicable(graph, answered))
    return tuple((name, other) for name, other in found if other is not None)


@lru_cache(maxsize=1024)
def _twice(graph: Graph, first: str, second: str) -> tuple[Graph, ...]:
    """Return the graph under two mistakes: one, or two where it matters which comes first."""
    once = (rewrite(graph, first), second), (rewrite(graph, second), first)
    both = (rewrite(wrong, other) for wrong, other in once if wrong is not None)
    return tuple({found.nodes: found for found in both if found is not None}.values())


def pairs(sheets: Sheets, singles: Sequence[Explanation], left: Truth) -> Iterator[Explanation]:
    """Yield what two mistakes explain of the sheets with something `left`.

    One of them explains something by itself, and the two explain what that leaves; or both
    are in what failed first, where neither is seen by itself: then the figures must tell.
    """
    graph, answered = sheets.written.graph, tuple(sorted(sheets.written.typed))
    known = [name for name, _ in rewritten(graph, answered)]
    tried = _both_at_first(sheets, left)
    seen = {name: np.zeros(len(left), dtype=bool) for name in known}
    for single in singles:
        seen[single.names[0]][single.rows] = True
        possible = np.flatnonzero(left[single.rows])
        if len(possible):
            left_over = {n: t[possible] for n, t in single.left(sheets.failing).items()}
            for other in known:
                names = tuple(sorted((*single.names, other), key=known.index))
                if other not in single.names:
                    tried.setdefault(names, []).append((single.rows[possible], left_over))
    for names, waiting in tried.items():
        rows, rest = _together(waiting)
        few = sheets.taken(rows)
        for twice in _twice(graph, *names):
            near = within_reach(few, rest, twice)
            if len(near):
                both = explained(few.taken(near), rows[near], names, twice)
                one = np.any([seen[name][both.rows] for name in names], axis=0)
                both = both.where(one | both.sure)
                if len(both.rows):
                    yield both.where(_shows_each(sheets.taken(both.rows), names, twice))


def _both_at_first(sheets: Sheets, left: Truth) -> Waiting:
    """Return the pairs that both change what failed first on a sheet, with those sheets."""
    written, failing = sheets.written, sheets.failing
    known = rewritten(written.graph, tuple(sorted(written.typed)))
    changes = {name: np.zeros(len(left), dtype=bool) for name, _ in known}
    right = evaluate(written.graph, written.inputs)
    wrong = {name: evaluate(graph, written.inputs) for name, graph in known}
    open_ = np.array(left)
    for node in written.graph.nodes:
        if node.name in failing:
            first = open_ & any_of(failing[node.name])
            for name, values in wrong.items():
                there = values[node.name] != right[node.name]
                changes[name] |= first & any_of(there & failing[node.name])
            open_ &= ~first
    found: Waiting = {}
    for pair in combinations(changes, 2):
        rows = np.flatnonzero(changes[pair[0]] & changes[pair[1]])
        if len(rows):
            found[pair] = [(rows, {name: truth[rows] for name, truth in failing.items()})]
    return found


def _shows_each(sheets: Sheets, names: Names, twice: Graph) -> Truth:
    """Say on which sheets each of two mistakes is seen beside the other.

    What either changes first, beside the other, must be what the two make of it: else an
    entry or two that it explains are a slip's.
    """
    written = sheets.written
    own = follow(
        twice, written.inputs, written.rounding, {n: written.put_in(n) for n in written.typed}
    )
    pair = follow(twice, written.inputs, written.rounding, {}).ranges
    seen = np.ones(len(next(iter(written.typed.values()))), dtype=bool)
    for name in names:
        alone = rewrite(written.graph, next(other for other in names if other != name))
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
            here = open_ & any_of(moved)
            some = by_sheet(moved & fits).sum(axis=1) >= SEVERAL
            seen &= ~(here & any_of(moved & ~fits) & ~some)
            open_ &= ~here
    return seen


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
