"""A slip in a value that the sheet does not ask: one wrong number that explains the rest.

For each entry of each unasked quantity the number is found from which the first failing
answer follows, and put in as if it had been answered: then the others must follow as well,
and show the work of their steps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from quizgen.engine import evaluate, names, symbols
from quizgen.engine.graph import Node
from quizgen.grading.carrying import Truth, Written, carried

LEAST_EXPLAINED = 2  # failing answers, for one number to be more than an accident
TURNS = 12  # of the secant method: what a number leads to is straight, or nearly so
Index: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Slip:
    """What was slipped in, in words, and by node the answers that it explains."""

    what: str
    explained: Mapping[str, Truth]


def unasked_slips(written: Written, asked: frozenset[str]) -> list[Slip | None]:
    """Return, for each sheet, the one slip that explains what is left; None where none does.

    `asked` are the quantities that have a blank on the sheets.  Where slips in several
    quantities fit, what they have in common is named: the unit.
    """
    found: list[list[tuple[Node, Index, Slip]]] = [[] for _ in range(_count(written))]
    for node, at in _unasked(written, asked):
        for row, slip in enumerate(_slips(written, node, at)):
            if slip is not None:
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


@np.errstate(all="ignore")
def _slips(written: Written, node: Node, at: Index) -> Iterator[Slip | None]:
    """Yield, for each sheet, what a slip in an entry of `node` explains; None for nothing."""
    values = np.array([_number(written, row, node, at) for row in range(_count(written))])
    put = np.full((len(values), *node.shape), np.nan)
    put[(slice(None), *at)] = values  # type: ignore[index]
    with_it = written.plus(node.name, put)
    follows = carried(with_it)
    honest = carried(written).earned
    after = [name for name in written.typed if name in written.graph.descendants([node.name])]
    for row, value in enumerate(values):
        explained = {
            name: follows.earned[name][row]
            & ~honest[name][row]
            & _is_failing(written, name)[row]
            for name in written.typed
        }
        agrees = all(
            (follows.agrees[name][row] | ~np.isfinite(written.typed[name][row])).all()
            for name in after
        )
        count = sum(int(one.sum()) for one in explained.values())
        fits = np.isfinite(value) and agrees and count >= LEAST_EXPLAINED
        yield Slip(symbols.typed(node.symbol, at), explained) if fits else None


def _is_failing(written: Written, name: str) -> Truth:
    return np.asarray(np.isfinite(written.typed[name]) & ~written.right[name])


def _number(written: Written, row: int, node: Node, at: Index) -> float:
    """Return the number from which a sheet's first failing answer after `node` follows.

    NaN where there is none, or where the secant method does not find it.
    """
    graph = written.graph
    after = graph.descendants([node.name])
    failing = (
        (name, tuple(place))
        for name in (one.name for one in graph.nodes if one.name in written.typed)
        if name in after
        for place in np.argwhere(_is_failing(written, name)[row])
    )
    target, place = next(failing, ("", ()))
    if not target:
        return np.nan
    inputs = {name: value[row] for name, value in written.inputs.items()}
    own = {name: typed[row] for name, typed in written.typed.items() if name != target}
    wanted = float(written.typed[target][(row, *place)])
    put = np.full(node.shape, np.nan)

    def off(number: float) -> float:
        put[at] = number
        found = evaluate(graph, inputs, {**own, node.name: put})[target][place]
        return float(found - wanted)

    last = float(evaluate(graph, inputs, own)[node.name][at])
    here = last + 0.1
    before, now = off(last), off(here)
    for _ in range(TURNS):
        if now == before:
            break
        last, here, before = here, here - now * (here - last) / (now - before), now
        now = off(here)
    return here if abs(now) <= 1e-9 * max(1.0, abs(wanted)) else np.nan


def _one_of(fits: list[tuple[Node, Index, Slip]]) -> Slip | None:
    """Return the slip that fits, of several that explain as much the unit that they share."""
    if not fits:
        return None
    most = max(_explains(slip) for *_, slip in fits)
    best = [fit for fit in fits if _explains(fit[2]) == most]
    if len(best) == 1:
        return best[0][2]
    places = {at for _, at, _ in best}
    unit = f"unit {best[0][1][0] + 1}" if len(places) == 1 and best[0][1] else "a value"
    return replace(best[0][2], what=f"{unit} on the way here")


def _explains(slip: Slip) -> int:
    return sum(int(one.sum()) for one in slip.explained.values())
