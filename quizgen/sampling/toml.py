"""A TOML file that a user wrote: its text, its tables, and the lines of what is wrong in it."""

import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from quizgen.errors import QuizgenError
from quizgen.files import open_at_once
from quizgen.sampling.lines import Lines
from quizgen.sampling.mistakes import Mistake

MOST_BYTES = 1_000_000
MOST_LINES = 20
DEEP = re.compile(  # what takes tomllib time that grows with its square
    r"""(?<![\w"'-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}""", re.ASCII
)


def read_text(name: str, path: Path, what: str, missing: str) -> str:
    """Return the text of the file at `path`, which the user calls `name`.

    `what` it is to be, and what is said where it is `missing`, are for the error: raises
    QuizgenError where it cannot be read, is too large, or is no UTF-8.
    """
    name = name or repr(name)
    try:
        with open_at_once(path, what) as file:
            content = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise QuizgenError(f"{name}: {missing}") from None
    except OSError as error:
        raise QuizgenError(f"{name}: cannot be read: {error.strerror}") from None
    except ValueError:  # a path that no system takes
        raise QuizgenError(f"{name!r}: found no path, expected a {what} or a file") from None
    if len(content) > MOST_BYTES:
        raise QuizgenError(f"{name}: larger than a {what} may be, {MOST_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"found the byte {content[error.start]:#04x}, expected UTF-8"
        raise QuizgenError(f"{name}: line {line}: is not TOML: {found}") from None


def read_toml(name: str, text: str) -> dict[str, Any]:
    """Return the tables of a text, its numbers as they were written.

    Raises QuizgenError, with the line where it is known, for what is no TOML.
    """
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


def in_lines(name: str, text: str, mistakes: Sequence[Mistake]) -> list[str]:
    """Return the mistakes in the file's order; what stands nowhere, such as a title, first."""
    lines = Lines(text)
    told = {one: lines.of(one.path) for one in mistakes}
    in_order = sorted(told, key=lambda one: told[one] or 0)
    return [one.line(name, told[one]) for one in in_order[:MOST_LINES]]
