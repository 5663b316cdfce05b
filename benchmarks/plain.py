"""A setter that sets formulas as plain text."""

import re

from markupsafe import Markup, escape

from quizgen.document import Derivation, Figure
from quizgen.render.pages import SetLine

COMMANDS = re.compile(r"\\(begin|end)\{array\}(\{[rl]+\})?|\\[a-zA-Z]+|[{}$&^_\\]")


class Plain:
    """Sets formulas as plain text: the same page without mathematics."""

    def math(self, tex: str, display: bool = False, alone: bool = False) -> Markup:
        """Return about as much text as the formula shows."""
        return escape(" ".join(COMMANDS.sub(" ", tex).split()))

    def aligned(self, derivation: Derivation) -> list[SetLine]:
        """Return the lines of a derivation, set."""
        lines = derivation.lines
        return [SetLine(self.math(x.left), self.math(x.right), x.reason) for x in lines]

    def figure(self, figure: Figure) -> Markup:
        """Return what the figure shows, in words."""
        return escape(figure.spoken)
