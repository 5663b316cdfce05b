"""A formula as a tree: what `tex` reads and `formulas` draws."""

from dataclasses import dataclass
from typing import TypeAlias

from quizgen.render.text.characters import Kind

Node: TypeAlias = (
    "Symbol | Space | Row | Fraction | Scripts | Accent | Root | Fence | Array | Phantom"
)


@dataclass(frozen=True)
class Symbol:
    """A letter, a number, an operator or words."""

    text: str
    kind: Kind = "ordinary"


@dataclass(frozen=True)
class Space:
    """A space that is asked for, in columns."""

    columns: int


@dataclass(frozen=True)
class Row:
    """What stands side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Fraction:
    r"""A fraction; one that is `small` (`\tfrac`) is never stacked."""

    over: Row
    under: Row
    small: bool


@dataclass(frozen=True)
class Scripts:
    """A base with a subscript, a superscript or both."""

    base: Node
    sub: Row | None
    sup: Row | None


@dataclass(frozen=True)
class Accent:
    """A letter under a mark, which `name` says in words."""

    name: str
    mark: str
    body: Row


@dataclass(frozen=True)
class Root:
    """A root; a square root's `index` is empty."""

    body: Row
    index: Row


@dataclass(frozen=True)
class Fence:
    """Something between delimiters, either of which may be empty."""

    left: str
    body: Row
    right: str


@dataclass(frozen=True)
class Array:
    """Rows of equally many cells; `aligns` says "l", "r" or "c" for each column."""

    rows: tuple[tuple[Row, ...], ...]
    aligns: str
    gap: int = 2


@dataclass(frozen=True)
class Phantom:
    """Room as wide as something that is not shown."""

    body: Row
