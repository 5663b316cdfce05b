"""Which operand is the first: told by "1st" and "2nd" at the arrowheads where it matters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, inf

from quizgen.drawings import Vertex
from quizgen.render.canvas import ARROW, Arrowhead, Label, Outline, centred, extent
from quizgen.render.geometry import Points, Rectangle, around, cut, flat

# The labels of operations whose operands may not change places; so may those of a label
# with a dot for each operand.
ORDERED = frozenset({"-", "/", r"\div", "^", r"\wedge", r"\text{pow}", r"\operatorname{pow}"})
SLOT = r"\cdot"
FRACTION = r"\frac{\cdot}{\cdot}"  # shows itself that the upper edge is the first operand
ORDINALS = (r"\text{1st}", r"\text{2nd}")
SIZE = 9.4
BACK = (
    5.0,
    8.0,
    11.0,
    14.0,
    18.0,
    22.0,
    28.0,
    36.0,
)  # how far from an arrowhead's tip they may stand
GAPS = (2.2, 4.0, 7.0)  # and how far from its line
AIR = 1.3
CLEARLY = 20.0  # how far away from the other edge is far enough


@dataclass(frozen=True)
class Arrow:
    """An edge as drawn: its line, up to the arrowhead, and the vertex that it leads to."""

    head: int
    shaft: Points
    arrowhead: Arrowhead


def arrow_to(head: int, outline: Outline, curve: Points) -> Arrow:
    """Return the edge along a curve that ends in the middle of its head's outline."""
    last = float(max(1, (len(curve) - 1) // 3))
    whole, end = cut(curve, lambda point: outline.distance(point) < 0, last)
    shaft, _ = cut(curve, lambda point: outline.distance(point) < ARROW * 0.8, end)
    return Arrow(head, shaft, Arrowhead(shaft[-1], whole[-1]))


def ordered(vertex: Vertex, tails: Sequence[int]) -> bool:
    """Say whether it matters which of two operands comes first."""
    matters = vertex.label in ORDERED or vertex.label.count(SLOT) > 1
    return matters and vertex.form == "operation" and len(set(tails)) == 2


def ordinals(
    vertices: Sequence[tuple[int, Vertex]],
    arrows: Sequence[Arrow],
    stubs: Sequence[Points],
    taken: Sequence[Rectangle],
    downwards: bool,
) -> Iterator[Label]:
    """Yield the words at the arrowheads of the ordered `vertices`, each clear of the last."""
    boxes = list(taken)
    lines = [*stubs, *(flat(arrow.shaft) for arrow in arrows)]
    lines += [arrow.arrowhead.corners for arrow in arrows]
    reached = [(around(line), line) for line in lines]
    for place, vertex in vertices:
        first, second = (arrow for arrow in arrows if arrow.head == place)
        tips = first.arrowhead.tip, second.arrowhead.tip
        if vertex.label == FRACTION and not downwards and tips[0][1] < tips[1][1]:
            continue
        for tex, own, other in zip(ORDINALS, (first, second), (second, first), strict=True):
            word = _beside(tex, own, other, boxes, reached)
            boxes.append(word.box)
            yield word


def _beside(
    tex: str,
    own: Arrow,
    other: Arrow,
    taken: Sequence[Rectangle],
    lines: Sequence[tuple[Rectangle, Points]],
) -> Label:
    """Return a word near an arrowhead, where the least is in its way, away from the other.

    Each of the `lines` comes with the rectangle around it.
    """
    arrowhead = own.arrowhead
    width, height = extent(tex, SIZE)
    (x, y), (tip_x, tip_y) = arrowhead.start, arrowhead.tip
    length = hypot(tip_x - x, tip_y - y)
    along = ((x - tip_x) / length, (y - tip_y) / length)
    best = inf, 0.0, 0.0
    for back in BACK:
        for gap in GAPS:
            for side in (-1, 1):
                away = side * (gap + (abs(along[1]) * width + abs(along[0]) * height) / 2)
                middle_x = tip_x + along[0] * back - along[1] * away
                middle_y = tip_y + along[1] * back + along[0] * away
                box = Rectangle.around(middle_x, middle_y, width + 2 * AIR, height + 2 * AIR)
                cost = back + gap + 1000 * sum(box.meets(rival) for rival in taken)
                if cost - CLEARLY > best[0]:
                    continue
                cost += 400 * sum(
                    box.meets(reach) and box.crossed(line) for reach, line in lines
                )
                away_by = _distance(middle_x, middle_y, other.shaft)
                cost -= min(away_by, CLEARLY)
                cost += 300 * (away_by < 1.3 * _distance(middle_x, middle_y, own.shaft))
                best = min(best, (cost, middle_x, middle_y))
    _, middle_x, middle_y = best
    return centred(tex, middle_x, middle_y, SIZE)


def _distance(x: float, y: float, curve: Points) -> float:
    return min(hypot(x - point[0], y - point[1]) for point in flat(curve))
