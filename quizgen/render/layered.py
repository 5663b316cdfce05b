"""The picture of a layered network: columns of circles, every one joined to all before it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot

from quizgen.drawings import Column, LayeredNetwork
from quizgen.render.canvas import (
    ARROW,
    Arrowhead,
    Item,
    Label,
    Outline,
    Picture,
    Stroke,
    above,
    centred,
    extent,
    picture_of,
    prose,
)
from quizgen.render.geometry import Points, Rectangle, toward, without
from quizgen.render.weights import Edge, place

MILLIMETRE = 72 / 25.4
CIRCLE = 9 * MILLIMETRE  # across
SMALL = 7.6 * MILLIMETRE  # in long columns
SMALL_ARROW = 3.2
LONG = 6  # units, beyond which a column is long
LETTERS = (10.5, 9.5, 8.5)  # sizes of a unit's label: the first that fits its circle
WEIGHT = 8.5
HEAD = 9.5
CONSTANT = 9.5
BIAS = 15.0  # the height of a bias unit
PADDING = 3.5  # between a label and its circle
MANY = 24  # weights, beyond which they are not written at their edges
TALL = 270.0  # how far a column is stretched for weights to find room
STRETCH = 7.0


@dataclass(frozen=True)
class Scale:
    """The measures of one picture: the circles' size, the distances of rows and columns."""

    circle: float
    letters: float
    row: float
    column: float


def layered(network: LayeredNetwork, widest: float) -> Picture:
    """Draw a layered network, no wider than `widest` where its columns can be that close.

    Weights stand on their edges where all can be read; where there are too many for that
    they are left out.  A parameter's name stands above the edges that it holds the weights
    of, with or without them.
    """
    bare = replace(network, weights=())
    if any(map(_count, network.weights)) and max(map(_count, network.weights)) <= MANY:
        for even in (True, False):
            for scale in _scales(network, widest):
                columns, edges = _laid_out(network, scale)
                weights = _weights(network, edges, columns, even)
                if weights is not None:
                    return picture_of(_items(network, columns, edges, weights, scale))
    scale = _scale(bare, widest)
    return picture_of(_items(bare, *_laid_out(bare, scale), [], scale))


def _scales(network: LayeredNetwork, widest: float) -> Iterator[Scale]:
    """Yield ever larger scales, for weights to find room."""
    scale = _scale(network, widest)
    rows = _rows(network)
    while scale.row * rows <= TALL:
        yield scale
        row = scale.row + STRETCH
        scale = replace(scale, row=row, column=_column(network, scale.circle, row, widest))


def _laid_out(
    network: LayeredNetwork, scale: Scale
) -> tuple[list[list[tuple[Outline, Label]]], list[list[Edge]]]:
    columns = list(_columns(network, scale))
    return columns, [list(_edges(pair)) for pair in pairwise(columns)]


def _items(
    network: LayeredNetwork,
    columns: list[list[tuple[Outline, Label]]],
    edges: list[list[Edge]],
    weights: list[Label],
    scale: Scale,
) -> Iterator[Item]:
    gaps = [label.box.grown(1.2) for label in weights]
    arrow = ARROW if _rows(network) <= LONG else SMALL_ARROW
    for edge in (edge for group in edges for edge in group):
        start, tip = edge
        shaft = (start, toward(tip, start, arrow * 0.8))
        yield from (Stroke(rest) for rest in without(shaft, gaps))
        yield Arrowhead(start, tip, arrow)
    for outline, label in (unit for column in columns for unit in column):
        yield outline
        yield label
    yield from weights
    top = min(unit.box.top for column in columns for unit, _ in column)
    named = [*_names(network, columns, edges, weights)]
    yield from named
    middles = [column[-1][0].x for column in columns]
    yield from _heads(network, middles, min([top, *(name.box.top for name in named)]), scale)


def _scale(network: LayeredNetwork, widest: float) -> Scale:
    rows = _rows(network)
    circle = SMALL if rows > LONG else CIRCLE
    units = [label for column in network.columns for label in column.units]
    needed = {size: max(hypot(*extent(unit, size)) for unit in units) for size in LETTERS}
    letters = next((size for size in LETTERS if needed[size] + PADDING <= circle), LETTERS[-1])
    circle = max(circle, needed[letters] + PADDING)
    row = circle + (6.0 if rows > LONG else 12.0)
    return Scale(circle, letters, row, _column(network, circle, row, widest))


def _column(network: LayeredNetwork, circle: float, row: float, widest: float) -> float:
    """Return how far apart columns stand: not so close that edges get steep."""
    height = row * (_rows(network) - 1)
    wanted = max(136.0, height) if network.weights else max(96.0, 0.55 * height)
    ends = sum(_half(network.columns[place], circle) for place in (0, -1))
    between = (widest - ends - 3) / max(1, len(network.columns) - 1)
    return min(wanted, max(between, 2 * circle))


