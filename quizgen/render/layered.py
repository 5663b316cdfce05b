"""The picture of a layered network: columns of circles, every one joined to all before it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from quizgen.drawings import LayeredNetwork
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
from quizgen.render.measures import (
    BIAS,
    CONSTANT,
    HEAD,
    LONG,
    Scale,
    labels_of,
    lines_of,
    pill,
    rows_of,
    scale_of,
    scales,
)
from quizgen.render.weights import Edge, place

SMALL_ARROW = 3.2
WEIGHT = 8.5
MANY = 24  # weights, beyond which they are not written at their edges


def layered(network: LayeredNetwork, widest: float) -> Picture:
    """Draw a layered network, no wider than `widest` where its columns can be that close.

    Weights stand on their edges where all can be read; where there are too many for that
    they are left out.  A parameter's name stands above the edges that it holds the weights
    of, with or without them.
    """
    bare = replace(network, weights=())
    if any(map(_count, network.weights)) and max(map(_count, network.weights)) <= MANY:
        for even in (True, False):
            for scale in scales(network, widest):
                columns, edges = _laid_out(network, scale)
                weights = _weights(network, edges, columns, even)
                if weights is not None:
                    return picture_of(_items(network, columns, edges, weights, scale))
    scale = scale_of(bare, widest)
    return picture_of(_items(bare, *_laid_out(bare, scale), [], scale))


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
    arrow = ARROW if rows_of(network) <= LONG else SMALL_ARROW
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


def _columns(network: LayeredNetwork, scale: Scale) -> Iterator[list[tuple[Outline, Label]]]:
    for number, column in enumerate(network.columns):
        labels = labels_of(column)
        drawn: list[tuple[Outline, Label]] = []
        for place_, label in enumerate(labels):
            x, y = number * scale.column, (place_ - (len(labels) - 1) / 2) * scale.row
            if column.bias and place_ == 0:
                y += (scale.circle - BIAS) / 4  # it is smaller: not to stand too far off
                outline = Outline(x, y, pill(label), BIAS, BIAS / 2)
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
        lines = lines_of(column.head, scale.column - 8)
        for number, line in enumerate(reversed(lines)):
            label = centred(prose(line), x, 0.0, HEAD)
            yield Label(label.tex, label.x, bottom - 8 - 11.5 * number, HEAD)


def _count(matrix: tuple[tuple[str, ...], ...]) -> int:
    return sum(len(row) for row in matrix)


def _height(edge: Points, x: float) -> float:
    """Return how high an edge's line is at x."""
    (left, top), (right, bottom) = edge[0], edge[-1]
    share = min(1.0, max(0.0, (x - left) / (right - left))) if right != left else 0.0
    return top + (bottom - top) * share


def _middle(box: Rectangle) -> float:
    return (box.left + box.right) / 2
