"""The vertices of a computation graph: outlines, the room each needs, labels around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, hypot

from quizgen.drawings import Vertex
from quizgen.render.canvas import Label, Outline, above, below, centred, extent
from quizgen.render.geometry import Point

LETTERS = 10.5
NUMBERS = 9.5
ROUND = 24.0  # the least circle
SQUARE = 22.0
WIDEST_CIRCLE = 32.0  # what needs more is set in a box with round ends
RING = 2.4  # between the two circles of the loss
AIR = 2.2  # between a value and its line
APART = 2.5  # between a shape and its vertex


@dataclass(frozen=True)
class Body:
    """A vertex, its outline around (0, 0), and its table of two columns and two rows.

    The outline stands in the first cell.  Where values are shown, a line (`stub`) leads
    through the cell after it, beside it or (laid out downwards) beneath.
    """

    vertex: Vertex
    outline: Outline
    columns: tuple[int, int]
    rows: tuple[int, int]
    stub: bool


def body_of(vertex: Vertex, downwards: bool) -> Body:
    """Return a vertex with the room that it needs, in whole points."""
    outline = _outline(vertex)
    sizes = [extent(tex, NUMBERS) for tex in (vertex.value, vertex.adjoint) if tex]
    shape = extent(vertex.shape, NUMBERS) if vertex.shape else (0.0, 0.0)
    wide = max((width for width, _ in sizes), default=0.0)
    if downwards:
        half = outline.width / 2
        beside = max(wide + 2 * AIR - half, shape[0] + APART) + 3
        beneath = sum(height + AIR for _, height in sizes) + AIR
        columns = outline.width, beside if sizes or vertex.shape else 0.0
        rows = outline.height, beneath if sizes else 0.0
    else:
        reach = max((height + AIR for _, height in sizes), default=0.0)
        columns = max(outline.width, shape[0]), wide + 8 if sizes else 0.0
        rows = max(outline.height, 2 * reach), shape[1] + APART + 1 if vertex.shape else 0.0
    return Body(vertex, outline, _whole(columns), _whole(rows), bool(sizes))


def stub(body: Body, place: Outline, downwards: bool) -> tuple[Point, Point]:
    """Return the line from a vertex's outline to where edges leave its room."""
    if downwards:
        end = place.y + body.rows[0] / 2 + (body.rows[1] if body.stub else 0)
        return (place.x, place.box.bottom), (place.x, end)
    end = place.x + body.columns[0] / 2 + (body.columns[1] if body.stub else 0)
    return (place.box.right, place.y), (end, place.y)


def labels(body: Body, place: Outline, downwards: bool) -> Iterator[Label]:
    """Yield what stands in a vertex and around it."""
    vertex = body.vertex
    yield centred(vertex.label, place.x, place.y, LETTERS)
    if downwards:
        y = place.y + body.rows[0] / 2 + AIR
        for tex in filter(None, (vertex.value, vertex.adjoint)):
            width, height = extent(tex, NUMBERS)
            yield centred(tex, place.x + AIR + width / 2, y + height / 2, NUMBERS)
            y += height + AIR
    else:
        start, end = stub(body, place, downwards)
        middle = (start[0] + end[0]) / 2
        if vertex.value:
            yield above(vertex.value, middle, place.y - AIR, NUMBERS)
        if vertex.adjoint:
            yield below(vertex.adjoint, middle, place.y + AIR, NUMBERS)
    if vertex.shape and downwards:
        beside = place.box.right + APART + extent(vertex.shape, NUMBERS)[0] / 2
        yield centred(vertex.shape, beside, place.y, NUMBERS)
    elif vertex.shape:
        yield below(vertex.shape, place.x, place.box.bottom + APART, NUMBERS)


def _outline(vertex: Vertex) -> Outline:
    width, height = extent(vertex.label, LETTERS)
    if vertex.form in ("input", "parameter"):
        return Outline(0, 0, max(SQUARE, width + 9), max(SQUARE, height + 9))
    across = max(ROUND, hypot(width, height) + 7)
    wide, high = across, across
    if across > WIDEST_CIRCLE:
        wide, high = width + 15, max(ROUND, height + 9)
    ring = 2 * RING if vertex.form == "loss" else 0.0
    return Outline(0, 0, wide + ring, high + ring, (min(wide, high) + ring) / 2)


def _whole(pair: tuple[float, float]) -> tuple[int, int]:
    return ceil(pair[0] - 1e-9), ceil(pair[1] - 1e-9)
