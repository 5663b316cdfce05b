"""What a student typed, read as one number or not at all.

The grammar is our own and bounded: nothing is evaluated but a product or a quotient, and
`float` never sees the text (it takes `nan`, `inf` and `1_000`).  Undressed of names,
hedges and brackets, what is left must be one of the `forms`.  What has two meanings, as
`1,234` has, is not read; the reason says what to write instead.  The rows of
`tests/cases/numbers.csv` are the law.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from quizgen.grading.dress import sides, spoilt, stands_before, unhedged, unwrapped
from quizgen.grading.forms import BLANK, LONGEST, Reading, read_form, unreadable
from quizgen.grading.plain import keyboard
from quizgen.grading.refusals import refusal

MOST_SIDES = 8  # of a chain of equal signs


def read_number(text: str) -> Reading:
    """Read `text` as one number; never raises, in time linear in a bounded length."""
    if _QUICK.fullmatch(text) and (quick := read_form(text)):
        return quick
    if len(text) > LONGEST and not text.isspace():
        return unreadable(f"{len(text)} characters: write one number, such as -0.5 or 1.5e-3")
    typed = _unquoted(keyboard(_SPACED.sub(_joined, text)).casefold())
    if not typed:
        return BLANK
    if _QUICK.fullmatch(typed) and (quick := read_form(typed)):
        return quick
    typed = unwrapped(typed) or typed
    if spoilt(typed):
        return unreadable(refusal(typed))
    parts = sides(typed)
    if len(parts) > MOST_SIDES:
        return unreadable("a long chain of equal signs: write the number alone")
    readings = [_read_one(part) for part in parts]
    for part, reading in zip(parts, readings, strict=True):
        if reading is None and (part is parts[-1] or not stands_before(part)):
            return unreadable(refusal(typed))
    return _agreed([reading for reading in readings if reading])


def _read_one(part: str) -> Reading | None:
    """Return what one side of an equal sign says, None where it is no number."""
    part = unhedged(part)
    return read_form(_TIGHT.sub("", unwrapped(part) or part))


def _agreed(readings: Sequence[Reading]) -> Reading:
    """Return the one number that all sides of a chain of equal signs say.

    It is the most exact one that was typed (a fraction, else the most places), so that
    `1/3 = 0.333` is a third; what is worked out here counts only where nothing else is
    typed.  The others must agree with it as far as they are given.
    """
    for one in readings:
        if one.verdict != "read":
            return one
    best = min(readings, key=lambda one: (one.worked, one.place is not None, one.place or 0))
    for at, one in enumerate(readings):
        pair = (one, best) if at < readings.index(best) else (best, one)
        if not _agree(*pair):
            what = f"{pair[0].read_as} and {pair[1].read_as}"
            return unreadable(f"{what} are not the same: write one number")
    return best


def _agree(first: Reading, later: Reading) -> bool:
    """Say whether two sides are one number: rounded or cut off on the way to the right.

    Beside what is exact a decimal may come first.  A whole number is seldom one cut off.
    """
    off = abs(first.value - later.value)
    places = [one.place for one in (first, later) if one.place is not None]
    if not off or not places or not first.value or not later.value:
        return not off
    coarse = max(places)
    if later.place != coarse and (len(places) > 1 or coarse >= 0):
        return False
    unit = Fraction(10) ** coarse
    if coarse >= 0:
        return off < unit / 2
    exact, given = (first, later) if later.place == coarse else (later, first)
    return off <= unit / 2 or (off < unit and abs(given.value) <= abs(exact.value))


def _unquoted(typed: str) -> str:
    """Return `typed` without what keeps text as text in a cell, a program or a page."""
    if quoted := _QUOTED.fullmatch(typed):
        typed = quoted["inner"] or ""
    typed = typed.removeprefix("'").strip(" ;")
    return typed[:-1].rstrip() if _STOPPED.fullmatch(typed) else typed


def _joined(found: re.Match[str]) -> str:
    return "'".join(found[0].split())


_QUICK = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
# Spaces that typographers and spreadsheets, not space bars, put between thousands.
_SPACED = re.compile(
    "(?<![0-9.,])[1-9][0-9]{0,2}(?:(?:\u00a0[0-9]{3})+|(?:[\u2007\u2009\u202f][0-9]{3})+)"
    "(?![0-9/])"
)
_QUOTED = re.compile(r"""=? ?(?P<sign>["'`])(?P<inner>[^"'`]*)(?P=sign)""")
# A full stop, or a comma that goes on to the next answer.
_STOPPED = re.compile(r".*(?:\.[0-9]+|[/^e][+-]?[0-9]+|%)\.|.*(?<![0-9])0?\.[0-9]+,")
# A space says something between two digits (`1 1/2`), and nothing elsewhere (`- 5`).
_TIGHT = re.compile(r"(?<![0-9.,]) | (?![0-9.,])")
