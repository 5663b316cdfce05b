"""Which variants of a call are complete: kept while it runs, for a call that is killed.

The same call again finds there what it need not make again.  A hidden file of the keys'
folder, for its owner alone, with a line a variant: a digest of all that the variant's files
depend on, and one of the files.  It goes when the call comes to its end.
"""

import hashlib
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from quizgen import __version__
from quizgen.errors import QuizgenError
from quizgen.files import read_bounded
from quizgen.streams import digest
from quizgen.workflows.folders import KEYS, check_inside
from quizgen.workflows.variant import Job, Variant, paths

MOST_BYTES = 10_000_000
FORGOTTEN = 7 * 86_400.0  # seconds after which another call's journal is of no more use
START = ".unfinished-"


class Journal:
    """What is complete of the call that `call` is a job of, below `out`."""

    def __init__(self, out: Path, call: Job) -> None:
        self.out, self.call = out, call
        self._call = _call_digest(call)
        self.path = out / KEYS / f"{START}{self._call.hex()[:12]}"
        check_inside(self.path.parent, out)
        self._complete = dict(_lines(self.path))

    def complete(self, variant: Variant) -> tuple[Path, ...]:
        """Return the paths of a variant's files where all are there as they were written."""
        written = self._complete.get(self._name(variant))
        if written is None:
            return ()
        found = [self.out / path for path in paths(replace(self.call, variant=variant))]
        try:
            if any(path.is_symlink() or not path.is_file() for path in found):
                return ()
            same = _of(path.read_bytes() for path in found) == written
        except OSError:
            return ()
        return tuple(found) if same else ()

    def add(self, variant: Variant, contents: Iterable[bytes]) -> None:
        """Note that a variant's files are written; where that fails they are made again."""
        # A line of its own, whatever a kill has left of the one before.
        line = f"\n{self._name(variant)} {_of(contents)}\n".encode()
        with suppress(OSError):
            flags = os.O_APPEND | os.O_CREAT | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
            descriptor = os.open(self.path, flags, 0o600)
            try:
                os.write(descriptor, line)
            finally:
                os.close(descriptor)

    def remove(self) -> None:
        """Remove it, as its call came to its end, and those that nobody came back for."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
            for other in self.path.parent.glob(f"{START}*"):
                if time.time() - other.lstat().st_mtime > FORGOTTEN:
                    other.unlink()

    def _name(self, variant: Variant) -> str:
        return digest(self._call, "variant", repr(variant)).hex()


def _call_digest(call: Job) -> bytes:
    """Return a digest of all that the files of every variant of a call depend on."""
    theme = hashlib.sha256(repr(call.theme.files).encode()).hexdigest()
    parts = (call.the_set.name, repr(call.the_set), theme, call.paper, call.depth)
    return digest(call.secret, "call", __version__, *parts, *sorted(call.formats))


def _of(contents: Iterable[bytes]) -> str:
    """Return a digest of files in their order."""
    each = b"".join(hashlib.sha256(content).digest() for content in contents)
    return hashlib.sha256(each).hexdigest()


def _lines(path: Path) -> Iterable[tuple[str, str]]:
    """Return what the journal says; a line that was cut short says nothing."""
    if path.is_symlink() or not path.is_file():
        return
    try:
        text = read_bounded(path, "journal", MOST_BYTES).decode("ascii", "replace")
    except QuizgenError:
        return
    for line in text.splitlines():
        variant, _, files = line.partition(" ")
        if len(files) == 64:
            yield variant, files
