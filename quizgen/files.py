"""Files that are read within bounds, and appear whole or not at all."""

import io
import os
import secrets
import stat
from contextlib import suppress
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from quizgen.errors import QuizgenError

CHUNK = 1 << 18  # bytes that are written at once


def read_bounded(path: Path, what: str, most: int) -> bytes:
    """Return the bytes of a file, bounded as a device is not; `what` it is to be is for errors.

    Raises QuizgenError where it cannot be read, or has more than `most` bytes.
    """
    try:
        with path.open("rb") as file:
            # A read of so many bytes at once would set aside memory for all of them.
            chunks = iter(lambda: file.read(CHUNK), b"")
            content = b"".join(islice(chunks, most // CHUNK + 2))
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be read: {error.strerror}") from None
    if len(content) > most:
        raise QuizgenError(f"{path}: larger than a {what} may be, {most:,} bytes")
    return content


def open_bounded(path: Path, what: str, most: int) -> BinaryIO:
    """Open a file to be read from its start, more than once if need be; bounds as above."""
    try:
        file = path.open("rb")
        found = os.fstat(file.fileno())
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be read: {error.strerror}") from None
    if stat.S_ISREG(found.st_mode) and found.st_size <= most:
        return file
    file.close()
    return io.BytesIO(read_bounded(path, what, most))


class NewFiles:
    """Files of a folder that are written beside their places, and put there all together.

    A reader sees the old file or the new one, never a part.  Used as a context: what was not
    put in place at its end is taken away.  What a process that was killed leaves are hidden
    files.  Raises QuizgenError where one cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._beside: dict[str, tuple[Path, BinaryIO]] = {}

    def __enter__(self) -> "NewFiles":
        return self

    def write(self, name: str, content: bytes) -> None:
        """Write `content` behind what the file of this name has already."""
        try:
            if name not in self._beside:
                beside = _beside(self._folder / name)
                descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
                self._beside[name] = beside, os.fdopen(descriptor, "wb", CHUNK)
            self._beside[name][1].write(content)
        except OSError as error:
            raise self._error(name, error) from None

    def put(self) -> tuple[Path, ...]:
        """Put all files in their places, and return these."""
        written = tuple(self._beside)
        for name in written:
            try:
                file = self._beside[name][1]
                file.flush()
                os.fsync(file.fileno())
                file.close()
            except OSError as error:
                raise self._error(name, error) from None
        for name in written:
            try:
                self._beside[name][0].replace(self._folder / name)
            except OSError as error:
                raise self._error(name, error) from None
            del self._beside[name]
        return tuple(self._folder / name for name in written)

    def _error(self, name: str, error: OSError) -> QuizgenError:
        return QuizgenError(f"{self._folder / name}: cannot be written: {error.strerror}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for beside, file in self._beside.values():
            with suppress(OSError):
                file.close()
            with suppress(OSError):
                beside.unlink()


def _beside(path: Path) -> Path:
    """Return a new hidden file's path beside a path, in a folder that is there then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name[:60]}.{secrets.token_hex(6)}")


def write_whole(path: Path, content: bytes, mode: int = 0o644, flush: bool = True) -> None:
    """Write `content` beside `path`, then rename it there.

    A reader sees the old file or the new one, never a part.  The umask narrows `mode`, as
    for any new file.  Without `flush` a power cut may lose it: that is for the many pages
    that can be made again.  Raises OSError; nothing is left behind then.
    """
    beside = _beside(path)
    write_new(beside, content, mode, flush)
    try:
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_new(path: Path, content: bytes, mode: int, flush: bool = True) -> None:
    """Create `path`, which is not there yet; where it fails (OSError), nothing is left."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if flush:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
