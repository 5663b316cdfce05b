"""Choices to mark and room to write in, made ready for the templates."""

from dataclasses import dataclass
from itertools import zip_longest
from string import ascii_uppercase

from quizgen.document import Choices, Room
from quizgen.render.math import split, width

RULE = 8  # millimetres from a ruled line to the next
LETTER = 0.5  # em, the width of one on average
# How many options may stand beside each other, and how wide (in em) they may be then.
ACROSS = ((4, 6.0), (2, 16.5))


@dataclass(frozen=True)
class Option:
    """One of the choices; `right` is False on a handout, whatever is true."""

    letter: str
    text: str
    right: bool
    reason: str


def options(choices: Choices) -> list[Option]:
    """Return the choices with their letters, from A."""
    letters = ascii_uppercase[: len(choices.options)]
    return [
        Option(letter, text, letter in (choices.right or ""), reason)
        for letter, text, reason in zip_longest(
            letters, choices.options, choices.reasons, fillvalue=""
        )
    ]


def across(choices: Choices) -> int:
    """Return how many choices stand in a row; one alone where there is more to say of each."""
    if any(choices.reasons):
        return 1
    widest = max(map(wide, choices.options), default=0.0)
    return next((number for number, room in ACROSS if widest <= room), 1)


def wide(text: str) -> float:
    """Return how wide prose is, in em."""
    return sum(
        width(part, False) if is_tex else LETTER * len(part) for part, is_tex in split(text)
    )


def rules(room: Room) -> range:
    """Return the ruled lines that a room has; one that is not ruled has none."""
    return range(max(1, room.height // RULE) if room.form == "ruled" else 0)
