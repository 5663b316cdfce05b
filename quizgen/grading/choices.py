"""What a student chose, read as letters or not at all.

Letters stand alone, in a run, or in a list of any usual form.  What else is there is not
guessed at: `A or B` and `not A` name a letter and mean something else.  The rows of
`tests/cases/choices.csv` are the law.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from quizgen.grading.plain import plain

LONGEST = 200  # characters of one answer


@dataclass(frozen=True, slots=True)
class Chosen:
    """The letters that a cell names, each once, in the order in which they are offered.

    Where nothing could be read, `why` says what to write instead.
    """

    verdict: Literal["read", "unreadable", "blank"]
    letters: str = ""
    why: str = ""


def read_choice(text: str, letters: str) -> Chosen:
    """Read `text` as a choice among `letters`, the capitals that are offered; never raises."""
    if len(text) > LONGEST and not text.isspace():
        return _unreadable(f"{len(text)} characters", letters)
    typed = plain(text).removeprefix("'").strip()
    if not typed:
        return Chosen("blank")
    typed = unicodedata.normalize("NFKC", typed).upper()
    parts = _APART.sub(" ", _LEADING.sub("", typed)).split()
    if not parts:
        return _unreadable("no letter at all", letters)
    for part in parts:
        if not set(part) <= set(letters):
            what = "not offered" if len(part) == 1 and part.isalpha() else "no letter alone"
            return _unreadable(f"{what}: {part[:20]!r}", letters)
    chosen = set("".join(parts))
    return Chosen("read", "".join(letter for letter in letters if letter in chosen))


def _unreadable(what: str, letters: str) -> Chosen:
    return Chosen("unreadable", why=f"{what}; write one or more of {', '.join(letters)}")


_LEADING = re.compile(r"^(?:THE )?(?:OPTION|ANSWER|CHOICE|LETTER)S?\b(?: IS\b)?[:=]?")
# Two dots are a range, of which nobody can say that it was meant; one ends a letter.
_APART = re.compile(r"[\s,;+&()\[\]{}'\"“”‘’«»\\]|\b(?:AND|BOTH|ONLY)\b|(?<!\.)\.(?!\.)")
