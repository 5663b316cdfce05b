"""The conditions that keep a class's variants fair: mistakes show, work is equal.

They hold for whatever has a graph: networks and expressions alike.
"""

from collections.abc import Callable

import numpy as np

from quizgen.engine import DIGITS40
from quizgen.engine.arithmetic import Array
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.condition import Condition
from quizgen.sampling.seen import CLEAR, Clarity, Seen
from quizgen.sampling.work import FEW, LIKE, is_usual

LARGEST = 1000.0


def _clear(drawn: Candidates, clarity: Callable[[Seen], Clarity]) -> Array:
    """Return what is clear: in doubles what may be; in 40 digits what surely is."""
    if drawn.arithmetic is not DIGITS40:
        return clarity(drawn.seen).holds(sure=False)
    rough = clarity(drawn.seen.in_doubles)
    return (rough if rough.decided else clarity(drawn.seen)).holds(sure=True)


def _enough(clear: Array, wanted: int | None) -> Array:
    """Return for each candidate whether as many figures are clear as can be."""
    return np.asarray(clear.sum(axis=0) >= (len(clear) if wanted is None else wanted))


def _mistakes_show(drawn: Candidates) -> Array:
    wanted = drawn.reference.shown if drawn.reference else None
    return _enough(_clear(drawn, lambda seen: seen.shown), wanted)


def _mistakes_differ(drawn: Candidates) -> Array:
    wanted = drawn.reference.told_apart if drawn.reference else None
    return _enough(_clear(drawn, lambda seen: seen.apart), wanted)


def _equal_work(drawn: Candidates) -> Array:
    kept = np.ones(drawn.count, dtype=bool)
    if drawn.reference is not None:
        for name, usual in drawn.reference.work.items():
            kept &= is_usual(drawn.work[name], usual)
    return kept


def _in_reach(drawn: Candidates) -> Array:
    values = drawn.at_asked(drawn.values)
    return np.asarray((np.abs(values) <= LARGEST + 1e-9).all(axis=1))


FAIRNESS: dict[str, Condition] = {
    "numbers to work with": Condition(
        f"the size of every asked value is {LARGEST:,.0f} at most",
        "long numbers are slips of the pen, not of the mind",
        _in_reach,
    ),
    "equal work": Condition(
        f"every count of work is within {LIKE:.0%} of the set's usual one, one off below {FEW}",
        "no student is to have more to do than another",
        _equal_work,
        looks_at="work",
    ),
    "mistakes show": Condition(
        f"every mistake moves an asked value more than {CLEAR:g} times as far as its accepted "
        "range reaches, and more than two units of the kept place; where not all can at once, "
        "as many as can",
        "what a mistake leaves as it is cannot be marked; with rounding it must still show",
        _mistakes_show,
        looks_at="mistakes",
    ),
    "mistakes differ": Condition(
        "no two mistakes give the same answers, nor such as rounding makes the same; "
        "where no numbers tell all apart, as many as can",
        "whoever made a mistake is to be told which",
        _mistakes_differ,
        looks_at="mistakes",
    ),
}
