"""Formulas and pictures in WeasyPrint's (internal) image protocol: they draw themselves.

WeasyPrint lays out no mathematics and is slow with SVG, so each formula is an object that
writes PDF operators itself: `<img src="math:3">` finds it in the `cache` that WeasyPrint looks
into before it fetches anything.
"""

# mypy: allow-untyped-calls
# (pydyf declares no types.)

import zlib
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any

import pydyf

from quizgen.render import operators
from quizgen.render.canvas import Picture
from quizgen.render.math import Glyphs, glyphs
from quizgen.render.textlayer import text_layer, text_of

PIXELS = 96 / 72  # WeasyPrint's, in a point
ASCENT, DEPTH = 0.7, 0.25  # em: what the box of a formula has at least
STEP = 0.05  # em, by which it is higher, and on a line with words wider


@dataclass(frozen=True)
class Drawing:
    """A formula in WeasyPrint's image protocol; its glyphs are XObjects that pages share.

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

    def get_intrinsic_size(
        self, resolution: float, font_size: float
    ) -> tuple[float, float, float | None]:
        """Return width, height and their ratio at this font size."""
        width, height = self.width, self.ascent + self.depth
        return width * font_size, height * font_size, width / height

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Write the PDF operators that fill a box of this size, in the text's colour."""
        em = height / (self.ascent + self.depth)
        scale = em * self.scale / 1000
        _provide(stream, self.formula)
        with stream.stacked():
            stream.set_color(style["color"])
            stream.transform(
                scale, 0, 0, -scale, -self.formula.box[0] * scale, em * self.ascent
            )
            stream.stream.append(operators.formula(self.formula.items))
        with stream.stacked():
            wide = self.formula.box[2] * scale
            stream.stream.append(text_layer(self.text, wide, 1000 * scale, em * self.ascent))


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

    def get_intrinsic_size(
        self, resolution: float, font_size: float
    ) -> tuple[float, float, float | None]:
        """Return width, height and their ratio, in WeasyPrint's pixels."""
        width, height = self.drawn.width, self.drawn.height
        return width * PIXELS, height * PIXELS, width / height

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Write the PDF operators that fill a box of this size, in the text's colour."""
        for label in self.drawn.labels:
            _provide(stream, label.glyphs)
        scale = min(self.shown * PIXELS, width) / self.drawn.width
        with stream.stacked():
            stream.set_color(style["color"])
            stream.set_color(style["color"], stroke=True)
            stream.transform(scale, 0, 0, scale, (width - scale * self.drawn.width) / 2, 0)
            stream.stream.append(operators.drawing(self.drawn))


def _provide(stream: Any, formula: Glyphs) -> None:
    """See to it that the page has the formula's glyphs."""
    xobjects = stream._resources["XObject"]
    for glyph, path in formula.outlines:
        if f"g{glyph}" not in xobjects:
            xobjects[f"g{glyph}"] = _form(path)


def _form(path: str) -> pydyf.Stream:
    return pydyf.Stream(
        [_packed(path)],
        pydyf.Dictionary(
            {
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array((-3000, -6000, 9000, 9000)),
                "Resources": pydyf.Dictionary(),
                "Filter": "/FlateDecode",
            }
        ),
    )


@lru_cache(maxsize=4096)
def _packed(path: str) -> bytes:
    return zlib.compress(operators.outline(path), 9)
