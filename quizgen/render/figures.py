"""Columns of numbers, and grids of boxes, made ready for the templates.

The numbers of a column are centred, and each is indented by as much as its halves, up to
its decimal point and from it on, lack of the column's widest: so the points stand under
each other, and the text itself has no padding in it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Literal, TypeAlias

from markupsafe import Markup

from quizgen.document import Field, Table
from quizgen.render.answers import wide
from quizgen.render.math import spoken
from quizgen.render.words import said

NUMBER = re.compile(r"[-−+]?(\d+\.?\d*|\.\d+)")
AMONG = re.compile(r"–|\d+( × \d+)+")  # what may stand in a column of numbers
SIGN, POINT = 1.45, 0.5  # their widths in STIX Two Text, in widths of a digit

MANY = 10  # columns, beyond which a table or a grid is set smaller
LONG = 20  # rows, beyond which a table is
PADDING, WIDEST = 2.0, 55.0  # em, of the columns of a long table, and all of them
STEP = 2.0  # em, by which they are wider


Size: TypeAlias = Literal["wide", "long", ""]


@dataclass(frozen=True)
class Figure:
    """A number and the indent (a CSS length, or "") that brings its point into line."""

    text: str
    indent: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: `figure` is set in a column of numbers; `style` is its attribute."""

    text: str
    figure: Figure | None
    style: Markup


@dataclass(frozen=True)
class Body:
    """The rows of a table; `size` is the CSS class of one that is set smaller, or "".

    Where it is long, `widths` has the columns' (in em), so that its rows can be set one by one.
    """

    size: Size
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Return how wide all columns are, in em."""
        return sum(self.widths)

    def style(self, column: int, indent: str = "") -> Markup:
        """Return the attribute that says a cell's width and indent, or ""."""
        return _style(self.widths, column, indent)


@dataclass(frozen=True)
class Box:
    """A box for one answer; `spoken` names it, `answer` is None where a student writes."""

    name: str
    spoken: str
    answer: Figure | None


@dataclass(frozen=True)
class Grid:
    """The boxes of a field, row by row; `shape` says in CSS classes how they stand."""

    spoken: str
    shape: str
    columns: int
    rows: tuple[tuple[Box, ...], ...]


def align(texts: Sequence[str]) -> list[Figure]:
    """Return a column's texts with their decimal points in line; minus signs are true ones."""
    numbers = [text.replace("-", "−") for text in texts if NUMBER.fullmatch(text)]
    widest = [max(sides) for sides in zip(*map(_sides, numbers), strict=True)]

    def figure(text: str) -> Figure:
        if not NUMBER.fullmatch(text):
            return Figure(text)
        number = text.replace("-", "−")
        left, right = (most - side for most, side in zip(widest, _sides(number), strict=True))
        return Figure(number, f"{left - right:.3g}ch" if left != right else "")

    return [figure(text) for text in texts]


@lru_cache(maxsize=32)
def body_of(table: Table) -> Body:
    """Return a table's rows; a column is set as numbers when all its cells are numbers.

    A dash or a shape may stand among them.
    """
    columns = [
        [*zip(texts, _figures(texts), strict=True)] for texts in zip(*table.rows, strict=True)
    ]
    if table.row_heads and columns:
        columns[0] = [(text, None) for text, _ in columns[0]]
    size: Size = "wide" if len(columns) > MANY else "long" if len(table.rows) > LONG else ""
    widths = _widths(table) if size == "long" else ()
    rows = (
        tuple(
            Cell(text, figure, _style(widths, place, figure.indent if figure else ""))
            for place, (text, figure) in enumerate(row)
        )
        for row in zip(*columns, strict=True)
    )
    return Body(size, tuple(rows), widths)


def _widths(table: Table) -> tuple[int, ...]:
    texts = zip(table.head or [""] * len(table.rows[0]), *table.rows, strict=True)
    widths = [max(map(wide, column)) + PADDING for column in texts]
    widths = [STEP * ceil(width / STEP) for width in widths]
    shrunk = min(1.0, WIDEST / sum(widths))
    return tuple(ceil(width * shrunk) for width in widths)


def _style(widths: tuple[int, ...], column: int, indent: str) -> Markup:
    css = [f"--width:{widths[column]}em"] if widths else []
    css += [f"text-indent:{indent}"] if indent else []
    return Markup(f' style="{";".join(css)}"' if css else "")


def boxes(field: Field, words: Mapping[str, str]) -> Grid:
    """Return a field's boxes, each with a name that a screen reader can say."""
    return _grid(field, words["answer"], words["entry"], words["cell"])


@lru_cache(maxsize=256)
def _grid(field: Field, answer: str, entry: str, cell: str) -> Grid:
    name = spoken(field.label) if field.label else answer
    height, width = len(field.blanks), max(len(row) for row in field.blanks)
    answers = _answers(field)
    rows = tuple(
        tuple(
            Box(blank, _named(name, (i, j), (height, width), entry, cell), answers.get((i, j)))
            for j, blank in enumerate(row)
        )
        for i, row in enumerate(field.blanks)
    )
    brackets = "bracketed" if field.bracketed else "plain"
    columns = f"columns-{width if width <= MANY else 'many'}"
    return Grid(name, f"{brackets} {columns}", width, rows)


def _answers(field: Field) -> dict[tuple[int, int], Figure]:
    if field.answers is None:
        return {}
    columns = [align(column) for column in zip(*field.answers, strict=True)]
    return {
        (i, j): answer for j, column in enumerate(columns) for i, answer in enumerate(column)
    }


def _named(
    label: str, place: tuple[int, int], shape: tuple[int, int], entry: str, cell: str
) -> str:
    (i, j), (height, width) = place, shape
    if height == width == 1:
        return label
    if height == 1 or width == 1:
        return said(entry, label=label, i=max(i, j) + 1, n=max(height, width))
    return said(cell, label=label, i=i + 1, j=j + 1)


def _figures(texts: Sequence[str]) -> Sequence[Figure | None]:
    """Return a column's numbers, or as many times None where it isn't one of numbers."""
    numbers = [text for text in texts if NUMBER.fullmatch(text)]
    if numbers and all(text in numbers or AMONG.fullmatch(text) for text in texts):
        return align(texts)
    return [None] * len(texts)


def _sides(number: str) -> tuple[float, float]:
    """Return how wide a number is up to its point and from it on, in widths of a digit."""
    whole, point, digits = number.partition(".")
    signs = len(whole) - len(whole.lstrip("−+"))
    return len(whole) + (SIGN - 1) * signs, len(digits) + POINT * len(point)
