"""Tables in a terminal: columns in line, long cells wrapped, wide tables in bands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from quizgen.document import Table
from quizgen.render.figures import NUMBER
from quizgen.render.text import rectangles
from quizgen.render.text.prose import cell, prose, wrapped
from quizgen.render.text.rectangles import pad

NARROWEST = 16  # columns, to which a cell of prose may be narrowed


def in_line(texts: Sequence[str]) -> list[str]:
    """Return a column's texts, the numbers' points under each other, minus signs true ones."""
    numbers = {
        i: text.replace("-", "−") for i, text in enumerate(texts) if NUMBER.fullmatch(text)
    }
    sides = {i: (number + ".").index(".") for i, number in numbers.items()}
    left = max(sides.values(), default=0)
    right = max((len(number) - sides[i] for i, number in numbers.items()), default=0)
    return [
        pad(" " * (left - sides[i]) + numbers[i], left + right) if i in numbers else text
        for i, text in enumerate(texts)
    ]


@dataclass(frozen=True)
class Column:
    """A column's texts, its head first, and how wide and how they are set."""

    texts: tuple[str, ...]
    align: str
    width: int


def table_lines(table: Table, width: int) -> list[str]:
    """Return a table with its caption above it, in bands of columns where it is wide.

    Its columns stand two apart, or one where that makes it fit.
    """
    columns = [_column(texts) for texts in zip(table.head, *table.rows, strict=True)]
    natural, gaps = sum(column.width for column in columns), len(columns) - 1
    gap = 1 if natural + gaps <= width < natural + 2 * gaps else 2
    lines = wrapped(prose(table.caption), width) if table.caption else []
    narrowed = _narrowed(columns, width - gap * gaps)
    for number, band in enumerate(_bands(narrowed, width, gap, table.row_heads)):
        lines += [""] if number else []
        lines += _band(band, gap)
    return lines


def _column(texts: Sequence[str]) -> Column:
    """Return a column; one of numbers is centred, its points in line."""
    head, *body = map(cell, texts)
    numbers = bool(body) and all(NUMBER.fullmatch(text) for text in texts[1:])
    aligned = (head, *in_line(body))
    return Column(aligned, "c" if numbers else "l", max(map(rectangles.columns, aligned)))


def _narrowed(columns: Sequence[Column], width: int) -> list[Column]:
    """Return the columns, the widest ones of prose narrowed until all take `width`."""
    widths = [column.width for column in columns]
    least = [
        max(
            NARROWEST,
            *(rectangles.columns(word) for text in column.texts for word in text.split(" ")),
        )
        if column.align == "l"
        else column.width
        for column in columns
    ]
    for _ in range(sum(widths) - width):
        wide = [k for k in range(len(columns)) if widths[k] > least[k]]
        if not wide:
            break
        widths[max(wide, key=widths.__getitem__)] -= 1
    return [replace(column, width=wide) for column, wide in zip(columns, widths, strict=True)]


def _bands(
    columns: Sequence[Column], width: int, gap: int, row_heads: bool
) -> Iterator[list[Column]]:
    """Yield the columns of each band; the one that names its row stands in every band."""
    first = [*columns[:1]] if row_heads else []
    band = [*first]
    for column in columns[len(first) :]:
        if len(band) > len(first) and _across([*band, column], gap) > width:
            yield band
            band = [*first]
        band.append(column)
    yield band


def _across(band: Sequence[Column], gap: int) -> int:
    return sum(column.width for column in band) + gap * (len(band) - 1)


def _band(band: Sequence[Column], gap: int) -> list[str]:
    """Return the heads of a band, a rule and its rows; a wrapped cell goes on below."""
    lines: list[str] = []
    for number, row in enumerate(zip(*(column.texts for column in band), strict=True)):
        cells = [
            wrapped(text, column.width) if rectangles.columns(text) > column.width else [text]
            for text, column in zip(row, band, strict=True)
        ]
        for texts in zip_longest(*cells, fillvalue=""):
            padded = (
                pad(text, column.width, column.align)
                for text, column in zip(texts, band, strict=True)
            )
            lines.append((" " * gap).join(padded))
        if number == 0:
            lines.append("─" * _across(band, gap))
    return lines
