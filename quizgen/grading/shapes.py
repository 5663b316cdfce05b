"""What a student wrote for a shape, read as its dimensions or not at all.

A dimension is a whole number, or the letter that stands for one, perhaps with a digit; the
letter x is always the sign between two.  The rows of `tests/cases/shapes.csv` are the law.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from quizgen.grading.plain import plain

LONGEST = 200  # characters of one shape
MOST_AXES = 8

Shape: TypeAlias = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape that a cell names, () for a scalar; `why` says why there is none."""

    verdict: Literal["read", "unreadable", "blank"]
    shape: Shape = ()
    why: str = ""

    @property
    def read_as(self) -> str:
        """Return the shape as people write it: 3 × 2, or scalar."""
        if self.verdict != "read":
            return ""
        return " × ".join(map(str, self.shape)) if self.shape else "scalar"


def read_shape(text: str) -> Sizes:
    """Read `text` as a shape; never raises, in time linear in a bounded length."""
    if len(text) > LONGEST and not text.isspace():
        return Sizes("unreadable", why=f"{len(text)} characters: {_WRITE}")
    typed = plain(text).removeprefix("'").strip()
    if not typed:
        return Sizes("blank")
    typed = unicodedata.normalize("NFKC", typed.translate(_SIGNS))
    typed = _DRESS.sub("", typed.strip(" $")).strip()
    if _SCALAR.fullmatch(typed):
        return Sizes("read")
    if space := _SPACE.fullmatch(typed):
        typed = space["power"].replace("^", "")
    elif rows := _ROWS.fullmatch(typed):
        typed = f"{rows['rows']}x{rows['columns']}"
    parts = _SIGN.sub("x", _bare(typed))
    for sign in ("x", ",", ";", " "):
        if sign in parts:
            parts = parts.removesuffix(sign) if sign in ",;" else parts
            break
    dimensions = [_NAME.fullmatch(part.strip()) for part in parts.split(sign)]
    if not all(dimensions):
        why = next(why for pattern, why in _REASONS if pattern.search(typed))
        return Sizes("unreadable", why=why)
    if len(dimensions) > MOST_AXES:
        return Sizes("unreadable", why=f"{len(dimensions)} axes: {_WRITE}")
    return Sizes("read", tuple(_dimension(found) for found in dimensions if found))


def compare_shapes(shape: Shape, right: Shape) -> tuple[bool, str]:
    """Return whether `shape` is right, and a note where it is spelt otherwise or turned.

    Letters are the same in either case, where that leaves those of `right` apart.
    """
    shape, right = _in_one_case(shape, right)
    if shape == right:
        return True, ""
    if not right and shape in ((1,), (1, 1)):
        return True, "a scalar's shape is []; as an array it is 1 × 1"
    if len(right) == 1:
        written = f"a vector's shape is [{right[0]}]"
        if shape == (*right, 1):
            return True, f"{written}, which as a column is {right[0]} × 1"
        if shape == (1, *right):
            return True, f"{written}, which as a row is 1 × {right[0]}"
    if sorted(map(str, shape)) == sorted(map(str, right)):
        return False, "transposed: the same dimensions in another order"
    if len(shape) == 1 and len(right) == 2 and right in ((*shape, 1), (1, *shape)):
        return False, "a row and a column differ here: both dimensions are asked"
    return False, ""


def _bare(typed: str) -> str:
    """Return `typed` without the brackets around it."""
    while typed[:1] + typed[-1:] in ("()", "[]", "{}"):
        typed = typed[1:-1].strip()
    return typed


def _dimension(found: re.Match[str]) -> int | str:
    return int(found["number"]) if found["number"] else found["letter"] + found["digit"]


def _in_one_case(shape: Shape, right: Shape) -> tuple[Shape, Shape]:
    def lowered(dimensions: Shape) -> Shape:
        return tuple(d.lower() if isinstance(d, str) else d for d in dimensions)

    if len(set(lowered(right))) < len(set(right)):
        return shape, right
    return lowered(shape), lowered(right)


_WRITE = "write a shape such as 3 x 2, or scalar"
# The Cyrillic letter is on the key of the Latin one; ℝ is no letter of a dimension.
_SIGNS = str.maketrans({"х": "x", "Х": "x", "⨯": "x", "╳": "x", "ℝ": r"\mathbb{R}"})
_DRESS = re.compile(
    r"\\(?:left|right)(?![a-zA-Z])|\\[,;! ]| ?\b(?:matrix|vector)$"
    r"|^(?:the )?(?:shape|size|dimensions?|dims?)\b ?(?:is\b)? ?[:=]?"
    r"|^(?:torch\.)?Size(?=[(\[])|^(?:∈|\\in(?![a-zA-Z]))",
)
_SCALAR = re.compile(
    r"\( ?\)|\[ ?\]|(?:a )?(?:scalar|(?:real )?number)|\\mathbb ?\{?R\}?|\\R", re.IGNORECASE
)
_SPACE = re.compile(
    r"(?:R|\\mathbb ?\{ ?R ?\}|\\mathbb R|\\R) ?\^ ?"
    r"(?P<power>\{[^{}]*\}|\([^()]*\)|[^{}()R]+)"
)
_ROWS = re.compile(
    r"(?P<rows>[^ ]+) rows?(?: ?,| and| by| x| \*)? (?P<columns>[^ ]+) col(?:umn)?s?",
    re.IGNORECASE,
)
_SIGN = re.compile(r" ?(?:[xX*·]|\\times(?![a-zA-Z])|-?\bby\b-?) ?")
_NAME = re.compile(
    r"(?P<number>0|[1-9][0-9]{0,8})|(?P<letter>[^\W\d_xX])_?\{?(?P<digit>[0-9]?)\}?"
)
_REASONS = tuple(
    (re.compile(pattern), why)
    for pattern, why in (
        (r"^-\(?[0-9]", f"a spreadsheet makes -3 of (3): {_WRITE}"),
        (r"^#", f"a spreadsheet's error: {_WRITE}"),
        (r"^[0-9]{1,4}([-./])[0-9]{1,4}", f"not a shape, perhaps a date: {_WRITE}"),
        (r"[0-9a-zA-Z] ?[-+/^]", f"write each dimension as one number or letter: {_WRITE}"),
        (r"", f"not a shape: {_WRITE}"),
    )
)
