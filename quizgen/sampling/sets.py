"""Reading a set's TOML into typed data, or telling every mistake that is in it."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quizgen import resources
from quizgen.errors import QuizgenError
from quizgen.sampling.checks import between_parts, parts_of
from quizgen.sampling.mistakes import Mistake, mistakes_of, shown
from quizgen.sampling.overlay import OVERLAY, Overlay
from quizgen.sampling.schema import json_schema
from quizgen.sampling.specs import ProblemSet
from quizgen.sampling.toml import MOST_LINES, in_lines, read_text, read_toml


def built_in() -> dict[str, Path]:
    """Return the built-in sets' files by name."""
    return {path.stem: path for path in sorted(resources.sets().glob("*.toml"))}


def read_set(name: str, original: bool = False) -> ProblemSet:
    """Read a set, built in or from the TOML file at the path `name`.

    `original` takes the numbers that the set's `[original]` table gives instead of
    drawing.  Raises QuizgenError with a line for each mistake, 20 at most.
    """
    path = built_in().get(name, Path(name))
    missing = f"no such set or file; built in are {', '.join(built_in())}"
    text = read_text(name, path, "set", missing)
    if not path.stem.isprintable():  # it stands in the key, and in the names of files
        expected = "one that can be printed, as it is the set's name"
        raise QuizgenError(f"{name!r}: found this name of a file, expected {expected}")
    return set_of(name, text, read_toml(name, text), original).named(path.stem)


def set_of(name: str, text: str, raw: dict[str, Any], original: bool) -> ProblemSet:
    """Return the set that a file's text, read as TOML, says; raise QuizgenError as above."""
    over = raw.pop(OVERLAY, None)
    if original and over is None:
        raise QuizgenError(f"{name}: has no [original] numbers; leave out --original")
    mistakes = list(_mistakes(raw))
    if isinstance(over, dict):
        overlay = Overlay(raw, over)
        mistakes += (overlay.told(one) for one in _mistakes(overlay.merged))
        mistakes += islice(overlay.unknown(), MOST_LINES)
        raw = overlay.merged if original else raw
    elif over is not None:
        mistakes.append(Mistake((OVERLAY,), f"found {shown(over)}", "a table [original]"))
    if mistakes:
        raise QuizgenError(*in_lines(name, text, mistakes))
    return ProblemSet.model_validate(raw)


def _mistakes(raw: Mapping[str, Any]) -> Iterator[Mistake]:
    try:
        ProblemSet.model_validate(raw)
    except ValidationError as error:
        yield from mistakes_of(error, raw, json_schema(), MOST_LINES)
    yield from islice(between_parts(parts_of(raw)), MOST_LINES)
