"""What a piece leaves on paper: operators with gaps for what varies, and its tags.

A piece that was laid out once is printed once.  On a page it is a form letter: its formulas,
figures and digits are filled in, and all of it is moved to where it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom, in pixels

SECTIONS = frozenset({"Document", "Part", "Sect"})  # which hold no words themselves
GROUPING = frozenset({"Div", "NonStruct", "Span"})  # that say nothing by being there
HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
BLOCKS = frozenset({"Div", "P", "Table", "L", "Part", "Sect"}) | HEADINGS


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in a font: its glyph, its width in thousandths of an em, and what shows it."""

    glyph: int
    width: int
    code: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    """A gap for what begins the content of a tag, which of those of its piece."""

    number: int


@dataclass(frozen=True, slots=True)
class Digit:
    """A gap for one of a piece's digits, in the letters of a font."""

    place: int
    font: int
    letters: Mapping[str, Letter]


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap for a formula, a figure or another piece: the image of one of its elements.

    The image's upper left corner stands at `left` and `top`, which is where it is drawn from.
    """

    place: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Words:
    """A gap for the words of one of a piece's elements, in one line that is so wide at most.

    `text` is WeasyPrint's box of a text that stands where they do.
    """

    place: int
    text: Any
    room: float


Gap: TypeAlias = Mark | Digit | Slot | Words


@dataclass(frozen=True, slots=True)
class Image:
    """An image among the tags, of one of a piece's elements; `mark` is what shows it.

    One that has no mark is a field, where text has a `size` in points, or another piece.
    """

    place: int
    mark: int | None
    box: Box
    size: float
    centred: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Where a tag leads to: an address, or the name of a place in the document."""

    target: str
    internal: bool
    box: Box


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of the structure; `kids` are tags, images, or the numbers of marks."""

    kind: str
    kids: "tuple[Kid, ...]"
    attributes: bytes = b""
    link: Link | None = None


Kid: TypeAlias = Tag | Image | int


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A heading of an outline, 1 being the highest level, and where it stands."""

    level: int
    label: str
    left: float
    top: float
    state: str


@dataclass(frozen=True, slots=True)
class Impression:
    """Operators in pixels, y downwards, and what they need.

    `template` has a `%b` for each of its `gaps`; `fonts` are WeasyPrint's by their keys, which
    know the glyphs that are shown; `states` are graphics states by name, and `anchors` where
    places that are named are.
    """

    template: bytes
    gaps: tuple[Gap, ...]
    marks: int
    kids: tuple[Kid, ...]
    fonts: Mapping[int, Any]
    states: Mapping[str, Any]
    bookmarks: tuple[Bookmark, ...]
    anchors: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Decoration:
    """Operators that draw background and sides of a box that is one pixel high, at the top."""

    operators: bytes
    states: Mapping[str, Any]


def tagged(
    kind: str, kids: tuple[Kid, ...], above: str, attributes: bytes = b""
) -> tuple[Kid, ...]:
    """Return an element, or what is in it where it would say no more than that.

    What holds nothing, or only groups blocks, is left out; so is a span, but where what is
    above it holds no words itself.
    """
    if kind == "Table" and not any(is_a(kid, ("THead", "TBody", "TR")) for kid in kids):
        kind = "Div"  # laid out as a table, no more
    if kind in GROUPING and (
        (kind == "Span" and above not in SECTIONS)
        or not kids
        or (kind != "Span" and all(is_a(kid, BLOCKS) for kid in kids))
    ):
        return kids
    return (Tag(kind, kids, attributes),)


def is_a(kid: object, kinds: "frozenset[str] | tuple[str, ...]") -> bool:
    """Return whether something is a tag of one of some kinds."""
    return isinstance(kid, Tag) and kid.kind in kinds
