"""What is to be said of what was handed in, put aside as it is found."""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from quizgen.spool import Series, Spool


class _Note(NamedTuple):
    text: str


class Notes:
    """Lines about whole files, which come first, and about what stands in them."""

    def __init__(self, spool: Spool) -> None:
        self._of_files = Series(spool, _Note._make)
        self._within = Series(spool, _Note._make)

    def of_file(self, line: str) -> None:
        """Note what concerns a whole file."""
        self._of_files.append(_Note(line))

    def within(self, line: str) -> None:
        """Note what concerns a row, or a filled form."""
        self._within.append(_Note(line))

    def __len__(self) -> int:
        return len(self._of_files) + len(self._within)

    def __iter__(self) -> Iterator[str]:
        return (note.text for note in chain(self._of_files, self._within))
