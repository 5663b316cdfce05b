"""A `Document` as plain text for a terminal, its formulas drawn in two dimensions."""

from quizgen.render.text.blocks import to_text

__all__ = ["to_text"]
