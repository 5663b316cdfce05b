"""The types of a set's fields: lines and prose, names, numbers, matrices."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, TypeAlias

from quizgen.engine.networks import PARAMETERS
from quizgen.sampling.fields import BELOW, Plain, decimal, number, text, wrong

LARGEST = 64  # units in a layer; a sheet with more has no room for its matrices
PROSE = 10_000  # characters at most
MOST_AXES = 4  # of an array

_ENTRY = r"([a-z]{2,}|[Wb][1-9])\[[0-9]{1,3}(, ?[0-9]{1,3})?\]"
_SIZE = "[a-wyz]"  # in a shape, x is the sign between two sizes
_NUMBER = {"type": "number", "exclusiveMinimum": -BELOW, "exclusiveMaximum": BELOW}
_NUMBERS = {"type": "array", "minItems": 1, "maxItems": LARGEST, "items": _NUMBER}
_ROWS = {  # with a title of its own: in a table of arrays, theirs is lost
    "type": "array",
    "minItems": 1,
    "maxItems": LARGEST + 1,
    "title": "numbers, or rows of numbers of one length, in brackets",
}
_ROW = {"type": "array", "minItems": 2, "maxItems": LARGEST + 1, "items": _NUMBER}


def line(most: int, title: str, empty: bool = True) -> Plain:
    """Return the type of a line of text of at most so many characters, `empty` or not."""

    def read(found: Any) -> str:
        if not isinstance(found, str) or len(found) > most or not found.isprintable():
            raise ValueError
        if not empty and not found.strip():
            raise ValueError
        return found

    control = r"\u0000-\u001f\u007f-\u009f"
    some = "" if empty else rf"[^\s{control}][^{control}]*"
    form = f"^[^{control}]*{some}$"
    return Plain(read, {"type": "string", "maxLength": most, "pattern": form, "title": title})


def _prose(found: Any) -> str:
    if not isinstance(found, str) or len(found) > PROSE:
        raise ValueError
    if not all(character.isprintable() or character in "\n\t" for character in found):
        raise ValueError
    if len(re.findall(r"(?<!\\)\$", found)) % 2:
        raise wrong(r"$…$ around a formula, \$ for a dollar", "a $ without its partner")
    return found


def _numbers(found: Any) -> tuple[Decimal, ...]:
    row = found if isinstance(found, list) else [found]
    if not 1 <= len(row) <= LARGEST:
        raise ValueError
    return tuple(decimal(item) for item in row)


def _numbers_or_rows(found: Any) -> Any:
    if not isinstance(found, list) or not any(isinstance(row, list) for row in found):
        return _numbers(found)
    if not all(isinstance(row, list) for row in found) or len({*map(len, found)}) != 1:
        raise ValueError
    return tuple(map(_numbers, found))


def _matrix(found: Any) -> tuple[tuple[Decimal, ...], ...]:
    if not isinstance(found, list) or not all(isinstance(row, list) for row in found):
        raise ValueError
    if len({len(row) for row in found}) != 1 or len(found[0]) < 2:
        raise ValueError
    if len(found) > LARGEST or len(found[0]) > LARGEST + 1:
        size = f"{len(found)} × {len(found[0])} numbers"
        raise wrong(f"{LARGEST} × {LARGEST + 1} at most", size)
    return tuple(tuple(decimal(item) for item in row) for row in found)


def _array(found: Any) -> Any:
    def read(item: Any) -> Any:
        return tuple(map(read, item)) if isinstance(item, list) else decimal(item)

    def shape(item: Any) -> tuple[int, ...]:
        if not isinstance(item, list):
            return ()
        shapes = {shape(one) for one in item}
        if len(shapes) != 1 or not 1 <= len(item) <= LARGEST + 1:
            raise ValueError
        return (len(item), *shapes.pop())

    if len(shape(found)) > MOST_AXES:
        raise ValueError
    return read(found)


def _entry(found: Any) -> tuple[str, tuple[int, ...]]:
    if not isinstance(found, str) or not re.fullmatch(_ENTRY, found):
        raise ValueError
    name, _, printed = found[:-1].partition("[")
    places = tuple(int(place) for place in printed.split(","))
    if name[-1].isdigit():  # of the notation W¹, b¹: the same matrices, their column 0
        bias, name = name[0] == "b", PARAMETERS[int(name[1]) - 1]
        places = (*places, 0) if bias else places
    return name, places


def _size(found: Any) -> str | int:
    letter = isinstance(found, str) and re.fullmatch(_SIZE, found) is not None
    if not letter and (type(found) is not int or not 1 <= found <= LARGEST):
        raise ValueError
    return str(found) if letter else int(found)


Line: TypeAlias = Annotated[str, line(500, "a line of text")]
Title: TypeAlias = Annotated[str, line(500, "a line of text, not empty", empty=False)]
Prose: TypeAlias = Annotated[
    str,
    Plain(
        _prose,
        {
            "type": "string",
            "maxLength": PROSE,
            "title": f"text of {PROSE:,} characters at most",
        },
    ),
]
Name: TypeAlias = Annotated[
    str, text("[A-Za-z0-9_-]{1,40}", "letters, digits, _ and -, 40 at most")
]
Variable: TypeAlias = Annotated[
    str, text("[A-Za-z][0-9]{0,2}", "a letter, digits behind it or not")
]
Printed: TypeAlias = Annotated[
    str, text(r"-?[0-9]{1,6}(\.[0-9]{1,12})?", 'a number as it is printed, such as "0.76159"')
]
Formula: TypeAlias = Annotated[str, line(200, "a formula of 200 characters at most")]
Number: TypeAlias = Annotated[Decimal, number()]
Step: TypeAlias = Annotated[Decimal, number(above=0)]
Share: TypeAlias = Annotated[Decimal, number(above=0, below=1)]
Points: TypeAlias = Annotated[Fraction, number(least=0, most=1000, make=Fraction)]
Numbers: TypeAlias = Annotated[
    tuple[Decimal, ...],
    Plain(_numbers, {"anyOf": [_NUMBER, _NUMBERS], "title": "numbers, in brackets"}),
]
NumbersOrRows: TypeAlias = Annotated[
    Any,  # a tuple of decimals, or of such tuples
    Plain(
        _numbers_or_rows,
        {
            "anyOf": [
                *(_NUMBER, _NUMBERS),
                {**_NUMBERS, "items": _NUMBERS},
            ],
            "title": "numbers, in brackets",
        },
    ),
]
Matrix: TypeAlias = Annotated[
    tuple[tuple[Decimal, ...], ...],
    Plain(
        _matrix,
        {
            "type": "array",
            "minItems": 1,
            "maxItems": LARGEST,
            "items": _ROW,
            "title": "rows of numbers, all of one length, the bias first",
        },
    ),
]
Array: TypeAlias = Annotated[
    Any,
    Plain(
        _array,
        {
            "anyOf": [_NUMBER, _ROWS],
            "title": "a number, or rows of numbers in brackets",
        },
    ),
]
Entry: TypeAlias = Annotated[
    tuple[str, tuple[int, ...]],
    Plain(
        _entry,
        {
            "type": "string",
            "pattern": f"^{_ENTRY}$",
            "title": "an entry such as alpha[1,2], beta[1], W1[1,2] or b1[2]",
        },
    ),
]
Size: TypeAlias = Annotated[
    str | int,
    Plain(
        _size,
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{_SIZE}$"},
                {"type": "integer", "minimum": 1, "maximum": LARGEST},
            ],
            "title": f"a letter other than x, or a whole number from 1 to {LARGEST}",
        },
    ),
]
