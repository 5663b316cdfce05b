"""From the files of a call to what is in them: tables, filled forms, and what is neither.

What a file is says its content, not its name.  PDFs are read by processes of their own, a few
ahead; everything comes out in the order in which it was named.
"""

import io
import json
import os
import re
from collections import deque
from collections.abc import Collection, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import TypeAlias

from quizgen.batch.guard import ExcessError, Guard, Limits
from quizgen.errors import QuizgenError
from quizgen.files import open_bounded, read_bounded
from quizgen.intake.archives import Member, Room, members_of
from quizgen.intake.folders import MOST_BYTES, files_of
from quizgen.intake.items import Form, Item, Refused, Table

MOST_PDF = 20_000_000  # bytes; a filled handout has a hundredth of it
LIMITS = Limits(seconds=10, wait=60, memory=1_000_000_000)  # of one PDF
READERS = 2  # processes
AHEAD = 3 * READERS  # PDFs that are read before their turn
START = 1024  # bytes of a file that tell what it is
DEEPEST = 2  # ZIP files within each other

_PDF = re.compile(rb"(?:^|[\r\n])(?:\xef\xbb\xbf)?%PDF-[0-9]")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_Pending: TypeAlias = tuple[str, "Future[bytes]"]


def take_in(paths: Iterable[Path], own: Collection[Path] = ()) -> Generator[Item, None, None]:
    """Yield what is in files and folders, in their order; a folder's sorted as people count.

    `own` are files and folders that are passed over in a folder: what the call itself writes.
    Raises QuizgenError where one that was named cannot be read.
    """
    with _Readers() as readers:
        for one in _opened(paths, own):
            if isinstance(one, _Pdf):
                yield from readers.ahead(one)
            else:
                yield from readers.rest()
                yield one
        yield from readers.rest()


class _Pdf(Member):
    """A PDF that is still to be read."""


def _opened(paths: Iterable[Path], own: Collection[Path]) -> Iterator[_Pdf | Table | Refused]:
    """Yield what is in files, folders and ZIP files; a PDF with its bytes."""
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            raise QuizgenError(f"{path}: cannot be read: {error.strerror}") from None
        if S_ISDIR(mode):
            for one in files_of(path, own):
                yield from (one,) if isinstance(one, Refused) else _looked_at_if_any(one)
        elif S_ISREG(mode):
            opened = partial(open_bounded, path, "submissions file", MOST_BYTES)
            yield from _looked_at(Table(str(path), opened))
        else:  # a pipe, which can be read once
            content = read_bounded(path, "submissions file", MOST_BYTES)
            yield from _looked_at(Table(str(path), partial(io.BytesIO, content)))


def _looked_at_if_any(file: Table) -> Iterator[_Pdf | Table | Refused]:
    """Yield what a file that nobody named is, or why it cannot be read."""
    try:
        yield from _looked_at(file)
    except QuizgenError as error:
        yield Refused(file.source, str(error).removeprefix(f"{file.source}: "))


def _looked_at(
    file: Table, room: Room | None = None, depth: int = 0
) -> Iterator[_Pdf | Table | Refused]:
    """Yield what a file is, or what is in it: a ZIP file, one in that too, no further one.

    `room` is what may still come out of the ZIP file that it lies in, `depth` deep.
    """
    with file.opened() as stream:
        start = stream.read(START)
        stream.seek(0)
        if start.startswith(_ZIP):
            if depth >= DEEPEST:
                yield Refused(file.source, "a ZIP file in a ZIP file in a ZIP file: not opened")
                return
            room = room or Room()
            for one in members_of(file.source, stream, room):
                if isinstance(one, Refused):
                    yield one
                else:
                    inner = Table(one.source, partial(io.BytesIO, one.content))
                    yield from _looked_at(inner, room, depth + 1)
            return
        if _PDF.search(start):
            if stream.seek(0, os.SEEK_END) > MOST_PDF:
                yield Refused(file.source, TOO_LARGE)
                return
            stream.seek(0)
            yield _Pdf(file.source, stream.read())
            return
    yield file


TOO_LARGE = f"larger than a filled PDF may be, {MOST_PDF:,} bytes"


class _Readers:
    """Processes that read PDFs, started with the first one."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._guard: Guard | None = None
        self._pending: deque[_Pending] = deque()

    def __enter__(self) -> "_Readers":
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def ahead(self, pdf: _Pdf) -> Iterator[Form | Refused]:
        """Start to read a PDF; yield one that was read, where enough are under way."""
        if self._guard is None:
            from quizgen.intake.forms import read_form  # with what reads PDFs

            self._guard = self._stack.enter_context(Guard(read_form, LIMITS, READERS))
        self._pending.append((pdf.source, self._guard.submit(pdf.content)))
        if len(self._pending) > AHEAD:
            yield self._next()

    def rest(self) -> Iterator[Form | Refused]:
        """Yield what is still under way."""
        while self._pending:
            yield self._next()

    def _next(self) -> Form | Refused:
        source, read = self._pending.popleft()
        try:
            found = json.loads(read.result())
        except ExcessError as what:
            return Refused(source, f"a PDF that {what}")
        if "refused" in found:
            return Refused(source, found["refused"])
        return Form(source, found["fields"])
