"""Cells of the report's tables: words, and what came from outside."""

from markupsafe import Markup

from quizgen.reports.feedback.outside import answered, named
from quizgen.reports.quality.layout import Column

MOST_LETTERS = 60


def words(head: str) -> Column:
    """Return a column of words, which stand left."""
    return Column(head, "left")


def bdi(text: str) -> Markup:
    """Return words from outside, whose direction of writing is their own."""
    return Markup("<bdi>{}</bdi>").format(named(text))


def cut(text: str) -> str:
    """Return the beginning of an answer, in one line, as a page shows it."""
    text = answered(" ".join(text.split()))
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
