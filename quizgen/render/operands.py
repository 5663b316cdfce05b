"""Which operand is the first: told by "1st" and "2nd" at the arrowheads where it matters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot

from quizgen.drawings import Vertex
from quizgen.render.canvas import ARROW, Arrowhead, Label, Outline, centred, extent
from quizgen.render.geometry import Points, Rectangle, cut, flat

# The labels of operations whose operands may not change places; so may those of a label
# with a dot for each operand.
ORDERED = frozenset({"-", "/", r"\div", "^", r"\wedge", r"\text{pow}", r"\operatorname{pow}"})
SLOT = r"\cdot"
FRACTION = r"\frac{\cdot}{\cdot}"  # shows itself that the upper edge is the first operand
ORDINALS = (r"\text{1st}", r"\text{2nd}")
SIZE = 9.4
BACK = (7.0, 10.0, 13.0, 17.0, 22.0, 28.0)  # how far from an arrowhead's tip they may stand
GAPS = (1.6, 3.0)  # and how far from its line
AIR = 0.9


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
    taken: Sequence[Rectangle],
    downwards: bool,
) -> Iterator[Label]:
    """Yield the words at the arrowheads of the ordered `vertices`, each clear of the last."""
    boxes = list(taken)
    shafts = [flat(arrow.shaft) for arrow in arrows]
    for place, vertex in vertices:
        first, second = (arrow.arrowhead for arrow in arrows if arrow.head == place)
        if vertex.label == FRACTION and not downwards and first.tip[1] < second.tip[1]:
            continue
        for tex, arrowhead, other in zip(
            ORDINALS, (first, second), (second, first), strict=True
        ):
            word = _beside(tex, arrowhead, other, boxes, shafts)
            boxes.append(word.box)
            yield word


def _beside(
    tex: str,
    arrowhead: Arrowhead,
    other: Arrowhead,
    taken: Sequence[Rectangle],
    shafts: Sequence[Points],
) -> Label:
    """Return a word near an arrowhead, where the least is in its way, away from the other's."""
    width, height = extent(tex, SIZE)
    (x, y), (tip_x, tip_y) = arrowhead.start, arrowhead.tip
    length = hypot(tip_x - x, tip_y - y)
    along = ((x - tip_x) / length, (y - tip_y) / length)
    choices = []
    for back in BACK:
        for gap in GAPS:
            for side in (-1, 1):
                away = side * (gap + (abs(along[1]) * width + abs(along[0]) * height) / 2)
                middle_x = tip_x + along[0] * back - along[1] * away
                middle_y = tip_y + along[1] * back + along[0] * away
                box = Rectangle.around(middle_x, middle_y, width + 2 * AIR, height + 2 * AIR)
                cost = back + gap + 1000 * sum(box.meets(rival) for rival in taken)
                cost += 400 * sum(box.struck(shaft) for shaft in shafts)
                cost -= hypot(middle_x - other.tip[0], middle_y - other.tip[1])
                choices.append((cost, middle_x, middle_y))
    _, middle_x, middle_y = min(choices)
    return centred(tex, middle_x, middle_y, SIZE)
