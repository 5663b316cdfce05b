"""Reading a set's TOML into typed data, or telling every mistake that is in it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quizgen import resources
from quizgen.errors import QuizgenError
from quizgen.sampling.checks import between_parts, parts_of
from quizgen.sampling.lines import Lines
from quizgen.sampling.mistakes import Mistake, mistakes_of, shown
from quizgen.sampling.overlay import OVERLAY, Overlay
from quizgen.sampling.schema import json_schema
from quizgen.sampling.specs import ProblemSet

MOST_BYTES = 1_000_000
MOST_LINES = 20
DEEP = re.compile(  # what takes tomllib time that grows with its square
    r"""(?<![\w"'-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}""", re.ASCII
)


def built_in() -> dict[str, Path]:
    """Return the built-in sets' files by name."""
    return {path.stem: path for path in sorted(resources.sets().glob("*.toml"))}


def read_set(name: str, original: bool = False) -> ProblemSet:
    """Read a set, built in or from the TOML file at the path `name`.

    `original` takes the numbers that the set's `[original]` table gives instead of
    drawing.  Raises QuizgenError with a line for each mistake, 20 at most.
    """
    path = built_in().get(name, Path(name))
    text = _text(name, path)
    raw = _toml(name, text)
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
        raise QuizgenError(*_lines(name, text, mistakes))
    return ProblemSet.model_validate(raw).named(path.stem)


def _text(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        names = ", ".join(built_in())
        raise QuizgenError(f"{name}: no such set or file; built in are {names}") from None
    except OSError as error:
        raise QuizgenError(f"{name}: cannot be read: {error.strerror}") from None
    except ValueError:  # a path that no system takes
        raise QuizgenError(f"{name!r}: found no path, expected a set or a file") from None
    if len(content) > MOST_BYTES:
        raise QuizgenError(f"{name}: larger than a set may be, {MOST_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"found the byte {content[error.start]:#04x}, expected UTF-8"
        raise QuizgenError(f"{name}: line {line}: is not TOML: {found}") from None


def _toml(name: str, text: str) -> dict[str, Any]:
    deep = DEEP.search(text)
    if deep:
        line = text.count("\n", 0, deep.start()) + 1
        found = "found a key of more than 32 names, expected three or four"
        raise QuizgenError(f"{name}: line {line}: {found}")
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except RecursionError:
        raise QuizgenError(f"{name}: is not TOML: lists are nested too deeply") from None
    except ValueError as error:
        reason = str(error)
    at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", reason)
    if not at:  # a limit of Python's, which its words are about
        raise QuizgenError(f"{name}: is not TOML: found a number that is too long")
    number = at[1] or text.count("\n") + 1
    keys = re.sub(r"\('[^)]*\)", _dotted, reason[: at.start()])
    said = "".join(c if c.isprintable() else " " for c in keys)[:200]
    raise QuizgenError(f"{name}: line {number}: is not TOML: {said[0].lower()}{said[1:]}")


def _dotted(keys: re.Match[str]) -> str:
    return ".".join(re.findall("'([^']*)'", keys[0]))


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # its exponent alone is too long for any number
        return Decimal("Infinity")


def _mistakes(raw: Mapping[str, Any]) -> Iterator[Mistake]:
    try:
        ProblemSet.model_validate(raw)
    except ValidationError as error:
        yield from mistakes_of(error, raw, json_schema(), MOST_LINES)
    yield from islice(between_parts(parts_of(raw)), MOST_LINES)


def _lines(name: str, text: str, mistakes: list[Mistake]) -> list[str]:
    """Return the mistakes in the file's order; what stands nowhere, such as a title, first."""
    lines = Lines(text)
    told = {one: lines.of(one.path) for one in mistakes}
    in_order = sorted(told, key=lambda one: told[one] or 0)
    return [one.line(name, told[one]) for one in in_order[:MOST_LINES]]
