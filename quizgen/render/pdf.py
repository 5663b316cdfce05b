"""Write a `Document` as an accessible PDF, through WeasyPrint.

WeasyPrint lays out no mathematics and is slow with SVG, so each formula is an object of
its (internal) image protocol that writes PDF operators itself: `<img src="math:3">`
finds it in the `cache` that WeasyPrint looks into before it fetches anything.  This is
the only module that imports WeasyPrint; import it late, for it is slow to load.
"""

# mypy: allow-untyped-calls
# (WeasyPrint and pydyf declare no types.)

import hashlib
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import pydyf
from markupsafe import Markup
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from quizgen.document import Derivation, Document, Figure, Line
from quizgen.render import operators
from quizgen.render.breaks import lines
from quizgen.render.canvas import Picture
from quizgen.render.diagrams import picture, size_of
from quizgen.render.finishing import finish
from quizgen.render.forms import Widget
from quizgen.render.inputs import mark_inputs
from quizgen.render.math import Glyphs, glyphs, split
from quizgen.render.pages import SetLine, markup
from quizgen.render.paper import WIDTHS, Paper
from quizgen.render.styles import style
from quizgen.render.textlayer import text_layer, text_of
from quizgen.render.theme import PLAIN, Theme
from quizgen.render.words import in_css

POINTS = 10.5  # the size of the body, as in pdf.css
MILLIMETRE = 72 / 25.4
PIXELS = 96 / 72  # WeasyPrint's, in a point
MARGINS = 40.0  # left and right, as in pdf.css
HANG = 1.5  # em, what a formula's further lines are set in by
INSET = 25.5  # what a part, its solution and a formula are set in by, at most
REASON, GAP = 0.43, 1.6  # em: a letter of a reason on average, and what stands before it


def to_pdf(
    document: Document, paper: Paper = "letter", theme: Theme = PLAIN, fillable: bool = True
) -> bytes:
    """Return the document as a PDF/UA-1 file; the same document gives the same bytes.

    Each page of a handout has its QR code; `fillable` says whether it is a form as well.
    Raises QuizgenError where a formula cannot be set, or the theme's files don't do.
    """
    room = (WIDTHS[paper] - MARGINS - INSET) * MILLIMETRE / POINTS
    setter = Drawn(room)
    page = markup(document, setter, theme)
    fonts, *sheets = sheets_of(paper, theme)
    html = HTML(string=page, url_fetcher=fetcher())
    widgets = {}
    if fillable and document.role == "handout":
        inputs = mark_inputs(html.etree_element)
        widgets = {source: Widget(asked) for source, asked in inputs.items()}
    pdf: bytes = html.write_pdf(
        stylesheets=sheets,
        font_config=fonts,
        cache=setter.images | widgets,
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(f"{paper} {fillable} {page}".encode()).digest()[:16],
        finisher=partial(
            finish, sheet=document, formulas=setter.spoken - setter.shown, widgets=widgets
        ),
    )
    return pdf


