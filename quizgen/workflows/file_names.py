"""Ids as names of files: safe on any file system, and never two alike."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

LONGEST_NAME = 60
FEW, MANY = 8, 32  # letters of a hash; many where few leave two alike
_LONGER = re.compile(r"-[0-9a-f]{32}$", re.I)  # no id keeps a name like those
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
# What Windows keeps for devices, whatever comes behind a dot; and what print jobs are named.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)|print", re.I)


def file_names(ids: Sequence[str]) -> list[str]:
    """Return a file name for each id; no two are alike, whatever the file system's case rule.

    An id that is not safe as it is, or differs from another only by case, gets letters of
    its SHA-256 behind it.  No name begins with `print`, as those of print jobs do.  The ids
    decide, not their order.
    """
    folded = Counter(id.casefold() for id in ids)
    kept = [
        _safe(id) == id and folded[id.casefold()] == 1 and not _LONGER.search(id) for id in ids
    ]
    names = _named(ids, kept, FEW)
    often = Counter(name.casefold() for name in names)
    if all(count == 1 for count in often.values()):
        return names
    # An id may be spelt as the name of another.  It keeps that; the other gets a longer one.
    longer = _named(ids, kept, MANY)
    return [
        more if often[name.casefold()] > 1 else name
        for name, more in zip(names, longer, strict=True)
    ]


def _named(ids: Sequence[str], kept: Sequence[bool], letters: int) -> list[str]:
    return [
        id if as_it_is else f"{_safe(id)}-{_hash(id)[:letters]}"
        for id, as_it_is in zip(ids, kept, strict=True)
    ]


def _safe(id: str) -> str:
    """Return what is safe of an id, "_" where nothing is."""
    safe = _UNSAFE.sub("_", id)[:LONGEST_NAME].lstrip(".-").rstrip(".") or "_"
    return f"_{safe}" if _RESERVED.match(safe) else safe


def _hash(id: str) -> str:
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()
