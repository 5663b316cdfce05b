"""One answer against the key: pure functions from a typed text to a `Judgement`.

An answer is read, then compared with the range that the key accepts.  How, depends on
the blank's type: a row of `TYPES`.
"""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from string import ascii_uppercase
from typing import Literal, NamedTuple, TypeAlias

from quizgen.engine import Rounding
from quizgen.grading.arrays import ArrayError
from quizgen.grading.choices import read_choice
from quizgen.grading.fitting import fit, one_entry
from quizgen.grading.forms import Reading, unreadable
from quizgen.grading.numbers import read_number
from quizgen.grading.shapes import compare_shapes, read_shape
from quizgen.grading.sheet import Grid
from quizgen.keys import Answer

Verdict: TypeAlias = Literal[
    "correct", "carried", "mistake", "wrong", "blank", "unreadable", "manual"
]
EARNING = frozenset({"correct", "carried"})  # verdicts
SHORT = "right to the figures given; more were asked"
ALSO = "accepted as well"
FIGURES = 3  # significant figures that an answer with fewer places must still have


class Judgement(NamedTuple):
    """A verdict on one answer, and what to say about it.

    A number that was read has its `value`, and half a unit of its last place as `slack` where
    that has fewer places than were asked, but figures enough.  `charged` says that it costs
    what a known mistake does: it is where a slip shows that was made before.
    """

    verdict: Verdict
    read_as: str = ""
    note: str = ""
    value: float = math.nan
    slack: float = 0.0
    mistake: str = ""
    charged: bool = False


def judge(text: str, answer: Answer, decimals: int) -> Judgement:
    """Return the verdict on `text`, typed for `answer`, of which `decimals` were asked.

    Where the sheet asks significant figures these may be fewer than 0: tens, hundreds.
    """
    compare = TYPES.get(answer.type, _by_hand)
    judged = compare(text, answer, decimals)
    if judged.verdict == "wrong":
        others = (compare(text, other, decimals) for other in answer.also)
        right = next((one for one in others if one.verdict == "correct"), None)
        if right is not None:
            return right._replace(note="; ".join(filter(None, (ALSO, right.note))))
    return judged


def judge_grid(
    text: str, grid: Grid, rounding: Rounding, commas: bool = False
) -> tuple[tuple[Answer, Judgement], ...]:
    """Return the verdicts on the vector or matrix typed for `grid`, in the grid's order.

    Only numbers make one: a cell for several choices or shapes is not taken apart.
    `commas` says that this student's commas mark decimals.
    """
    answers = [answer for row in grid for answer in row]
    if len(answers) == 1:
        if answers[0].type in NUMERIC:
            text = one_entry(text, commas)
        return ((answers[0], judge(text, answers[0], _asked(answers[0], rounding))),)
    if not {answer.type for answer in answers} <= NUMERIC:
        return tuple((answer, _one_for_several(text, answer)) for answer in answers)
    if read_number(text).verdict == "blank":
        return tuple((answer, Judgement("blank")) for answer in answers)
    try:
        entries, note = fit(text, len(grid), len(grid[0]), commas)
    except ArrayError as cannot:
        return tuple((answer, Judgement("unreadable", note=str(cannot))) for answer in answers)
    judged = (
        judge(entry, answer, _asked(answer, rounding))
        for entry, answer in zip(entries, answers, strict=True)
    )
    return tuple(
        (answer, one._replace(note="; ".join(filter(None, (one.note, note)))))
        for answer, one in zip(answers, judged, strict=True)
    )


def _asked(answer: Answer, rounding: Rounding) -> int:
    return rounding.places(answer.value if answer.type == "number" else 0)


