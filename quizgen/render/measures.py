"""The measures of a layered network's picture: how large its circles, how far its columns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import hypot

from quizgen.drawings import Column, LayeredNetwork
from quizgen.render.canvas import extent, prose

MILLIMETRE = 72 / 25.4
CIRCLE = 9 * MILLIMETRE  # across
SMALL = 7.6 * MILLIMETRE  # in long columns
LONG = 6  # units, beyond which a column is long
LETTERS = (10.5, 9.5, 8.5)  # sizes of a unit's label: the first that fits its circle
HEAD = 9.5
CONSTANT = 9.5
BIAS = 15.0  # the height of a bias unit
PADDING = 3.5  # between a label and its circle
TALL = 270.0  # how far a column is stretched for weights to find room
STRETCH = 7.0


@dataclass(frozen=True)
class Scale:
    """The measures of one picture: the circles' size, the distances of rows and columns."""

    circle: float
    letters: float
    row: float
    column: float


def scales(network: LayeredNetwork, widest: float) -> Iterator[Scale]:
    """Yield ever larger scales, for weights to find room."""
    scale = scale_of(network, widest)
    rows = rows_of(network)
    while scale.row * rows <= TALL:
        yield scale
        row = scale.row + STRETCH
        scale = replace(scale, row=row, column=_column(network, scale.circle, row, widest))


def scale_of(network: LayeredNetwork, widest: float) -> Scale:
    """Return the scale that a network starts with: no wider than it may be, where it can."""
    rows = rows_of(network)
    circle = SMALL if rows > LONG else CIRCLE
    units = [label for column in network.columns for label in column.units]
    needed = {size: max(hypot(*extent(unit, size)) for unit in units) for size in LETTERS}
    letters = next((size for size in LETTERS if needed[size] + PADDING <= circle), LETTERS[-1])
    circle = max(circle, needed[letters] + PADDING)
    row = circle + (6.0 if rows > LONG else 12.0)
    return Scale(circle, letters, row, _column(network, circle, row, widest))


def _column(network: LayeredNetwork, circle: float, row: float, widest: float) -> float:
    """Return how far apart columns stand: not so close that edges get steep."""
    height = row * (rows_of(network) - 1)
    wanted = max(136.0, height) if network.weights else max(96.0, 0.55 * height)
    ends = sum(_half(network.columns[place], circle) for place in (0, -1))
    between = (widest - ends - 3) / max(1, len(network.columns) - 1)
    return min(wanted, max(between, 2 * circle))


def _half(column: Column, circle: float) -> float:
    """Return half the width of a column, its head included as far as it can be broken."""
    words = [extent(prose(word), HEAD)[0] for word in lines_of(column.head, 0.0)]
    bias = pill(column.bias) if column.bias else 0.0
    return max([circle, bias, *words]) / 2


def pill(label: str) -> float:
    """Return how wide a bias unit is."""
    return max(BIAS, extent(label, CONSTANT)[0] + 9)


def rows_of(network: LayeredNetwork) -> int:
    """Return how many units the longest column has."""
    return max(len(labels_of(column)) for column in network.columns)


def labels_of(column: Column) -> tuple[str, ...]:
    """Return a column's labels from the top."""
    return (*((column.bias,) if column.bias else ()), *column.units)


def lines_of(head: str, room: float) -> list[str]:
    """Return a head in as few lines as fit; mathematics is not broken."""
    lines: list[str] = []
    for word in head.split() if "$" not in head else [head.strip()] if head.strip() else []:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and extent(prose(joined), HEAD)[0] <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
