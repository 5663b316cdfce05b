"""The keys of a class as files: a thousand of them, of which a few are in memory."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from quizgen.errors import QuizgenError
from quizgen.files import read_bounded
from quizgen.keys.key import Key
from quizgen.keys.reading import MOST_BYTES, parse_key

AT_HAND = 256  # keys that are kept


class Keys(Protocol):
    """Keys by their places, a list or files."""

    def __iter__(self) -> Iterator[Key]: ...
    def __getitem__(self, place: int, /) -> Key: ...


class KeyFiles:
    """Keys that are read when they are asked for, and read again if need be.

    Going through them all tells which can be read, and gives these their places; for each of
    the others `errors` has a line.  `of_students` are the files of those that have a student.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._readable: list[tuple[Path, bytes]] = []
        self.errors: list[str] = []
        self.of_students: list[Path] = []
        self._read = lru_cache(AT_HAND)(self._again)

    def __iter__(self) -> Iterator[Key]:
        self._readable.clear()
        self.errors.clear()
        self.of_students.clear()
        for path in self._paths:
            try:
                content = read_bounded(path, "key", MOST_BYTES)
                key = parse_key(path, content)
            except QuizgenError as error:
                self.errors += error.lines
                continue
            self._readable.append((path, hashlib.sha256(content).digest()))
            if key.student is not None:
                self.of_students.append(path)
            yield key

    def __getitem__(self, place: int, /) -> Key:
        return self._read(place)

    def _again(self, place: int) -> Key:
        """Read a key again; raise QuizgenError where it is not what it was."""
        path, digest = self._readable[place]
        content = read_bounded(path, "key", MOST_BYTES)
        if hashlib.sha256(content).digest() != digest:
            raise QuizgenError(f"{path}: changed while it was read; grade again")
        return parse_key(path, content)
