"""Points, rectangles and curves, in points of 1/72 inch with y downwards.

A curve is a chain of cubic Bézier pieces that share their ends: 3n + 1 points; a straight
line is a chain of two points.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import hypot
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Points: TypeAlias = tuple[Point, ...]

STEPS = 16  # straight pieces that a Bézier piece is seen as
HALVINGS = 40


@dataclass(frozen=True)
class Rectangle:
    """A rectangle with its sides along the page's."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Rectangle":
        """Return the rectangle of this size whose centre is (x, y)."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def grown(self, by: float) -> "Rectangle":
        """Return the rectangle with `by` more on each side."""
        return Rectangle(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def meets(self, other: "Rectangle") -> bool:
        """Say whether the two have an area in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def touches(self, other: "Rectangle") -> bool:
        """Say whether the two have a point in common, if only of their sides."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def holds(self, point: Point) -> bool:
        """Say whether a point lies inside."""
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom

    def struck(self, points: Sequence[Point]) -> bool:
        """Say whether straight lines from point to point pass through the inside."""
        return self.meets(around(points)) and self.crossed(points)

    def crossed(self, points: Sequence[Point]) -> bool:
        """Say the same of lines whose rectangle this one meets."""
        return any(self._crossed(start, end) for start, end in pairwise(points))

    def _crossed(self, start: Point, end: Point) -> bool:
        """Clip the line at each side in turn (Liang and Barsky): is any of it left?"""
        first, last = 0.0, 1.0
        sides = ((self.left, self.right), (self.top, self.bottom))
        for (low, high), origin, target in zip(sides, start, end, strict=True):
            run = target - origin
            if run == 0:
                if not low < origin < high:
                    return False
                continue
            enter, leave = sorted(((low - origin) / run, (high - origin) / run))
            first, last = max(first, enter), min(last, leave)
        return first < last


def bounding(rectangles: Iterable[Rectangle]) -> Rectangle:
    """Return the smallest rectangle around all."""
    sides = [(box.left, box.top, box.right, box.bottom) for box in rectangles]
    lefts, tops, rights, bottoms = zip(*sides, strict=True)
    return Rectangle(min(lefts), min(tops), max(rights), max(bottoms))


def around(points: Sequence[Point]) -> Rectangle:
    """Return the smallest rectangle around points."""
    xs, ys = zip(*points, strict=True)
    return Rectangle(min(xs), min(ys), max(xs), max(ys))


def between(start: Point, end: Point, share: float) -> Point:
    """Return the point that lies a `share` of the way from start to end."""
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share,
    )


def toward(start: Point, end: Point, distance: float) -> Point:
    """Return the point at this distance from start in the direction of end."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    return between(start, end, distance / length) if length else start


@lru_cache(maxsize=512)
def flat(curve: Points) -> Points:
    """Return a curve as a chain of straight lines."""
    if len(curve) == 2:
        return curve
    pieces = (len(curve) - 1) // 3
    return tuple(_at(curve, k / STEPS) for k in range(STEPS * pieces + 1))


def cut(curve: Points, inside: Callable[[Point], bool], near: float) -> tuple[Points, float]:
    """Return the curve up to where it last enters a region, and that parameter.

    `inside` tells the region, in which the curve must end; `near` is the parameter (one
    unit a Bézier piece) to search back from.
    """
    low = high = near
    while low > 0 and inside(_at(curve, low)):
        low, high = max(0.0, low - 1 / STEPS), low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if inside(_at(curve, middle)) else (middle, high)
    return part(curve, 0.0, low), low


def part(curve: Points, start: float, end: float) -> Points:
    """Return the part of a curve between two parameters, one unit a Bézier piece."""
    if len(curve) == 2:
        return _at(curve, start), _at(curve, end)
    if end <= start:
        return (_at(curve, start),) * 4
    pieces = (len(curve) - 1) // 3
    points: list[Point] = []
    for k in range(pieces):
        low, high = max(start - k, 0.0), min(end - k, 1.0)
        if low < high:
            piece = _slice(curve[3 * k : 3 * k + 4], low, high)
            points += piece[1:] if points else piece
    return tuple(points)


def without(curve: Points, boxes: Sequence[Rectangle]) -> list[Points]:
    """Return what a curve leaves when it is interrupted inside the boxes."""
    line = flat(curve)
    reach = around(line)
    struck = [box for box in boxes if box.meets(reach) and box.crossed(line)]
    if not struck:
        return [curve]
    count = 8 * STEPS * max(1, (len(curve) - 1) // 3)
    last = max(1, (len(curve) - 1) // 3)
    free = [
        not any(box.holds(_at(curve, last * k / count)) for box in struck)
        for k in range(count + 1)
    ]
    parts, start = [], None
    for k, clear in enumerate([*free, False]):
        if clear and start is None:
            start = k
        elif not clear and start is not None:
            if k - 1 > start:
                parts.append(part(curve, last * start / count, last * (k - 1) / count))
            start = None
    return parts


def _at(curve: Points, parameter: float) -> Point:
    if len(curve) == 2:
        return between(curve[0], curve[1], parameter)
    piece = min(int(parameter), (len(curve) - 1) // 3 - 1)
    a, b, c, d = curve[3 * piece : 3 * piece + 4]
    t = parameter - piece
    s = 1 - t
    p, q, r, w = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    return (
        p * a[0] + q * b[0] + r * c[0] + w * d[0],
        p * a[1] + q * b[1] + r * c[1] + w * d[1],
    )


def _slice(piece: Points, low: float, high: float) -> Points:
    """Return the part of one Bézier piece between two parameters (de Casteljau)."""
    upper = _first(piece, high)
    reverse = _first(tuple(reversed(upper)), 1 - low / high)
    return tuple(reversed(reverse))


def _first(piece: Points, share: float) -> Points:
    kept, points = [piece[0]], list(piece)
    while len(points) > 1:
        points = [between(a, b, share) for a, b in pairwise(points)]
        kept.append(points[0])
    return tuple(kept)
