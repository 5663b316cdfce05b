"""Texts that are drawn again and again: one of Pango's layouts for all of a style.

WeasyPrint makes a new one for each text whenever it is drawn, and lets go of none of the lists
of font features that it makes with it.
"""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from typing import Any

from weasyprint.text.line_break import Layout

# What leaves a trace in the layout of a text, which the next text would show; with what it is
# where it leaves none.
TRACELESS = {
    "word_spacing": (0,),
    "letter_spacing": ("normal", 0),
    "overflow_wrap": ("normal",),
    "text_overflow": ("clip",),
}


class Shaped(Layout):
    """A text that was laid out, to be drawn with the layout of its style."""

    def __init__(self, laid_out: Any) -> None:
        self.__dict__.update(vars(laid_out))

    def reactivate(self, style: Any) -> None:
        """Make ready for drawing, in a style that is kept."""
        if self.justification_spacing or any(style[k] not in TRACELESS[k] for k in TRACELESS):
            super().reactivate(style)
            return
        if not hasattr(style, "shaping"):
            style.shaping = Layout(style)
            del style.shaping.style  # which would hold it in turn
        self.__dict__.update(vars(style.shaping), style=style, text=self.text)
        self.set_text(self.text, justify=True)
