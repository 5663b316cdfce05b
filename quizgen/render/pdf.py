"""Write a `Document` as an accessible PDF, through WeasyPrint.

WeasyPrint lays out no mathematics and is slow with SVG, so each formula is an object of
its (internal) image protocol that writes PDF operators itself: `<img src="math:3">`
finds it in the `cache` that WeasyPrint looks into before it fetches anything.  This is
the only module that imports WeasyPrint; import it late, for it is slow to load.
"""

# mypy: allow-untyped-calls
# (WeasyPrint and pydyf declare no types.)

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import Any

import pydyf
from markupsafe import Markup
from weasyprint import HTML

from quizgen.document import Derivation, Document, Figure, Line
from quizgen.render import operators
from quizgen.render.assembling import assembled
from quizgen.render.breaks import lines
from quizgen.render.canvas import Picture
from quizgen.render.diagrams import picture, size_of
from quizgen.render.galley import fetcher, sheets_of
from quizgen.render.math import Glyphs, glyphs, split
from quizgen.render.pages import SetLine, markup
from quizgen.render.paper import WIDTHS, Paper
from quizgen.render.tags import tag
from quizgen.render.theme import PLAIN, Theme

POINTS = 10.5  # the size of the body, as in pdf.css
MILLIMETRE = 72 / 25.4
PIXELS = 96 / 72  # WeasyPrint's, in a point
MARGINS = 40.0  # left and right, as in pdf.css
HANG = 1.5  # em, what a formula's further lines are set in by
INSET = 25.5  # what a part, its solution and a formula are set in by, at most
ASCENT, DEPTH = 0.7, 0.25  # em: what the box of a formula has at least
STEP = 0.05  # em, by which it is higher
STEP_BESIDE, WHOLE = 0.5, 1e9  # em, by which it is wider where a reason follows, or nothing
STEP_OF_FIGURES = 9.0  # points
REASON, GAP = 0.43, 1.6  # em: a letter of a reason on average, and what stands before it


def to_pdf(document: Document, paper: Paper = "letter", theme: Theme = PLAIN) -> bytes:
    """Return the document as a PDF/UA-1 file; the same document gives the same bytes.

    Raises QuizgenError where a formula cannot be set, or the theme's files don't do.
    """
    room = (WIDTHS[paper] - MARGINS - INSET) * MILLIMETRE / POINTS
    setter = Drawn(room)
    page = markup(document, setter, theme)
    laid = assembled(page, setter.images, paper, theme) or whole(page, setter.images, paper, theme)
    pdf: bytes = laid.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(f"{paper} {page}".encode()).digest()[:16],
        finisher=partial(tag, formulas=setter.spoken - setter.shown),
    )
    return pdf


def whole(page: str, images: Mapping[str, Any], paper: Paper, theme: Theme) -> Any:
    """Return a page of HTML laid out by WeasyPrint, as a whole."""
    fonts, *sheets = sheets_of(paper, theme)
    return HTML(string=page, url_fetcher=fetcher()).render(
        stylesheets=sheets, font_config=fonts, cache=dict(images), pdf_variant="pdf/ua-1"
    )


