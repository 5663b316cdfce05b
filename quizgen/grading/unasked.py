"""A slip in a value that the sheet does not ask: one wrong number that explains the rest.

For each entry of each unasked quantity the number is found from which a failing answer
follows, and put in as if it had been answered: then the others must follow as well, and show
the work of their steps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from quizgen.engine import names, predict, symbols
from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Node
from quizgen.grading.carrying import Truth, Written, carried
from quizgen.grading.explaining import by_sheet, count_of

LEAST_EXPLAINED = 2  # failing answers, for one number to be more than an accident
TURNS = 12  # of the secant method: what a number leads to is straight, or nearly so
NEAR = 1e-9  # how exactly it must lead there, of an answer's size
Index: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Slip:
    """What was slipped in, in words, and by node the answers that it explains."""

    what: str
    explained: Mapping[str, Truth]

    @property
    def count(self) -> int:
        """Return how many answers it explains."""
        return sum(int(one.sum()) for one in self.explained.values())


def unasked_slips(written: Written, asked: frozenset[str]) -> list[Slip | None]:
    """Return, for each sheet, the one slip that explains what is left; None where none does.

    `asked` are the quantities that have a blank on the sheets.  Where slips in several
    quantities fit, what they have in common is named: the unit.
    """
    found: list[list[tuple[Node, Index, Slip]]] = [[] for _ in range(_count(written))]
    with np.errstate(all="ignore"):
        honest = carried(written).earned
        for node, at in _unasked(written, asked):
            for row, slip in _slips(written, honest, node, at):
                found[row].append((node, at, slip))
    return [_one_of(fits) for fits in found]


def _count(written: Written) -> int:
    return len(next(iter(written.typed.values())))


def _unasked(written: Written, asked: frozenset[str]) -> Iterator[tuple[Node, Index]]:
    graph = written.graph
    before = graph.ancestors(written.typed)
    for node in graph.nodes:
        computed = not node.is_given and not names.is_slope(node.name)
        if computed and node.name in before and node.name not in asked:
            for at in np.ndindex(*node.shape):
                yield node, at


def _slips(
    written: Written, honest: Mapping[str, Truth], node: Node, at: Index
) -> Iterator[tuple[int, Slip]]:
    """Yield the sheets of which a slip in an entry of `node` explains something, and what.

    `honest` are the answers that follow without it.
    """
    numbers, off = _numbers(written, node, at)
    (rows,) = np.nonzero(np.isfinite(numbers))
    if not len(rows):
        return
    few = written.taken(rows)
    put, slack = (np.full((len(rows), *node.shape), np.nan) for _ in range(2))
    entry: Any = (slice(None), *at)
    put[entry], slack[entry] = numbers[rows], off[rows]
    follows = carried(few.plus(node.name, put, slack))
    after = written.graph.descendants([node.name])
    agrees = np.ones(len(rows), dtype=bool)
    explained: dict[str, Truth] = {}
    for name, typed in few.typed.items():
        explained[name] = follows.earned[name] & ~honest[name][rows] & _is_failing(few, name)
        if name in after:
            agrees &= by_sheet(follows.agrees[name] | ~np.isfinite(typed)).all(axis=1)
    fits = agrees & (count_of(explained) >= LEAST_EXPLAINED)
    what = _in_words(node, at)
    for place in np.flatnonzero(fits):
        entries = {name: truth[place] for name, truth in explained.items()}
        yield int(rows[place]), Slip(what, entries)


def _is_failing(written: Written, name: str) -> Truth:
    return np.asarray(np.isfinite(written.typed[name]) & ~written.right[name])


def _numbers(written: Written, node: Node, at: Index) -> tuple[Array, Array]:
    """Return the number in an entry of `node` that a failing answer of each sheet follows from.

    Of the failing answers it is the one that tells the number best; by how much that may be off
    comes with it.  NaN where there is none, or where the secant method does not find it.
    """
    graph, count = written.graph, _count(written)
    after = graph.descendants([node.name])
    targets = [n.name for n in graph.nodes if n.name in written.typed and n.name in after]
    wanted = _flat(written.typed, targets, count)
    failing = _flat({name: _is_failing(written, name) for name in targets}, targets, count)
    put = np.full((count, *node.shape), np.nan)
    entry: Any = (slice(None), *at)

    def led_to(numbers: Array) -> Array:
        put[entry] = numbers
        found = predict(graph, written.inputs, {**written.typed, node.name: put})
        return _flat(found, targets, count)

    own = predict(graph, written.inputs, written.typed)[node.name]
    last = np.broadcast_to(own, put.shape)[entry]
    here = last + 0.1
    first, second = led_to(last), led_to(here)
    unit = _flat({name: written.unit(written.typed[name]) for name in targets}, targets, count)
    off = np.where(failing.astype(bool) & (first != second), unit * 0.1, np.inf)
    off = off / np.abs(second - first)
    off[np.isnan(off)] = np.inf
    best = np.argmin(off, axis=1)[:, None]

    def of_best(entries: Array) -> Array:
        return np.take_along_axis(entries, best, axis=1)[:, 0]

    goal = of_best(wanted)
    before, now = of_best(first) - goal, of_best(second) - goal
    for _ in range(TURNS):
        moves = (now != before) & (now != 0)
        if not moves.any():
            break
        step = np.where(moves, now * (here - last) / np.where(moves, now - before, 1), 0)
        last, here, before = here, here - step, now
        now = of_best(led_to(here)) - goal
    known = (np.abs(now) <= NEAR * np.maximum(1, np.abs(goal))) & np.isfinite(of_best(off))
    return np.where(known, here, np.nan), of_best(off)


def _flat(values: Mapping[str, Array], names: list[str], count: int) -> Array:
    """Return the entries of some nodes side by side, a row for each sheet."""
    parts = [np.asarray(values[name], dtype=float) for name in names]
    return np.concatenate([part.reshape(count, -1) for part in parts], axis=1)


def _in_words(node: Node, at: Index) -> str:
    """Return what an entry is called in a sentence."""
    of = symbols.by(node.symbol)
    entry = symbols.typed(of, at)
    if of == node.symbol:
        return entry
    way = names.way(node.name)
    return f"the derivative by {entry}" + (f" by way of {way}" if way else "")


def _one_of(fits: list[tuple[Node, Index, Slip]]) -> Slip | None:
    """Return the slip that fits, of several that explain as much the unit that they share."""
    if not fits:
        return None
    most = max(slip.count for *_, slip in fits)
    best = [fit for fit in fits if fit[2].count == most]
    if len(best) == 1:
        return best[0][2]
    places = {at for _, at, _ in best}
    unit = f"unit {best[0][1][0] + 1}" if len(places) == 1 and best[0][1] else "a value"
    return replace(best[0][2], what=f"{unit} on the way here")
