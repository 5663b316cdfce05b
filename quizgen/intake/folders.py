"""What lies in a folder, within bounds; no link is followed out of it."""

import os
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from quizgen.errors import QuizgenError
from quizgen.files import open_bounded
from quizgen.intake.items import Refused, Table
from quizgen.intake.names import in_order, is_left_aside

DEEPEST = 16  # folders within each other
MOST_FILES = 20_000  # of a folder with all below it, and of a ZIP file
MOST_BYTES = 200_000_000  # of one file


def files_of(folder: Path, own: Collection[Path] = ()) -> Iterator[Table | Refused]:
    """Yield the files below a folder, sorted as people count, each to be looked at.

    `own` are files and folders that nobody handed in, by their real paths.
    Raises QuizgenError where the folder itself cannot be read.
    """
    found: list[tuple[Path, str | None]] = []
    real = folder.resolve()
    aside = {folder / path.relative_to(real) for path in own if path.is_relative_to(real)}
    seen = _gather(folder, 0, found, aside)
    for path, reason in sorted(found, key=lambda one: in_order(str(one[0]))):
        if reason is not None:
            yield Refused(str(path), reason)
            continue
        yield Table(str(path), partial(open_bounded, path, "submissions file", MOST_BYTES))
    if not seen:
        yield Refused(str(folder), f"more than {MOST_FILES:,} files: the others are not read")
    elif not found:
        yield Refused(str(folder), "a folder without files, where submissions were expected")


def _gather(
    folder: Path, depth: int, found: list[tuple[Path, str | None]], aside: Collection[Path]
) -> bool:
    """Find what is below a folder, and why what cannot be read cannot; say if that was all."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = folder / entry.name
                if is_left_aside(entry.name) or path in aside:
                    continue
                if len(found) >= MOST_FILES:
                    return False
                mode = entry.stat(follow_symlinks=False).st_mode
                if S_ISREG(mode):
                    found.append((path, None))
                elif not S_ISDIR(mode):
                    what = (
                        "a link, which is not followed"
                        if entry.is_symlink()
                        else "not a regular file"
                    )
                    found.append((path, what))
                elif depth >= DEEPEST:
                    found.append((path, f"more than {DEEPEST} folders deep: not read"))
                elif not _gather(path, depth + 1, found, aside):
                    return False
    except OSError as error:
        if not depth:
            raise QuizgenError(f"{folder}: cannot be read: {error.strerror}") from None
        found.append((folder, f"cannot be read: {error.strerror}"))
    return True
