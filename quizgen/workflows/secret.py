"""The secret that keys the drawing: a teacher's file, or a class's own in its folder."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.files import read_bounded, sweep, write_once
from quizgen.workflows.folders import KEYS, check_folder, check_inside
from quizgen.workflows.private import open_secret

LEAST_SECRET, MOST_SECRET = 16, 1_000_000  # bytes


@dataclass(frozen=True)
class Secret:
    """What keys the drawing, the file that it is in, and whether that was created just now."""

    key: bytes = field(repr=False)
    path: Path
    created: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what its owner must know: that there is one, or that it is none."""
        if self.created:
            return (f"{self.path}: created; whoever has it can make the keys",)
        return open_secret(self.path)


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


def find_secret(path: Path | None, class_in: Path | None) -> Secret | None:
    """Return the secret in a file, or that of the class in a folder, made where it is missing.

    Raises QuizgenError where it cannot be read or written.
    """
    if path is not None:
        return Secret(read_secret(path), path)
    return class_secret(class_in) if class_in is not None else None


def class_secret(out: Path) -> Secret:
    """Return the secret of the class in `out`; create it where there is none."""
    check_folder(out)
    path = out / KEYS / "secret.key"
    check_inside(path.parent, out)
    if path.is_file():
        return Secret(read_secret(path), path)
    key = secrets.token_hex(32).encode()
    try:
        sweep(path.parent, [path.name])
        write_once(path, key + b"\n", 0o600)
    except FileExistsError:  # another call was faster
        return Secret(read_secret(path), path)
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be written: {error.strerror}") from None
    return Secret(key, path, created=True)


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
