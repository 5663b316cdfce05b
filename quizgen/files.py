"""Files that are read within bounds, and appear whole or not at all."""

import os
import secrets
from pathlib import Path

from quizgen.errors import QuizgenError


def read_bounded(path: Path, what: str, most: int) -> bytes:
    """Return the bytes of a file, bounded as a device is not; `what` it is to be is for errors.

    Raises QuizgenError where it cannot be read, or has more than `most` bytes.
    """
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be read: {error.strerror}") from None
    if len(content) > most:
        raise QuizgenError(f"{path}: larger than a {what} may be, {most:,} bytes")
    return content


def write_whole(path: Path, content: bytes, mode: int = 0o644, flush: bool = True) -> None:
    """Write `content` beside `path`, then rename it there.

    A reader sees the old file or the new one, never a part.  The umask narrows `mode`, as
    for any new file.  Without `flush` a power cut may lose it: that is for the many pages
    that can be made again.  Raises OSError; nothing is left behind then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:60]}.{secrets.token_hex(6)}")
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
