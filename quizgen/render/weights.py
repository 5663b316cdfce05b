"""Where the weights of a layer stand: on their edges near the heads, clear of all else.

Near the heads the edges of different units lie apart, but those of one unit come
together; so each label is moved along its edge, the whole group in turns, to where the
least is in its way.
"""

from collections.abc import Sequence
from itertools import combinations
from math import hypot
from typing import TypeAlias

from quizgen.render.canvas import Label, centred, extent
from quizgen.render.geometry import Point, Rectangle, between

Edge: TypeAlias = tuple[Point, Point]
Choices: TypeAlias = list[tuple[float, Rectangle]]  # what each costs, and its room

# A label stands at a share of its edge, from the head: at `NEAR` if it can be, at least at
# `FIRST`, at most at `LAST`; where all edges lead to one unit they lie apart further off.
FIRST, NEAR, LAST = 0.12, 0.26, 0.4
ALONE, LAST_ALONE = 0.36, 0.66
PLACES = 24
AIR = 1.3  # around a label
ROUNDS = 4
OVERLAP, STRUCK = 1000.0, 200.0  # what it costs to touch a label or a unit, an edge


def place(
    texts: Sequence[str],
    edges: Sequence[Edge],
    units: Sequence[Rectangle],
    size: float,
    even: bool,
) -> list[Label] | None:
    """Return a label for each edge, centred on it, or None where some would touch.

    An edge leads from its start to its tip; all run between the same two columns.
    `even` asks for all labels as far from their heads as each other.
    """
    alone = len({tip for _, tip in edges}) == 1
    choices = [
        _choices(text, edge, edges, units, size, alone)
        for text, edge in zip(texts, edges, strict=True)
    ]
    for k in sorted(range(PLACES), key=lambda k: choices[0][k][0]) if even else ():
        labels = _labels(texts, choices, [k] * len(texts), size)
        if labels is not None:
            return labels
    if even:
        return None
    chosen = [min(range(PLACES), key=lambda k: costs[k][0]) for costs in choices]
    for _ in range(ROUNDS):
        before = list(chosen)
        for i, options in enumerate(choices):
            others = [choices[j][k][1] for j, k in enumerate(chosen) if j != i]
            chosen[i] = min(
                range(PLACES),
                key=lambda k: (
                    options[k][0]
                    + OVERLAP * sum(options[k][1].meets(other) for other in others)
                ),
            )
        if chosen == before:
            break
    return _labels(texts, choices, chosen, size)


def _labels(
    texts: Sequence[str], choices: Sequence[Choices], chosen: Sequence[int], size: float
) -> list[Label] | None:
    """Return the labels at the chosen places, or None where something is in their way."""
    boxes = [options[k][1] for options, k in zip(choices, chosen, strict=True)]
    struck = any(options[k][0] >= STRUCK for options, k in zip(choices, chosen, strict=True))
    if struck or any(a.meets(b) for a, b in combinations(boxes, 2)):
        return None
    return [
        centred(text, (box.left + box.right) / 2, (box.top + box.bottom) / 2, size)
        for text, box in zip(texts, boxes, strict=True)
    ]


def _choices(
    text: str,
    edge: Edge,
    edges: Sequence[Edge],
    units: Sequence[Rectangle],
    size: float,
    alone: bool,
) -> Choices:
    """Return the places of one label along its edge, each with what it costs alone."""
    width, height = extent(text, size)
    start, tip = edge
    length = hypot(tip[0] - start[0], tip[1] - start[1])
    rivals = [other for other in edges if other != edge]
    near, last = (ALONE, LAST_ALONE) if alone else (NEAR, LAST)
    found = []
    for k in range(PLACES):
        share = FIRST + (last - FIRST) * k / (PLACES - 1)
        x, y = between(tip, start, share)
        box = Rectangle.around(x, y, width + 2 * AIR, height + 2 * AIR)
        cost = abs(share - near) * length / 10
        cost += STRUCK * sum(box.struck(other) for other in rivals)
        cost += OVERLAP * sum(box.meets(unit) for unit in units)
        found.append((cost, box))
    return found
