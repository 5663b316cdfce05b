"""`new`: a commented set to start from, which makes as it is."""

import json
from pathlib import Path

from quizgen import resources
from quizgen.errors import QuizgenError
from quizgen.files import write_whole

SCHEMA = "quizgen-set.schema.json"


def new_set(
    path: Path, title: str | None = None, schema: bool = False, force: bool = False
) -> list[Path]:
    """Write a set to start from, and where asked its schema beside it; return their paths.

    The title is the file's name where none is said.  With `schema` the set's first line
    points editors at it.  Raises QuizgenError where something else is there (`force`
    replaces it), or nothing can be written.
    """
    title = (
        path.stem.replace("-", " ").replace("_", " ").capitalize() if title is None else title
    )
    if not title.isprintable() or not 1 <= len(title) <= 500:
        raise QuizgenError(f"the title: found {title[:60]!r}, expected a line of text")
    text = (resources.sets() / "start" / "set.toml").read_text(encoding="utf-8")
    text = text.replace(
        "make FILE", f"make {path.name}" if path.name.isprintable() else "make FILE"
    )
    text = text.replace("title = TITLE", f"title = {json.dumps(title, ensure_ascii=False)}")
    files = {path: text.encode()}
    if schema:
        files[path] = f"#:schema ./{SCHEMA}\n".encode() + files[path]
        files[path.parent / SCHEMA] = (resources.sets() / "schema.json").read_bytes()
    for place, content in files.items():
        _check(place, content, force)
    for place, content in files.items():
        try:
            write_whole(place, content)
        except OSError as error:
            raise QuizgenError(f"{place}: cannot be written: {error.strerror}") from None
    return list(files)


def _check(path: Path, content: bytes, force: bool) -> None:
    try:
        if path.exists() and not path.is_symlink() and not path.is_file():
            found = "a folder" if path.is_dir() else "not a regular file"
            raise QuizgenError(f"{path}: is {found}, expected a file or nothing")
        there = path.is_symlink() or path.exists()
        if there and not force and (path.is_symlink() or path.read_bytes() != content):
            raise QuizgenError(f"{path}: is there and differs; --force overwrites it")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is no path"
        raise QuizgenError(f"{str(path)!r}: cannot be written: {reason}") from None