def _half(column: Column, circle: float) -> float:
    """Return half the width of a column, its head included as far as it can be broken."""
    words = [extent(prose(word), HEAD)[0] for word in _lines(column.head, 0.0)]
    bias = _pill(column.bias) if column.bias else 0.0
    return max([circle, bias, *words]) / 2


def _pill(label: str) -> float:
    return max(BIAS, extent(label, CONSTANT)[0] + 9)


def _rows(network: LayeredNetwork) -> int:
    return max(len(_labels(column)) for column in network.columns)


def _labels(column: Column) -> tuple[str, ...]:
    return (*((column.bias,) if column.bias else ()), *column.units)


def _columns(network: LayeredNetwork, scale: Scale) -> Iterator[list[tuple[Outline, Label]]]:
    for number, column in enumerate(network.columns):
        labels = _labels(column)
        drawn: list[tuple[Outline, Label]] = []
        for place_, label in enumerate(labels):
            x, y = number * scale.column, (place_ - (len(labels) - 1) / 2) * scale.row
            if column.bias and place_ == 0:
                y += (scale.circle - BIAS) / 4  # it is smaller: not to stand too far off
                outline = Outline(x, y, _pill(label), BIAS, BIAS / 2)
                drawn.append((outline, centred(label, x, y, CONSTANT)))
            else:
                outline = Outline(x, y, scale.circle, scale.circle, scale.circle / 2)
                drawn.append((outline, centred(label, x, y, scale.letters)))
        yield drawn


def _edges(
    pair: tuple[list[tuple[Outline, Label]], list[tuple[Outline, Label]]],
) -> Iterator[Edge]:
    """Yield the edges into each unit of the later column, in the order of the weights."""
    for head, _ in pair[1]:
        if head.height == BIAS:
            continue
        for tail, _ in pair[0]:
            start, tip = (tail.x, tail.y), (head.x, head.y)
            if tail.width > tail.height:
                start = (tail.box.right - tail.radius, tail.y)
            rim = toward(start, tip, tail.height / 2)
            yield rim, toward(tip, start, head.width / 2)


def _weights(
    network: LayeredNetwork,
    edges: list[list[Edge]],
    columns: list[list[tuple[Outline, Label]]],
    even: bool,
) -> list[Label] | None:
    """Return the weights' labels, or None where not all would be clear of all else."""
    placed: list[Label] = []
    outlines = [outline.box for column in columns for outline, _ in column]
    for matrix, group in zip(network.weights, edges, strict=True):
        if matrix:
            texts = [text for row in matrix for text in row]
            labels = place(texts, group, outlines, WEIGHT, even)
            if labels is None:
                return None
            placed += labels
    return placed


def _names(
    network: LayeredNetwork,
    columns: list[list[tuple[Outline, Label]]],
    edges: list[list[Edge]],
    weights: list[Label],
) -> list[Label]:
    """Return the parameters' names, on one line above all edges that run beneath them."""
    names = []
    for tex, group, (before, after) in zip(
        network.parameters, edges, pairwise(columns), strict=True
    ):
        x = (before[-1][0].x + after[-1][0].x) / 2
        half = extent(tex, 10.5)[0] / 2 + 3
        tops = [label.box.top for label in weights if abs(_middle(label.box) - x) < half + 12]
        tops += [_height(edge, x + side) for edge in group for side in (-half, half)]
        names.append((tex, x, min(tops) - 4))
    line = min((y for _, _, y in names), default=0.0)
    return [above(tex, x, line, 10.5) for tex, x, _ in names]


def _heads(
    network: LayeredNetwork, middles: list[float], bottom: float, scale: Scale
) -> Iterator[Label]:
    for column, x in zip(network.columns, middles, strict=True):
        lines = _lines(column.head, scale.column - 8)
        for number, line in enumerate(reversed(lines)):
            label = centred(prose(line), x, 0.0, HEAD)
            yield Label(label.tex, label.x, bottom - 8 - 11.5 * number, HEAD)


def _lines(head: str, room: float) -> list[str]:
    """Return a head in as few lines as fit; mathematics is not broken."""
    lines: list[str] = []
    for word in head.split() if "$" not in head else [head.strip()] if head.strip() else []:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and extent(prose(joined), HEAD)[0] <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _count(matrix: tuple[tuple[str, ...], ...]) -> int:
    return sum(len(row) for row in matrix)


def _height(edge: Points, x: float) -> float:
    """Return how high an edge's line is at x."""
    (left, top), (right, bottom) = edge[0], edge[-1]
    share = min(1.0, max(0.0, (x - left) / (right - left))) if right != left else 0.0
    return top + (bottom - top) * share


def _middle(box: Rectangle) -> float:
    return (box.left + box.right) / 2
