"""Reading the fields of a TOML table: what is found, or a line that says what is wrong."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

_ENTRY = re.compile(r"([a-z]+)\[(\d{1,3})(?:,\s*(\d{1,3}))?\]")


class Fields:
    """A table that is read field by field; every mistake is noted and reading goes on."""

    def __init__(
        self, source: str, place: str, raw: Any, parent: "Fields | None" = None
    ) -> None:
        self.source, self.place = source, place
        self.name = place.rpartition(".")[2]
        self.mistakes: list[str] = parent.mistakes if parent else []
        self._read: set[str] = set()
        self._raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            self.mistakes.append(f"{source}: {place}: found {_shown(raw)}, expected a table")

    def __contains__(self, key: str) -> bool:
        return key in self._raw

    def wrong(self, key: str, found: Any, expected: str) -> None:
        """Note a mistake in the field `key`."""
        where = f"{self.place}.{key}" if self.place else key
        line = f"{self.source}: {where}: found {_shown(found)}, expected {expected}"
        self.mistakes.append(line)

    def skip(self, key: str) -> None:
        """Take the field as read."""
        self._read.add(key)

    def nothing_else(self) -> None:
        """Note every field that was not asked for."""
        for key in self._raw:
            if key not in self._read:
                near = get_close_matches(key, self._read, 1)
                known = (
                    f"{near[0]} (did you mean that?)" if near else ", ".join(sorted(self._read))
                )
                self.wrong(key, "an unknown field", known)

    def _get(self, key: str, default: Any) -> Any:
        self._read.add(key)
        if key in self._raw:
            return self._raw[key]
        if default is None:
            where = f"{self.place}.{key}" if self.place else key
            self.mistakes.append(f"{self.source}: {where}: is missing")
        return default

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string of a line's length."""
        found = self._get(key, default)
        if not isinstance(found, str) or len(found) > 500 or not found.isprintable():
            if found is not None:
                self.wrong(key, found, "a line of text")
            return default or "?"
        return found

    def flag(self, key: str, default: bool) -> bool:
        """Return a truth value."""
        found = self._get(key, default)
        if not isinstance(found, bool):
            self.wrong(key, found, "true or false")
            return default
        return found

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number between `least` and `most`."""
        found = self._get(key, default)
        if type(found) is not int or not least <= found <= most:
            if found is not None:
                self.wrong(key, found, f"a whole number from {least} to {most}")
            return default or least
        return found

    def wholes(self, key: str, least: int, most: int) -> list[int]:
        """Return a list of whole numbers."""
        found = self._get(key, None)
        good = isinstance(found, list) and all(
            type(n) is int and least <= n <= most for n in found
        )
        if not good:
            if found is not None:
                self.wrong(key, found, f"a list of whole numbers from {least} to {most}")
            return [least]
        return list(found)

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        """Return a decimal of at most six places and six digits before them."""
        found = self._get(key, default)
        number = found if isinstance(found, Decimal) else _decimal(found)
        if number is None:
            if found is not None:
                self.wrong(key, found, "a number of at most six decimals, below a million")
            return default or Decimal(1)
        return number

    def numbers(self, key: str, count: int | None = None) -> list[Decimal]:
        """Return a list of decimals, `count` of them; a single one may go without brackets."""
        found = self._get(key, None)
        row = found if isinstance(found, list) else [found]
        numbers = [_decimal(item) for item in row]
        if None in numbers or (count is not None and len(row) != count):
            if found is not None:
                self.wrong(key, found, f"{count or 'some'} numbers, in brackets")
            return [Decimal(0)] * (count or 0)
        return [number for number in numbers if number is not None]

    def matrix(self, key: str) -> list[list[Decimal]]:
        """Return rows of decimals, all of one length."""
        found = self._get(key, None)
        rows = found if isinstance(found, list) else []
        numbers = [[_decimal(n) for n in row] if isinstance(row, list) else [] for row in rows]
        good = numbers and all(row and None not in row for row in numbers)
        if not good or len({len(row) for row in numbers}) != 1:
            self.wrong(key, found, "rows of numbers, all of one length")
            return [[Decimal(0), Decimal(0)]]
        return [[n for n in row if n is not None] for row in numbers]

    def points(self, key: str, default: Fraction) -> Fraction:
        """Return points: a decimal from 0 to 1000."""
        found = self._get(key, default)
        number = None if isinstance(found, Fraction) else _decimal(found)
        if isinstance(found, Fraction):
            return found
        if number is None or not 0 <= number <= 1000:
            self.wrong(key, found, "points from 0 to 1000")
            return default
        return Fraction(number)

    def texts(self, key: str) -> list[str]:
        """Return a list of strings, empty where there is none."""
        found = self._get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            self.wrong(key, found, "a list of texts")
            return []
        return list(found)

    def entry(self, text: str) -> tuple[str, tuple[int, ...]]:
        """Return a matrix's name and the subscripts of an entry, from `alpha[1,2]`."""
        match = _ENTRY.fullmatch(text)
        if not match:
            self.wrong("entries", text, "entries such as alpha[1,2] or beta[1]")
            return "alpha", (1, 0)
        return match[1], tuple(int(n) for n in match.groups()[1:] if n is not None)

    def choice(self, key: str, among: Iterable[str], default: str | None = None) -> str:
        """Return one of the names in `among`."""
        found = self._get(key, default)
        names = list(among)
        if found in names:
            return str(found)
        if found is not None:
            self.wrong(key, found, _one_of(str(found), names))
        return default or next(iter(names), "?")

    def choices(self, key: str, among: Iterable[str], default: list[str]) -> list[str]:
        """Return a list of names, each in `among`."""
        found = self._get(key, default)
        names = list(among)
        row = found if isinstance(found, list) else [found]
        for item in row:
            if item not in names:
                self.wrong(key, item, _one_of(str(item), names))
        if default and not row:
            self.wrong(key, row, _one_of("", names))
        return [str(item) for item in row if item in names] or default

    def table(self, key: str, required: bool = True) -> "Fields":
        """Return a table within; falsy where it is neither there nor required."""
        found = self._get(key, {} if not required else self._raw.get(key, {}))
        return Fields(self.source, f"{self.place}.{key}" if self.place else key, found, self)

    def __bool__(self) -> bool:
        return bool(self._raw)

    def tables(self, key: str) -> dict[str, "Fields"]:
        """Return the tables under a table, by name."""
        part = self.table(key)
        return {
            name: Fields(self.source, f"{part.place}.{name}", raw, self)
            for name, raw in part._raw.items()
        }

    def items(self, key: str) -> list["Fields"]:
        """Return the tables of an array of tables."""
        found = self._get(key, None)
        if not isinstance(found, list):
            if found is not None:
                self.wrong(key, found, "tables headed [[" + key + "]]")
            return []
        return [
            Fields(self.source, f"{key}[{number}]", raw, self)
            for number, raw in enumerate(found, 1)
        ]


def _decimal(found: Any) -> Decimal | None:
    """Return a TOML number as the decimal that it was written as."""
    if type(found) not in (int, float) or not -1e6 < found < 1e6:
        return None
    number = Decimal(str(found))
    return number if number == round(number, 6) else None


def _one_of(found: str, names: list[str]) -> str:
    near = get_close_matches(found, names, 1)
    return f"one of {', '.join(names)}" + (f"; did you mean {near[0]}?" if near else "")


def _shown(found: Any) -> str:
    text = repr(found) if isinstance(found, str) else str(found)
    return text if len(text) <= 60 else text[:57] + "..."
