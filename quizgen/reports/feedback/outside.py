"""What came from outside, as a page shows it: its signs that nobody sees made visible.

A control that turns the direction of writing would make an answer read as another one, or turn
what stands around it.
"""

import re

from quizgen.render.pages import UNPRINTABLE

# Embeddings, overrides and isolates of the bidirectional algorithm (UAX #9).
TURNS = "\u202a-\u202e\u2066-\u2069"
# And what leaves no ink: marks of direction, joiners, fillers, separators, tags.
INKLESS = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028\u2029"
    "\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
TURNING = re.compile(f"[{TURNS}]")
UNSEEN = re.compile(f"[{TURNS}{INKLESS}]")


def named(text: str) -> str:
    """Return a name as it is shown: joiners and marks belong to scripts, turns to nobody."""
    return printable(TURNING.sub(_code, text))


def answered(text: str) -> str:
    """Return an answer as it is shown, all that leaves no ink by its number."""
    return printable(UNSEEN.sub(_code, text))


def printable(text: str) -> str:
    """Return words with the replacement character for what cannot be printed."""
    return UNPRINTABLE.sub("\ufffd", text)


def _code(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"
