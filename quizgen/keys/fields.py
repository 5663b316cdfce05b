"""Reading the fields of a key that may come from anywhere, each looked at before it is used."""

import sys
from typing import Any

LONGEST = 500  # characters of a name
LONGEST_PROSE = 20_000  # of a model answer, of what is said of a choice
MOST_ENTRIES = 100_000  # of all of a graph's arrays together


class FieldError(Exception):
    """What is wrong in a key: the field, what was found, what was expected."""

    def __init__(self, field: str, found: object, expected: str) -> None:
        shown = repr(found)
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        super().__init__(f"{field}: found {shown}, expected {expected}")


def read_field(data: Any, name: str, place: str) -> tuple[str, Any]:
    """Return where a field is and what it holds; raise FieldError where it is missing."""
    where = f"{place}.{name}" if place else name
    if not isinstance(data, dict):
        raise FieldError(place or "key", data, "an object")
    if name not in data:
        raise FieldError(where, "nothing", "this field")
    return where, data[name]


def read_text(data: Any, name: str, place: str, longest: int = LONGEST) -> str:
    """Return a text of at most `longest` characters."""
    where, found = read_field(data, name, place)
    if not isinstance(found, str) or len(found) > longest:
        raise FieldError(where, found, "a short text")
    return sys.intern(found)  # a class's keys say the same


def read_list(data: Any, name: str, place: str) -> list[Any]:
    """Return a list, its items yet unread."""
    where, found = read_field(data, name, place)
    if not isinstance(found, list):
        raise FieldError(where, found, "a list")
    return found


def read_dict(data: Any, name: str, place: str) -> dict[str, Any]:
    """Return an object, its fields yet unread."""
    where, found = read_field(data, name, place)
    if not isinstance(found, dict):
        raise FieldError(where, found, "an object")
    return found


def read_number(data: Any, name: str, place: str, most: float = 1e15) -> float:
    """Return a finite number, at most `most` either way."""
    where, found = read_field(data, name, place)
    return read_finite(where, found, most)


def read_finite(where: str, found: Any, most: float = 1e15) -> float:
    """Return `found` where it is a finite number, at most `most` either way."""
    if type(found) not in (int, float) or not abs(found) <= most:
        raise FieldError(where, found, "a number")
    return found  # type: ignore[no-any-return]


def read_whole_numbers(where: str, found: Any, least: int) -> tuple[int, ...]:
    """Return up to four whole numbers, such as an index or a shape."""
    good = isinstance(found, list) and len(found) <= 4
    if not good or not all(type(n) is int and least <= n <= MOST_ENTRIES for n in found):
        raise FieldError(where, found, f"up to four whole numbers from {least}")
    return tuple(found)
