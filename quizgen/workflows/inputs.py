"""The files that a call names, read within bounds: a device never ends."""

from pathlib import Path

from quizgen.errors import QuizgenError


def read_bounded(path: Path, what: str, most: int) -> bytes:
    """Return the bytes of a file; `what` it is to be is for the error.

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
