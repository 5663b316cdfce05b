"""Names of files: which are nobody's work, and in which order they are read."""

import re

# What systems and programs leave beside people's files.
LEFT_BY_SYSTEMS = frozenset({"__macosx", "thumbs.db", "desktop.ini", "$recycle.bin"})
_DIGITS = re.compile(r"([0-9]+)")


def is_left_aside(name: str) -> bool:
    """Say whether a path names a hidden file, or one that a system or an open Word left."""
    return any(
        part.casefold() in LEFT_BY_SYSTEMS
        or part.startswith("~$")
        or (part.startswith(".") and part.strip("."))
        for part in re.split(r"[/\\]", name)
    )


def in_order(name: str) -> tuple[tuple[tuple[str, int, str], ...], ...]:
    """Return what to sort paths by: as people count, so that a later attempt comes later.

    `sheet.pdf`, `sheet-1.pdf`, `sheet-2.pdf`, `sheet-10.pdf` is what an LMS calls them.
    """
    parts = re.split(r"[/\\]", name)
    stem, _, suffix = parts[-1].rpartition(".")
    last = [_counted(stem or suffix), _counted(suffix), ((name, 0, ""),)]
    return (*map(_counted, parts[:-1]), *last)


def _counted(text: str) -> tuple[tuple[str, int, str], ...]:
    """Return text in runs: letters, then how long a number is, then its digits."""
    runs = _DIGITS.split(text.casefold())
    numbers = [number.lstrip("0") for number in (*runs[1::2], "")]
    return tuple((word, len(n), n) for word, n in zip(runs[::2], numbers, strict=True))