def _number(text: str, answer: Answer, decimals: int) -> Judgement:
    """Compare with the accepted range, ends included.

    Fewer places than asked are accepted from three significant figures on, where the
    accepted range holds a number that rounds to what was typed.
    """
    reading = read_number(text)
    if reading.verdict != "read":
        return Judgement(reading.verdict, note=reading.why)
    low, high = _ends(*answer.accept, decimals)
    wrong = Judgement("wrong", reading.read_as, "", _double(reading.value))
    if low <= reading.value <= high:
        return wrong._replace(verdict="correct")
    asked = max(decimals, len(answer.display.partition(".")[2])) if decimals > 0 else decimals
    if reading.place is None:  # a fraction is exact
        return wrong
    spare = _spare_zeros(reading) if asked <= 0 else 0
    place = reading.place + spare
    if -place < asked:
        half = Fraction(10) ** place / 2
        enough = reading.figures - spare >= FIGURES
        if enough:
            wrong = wrong._replace(slack=_double(half))
        if reading.value - half <= high and reading.value + half >= low:
            if enough:
                return wrong._replace(verdict="correct", note=SHORT)
            return wrong._replace(note="too few figures to tell; more were asked")
    return wrong


def accepts(answer: Answer, value: Fraction) -> bool:
    """Say whether a number lies in the range that the key accepts."""
    low, high = _ends(*answer.accept, 0)
    return low <= value <= high


def _double(value: Fraction) -> float:
    """Return a number as a double, infinite where none is large enough."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _spare_zeros(reading: Reading) -> int:
    """Return how many zeros a whole number ends with that may stand for figures not given."""
    digits = reading.read_as.lstrip("-")
    return len(digits) - len(digits.rstrip("0")) if digits.isdigit() else 0


def _count(text: str, answer: Answer, decimals: int) -> Judgement:
    """Compare a count, which is exact."""
    reading: Reading = read_number(one_entry(text, commas=False, whole=True))
    if reading.verdict == "read" and reading.value.denominator != 1:
        reading = unreadable("write a whole number")
    if reading.verdict != "read":
        return Judgement(reading.verdict, note=reading.why)
    right = reading.value == answer.value
    return Judgement("correct" if right else "wrong", reading.read_as)


def _choice(text: str, answer: Answer, decimals: int) -> Judgement:
    """Compare the set of letters, of which the key's choices are the first in the alphabet."""
    chosen = read_choice(text, ascii_uppercase[: len(answer.choices)])
    if chosen.verdict != "read":
        return Judgement(chosen.verdict, note=chosen.why)
    right = str(answer.value)
    if set(chosen.letters) == set(right):
        return Judgement("correct", chosen.letters)
    several = len(right) == 1 < len(chosen.letters)
    note = f"{len(chosen.letters)} letters, where one was asked" if several else ""
    return Judgement("wrong", chosen.letters, note)


def _shape(text: str, answer: Answer, decimals: int) -> Judgement:
    """Compare the dimensions; other ways to write the same shape are right with a note."""
    sizes = read_shape(text)
    if sizes.verdict != "read":
        return Judgement(sizes.verdict, note=sizes.why)
    assert isinstance(answer.value, tuple)
    right, note = compare_shapes(sizes.shape, answer.value)
    return Judgement("correct" if right else "wrong", sizes.read_as, note)


def _one_for_several(text: str, answer: Answer) -> Judgement:
    """Return the verdict for one of several blanks, not all numbers, that share a cell."""
    if answer.type not in TYPES or answer.type == "manual":
        return Judgement("manual")
    if not text.strip():
        return Judgement("blank")
    return Judgement(
        "unreadable", note=f"one cell for several answers: give {answer.id} its own"
    )


def _by_hand(text: str, answer: Answer, decimals: int) -> Judgement:
    """Leave the answer to a person."""
    return Judgement("manual")


@lru_cache(maxsize=8192)
def _ends(low: float, high: float, places: int) -> tuple[Fraction, Fraction]:
    """Return the ends as the key prints them, with a guard for the last bits of a double.

    A student's program prints 0.8999999999999998 for 0.9, and 5.55e-17 for 0: a millionth of
    a unit of the place asked is nothing.
    """
    bits = Fraction(max(math.ulp(low), math.ulp(high)))
    guard = max(bits, Fraction(1, 10 ** (places + 6))) if places > 0 else bits
    return Fraction(repr(low)) - guard, Fraction(repr(high)) + guard


NUMERIC = frozenset({"number", "count"})
TYPES: Mapping[str, Callable[[str, Answer, int], Judgement]] = {
    "number": _number,
    "count": _count,
    "choice": _choice,
    "shape": _shape,
    "manual": _by_hand,
}
