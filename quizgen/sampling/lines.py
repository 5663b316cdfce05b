"""On which line of a TOML file each of its keys stands, which `tomllib` doesn't tell.

The text has been read by `tomllib` before: it is known to be TOML, so this looks only for
where tables, keys and items of lists begin.
"""

import re
import tomllib
from bisect import bisect_right
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]  # keys, and places in lists from 0

DEEPEST = 8  # keys of a path that is kept: no field of a set stands deeper
_BASIC, _LITERAL = r'"(?:[^"\\\n]|\\.)*"', r"'[^'\n]*'"
_LONG_BASIC = r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}'
_LONG_LITERAL = r"'''(?:[^']|'(?!''))*'{3,5}"
_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_KEY = re.compile(rf"[ \t]*({_BASIC}|{_LITERAL}|[A-Za-z0-9_-]+)[ \t]*")
_EQUALS = re.compile(r"=[ \t]*")
_SCALAR = re.compile(rf"{_LONG_BASIC}|{_LONG_LITERAL}|{_BASIC}|{_LITERAL}|[^\[\]{{}}=,#\n\"']+")


class Lines:
    """The lines of a text's tables, keys and items, by their paths."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._ends = [match.start() for match in re.finditer("\n", self._text)]
        self._of: dict[Path, int] = {}
        self._last: dict[Path, int] = {}  # the place of an array's last table so far
        self._read()

    def of(self, path: Path) -> int | None:
        """Return the line of what stands at a path, or else of the table that it is in."""
        for length in range(min(len(path), DEEPEST), 0, -1):
            if path[:length] in self._of:
                return self._of[path[:length]]
        return None

    def _read(self) -> None:
        table: Path = ()
        at = self._skip(0)
        while at < len(self._text):
            if self._text[at] == "[":
                at, table = self._header(at)
            else:
                at, path = self._key(at, table)
                at = self._value(at, path)
            at = self._skip(at)

    def _header(self, at: int) -> tuple[int, Path]:
        start, many = at, self._text.startswith("[[", at)
        at, names = self._names(at + 1 + many)
        path: Path = ()
        for place, name in enumerate(names, 1):
            path = self._below(path, name)
            if place == len(names) and many:
                self._last[path] = self._last.get(path, -1) + 1
            self._note(path, start)
            if path in self._last:
                path = self._below(path, self._last[path])
        self._of[path] = self._line(start)
        return at + 1 + many, path

    def _key(self, at: int, table: Path) -> tuple[int, Path]:
        start = at
        at, names = self._names(at)
        for name in names:
            table = self._below(table, name)
            self._note(table, start)
        equals = _EQUALS.match(self._text, at)
        assert equals is not None
        return equals.end(), table

    def _names(self, at: int) -> tuple[int, list[str]]:
        names = []
        while match := _KEY.match(self._text, at):
            names.append(_unquoted(match[1]))
            at = match.end()
            if not self._text.startswith(".", at):
                break
            at += 1
        return at, names

    def _value(self, at: int, path: Path) -> int:
        """Pass a value, noting what is in it; return where it ends."""
        opened: list[tuple[Path, int | None]] = []  # lists with their next place, and tables
        at = self._begin(at, path, opened)
        while opened:
            at = self._skip(at)
            inside, place = opened[-1]
            if self._text[at] in "]}":
                opened.pop()
                at += 1
            elif self._text[at] == ",":
                at += 1
            elif place is None:
                at, path = self._key(at, inside)
                at = self._begin(at, path, opened)
            else:
                opened[-1] = (inside, place + 1)
                path = self._below(inside, place)
                self._note(path, at)
                at = self._begin(at, path, opened)
        return at

    def _begin(self, at: int, path: Path, opened: list[tuple[Path, int | None]]) -> int:
        if self._text[at] in "[{":
            opened.append((path, 0 if self._text[at] == "[" else None))
            return at + 1
        scalar = _SCALAR.match(self._text, at)
        assert scalar is not None
        return scalar.end()

    def _skip(self, at: int) -> int:
        gap = _GAP.match(self._text, at)
        assert gap is not None
        return gap.end()

    def _below(self, path: Path, step: str | int) -> Path:
        return (*path, step) if len(path) < DEEPEST else path

    def _note(self, path: Path, at: int) -> None:
        if path not in self._of:
            self._of[path] = self._line(at)

    def _line(self, at: int) -> int:
        return bisect_right(self._ends, at - 1) + 1


def _unquoted(key: str) -> str:
    if key[0] == '"' and "\\" in key:
        return str(tomllib.loads(f"key = {key}")["key"])
    return key[1:-1] if key[0] in "\"'" else key
