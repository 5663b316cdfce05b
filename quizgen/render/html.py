"""Write a `Document` as one HTML page that needs nothing else: no script, no file, no net."""

import re

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
CLOSED = re.compile(r"<math\b(?:(?!</math>).)*</math>[,.;:!?)]+", re.DOTALL)


def to_html(document: Document, theme: Theme = PLAIN) -> str:
    """Return the document as a page of HTML with MathML, its style and fonts inside.

    Raises QuizgenError where a formula cannot be set, or the theme's files don't do.
    """
    page = markup(document, Mathml(), theme, style(theme, "html.css"), screen=True)
    return CLOSED.sub(r'<span class="closed">\g<0></span>', page)


class Mathml:
    """Sets formulas as MathML, which the browser lays out, and figures as SVG."""

    def __init__(self) -> None:
        self._figures = 0

    def math(self, tex: str, display: bool = False, alone: bool = False) -> Markup:
        r"""Return a formula as `<math>`; what `\quad` holds apart may stand in lines."""
        parts = separate(tex) if display else [tex]
        return Markup(" ").join(Markup(mathml(part, display)) for part in parts)

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
                self._broken(line.right),
                line.reason,
            )
            for line in derivation.lines
        ]

    def _broken(self, tex: str) -> Markup:
        return Markup(" \u2003").join(
            Markup("").join(Markup(mathml(piece, True)) for piece in pieces_of(part))
            for part in separate(tex)
        )
