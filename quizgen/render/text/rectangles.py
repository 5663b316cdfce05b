"""Rectangles of characters: what a formula in a terminal is made of.

A rectangle's rows are all equally wide, counted in columns of the terminal; its baseline
is the row that stands level with the text beside it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# A delimiter's pieces where it is tall: top, middle, bottom, and what runs between them.
TALL = {
    "(": "⎛⎜⎝⎜",
    ")": "⎞⎟⎠⎟",
    "[": "⎡⎢⎣⎢",
    "]": "⎤⎥⎦⎥",
    "{": "⎧⎨⎩⎪",
    "}": "⎫⎬⎭⎪",
    "⌊": "⎢⎢⎣⎢",
    "⌋": "⎥⎥⎦⎥",
    "⌈": "⎡⎢⎢⎢",
    "⌉": "⎤⎥⎥⎥",
    "|": "││││",
    "‖": "‖‖‖‖",
}


@lru_cache(maxsize=1024)
def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def columns(text: str) -> int:
    """Return how many columns of a terminal a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def pad(text: str, width: int, align: str = "l") -> str:
    """Return `text` filled up to `width` columns, aligned "l", "r" or "c"."""
    lack = max(width - columns(text), 0)
    before = {"l": 0, "r": lack, "c": lack // 2}[align]
    return " " * before + text + " " * (lack - before)


@dataclass(frozen=True)
class Rectangle:
    """Rows of equal width, of which number `baseline` (from 0, the top) is on the line."""

    rows: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        """The number of columns."""
        return columns(self.rows[0])

    @property
    def height(self) -> int:
        """The number of rows, at least one."""
        return len(self.rows)

    @property
    def tall(self) -> bool:
        """Whether it has several rows."""
        return len(self.rows) > 1


def line(text: str) -> Rectangle:
    """Return a text as one row."""
    return Rectangle((text,))


def beside(*parts: Rectangle) -> Rectangle:
    """Return rectangles side by side, their baselines level."""
    if not any(part.tall for part in parts):
        return line("".join(part.rows[0] for part in parts))
    above = max((part.baseline for part in parts), default=0)
    below = max((part.height - part.baseline for part in parts), default=1)
    filled = [_raise(part, above, below) for part in parts]
    rows = ("".join(row) for row in zip(*filled, strict=True)) if parts else ("",)
    return Rectangle(tuple(rows), above)


def stack(parts: Sequence[Rectangle], level: int, align: str = "c") -> Rectangle:
    """Return rectangles below each other; the baseline is that of number `level`."""
    width = max(part.width for part in parts)
    rows = tuple(pad(row, width, align) for part in parts for row in part.rows)
    return Rectangle(rows, sum(part.height for part in parts[:level]) + parts[level].baseline)


def fraction(over: Rectangle, under: Rectangle) -> Rectangle:
    """Return `over` above `under` with a bar between, which is on the line."""
    return stack((over, line("─" * max(over.width, under.width, 1)), under), 1)


def fence(left: str, body: Rectangle, right: str) -> Rectangle:
    """Return `body` between two delimiters as tall as it is; an empty one is left out."""
    inner = beside(line(" "), body, line(" ")) if body.tall else body
    return beside(*(_side(left, body)), inner, *(_side(right, body)))


def grid(cells: Sequence[Sequence[Rectangle]], aligns: Sequence[str], gap: int) -> Rectangle:
    """Return rows of cells in columns; the baseline is the middle row.

    The rows are equally long and `aligns` says for each column "l", "r" or "c".
    """
    widths = [max(cell.width for cell in column) for column in zip(*cells, strict=True)]
    bands = []
    for row in cells:
        parts: list[Rectangle] = []
        for cell, width, align in zip(row, widths, aligns, strict=True):
            parts += [line(" " * gap)] if parts else []
            parts.append(
                Rectangle(tuple(pad(r, width, align) for r in cell.rows), cell.baseline)
            )
        bands.append(beside(*parts))
    rows = tuple(row for band in bands for row in band.rows)
    level = bands[0].baseline if len(bands) == 1 else (len(rows) - 1) // 2
    return Rectangle(rows, level)


def below(parts: Sequence[Rectangle]) -> list[str]:
    """Return rectangles as lines, an empty one on both sides of a tall one."""
    lines: list[str] = []
    for number, part in enumerate(parts):
        if number and (part.tall or parts[number - 1].tall):
            lines.append("")
        lines += part.rows
    return lines


def _raise(part: Rectangle, above: int, below: int) -> list[str]:
    """Return the rows with empty ones before and after, to stand level with others."""
    empty = " " * part.width
    after = below - (part.height - part.baseline)
    return [empty] * (above - part.baseline) + [*part.rows] + [empty] * after


def _side(mark: str, body: Rectangle) -> list[Rectangle]:
    """Return a delimiter beside `body`, as no rectangle or one."""
    if not mark:
        return []
    if not body.tall or mark not in TALL:
        return [line(mark)]
    top, middle, bottom, between = tuple(TALL[mark])
    pieces = [top, *[between] * (body.height - 2), bottom]
    if body.height > 2:
        pieces[body.height // 2] = middle
    return [Rectangle(tuple(pieces), body.baseline)]
