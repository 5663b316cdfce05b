"""Who else on this machine may read what is the teacher's alone."""

import os
from collections.abc import Sequence
from pathlib import Path

READ, WRITE, ENTER = 0o044, 0o022, 0o011  # for the group and for everybody


def open_secret(path: Path) -> tuple[str, ...]:
    """Return a line where others may read a secret, or put another in its place."""
    if not _open_to_others(path, READ | WRITE):
        return ()
    return (f"{path}: others on this machine can read or change it; chmod 600 keeps them out",)


def open_keys(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return a line where others may read some of the keys of a class."""
    found = [path for path in paths if _open_to_others(path, READ)]
    if not found:
        return ()
    first = found[0]
    keys = first if len(found) == 1 else f"{first} and {len(found) - 1} more keys"
    return (f"{keys}: others on this machine can read the answers; chmod 600 keeps them out",)


def _open_to_others(path: Path, bits: int) -> bool:
    """Say whether others have some of these rights, in a folder that they may enter."""
    if os.name != "posix":  # elsewhere these bits say nothing
        return False
    try:
        file, folder = path.stat(), path.absolute().parent.stat()
    except OSError:
        return False
    return bool(file.st_mode & bits and folder.st_mode & ENTER)
