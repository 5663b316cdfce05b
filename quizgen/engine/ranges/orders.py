"""Every order in which students may combine what there is, two by two."""

from collections.abc import Callable, Sequence
from functools import cache, reduce
from itertools import combinations
from typing import TypeVar

Part = TypeVar("Part")


def over_orders(
    parts: Sequence[Part],
    combine: Callable[[Part, Part, frozenset[int]], Part],
    hull: Callable[[Part, Part], Part],
) -> Part:
    """Return the hull of all parts combined, over every way to take them two by two.

    `combine` is told which parts its result is made of.  A set of them is bounded once: by
    every way to split it in two, each half bounded in the same way (2ⁿ sets, as in the
    dynamic programme for matrix chains).
    """

    @cache
    def bounded(of: frozenset[int]) -> Part:
        if len(of) == 1:
            return parts[next(iter(of))]
        first, *others = sorted(of)
        halves = (
            frozenset((first, *chosen))
            for size in range(len(others))
            for chosen in combinations(others, size)
        )
        return reduce(hull, (combine(bounded(half), bounded(of - half), of) for half in halves))

    return bounded(frozenset(range(len(parts))))
