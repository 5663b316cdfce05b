"""The secret that keys the drawing: a teacher's file, or a class's own in its folder."""

import secrets
from contextlib import suppress
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.files import read_bounded, sweep, write_once
from quizgen.workflows.folders import check_folder, check_inside
from quizgen.workflows.variant import KEYS

LEAST_SECRET, MOST_SECRET = 16, 1_000_000  # bytes


def read_secret(path: Path) -> bytes:
    """Return the secret in a file, without white space around it.

    Raises QuizgenError where it cannot be read, or is too short or too long to be one.
    """
    secret = read_bounded(path, "secret", MOST_SECRET).strip()
    if len(secret) < LEAST_SECRET:
        raise QuizgenError(
            f"{path}: found a secret of {len(secret)} bytes, expected {LEAST_SECRET} at least"
        )
    return secret


def class_secret(out: Path) -> tuple[bytes, Path | None]:
    """Return the secret of a class in `out`, and its path where it was created just now."""
    check_folder(out)
    path = out / KEYS / "secret.key"
    check_inside(path.parent, out)
    if path.is_file():
        return read_secret(path), None
    secret = secrets.token_hex(32).encode()
    try:
        sweep(path.parent, [path.name])
        write_once(path, secret + b"\n", 0o600)
    except FileExistsError:  # another call was faster
        return read_secret(path), None
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be written: {error.strerror}") from None
    return secret, path


def take_back(path: Path) -> bool:
    """Remove a secret that was just created; say whether, as no file was made with it."""
    try:
        alone = [*path.parent.iterdir()] == [path]
        if alone:
            path.unlink()
    except OSError:
        return False
    if alone:
        with suppress(OSError):  # there is more in them
            path.parent.rmdir()
            path.parent.parent.rmdir()
    return alone
