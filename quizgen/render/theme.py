"""A department's own templates and style sheets: one folder, read once, into memory.

Whatever is rendered afterwards comes from here or from the package: nothing else can be
read, and all pages of a call are made from the same files, in whichever process.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from quizgen.errors import QuizgenError
from quizgen.files import read_bounded
from quizgen.resources import templates

SUFFIXES = frozenset({".j2", ".css", ".toml", ".png", ".jpg", ".jpeg", ".svg", ".woff2"})
MOST_BYTES = 4_000_000  # of a file: a font for Chinese has about three million
MOST_IN_ALL = 16_000_000
MOST_ENTRIES = 2_000
PACKAGED = "package/"  # before the name of a template: the package's own


@dataclass(frozen=True)
class Theme:
    """The files that come before the package's, one by one; none by default.

    `folder` is what messages call it; `files` are (path below it, content), sorted.
    """

    folder: str = ""
    files: tuple[tuple[str, bytes], ...] = ()

    def own(self, name: str) -> bytes | None:
        """Return a file of the folder, or None where it has none of that name."""
        return next((content for path, content in self.files if path == name), None)

    def find(self, name: str) -> bytes | None:
        """Return a file of the folder, else of the package; None where neither has it."""
        own = self.own(name)
        return packaged(name) if own is None else own

    def place(self, name: str) -> str:
        """Return what a message calls a file."""
        return f"{self.folder}/{name}" if self.own(name) is not None else PACKAGED + name


PLAIN = Theme()


def packaged(name: str) -> bytes | None:
    """Return a file of the package's templates; None where there is none."""
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/") or "\\" in name or "\0" in name:
        return None
    path = templates().joinpath(*parts)
    return path.read_bytes() if path.is_file() else None


def read_theme(folder: Path) -> Theme:
    """Read a folder of templates, style sheets, words, images and fonts.

    Files of other kinds, and those whose name starts with a dot, are left alone.  Raises
    QuizgenError for a link that leads out of the folder, or too much to be templates.
    """
    root = _root(folder)
    files: list[tuple[str, bytes]] = []
    left = MOST_IN_ALL
    for path in _paths(folder):
        if path.is_symlink():
            _check_link(path, root)
        content = read_bounded(path, "file of a theme", MOST_BYTES)
        left -= len(content)
        if left < 0:
            raise QuizgenError(
                f"{folder}: more than {MOST_IN_ALL:,} bytes, expected a folder of templates"
            )
        files.append((path.relative_to(folder).as_posix(), content))
    return Theme(str(folder), tuple(sorted(files)))


def _root(folder: Path) -> Path:
    try:
        if not folder.is_dir():
            found = "is a file" if folder.exists() else "is not there"
            raise QuizgenError(f"{folder}: {found}, expected a folder of templates")
        return folder.resolve()
    except OSError as error:
        raise QuizgenError(f"{folder}: cannot be read: {error.strerror}") from None


def _paths(folder: Path) -> Iterator[Path]:
    """Yield the files that count, in a fixed order; folders that are links are refused."""

    def unreadable(error: OSError) -> None:
        raise QuizgenError(f"{error.filename}: cannot be read: {error.strerror}")

    entries = 0
    for where, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        entries += len(folders) + len(names)
        if entries > MOST_ENTRIES:
            raise QuizgenError(
                f"{folder}: more than {MOST_ENTRIES:,} files, expected a folder of templates"
            )
        for name in folders:
            if (Path(where) / name).is_symlink():
                raise QuizgenError(f"{Path(where) / name}: is a link, expected a folder")
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(where) / name


def _check_link(path: Path, root: Path) -> None:
    try:
        inside = path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # nothing there; links in a circle
        raise QuizgenError(f"{path}: is a link that leads nowhere, expected a file") from None
    if not inside:
        raise QuizgenError(f"{path}: is a link out of the folder, expected a file in it")
