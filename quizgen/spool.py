"""Plain data put aside in a file without a name, which is gone with the process.

A class's answers lie here between reading and marking, so that memory holds where they are and
not what they are.  A little stays in memory and never becomes a file.
"""

import marshal
import struct
from array import array
from collections.abc import Callable, Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any, Generic, TypeVar
from weakref import finalize

from quizgen.errors import QuizgenError

IN_MEMORY = 4_000_000  # bytes, before there is a file
TOGETHER = 256  # things of a series that are put aside at once
_LENGTH = struct.Struct("<I")
_T = TypeVar("_T", bound=tuple[Any, ...])


class Spool:
    """What was put aside, by the place that `put` returned for it."""

    def __init__(self) -> None:
        # It is open for as long as this lives.
        self._file = SpooledTemporaryFile(IN_MEMORY, prefix="quizgen-")  # noqa: SIM115
        finalize(self, self._file.close)
        self._end = 0

    def put(self, data: Any) -> int:
        """Put aside tuples, lists, texts and numbers; return their place.

        Raises QuizgenError where the file cannot be written.
        """
        content = marshal.dumps(data)
        place = self._end
        try:
            self._file.seek(place)
            self._file.write(_LENGTH.pack(len(content)) + content)
        except OSError as error:
            raise QuizgenError(f"a temporary file cannot be written: {error}") from None
        self._end = place + _LENGTH.size + len(content)
        return place

    def get(self, place: int) -> Any:
        """Return what was put aside there.

        Raises QuizgenError where the file cannot be read, or what came last not be written.
        """
        try:
            self._file.seek(place)
            (length,) = _LENGTH.unpack(self._file.read(_LENGTH.size))
            return marshal.loads(self._file.read(length))
        except OSError as error:
            raise QuizgenError(f"a temporary file cannot be used: {error}") from None


class Series(Generic[_T]):
    """Named tuples of plain data that are put aside one by one and read in their order.

    `made` makes one of its fields.
    """

    def __init__(self, spool: Spool, made: Callable[[Iterable[Any]], _T]) -> None:
        self._spool = spool
        self._made = made
        self._places = array("q")
        self._last: list[_T] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, one: _T) -> None:
        """Put one behind the others."""
        self._last.append(one)
        self._count += 1
        if len(self._last) >= TOGETHER:
            self._places.append(self._spool.put([tuple(each) for each in self._last]))
            self._last = []

    def __iter__(self) -> Iterator[_T]:
        for place in self._places:
            yield from map(self._made, self._spool.get(place))
        yield from self._last
