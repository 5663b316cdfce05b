"""`make`: one variant, many, or one for each student, written whole or not at all."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from pathlib import Path

from quizgen import batch
from quizgen.errors import QuizgenError
from quizgen.files import write_new, write_whole
from quizgen.sampling.specs import ProblemSet
from quizgen.workflows.roster import Student
from quizgen.workflows.variant import KEYS, Files, Job, Variant, make_files

LEAST_SECRET = 16  # bytes


@dataclass(frozen=True)
class Made:
    """What `make` did: the files written, or found as they would be, and what went wrong."""

    paths: tuple[Path, ...]
    complete: int
    errors: tuple[str, ...]


def variants(
    the_set: ProblemSet, seed: int | None, count: int | None, students: Sequence[Student] | None
) -> list[Variant]:
    """Return the variants that a call asks for; the set's own numbers make just one."""
    if students is not None:
        return [Variant(s.file_name, seed, s.id, s.name) for s in students]
    if not the_set.drawn:
        return [Variant("original", None)]
    if count is None:
        return [Variant(f"seed{seed}", seed)]
    return [Variant(f"seed{seed}-{number:04d}", seed) for number in range(1, count + 1)]


def make(
    the_set: ProblemSet,
    wanted: Sequence[Variant],
    out: Path,
    *,
    formats: tuple[str, ...] = ("html", "pdf"),
    secret: bytes | None = None,
    processes: int = 1,
    force: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Made:
    """Make variants and write their files below `out`.

    A variant that fails is left out and named, the others are made.  A file that differs
    is replaced only with `force`.  Raises QuizgenError where `out` cannot be used.
    """
    check_folder(out)
    jobs = [Job(the_set, variant, secret, formats) for variant in wanted]
    paths: list[Path] = []
    errors: list[str] = []
    complete = 0
    for files in _results(jobs, processes):
        try:
            paths += _written(files, out, force)
            complete += 1
        except QuizgenError as error:
            errors += error.lines
        except OSError as error:
            reason = error.strerror or type(error).__name__
            errors.append(f"{error.filename or out}: cannot be written: {reason}")
            break
        progress(complete + len(errors), len(jobs))
    return Made(tuple(paths), complete, tuple(errors))


def _results(jobs: Sequence[Job], processes: int) -> Iterator[Files]:
    try:
        yield from batch.run(make_files, jobs, processes)
    except BrokenExecutor:
        reason = "a process that made variants was ended from outside; the rest is not made"
        yield Files(jobs[-1].variant, {}, (reason,))


def check_folder(out: Path) -> None:
    """Raise QuizgenError where `out` is not, and cannot become, a folder."""
    for place in (out, *out.absolute().parents):
        try:
            there = place.is_symlink() or place.exists()
        except OSError as error:
            raise QuizgenError(f"{place}: cannot be used: {error.strerror}") from None
        if there and not place.is_dir():
            found = "is a file" if place.exists() else "is a link that leads nowhere"
            raise QuizgenError(f"{place}: {found}, expected a folder to write into")


def _check_inside(folder: Path, out: Path) -> None:
    try:
        inside = folder.resolve().is_relative_to(out.resolve())
    except (OSError, RuntimeError):  # links in a circle
        inside = False
    if not inside:
        raise QuizgenError(f"{folder}: is a link out of {out}, expected a folder in it")


def _written(files: Files, out: Path, force: bool) -> list[Path]:
    """Write a variant's files, the key first; return their paths."""
    if files.errors:
        raise QuizgenError(*(f"{files.variant.name}: {line}" for line in files.errors))
    changed: list[tuple[Path, bytes]] = []
    for relative, content in files.contents.items():
        path = out / relative
        _check_inside(path.parent, out)
        if path.is_dir() and not path.is_symlink():
            raise QuizgenError(f"{path}: is a folder, expected a file or nothing")
        there = path.is_symlink() or path.exists()
        if there and not path.is_symlink() and path.read_bytes() == content:
            continue
        if there and not force:
            raise QuizgenError(f"{path}: is there and differs; --force overwrites it")
        changed.append((path, content))
    for path, content in changed:
        write_whole(path, content, 0o600 if path.parent.name == KEYS else 0o644)
    return [out / relative for relative in files.contents]


def read_secret(path: Path) -> bytes:
    """Return the secret in a file, without white space around it.

    Raises QuizgenError where it cannot be read or is too short to be one.
    """
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be read: {error.strerror}") from None
    if len(secret) < LEAST_SECRET:
        raise QuizgenError(
            f"{path}: found a secret of {len(secret)} bytes, expected {LEAST_SECRET} at least"
        )
    return secret


def class_secret(out: Path) -> tuple[bytes, Path | None]:
    """Return the secret of a class in `out`, and its path where it was created just now."""
    check_folder(out)
    path = out / KEYS / "secret.key"
    _check_inside(path.parent, out)
    if path.is_file():
        return read_secret(path), None
    secret = secrets.token_hex(32).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new(path, secret + b"\n", 0o600)
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be written: {error.strerror}") from None
    return secret, path
