"""A student's page as HTML that needs nothing else: no script, no file, no net, no font.

Fonts stay out, unlike those of handouts: a class of pages would be a class of fonts.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache


from markupsafe import Markup, escape

from quizgen.render.math import mathml, split
from quizgen.render.pages import UNPRINTABLE
from quizgen.render.sandbox import run
from quizgen.render.styles import style
from quizgen.render.theme import PLAIN
from quizgen.reports.feedback.contents import Feedback

TEMPLATE, STYLE = "feedback.html.j2", "feedback.css"

# What a verdict is called, and a sign that reads in grey.
VERDICTS: Mapping[str, tuple[str, str]] = {
    "correct": ("✓", "right"),
    "carried": ("✓", "follows"),
    "mistake": ("✗", "mistake"),
    "wrong": ("✗", "wrong"),
    "blank": ("–", "left empty"),
    "unreadable": ("?", "not readable"),
    "manual": ("…", "for a person"),
}


def feedback_page(sheets: Sequence[Feedback]) -> str:
    """Return the page of one student, who may have several sheets."""
    given = {
        "style": _style(),
        "sheets": sheets,
        "verdicts": VERDICTS,
        "prose": prose,
        "tex": tex,
    }
    return run(PLAIN, TEMPLATE, given, clean)


@lru_cache(maxsize=1)
def _style() -> Markup:
    return Markup(style(PLAIN, STYLE))


def tex(formula: str) -> Markup:
    """Return a formula as `<math>`."""
    return Markup(mathml(formula))


@lru_cache(maxsize=4096)
def prose(text: str) -> Markup:
    """Return the key's own prose, in which `$…$` is a formula."""
    return Markup("").join(
        Markup(mathml(part)) if is_tex else escape(UNPRINTABLE.sub("\ufffd", part))
        for part, is_tex in split(text)
    )


def clean(value: object) -> object:
    """Put the replacement character for what cannot be printed."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return UNPRINTABLE.sub("\ufffd", value)
