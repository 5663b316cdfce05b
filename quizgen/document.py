"""The pages as data: what is printed, in order, with no word about how it is set.

A `Document` is written by `kinds` and read by the writers in `render`, so that HTML and
PDF show the same words and numbers.  Inside a `str` of prose, `$…$` holds LaTeX; a
field called `tex` is LaTeX throughout.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Block: TypeAlias = (
    "Text | Formula | Derivation | Table | Field | Together | Section | Question | Solution"
)


@dataclass(frozen=True)
class Text:
    """A paragraph of prose."""

    content: str


@dataclass(frozen=True)
class Formula:
    """A formula on a line of its own."""

    tex: str


@dataclass(frozen=True)
class Line:
    """One line of a derivation: `left = right`; `reason` is said beside it, if anything is."""

    left: str
    right: str
    reason: str = ""


@dataclass(frozen=True)
class Derivation:
    """Lines of a calculation, their equal signs aligned; a page may turn between lines."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A table of prose cells; the first column names its row where `row_heads` is set."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_heads: bool = False


@dataclass(frozen=True)
class Field:
    """Room for one answer: a box, or a bracketed grid of boxes for a vector or a matrix.

    `blanks` holds the blanks' ids row by row, `answers` what the key prints in their
    boxes (displays, in the same grid) and is None on a handout.  `bracketed` is False for
    a scalar.
    """

    label: str  # LaTeX, printed before the equal sign
    blanks: tuple[tuple[str, ...], ...]
    bracketed: bool
    answers: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True)
class Together:
    """Blocks that a page break never parts: the givens of a question."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Section:
    """A titled section; sections don't nest."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Question:
    """A numbered problem: what to do, and room to do it in."""

    number: int
    points: str  # "6 points", as printed
    prompt: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Solution:
    """A worked solution; on keys only."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A handout or a key.

    `student` and `name` are None where they are for the student to write; `code` ties a
    handout to its key.
    """

    role: Literal["handout", "key"]
    title: str
    course: str
    variant: str
    code: str
    student: str | None
    name: str | None
    blocks: tuple[Block, ...]
