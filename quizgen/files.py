"""Files that are read within bounds, and appear whole or not at all."""

import io
import os
import re
import secrets
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from quizgen.errors import QuizgenError

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

CHUNK = 1 << 18  # bytes that are read at once
LONGEST_START = 60  # letters of a file's name in that of the hidden file beside it
JUST_CREATED = 2.0  # seconds
DESCRIPTORS = "/dev/fd"  # what this process has open
_LEFT = re.compile(r"\.(.+)\.[0-9a-f]{12}", re.DOTALL)


def read_bounded(path: Path, what: str, most: int) -> bytes:
    """Return the bytes of a file, bounded as a pipe is not; `what` it is to be is for errors.

    Raises QuizgenError where it cannot be read, or has more than `most` bytes.
    """
    try:
        with open_at_once(path, what) as file:
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
        file = open_at_once(path, what)
        found = os.fstat(file.fileno())
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be read: {error.strerror}") from None
    if stat.S_ISREG(found.st_mode) and found.st_size <= most:
        return file
    file.close()
    return io.BytesIO(read_bounded(path, what, most))


def open_at_once(path: Path, what: str) -> BinaryIO:
    """Open a file to be read, or a pipe that this process was given open, and wait for nobody.

    Such a pipe is `/dev/stdin`, or what a shell makes of `<(…)`.  One with a name of its own
    waits for who writes into it, and a device may have no end: QuizgenError is raised for
    these.  Raises OSError too.
    """
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - returned open
    found = os.fstat(file.fileno())
    if stat.S_ISREG(found.st_mode):
        return file
    if not stat.S_ISFIFO(found.st_mode) or not _was_given(file.fileno()):
        file.close()
        raise QuizgenError(f"{path}: is not a regular file, expected a {what}")
    os.set_blocking(file.fileno(), True)
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _was_given(descriptor: int) -> bool:
    """Say whether this process had a pipe open before it opened it by a path."""
    pipe = os.fstat(descriptor)
    for other in map(int, os.listdir(DESCRIPTORS)):
        with suppress(OSError):  # the list's own is closed by now
            if other != descriptor and os.path.samestat(os.fstat(other), pipe):
                return True
    return False


def write_whole(path: Path, content: bytes, mode: int = 0o644, flush: bool = True) -> None:
    """Write `content` beside `path`, then rename it there.

    A reader sees the old file or the new one, never a part.  The umask narrows `mode`, as
    for any new file.  Without `flush` a power cut may lose it: that is for the many pages
    that can be made again.  Raises OSError; nothing is left behind then, and what a killed
    process leaves `sweep` removes.
    """
    with beside(path, mode) as (file, hidden):
        file.write(content)
        finish(file, flush)
        hidden.replace(path)


def write_once(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is not there yet, whole as `write_whole` does.

    Raises FileExistsError where another process was there first, or OSError.
    """
    with beside(path, mode) as (file, hidden):
        file.write(content)
        finish(file)
        try:
            os.link(hidden, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if path.exists():
                raise FileExistsError(path) from None
            hidden.replace(path)


@contextmanager
def beside(path: Path, mode: int = 0o644) -> Iterator[tuple[BinaryIO, Path]]:
    """Create a hidden file beside `path`; remove it in the end, unless it is renamed.

    It is locked while it is there, so that `sweep` can tell it from one left behind.
    Raises OSError, with the name of `path` where it is about that file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name[:LONGEST_START]}.{secrets.token_hex(6)}")
    lock = None
    try:
        descriptor = os.open(hidden, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
        lock = _lock(descriptor)
        with os.fdopen(descriptor, "wb") as file:
            yield file, hidden
    except OSError as error:
        if error.filename in (None, hidden, str(hidden)):  # a full disk names no file
            error.filename, error.filename2 = str(path), None
        raise
    finally:
        hidden.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def finish(file: BinaryIO, flush: bool = True) -> None:
    """Close a file that is written, on the disk by then where `flush` asks for it."""
    with file:
        if flush:
            file.flush()
            os.fsync(file.fileno())


def sweep(folder: Path, names: Iterable[str]) -> None:
    """Remove what killed processes left in `folder` as they wrote files of these names."""
    starts = {name[:LONGEST_START] for name in names}
    try:
        left = [
            Path(entry.path)
            for entry in os.scandir(folder)
            if (found := _LEFT.fullmatch(entry.name)) and found[1] in starts
        ]
    except OSError:
        return
    for path in left:
        with suppress(OSError):
            if not _is_written(path):
                path.unlink()


def _lock(descriptor: int) -> int | None:
    """Lock an open file until the descriptor that is returned is closed too.

    Windows has no such locks and needs none: it removes no file that is open.
    """
    if fcntl is None:
        return None
    with suppress(OSError):  # a file system without locks
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return os.dup(descriptor)


def _is_written(path: Path) -> bool:
    """Say whether a process is at a file, or may be about to lock it."""
    if fcntl is None:
        return False
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(descriptor)
        if not status.st_size and time.time() - status.st_mtime < JUST_CREATED:
            return True
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
