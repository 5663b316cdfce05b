"""Formulas and pictures for paper: they write PDF operators themselves.

WeasyPrint lays out no mathematics and is slow with SVG: it is told of boxes only, and what is
in them is filled in afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from quizgen.render import operators
from quizgen.render.canvas import Picture
from quizgen.render.math import Glyphs, glyphs
from quizgen.render.textlayer import text_layer, text_of

PIXELS = 96 / 72  # WeasyPrint's, in a point
ASCENT, DEPTH = 0.7, 0.25  # em: what the box of a formula has at least
STEP = 0.05  # em, by which it is higher, and on a line with words wider


@dataclass(frozen=True)
class Drawing:
    """A formula; its glyphs are XObjects that pages share.

    It stands at the left end of a box of `width`, `ascent` and `depth` (in em), which may be
    larger, so that others fit into the same; `scale` makes it smaller.  `text` is written over
    it, unseen, to be selected and found.
    """

    formula: Glyphs
    text: bytes
    scale: float
    width: float
    ascent: float
    depth: float

    @property
    def style(self) -> str:
        """Return its size and place on the line, as CSS."""
        return (
            f"vertical-align:{-self.depth:.4g}em"
            f";width:{self.width:.5g}em;height:{self.ascent + self.depth:.4g}em"
        )

    @property
    def outlines(self) -> Mapping[str, str]:
        """Return the paths of the glyphs that are drawn."""
        return dict(self.formula.outlines)

    def wide(self, height: float) -> float:
        """Return how wide the formula is in a box so high."""
        return self.width * height / (self.ascent + self.depth)

    def painted(self, width: float, height: float) -> bytes:
        """Return the PDF operators that fill a box of this size, y downwards."""
        em = height / (self.ascent + self.depth)
        scale = em * self.scale / 1000
        place = b"q %.6f 0 0 %.6f %.4f %.4f cm" % (
            scale,
            -scale,
            -self.formula.box[0] * scale,
            em * self.ascent,
        )
        drawn = operators.formula(self.formula.items)
        wide = self.formula.box[2] * scale
        text = text_layer(self.text, wide, 1000 * scale, em * self.ascent)
        return b"\n".join([place, drawn, b"Q", text])


@lru_cache(maxsize=512)
def reserved(tex: str, display: bool, room: float, step: float) -> Drawing:
    """Return a formula in the smallest box on offer that holds it, made smaller to fit `room`.

    Heights and depths go by steps, and widths by `step`, so that formulas that differ in a
    digit take the same box, and pages the same layout.
    """
    formula = glyphs(tex, display)
    scale = min(1.0, room / formula.width) if formula.width else 1.0
    width = formula.width * scale
    return Drawing(
        formula,
        text_of(tex),
        scale,
        min(up(width, step), room),
        max(up((formula.height + formula.vertical_align) * scale, STEP), ASCENT),
        max(up(-formula.vertical_align * scale, STEP), DEPTH),
    )


def up(size: float, step: float) -> float:
    """Return a size as so many whole steps, up to rounding."""
    return round(ceil(size / step - 1e-9) * step, 4)


@dataclass(frozen=True)
class Canvas:
    """A picture, `shown` points wide, in the middle of its box."""

    drawn: Picture
    shown: float

    @property
    def outlines(self) -> Mapping[str, str]:
        """Return the paths of the glyphs that are drawn."""
        return dict(one for label in self.drawn.labels for one in label.glyphs.outlines)

    def painted(self, width: float, height: float) -> bytes:
        """Return the PDF operators that fill a box of this size, y downwards."""
        scale = min(self.shown * PIXELS, width) / self.drawn.width
        left = (width - scale * self.drawn.width) / 2
        place = b"q %.6f 0 0 %.6f %.4f 0 cm" % (scale, scale, left)
        return b"\n".join([place, operators.drawing(self.drawn), b"Q"])
