"""More accepted answers: what a policy adds to the key's own, blank by blank."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from string import ascii_uppercase
from typing import Any

from quizgen.engine import Rounding
from quizgen.grading.choices import read_choice
from quizgen.grading.numbers import read_number
from quizgen.grading.shapes import read_shape
from quizgen.grading.sheet import Sheet
from quizgen.keys import Answer, Key


def with_also(key: Key) -> Key:
    """Return the key, its blanks with the other answers that its policy accepts.

    What no blank of the key can be is left aside.
    """
    if not key.policy.also:
        return key
    sheet = Sheet(key)
    others: dict[str, list[Answer]] = {}
    for name, texts in key.policy.also.items():
        for answer in sheet.meant(name) if len(sheet.meant(name)) == 1 else ():
            read = (other_answer(answer, text, key.rounding) for text in texts)
            others.setdefault(answer.id, []).extend(one for one in read if one is not None)
    blanks = (replace(blank, also=tuple(others.get(blank.id, ()))) for blank in key.blanks)
    return replace(key, blanks=tuple(blanks))


def other_answer(answer: Answer, text: str, rounding: Rounding) -> Answer | None:
    """Return the blank with what `text` says as its answer, None where it can't be one."""
    read = _READ.get(answer.type)
    fields = read(answer, text, rounding) if read else None
    return None if fields is None else replace(answer, **fields, also=())


def expected(answers: tuple[Answer, ...]) -> Iterator[str]:
    """Yield what more accepted values may be, for each of these blanks."""
    for answer in answers:
        yield _EXPECTED.get(answer.type, "no blank that a person marks")


def _number(answer: Answer, text: str, rounding: Rounding) -> dict[str, Any] | None:
    """Return a number as the range of what rounds to it, at the place that was asked."""
    reading = read_number(text)
    if reading.verdict != "read":
        return None
    value = float(reading.value)
    half = Fraction(10) ** -rounding.places(value) / 2
    ends = (float(reading.value - half), float(reading.value + half))
    return {"value": value, "accept": ends, "display": reading.read_as}


def _count(answer: Answer, text: str, rounding: Rounding) -> dict[str, Any] | None:
    reading = read_number(text)
    whole = reading.verdict == "read" and reading.value.denominator == 1
    return {"value": int(reading.value), "display": reading.read_as} if whole else None


def _choice(answer: Answer, text: str, rounding: Rounding) -> dict[str, Any] | None:
    chosen = read_choice(text, ascii_uppercase[: len(answer.choices)])
    if chosen.verdict != "read":
        return None
    letters = "".join(sorted(set(chosen.letters)))
    return {"value": letters, "display": letters}


def _shape(answer: Answer, text: str, rounding: Rounding) -> dict[str, Any] | None:
    sizes = read_shape(text)
    if sizes.verdict != "read":
        return None
    return {"value": sizes.shape, "display": sizes.read_as}


_READ: Mapping[str, Callable[[Answer, str, Rounding], dict[str, Any] | None]] = {
    "number": _number,
    "count": _count,
    "choice": _choice,
    "shape": _shape,
}
_EXPECTED: Mapping[str, str] = {
    "number": "a number",
    "count": "a whole number",
    "choice": "letters of its choices",
    "shape": "a shape such as 3x2",
}
