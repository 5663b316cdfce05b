"""Choices to mark and room to write in, made ready for the templates."""

from dataclasses import dataclass
from string import ascii_uppercase

from quizgen.document import Choices, Room

RULE = 8  # millimetres from a ruled line to the next


@dataclass(frozen=True)
class Option:
    """One of the choices; `right` is False on a handout, whatever is true."""

    letter: str
    text: str
    right: bool


def options(choices: Choices) -> list[Option]:
    """Return the choices with their letters, from A."""
    letters = ascii_uppercase[: len(choices.options)]
    return [
        Option(letter, text, letter in (choices.right or ""))
        for letter, text in zip(letters, choices.options, strict=True)
    ]


def rules(room: Room) -> range:
    """Return the ruled lines that a room has; one that is not ruled has none."""
    return range(max(1, room.height // RULE) if room.form == "ruled" else 0)
