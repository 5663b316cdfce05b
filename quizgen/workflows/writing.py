"""The files of a call, written below its folder: all of them, or none."""

import filecmp
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import BinaryIO

from quizgen.errors import QuizgenError
from quizgen.files import beside, finish, write_whole
from quizgen.workflows.folders import check_inside


def write_files(
    contents: Mapping[str, bytes], out: Path, force: bool, private: Collection[str] = ()
) -> list[Path]:
    """Write files, in this order, by their paths below `out`; return their paths there.

    What is there as it would be is left alone; what differs is replaced only with `force`,
    else QuizgenError is raised before any is written.  Files of the folders `private` are
    readable by their owner alone.  Raises OSError.
    """
    changed: list[tuple[Path, bytes]] = []
    for relative, content in contents.items():
        path = out / relative
        there = _is_there(path, out)
        if there and not path.is_symlink() and path.read_bytes() == content:
            continue
        if there and not force:
            raise _differs(path)
        changed.append((path, content))
    for path, content in changed:
        write_whole(path, content, 0o600 if path.parent.name in private else 0o644)
    return [out / relative for relative in contents]


def write_slowly(path: Path, out: Path, force: bool, fill: Callable[[BinaryIO], None]) -> None:
    """Write a file below `out` that is too large to hold, by what `fill` writes into it.

    As `write_files`, else.  Raises QuizgenError and OSError.
    """
    there = _is_there(path, out)
    with beside(path) as (file, hidden):
        fill(file)
        finish(file)
        if there and not path.is_symlink() and filecmp.cmp(hidden, path, shallow=False):
            return
        if there and not force:
            raise _differs(path)
        hidden.replace(path)


def _is_there(path: Path, out: Path) -> bool:
    """Say whether something is at `path` that a file would replace; refuse what none can."""
    check_inside(path.parent, out)
    if path.is_symlink():
        return True
    if path.exists() and not path.is_file():
        found = "a folder" if path.is_dir() else "not a regular file"
        raise QuizgenError(f"{path}: is {found}, expected a file or nothing")
    return path.exists()


def _differs(path: Path) -> QuizgenError:
    return QuizgenError(f"{path}: is there and differs; --force overwrites it")


def not_written(out: Path, error: OSError) -> str:
    """Return the line that says which file could not be written, and why."""
    reason = error.strerror or type(error).__name__
    return f"{error.filename or out}: cannot be written: {reason}"
