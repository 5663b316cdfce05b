"""The files of a call, written below its folder: all of them, or none."""

from collections.abc import Collection, Mapping
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.files import write_whole
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
        check_inside(path.parent, out)
        if path.is_dir() and not path.is_symlink():
            raise QuizgenError(f"{path}: is a folder, expected a file or nothing")
        there = path.is_symlink() or path.exists()
        if there and not path.is_symlink() and path.read_bytes() == content:
            continue
        if there and not force:
            raise QuizgenError(f"{path}: is there and differs; --force overwrites it")
        changed.append((path, content))
    for path, content in changed:
        write_whole(path, content, 0o600 if path.parent.name in private else 0o644)
    return [out / relative for relative in contents]


def not_written(out: Path, error: OSError) -> str:
    """Return the line that says which file could not be written, and why."""
    reason = error.strerror or type(error).__name__
    return f"{error.filename or out}: cannot be written: {reason}"
