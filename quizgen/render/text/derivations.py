"""Formulas and derivations in a terminal: equal signs in line, long lines broken, reasons."""

from quizgen.document import Derivation, Formula, Line
from quizgen.render import breaks
from quizgen.render.text import rectangles
from quizgen.render.text.formulas import drawing
from quizgen.render.text.prose import STEP, indented, prose, wrapped
from quizgen.render.text.rectangles import Rectangle, below, beside, line

PAUSE = "   "  # before a reason
REASON = 24  # columns that a reason needs beside its line; with fewer it stands below


def formula_lines(formula: Formula, width: int) -> list[str]:
    """Return a formula on lines of its own, broken where it is long."""
    parts = [drawing(part) for part in _pieces(formula.tex, width - STEP)]
    return indented(below(parts))


def derivation_lines(derivation: Derivation, width: int) -> list[str]:
    """Return the lines with their equal signs under each other, each reason beside its line."""
    lefts = [drawing(line.left) for line in derivation.lines]
    indent = max(left.width for left in lefts)
    lines: list[str] = []
    quantity: list[Rectangle] = []
    for left, said in zip(lefts, derivation.lines, strict=True):
        if said.left and quantity:
            lines += [*below(quantity), ""]
            quantity = []
        quantity += _equation(left, said, indent, width - STEP)
    return indented([*lines, *below(quantity)])


def _equation(left: Rectangle, said: Line, indent: int, width: int) -> list[Rectangle]:
    """Return a line of a derivation: where it is long, what goes on below as well."""
    before = beside(line(" " * (indent - left.width)), left, line(" = "))
    under = line(" " * before.width)
    first, *others = (drawing(piece) for piece in _pieces(said.right, width - before.width))
    rows = [beside(before, first), *(beside(under, other) for other in others)]
    reason = f"({prose(said.reason)})" if said.reason else ""
    room = width - rows[0].width - len(PAUSE)
    if reason and room >= min(REASON, rectangles.columns(reason)):
        rows[0] = beside(rows[0], line(PAUSE), _paragraph(reason, room))
    elif reason:
        below = beside(under, _paragraph(reason, width - under.width))
        rows[-1] = rectangles.stack([rows[-1], below], 0, "l")
    return rows


def _pieces(tex: str, width: int) -> list[str]:
    """Return a formula in as few lines of `width` columns as it can be broken into."""
    return breaks.lines(tex, lambda part: drawing(part).width <= width)


def _paragraph(text: str, width: int) -> Rectangle:
    return rectangles.stack([line(row) for row in wrapped(text, width)], 0, "l")
