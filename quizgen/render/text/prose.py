"""Prose in a terminal: formulas in its lines, and lines that fit."""

import re
from collections.abc import Sequence

from quizgen.render.math import split
from quizgen.render.pages import UNPRINTABLE
from quizgen.render.text.formulas import flat
from quizgen.render.text.rectangles import columns

GLUE = "\N{NO-BREAK SPACE}"
STEP = 4  # columns by which what belongs to a question stands in
SHORT = 24  # columns, up to which a formula stays on one line


def plain(text: str) -> str:
    """Return words without mathematics as one line."""
    return " ".join(UNPRINTABLE.sub("\ufffd", text).split())


def prose(text: str) -> str:
    """Return prose as one line, its formulas drawn; the spaces of short ones are glued.

    Raises QuizgenError when a `$` has no partner.
    """
    parts = []
    for part, is_tex in split(UNPRINTABLE.sub("\ufffd", text)):
        written = flat(part) if is_tex else re.sub(r"[^\S\xa0]+", " ", part)
        short = is_tex and columns(written) <= SHORT
        parts.append(written.replace(" ", GLUE) if short else written)
    return "".join(parts).strip(" ")


def cell(text: str) -> str:
    """Return prose as one line that is not wrapped."""
    return prose(text).replace(GLUE, " ")


def wrapped(line: str, width: int) -> list[str]:
    """Return a line of `prose` or `plain` as lines, at least one; a long word stays whole."""
    lines: list[str] = []
    used = width
    for word in filter(None, line.split(" ")):
        wide = columns(word)
        if not lines or used + 1 + wide > width:
            lines.append(word)
            used = wide
        else:
            lines[-1] += f" {word}"
            used += 1 + wide
    return [line.replace(GLUE, " ") for line in lines] or [""]


def indented(lines: Sequence[str]) -> list[str]:
    """Return lines that stand in."""
    return [f"{'':{STEP}}{line}" for line in lines]
