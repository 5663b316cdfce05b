"""The pages as data: what is printed, in order, with no word about how it is set.

A `Document` is written by `kinds` and read by the writers in `render`, so that HTML and
PDF show the same words and numbers.  Inside a `str` of prose, `$…$` holds LaTeX; a
field called `tex` is LaTeX throughout.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from quizgen.drawings import Drawing

Role: TypeAlias = Literal["handout", "key", "worked"]
FieldForm: TypeAlias = Literal["number", "shape", "volume"]
Block: TypeAlias = (
    "Text | Formula | Derivation | Table | Figure | Field | Choices | Room | Together"
    " | Section | Question | Part | Solution | PageBreak"
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
    """Lines of a calculation, their equal signs aligned; a page may turn between lines.

    Where it is `compact`, lines without a left side may stand behind the one before, as many
    as there is room for.
    """

    lines: tuple[Line, ...]
    compact: bool = False


@dataclass(frozen=True)
class Table:
    """A table of prose cells; the first column names its row where `row_heads` is set."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_heads: bool = False


@dataclass(frozen=True)
class Figure:
    """A drawing with its caption; `spoken` says in plain words all that it shows.

    Where a sheet has shown the drawing before, `again` is said in its place, `{figure}` being
    where it was: "Figure 1".  Without it the drawing is shown again.
    """

    caption: str
    spoken: str
    drawing: Drawing
    again: str = ""


@dataclass(frozen=True)
class Field:
    """Room for one answer: a box, or a bracketed grid of boxes for a vector or a matrix.

    `blanks` holds the blanks' ids row by row, `answers` what the key prints in their
    boxes (displays, in the same grid) and is None on a handout.  `bracketed` is False for
    a scalar.  A shape is asked in one wide box with a × on its lower edge, one of three axes (a
    volume: channels, height, width) in a box with two.
    """

    label: str  # LaTeX, printed before the relation
    blanks: tuple[tuple[str, ...], ...]
    bracketed: bool
    answers: tuple[tuple[str, ...], ...] | None = None
    form: FieldForm = "number"
    relation: str = "="  # LaTeX


@dataclass(frozen=True)
class Choices:
    """Answers to choose among, lettered from A, a square before each to mark.

    `several` says that more than one may be right.  `right` holds the right letters on a
    key ("B", "AC") and is None on a handout; `reasons` says there what is to be said of each.
    """

    blank: str
    options: tuple[str, ...]
    several: bool = False
    right: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """Room on a handout for what a person reads: ruled lines, a frame to draw in, or open.

    `height` is in millimetres.  `blank` is the id of the answer that is written there, or
    "" for room to work in; `label` is LaTeX that stands at the start of its first line.
    """

    form: Literal["ruled", "frame", "open"]
    height: int
    blank: str = ""
    label: str = ""


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
class Part:
    """A lettered part of a question: (a), (b)."""

    letter: str
    points: str  # as printed, or "" where they are not told apart
    prompt: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class PageBreak:
    """What follows starts a page."""


@dataclass(frozen=True)
class Solution:
    """A worked solution; on keys only.

    `model` says that it holds the model answer of something that a person marks.
    """

    blocks: tuple[Block, ...]
    model: bool = False


@dataclass(frozen=True)
class Document:
    """A handout, a key, or a network of the user's own, worked.

    `student` and `name` are None where they are for the student to write; `code` ties a
    handout to its key; `term` is a date or a term, in the set's own words.  What is empty is
    not printed: a worked network has neither variant nor code.
    """

    role: Role
    title: str
    course: str
    variant: str
    code: str
    student: str | None
    name: str | None
    blocks: tuple[Block, ...]
    term: str = ""