class Drawn:
    """Sets formulas as images that draw themselves, none wider than `room` (in em)."""

    def __init__(self, room: float) -> None:
        self.room = room
        self.images: dict[str, Drawing | Canvas] = {}
        self.spoken: set[str] = set()
        self.shown: set[str] = set()  # what figures say
        self._sources: dict[Drawing, str] = {}

    def math(
        self, tex: str, display: bool = False, alone: bool = False, taken: float = 0.0
    ) -> Markup:
        """Return a formula as `<img>`; if wider than its room it is broken, else made smaller.

        `taken` is how much of the room (in em) something beside it has.  One that stands
        `alone` on its line has all of the line, however wide it is.
        """
        room = self.room - taken
        step = WHOLE if alone else 0.0
        if not display or glyphs(tex, display).width <= room:
            return self._image(tex, display, room, step)
        first, *rest = lines(tex, lambda line: glyphs(line, display).width <= room - HANG)
        images = [self._image(first, display, room, step)]
        images += [self._image(line, display, room - HANG, step, HANG) for line in rest]
        return Markup("<br/>").join(images)

    def figure(self, figure: Figure) -> Markup:
        """Return a figure's drawing as `<img>`, on a line of its own."""
        drawn = picture(figure)
        source = f"figure:{len(self.images) + 1}"
        width, height = size_of(drawn)
        self.images[source] = Canvas(drawn, width)
        self.shown.add(figure.spoken)
        height = ceil(height / STEP_OF_FIGURES) * STEP_OF_FIGURES
        return Markup('<img src="{}" alt="{}" style="width:100%;height:{:g}pt"/>').format(
            source, figure.spoken, height
        )

    def _image(
        self, tex: str, display: bool, room: float, step: float = 0.0, hang: float = 0.0
    ) -> Markup:
        drawing = reserved(glyphs(tex, display), room, step)
        source = self._sources.get(drawing)
        if source is None:
            source = self._sources[drawing] = f"math:{len(self._sources) + 1}"
            self.images[source] = drawing
            self.spoken.add(drawing.formula.spoken)
        style = drawing.style
        if hang:
            style += f";margin-left:{hang:g}em"
        return Markup('<img src="{}" alt="{}" style="{}"/>').format(
            source, drawing.formula.spoken, style
        )

    def aligned(self, derivation: Derivation) -> list[SetLine]:
        """Return the lines of a derivation; what stands left of the signs leaves less room.

        Each is set by itself, as wide as the widest on the left of the signs.
        """
        lefts = [glyphs(line.left, True).width for line in derivation.lines if line.left]
        left = _up(max(lefts, default=0.0), STEP)
        taken = left + 2
        shown = derivation.lines
        if derivation.compact:
            shown = self._joined(shown, self.room - taken)
        column = Markup('<span class="column" style="width:{:.4g}em">{}</span>')
        return [
            SetLine(
                column.format(left, self.math(line.left, True) if line.left else ""),
                self._right(line, taken),
                line.reason,
            )
            for line in shown
        ]

    def _right(self, line: Line, taken: float) -> Markup:
        """Return the right side of a line; a reason beside it may stand a bit further off."""
        if not line.reason:
            return self.math(line.right, True, alone=True, taken=taken)
        room = self.room - taken
        if glyphs(line.right, True).width <= room:
            return self._image(line.right, True, room, STEP_BESIDE)
        return self.math(line.right, True, taken=taken)

    def _joined(self, shown: tuple[Line, ...], room: float) -> tuple[Line, ...]:
        """Return the lines, those without a left side behind the one before where they fit."""
        joined: list[Line] = []
        for line in shown:
            chain = f"{joined[-1].right} = {line.right}" if joined else ""
            if line.left or not joined or glyphs(chain, True).width > room - _aside(joined[-1]):
                joined.append(line)
            else:
                joined[-1] = replace(joined[-1], right=chain)
        return tuple(joined)


def _aside(line: Line) -> float:
    """Return how wide a line's reason is with its gap, in em."""
    said = "".join(part for part, is_tex in split(line.reason) if not is_tex)
    return GAP + REASON * len(said) if line.reason else 0.0


@dataclass(frozen=True)
class Drawing:
    """A formula in WeasyPrint's image protocol; its glyphs are XObjects that pages share.

    It stands at the left end of a box of `width`, `ascent` and `depth` (in em), which may be
    larger, so that others fit into the same; `scale` makes it smaller.
    """

    formula: Glyphs
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
            stream.transform(scale, 0, 0, -scale, -self.formula.box[0] * scale, em * self.ascent)
            stream.stream.append(operators.formula(self.formula.items))


def reserved(formula: Glyphs, room: float, step: float = 0.0) -> Drawing:
    """Return a formula in the smallest box on offer that holds it, made smaller to fit `room`.

    Heights and depths go by steps, and widths where `step` is not 0, so that formulas that
    differ in a digit take the same box, and pages the same layout.
    """
    scale = min(1.0, room / formula.width) if formula.width else 1.0
    width = formula.width * scale
    return Drawing(
        formula,
        scale,
        min(_up(width, step), room) if step else width,
        max(_up((formula.height + formula.vertical_align) * scale, STEP), ASCENT),
        max(_up(-formula.vertical_align * scale, STEP), DEPTH),
    )


def _up(size: float, step: float) -> float:
    """Return a size as so many whole steps, up to rounding."""
    return round(ceil(size / step - 1e-9) * step, 4)


@dataclass(frozen=True)
class Canvas:
    """A picture in WeasyPrint's image protocol, `shown` points wide in the middle of its box."""

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
        [operators.outline(path)],
        pydyf.Dictionary(
            {
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array((-3000, -6000, 9000, 9000)),
                "Resources": pydyf.Dictionary(),
            }
        ),
        compress=True,
    )
