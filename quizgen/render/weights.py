"""Where the weights of a layer stand: on their edges near the heads, clear of all else.

Near the heads the edges of different units lie apart, but those of one unit come
together; so each label is moved along its edge, the whole group in turns, to where the
least is in its way.
"""

from collections.abc import Sequence
from math import hypot
from typing import TypeAlias

from quizgen.render.canvas import Label, centred, extent
from quizgen.render.geometry import Point, Rectangle, between

Edge: TypeAlias = tuple[Point, Point]

FIRST, LAST = 0.12, 0.36  # between which shares of an edge, from its head, a label may stand
PLACES = 30
PREFERRED = 0.26
ALONE = 0.36  # where the edges lead to one unit
AIR = 0.8  # around a label
ROUNDS = 4
OVERLAP, STRUCK = 1000.0, 200.0  # what it costs to touch a label or a unit, an edge


def place(
    texts: Sequence[str], edges: Sequence[Edge], units: Sequence[Rectangle], size: float
) -> tuple[list[Label], bool]:
    """Return a label for each edge, centred on it, and whether nothing touches another.

    An edge leads from its start to its tip; all run between the same two columns.
    """
    near = PREFERRED if len({tip for _, tip in edges}) > 1 else ALONE
    choices = [
        _choices(text, edge, edges, units, size, near)
        for text, edge in zip(texts, edges, strict=True)
    ]
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
    boxes = [options[k][1] for options, k in zip(choices, chosen, strict=True)]
    clear = all(options[k][0] < STRUCK for options, k in zip(choices, chosen, strict=True))
    clear = clear and not any(a.meets(b) for i, a in enumerate(boxes) for b in boxes[:i])
    labels = [
        centred(text, (box.left + box.right) / 2, (box.top + box.bottom) / 2, size)
        for text, box in zip(texts, boxes, strict=True)
    ]
    return labels, clear


def _choices(
    text: str,
    edge: Edge,
    edges: Sequence[Edge],
    units: Sequence[Rectangle],
    size: float,
    near: float,
) -> list[tuple[float, Rectangle]]:
    """Return the places of one label along its edge, each with what it costs alone."""
    width, height = extent(text, size)
    start, tip = edge
    length = hypot(tip[0] - start[0], tip[1] - start[1])
    rivals = [other for other in edges if other != edge]
    found = []
    for k in range(PLACES):
        share = FIRST + (LAST - FIRST) * k / (PLACES - 1)
        x, y = between(tip, start, share)
        box = Rectangle.around(x, y, width + 2 * AIR, height + 2 * AIR)
        cost = abs(share - near) * length / 10
        cost += STRUCK * sum(box.struck(other) for other in rivals)
        cost += OVERLAP * sum(box.meets(unit) for unit in units)
        found.append((cost, box))
    return found