class Drawn:
    """Sets formulas as images that draw themselves, none wider than `room` (in em)."""

    def __init__(self, room: float) -> None:
        self.room = room
        self.images: dict[str, Drawing | Canvas] = {}
        self.spoken: set[str] = set()
        self.shown: set[str] = set()  # what figures say
        self._sources: dict[tuple[str, bool], str] = {}

    def math(self, tex: str, display: bool = False, taken: float = 0.0) -> Markup:
        """Return a formula as `<img>`; if wider than its room it is broken, else made smaller.

        `taken` is how much of the room (in em) something beside it has.
        """
        room = self.room - taken
        if not display or glyphs(tex, display).width <= room:
            return self._image(tex, display, room)
        first, *rest = lines(tex, lambda line: glyphs(line, display).width <= room - HANG)
        images = [self._image(first, display, room)]
        images += [self._image(line, display, room - HANG, HANG) for line in rest]
        return Markup("<br/>").join(images)

    def figure(self, figure: Figure) -> Markup:
        """Return a figure's drawing as `<img>`."""
        drawn = picture(figure)
        source = f"figure:{len(self.images) + 1}"
        self.images[source] = Canvas(drawn)
        self.shown.add(figure.spoken)
        width, height = size_of(drawn)
        style = f"width:{width:.2f}pt;height:{height:.2f}pt"
        return Markup('<img src="{}" alt="{}" style="{}"/>').format(
            source, figure.spoken, style
        )

    def _image(self, tex: str, display: bool, room: float, hang: float = 0.0) -> Markup:
        formula = glyphs(tex, display)
        source = self._sources.get((tex, display))
        if source is None:
            source = self._sources[tex, display] = f"math:{len(self._sources) + 1}"
            self.images[source] = Drawing(tex, display)
            self.spoken.add(formula.spoken)
        scale = min(1.0, room / formula.width) if formula.width else 1.0
        style = f"vertical-align:{formula.vertical_align * scale:.4g}em"
        if scale < 1:
            style += f";width:{formula.width * scale:.4g}em"
        if hang:
            style += f";margin-left:{hang:g}em"
        return Markup('<img src="{}" alt="{}" style="{}"/>').format(
            source, formula.spoken, style
        )

    def aligned(self, derivation: Derivation) -> list[SetLine]:
        """Return the lines of a derivation; what stands left of the signs leaves less room."""
        lefts = [glyphs(line.left, True).width for line in derivation.lines if line.left]
        taken = max(lefts, default=0.0) + 2
        shown = derivation.lines
        if derivation.compact:
            shown = self._joined(shown, self.room - taken)
        return [
            SetLine(
                self.math(line.left, display=True) if line.left else Markup(""),
                self.math(line.right, display=True, taken=taken),
                line.reason,
            )
            for line in shown
        ]

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


class Drawing:
    """A formula in WeasyPrint's image protocol; its glyphs are XObjects that pages share."""

    def __init__(self, tex: str, display: bool) -> None:
        self.formula = glyphs(tex, display)
        self.text = text_of(tex)

    def get_intrinsic_size(
        self, resolution: float, font_size: float
    ) -> tuple[float, float, float | None]:
        """Return width, height and their ratio at this font size."""
        width, height = self.formula.width, self.formula.height
        return width * font_size, height * font_size, width / height if height else None

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Write the PDF operators that fill a box of this size, in the text's colour."""
        left, top, box_width, _ = self.formula.box
        if not box_width:
            return
        scale = width / box_width
        _provide(stream, self.formula)
        with stream.stacked():
            stream.set_color(style["color"])
            stream.transform(scale, 0, 0, -scale, -left * scale, -top * scale)
            stream.stream.append(operators.formula(self.formula.items))
        with stream.stacked():
            stream.stream.append(text_layer(self.text, width, 1000 * scale, -top * scale))


class Canvas:
    """A picture in WeasyPrint's image protocol."""

    def __init__(self, drawn: Picture) -> None:
        self.drawn = drawn

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
        with stream.stacked():
            stream.set_color(style["color"])
            stream.set_color(style["color"], stroke=True)
            stream.transform(width / self.drawn.width, 0, 0, height / self.drawn.height, 0, 0)
            stream.stream.append(operators.drawing(self.drawn))


def fetcher() -> URLFetcher:
    """Return what fetches `data:` URLs, and refuses all else: pages hold what they need."""
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


@lru_cache(maxsize=8)
def _fonts(theme: Theme) -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    css = f"{in_css(theme)}\n{style(theme, 'pdf.css')}"
    return fonts, CSS(string=css, font_config=fonts, url_fetcher=fetcher())


@lru_cache(maxsize=16)
def sheets_of(paper: Paper, theme: Theme) -> tuple[FontConfiguration, CSS, CSS]:
    """Return the fonts and the style sheets; made once a process, for that takes long."""
    fonts, body = _fonts(theme)
    return fonts, body, CSS(string=f"@page {{ size: {paper} }}", font_config=fonts)


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
