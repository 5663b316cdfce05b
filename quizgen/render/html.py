"""Write a `Document` as one HTML page that needs nothing else: no script, no file, no net."""

import re
from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

from quizgen.document import Derivation, Document, Figure
from quizgen.render.breaks import separate
from quizgen.render.diagrams import picture, size_of
from quizgen.render.math import mathml
from quizgen.render.narrow import pieces_of
from quizgen.render.pages import SetLine, markup
from quizgen.render.styles import style
from quizgen.render.svg import svg
from quizgen.render.theme import PLAIN, Theme

# Browsers would break a line between a formula and the comma behind it.
CLOSED = re.compile(r"</math>[,.;:!?)]+")


def to_html(document: Document, theme: Theme = PLAIN) -> str:
    """Return the document as a page of HTML with MathML, its style and fonts inside.

    Raises QuizgenError where a formula cannot be set, or the theme's files don't do.
    """
    page = markup(document, Mathml(), theme, style(theme, "html.css"), screen=True)
    return "".join(_closed(page))


def _closed(page: str) -> Iterator[str]:
    """Yield a page, each formula that a sign follows in one element with it."""
    last = 0
    for found in CLOSED.finditer(page):
        start = page.rfind("<math", last, found.start())
        if start < 0:  # a template's own, that opens nowhere
            continue
        yield page[last:start]
        yield f'<span class="closed">{page[start : found.end()]}</span>'
        last = found.end()
    yield page[last:]


class Mathml:
    """Sets formulas as MathML, which the browser lays out, and figures as SVG."""

    def __init__(self) -> None:
        self._figures = 0

    def math(self, tex: str, display: bool = False, alone: bool = False) -> Markup:
        r"""Return a formula as `<math>`; what `\quad` holds apart may stand in lines."""
        return _apart(tex) if display else Markup(mathml(tex))

    def figure(self, figure: Figure) -> Markup:
        """Return a figure's drawing as `<svg>`."""
        self._figures += 1
        drawn = picture(figure)
        return Markup(svg(drawn, f"f{self._figures}", figure.spoken, size_of(drawn)[0]))

    def aligned(self, derivation: Derivation) -> list[SetLine]:
        """Return the lines of a derivation; the browser aligns them, and breaks long ones."""
        return [
            SetLine(
                self.math(line.left, display=True) if line.left else Markup(""),
                _broken(line.right),
                line.reason,
            )
            for line in derivation.lines
        ]


@lru_cache(maxsize=1024)
def _apart(tex: str) -> Markup:
    return Markup(" ".join(mathml(part, True) for part in separate(tex)))


@lru_cache(maxsize=256)
def _broken(tex: str) -> Markup:
    return Markup(
        " \u2003".join(
            "".join(mathml(piece, True) for piece in pieces_of(part)) for part in separate(tex)
        )
    )
