"""Where pages end: what follows each other, how high it is, and where it may be parted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class UnfitError(Exception):
    """What the pieces of a page cannot be put together for: it is laid out as a whole."""


class Break(IntEnum):
    """What may stand before something: the end of a page, or not; or it must."""

    AVOIDED = 0
    ALLOWED = 1
    FORCED = 2


@dataclass(frozen=True)
class Strip:
    """What is never parted: its height, the gap above it, and whether a page may end there.

    At the head of a page the gap is left out, but for the first page and after a forced break,
    where `margin` is what remains of it.  `head` is the height of what is said again above it
    there: the head of its table.
    """

    height: float
    gap: float
    margin: float
    before: Break
    head: float = 0.0


@dataclass(frozen=True)
class Stand:
    """Where a strip stands: its page, counted from 0, and how far down."""

    page: int
    top: float


def paginate(strips: Sequence[Strip], room: float) -> list[Stand]:
    """Return where each strip stands on pages of so much room.

    A page ends at the last allowed place before what has no room on it; where there is none,
    before what has none itself.  Raises UnfitError where a strip is higher than a page.
    """
    stands: list[Stand] = []
    start = page = 0
    while start < len(strips):
        tops = _filled(strips, start, room)
        end = start + len(tops)
        if end < len(strips) and strips[end].before is not Break.FORCED:
            end = next((place for place in range(end, start, -1) if strips[place].before), end)
        if end == start:
            raise UnfitError("something is higher than a page")
        stands += [Stand(page, top) for top in tops[: end - start]]
        start, page = end, page + 1
    return stands


def _filled(strips: Sequence[Strip], start: int, room: float) -> list[float]:
    """Return how far down the strips from `start` stand, as many as the page has room for."""
    first = strips[start]
    top = first.margin if start == 0 or first.before is Break.FORCED else 0.0
    top += first.head
    tops: list[float] = []
    for place in range(start, len(strips)):
        strip = strips[place]
        if place > start:
            if strip.before is Break.FORCED:
                break
            top += strips[place - 1].height + strip.gap
        if top + strip.height > room + 1e-6:
            break
        tops.append(top)
    return tops
