"""Set impressions on pages: filled in, and moved to where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from quizgen.render.gaps import ARTIFACT
from quizgen.render.images import Canvas, Drawing
from quizgen.render.impressions import (
    Bookmark,
    Box,
    Decoration,
    Digit,
    Impression,
    Kid,
    Mark,
    Slot,
    Words,
)
from quizgen.render.ink import Foundry, Ink, Recorder
from quizgen.render.inputs import Input
from quizgen.render.laid import Laid
from quizgen.render.pagination import UnfitError
from quizgen.render.pieces import Piece
from quizgen.render.printing import Printer

Shown: TypeAlias = Drawing | Canvas | Input
MARK = b"/Span <</MCID %d>> BDC"
SAME = 1e-6  # pixels, by which equal sizes differ


@dataclass(frozen=True)
class Filling:
    """What fills the gaps of a piece: its elements, digits, and what is put into holes."""

    elements: tuple[Element, ...]
    digits: str = ""
    holes: "Mapping[int, Hole]" = field(default_factory=dict)


@dataclass(frozen=True)
class Hole:
    """What is put into a hole, and how far it is moved right and down from its own page."""

    laid: Laid
    filling: Filling
    right: float
    down: float


def filling_of(piece: Piece, laid: Laid) -> Filling:
    """Return what fills the gaps of a piece.

    Raises UnfitError where a hole is not of the size of what is put into it.
    """
    skeleton = piece.skeleton
    if not skeleton.holes:
        return Filling(skeleton.elements, skeleton.digits)
    inside = {
        hole.skeleton.elements[0]: (hole, inner)
        for hole, inner in zip(skeleton.holes, laid.inside, strict=True)
    }
    holes = {}
    for place, gap in laid.gaps.items():
        hole, inner = inside[skeleton.elements[place]]
        own = inner.place
        if max(abs(gap.width - own.width), abs(gap.height - own.height)) > SAME:
            raise UnfitError("a hole is not of the size of what is in it")
        filling = filling_of(hole, inner)
        holes[place] = Hole(inner, filling, gap.left - own.left, gap.top - own.top)
    return Filling(skeleton.elements, skeleton.digits, holes)


@dataclass
class Sheet:
    """A page that is being set, `width` and `height` in pixels; `marks` of it are taken."""

    width: float
    height: float
    operators: list[bytes] = field(default_factory=list)
    marks: int = 0
    bookmarks: list[Bookmark] = field(default_factory=list)
    anchors: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Set:
    """Tags that were set: on which sheet, from which mark on, and how far they were moved.

    `elements` are those of the piece; `inside` is what was put into some of them.
    """

    kids: tuple[Kid, ...]
    sheet: Sheet
    first: int
    right: float
    down: float
    elements: tuple[Element, ...]
    inside: "Mapping[int, Set]"

    def moved(self, box: Box) -> Box:
        """Return where a box of the piece stands on the sheet."""
        left, top, right, bottom = box
        return left + self.right, top + self.down, right + self.right, bottom + self.down


@dataclass
class Branch:
    """An element of the structure that holds what was set, or other such elements.

    Where all of it was set on one `sheet` it may hold marks itself.
    """

    kind: str
    sheet: Sheet | None = None
    kids: "list[Branch | Set]" = field(default_factory=list)


class Press:
    """Sets a document's impressions in its ink; `images` are what its elements show."""

    def __init__(self, images: Mapping[str, Shown], foundry: Foundry) -> None:
        self.images = images
        self.foundry = foundry
        self.ink = Ink()
        self.sheets: list[Sheet] = []
        self.root = Branch("Document")
        self.outlines: dict[str, str] = {}

    def sheet(self, page: Any) -> Sheet:
        """Return a new sheet, with what stands in the margins of a page."""
        margins = Printer(page, self.foundry, {}).margins(self.ink)
        new = Sheet(page.margin_width(), page.margin_height(), [ARTIFACT, margins, b"EMC"])
        self.sheets.append(new)
        return new

    def set(
        self,
        sheet: Sheet,
        impression: Impression,
        filling: Filling,
        down: float = 0.0,
        spoken: bool = True,
    ) -> Set:
        """Set an impression so far down; return its tags, which count if it is `spoken`.

        Raises UnfitError where a hole is not of the size of what is put into it.
        """
        operators, placed = self._filled(sheet, impression, filling, (0.0, down), spoken)
        sheet.operators += (b"q 1 0 0 1 0 %.6f cm" % down, operators, b"Q")
        return placed

    def draw(self, sheet: Sheet, decoration: Decoration, down: float, height: float) -> None:
        """Draw what is beside something so far down, and so high."""
        self.ink.resources["ExtGState"] |= decoration.states
        place = b"q 1 0 0 %.4f 0 %.4f cm" % (height, down)
        sheet.operators += (ARTIFACT, place, decoration.operators, b"Q", b"EMC")

    def _filled(
        self,
        sheet: Sheet,
        impression: Impression,
        filling: Filling,
        moved: tuple[float, float],
        spoken: bool,
    ) -> tuple[bytes, Set]:
        """Return the operators of an impression that stands moved right and down."""
        first = sheet.marks
        sheet.marks += impression.marks if spoken else 0
        self.ink.add_fonts(impression.fonts)
        self.ink.resources["ExtGState"] |= impression.states
        inside: dict[int, Set] = {}
        values = []
        for gap in impression.gaps:
            if isinstance(gap, Mark):
                mark = MARK % (first + gap.number)
                values.append(mark if spoken else ARTIFACT)
            elif isinstance(gap, Digit):
                values.append(self.ink.letter(gap, filling.digits[gap.place]))
            elif isinstance(gap, Words):
                said = filling.elements[gap.place].text or ""
                values.append(self.ink.words(gap, said, self.foundry))
            elif gap.place in filling.holes:
                hole = filling.holes[gap.place]
                within = moved[0] + hole.right, moved[1] + hole.down
                (own,) = hole.laid.impressions
                drawn, inside[gap.place] = self._filled(
                    sheet, own, hole.filling, within, spoken
                )
                place = hole.right - gap.left, hole.down - gap.top
                values.append(b"q 1 0 0 1 %.6f %.6f cm\n%b\nQ" % (*place, drawn))
            else:
                values.append(self._shown(filling.elements[gap.place], gap))
        if spoken:
            _note(sheet, impression, *moved)
        placed = Set(impression.kids, sheet, first, *moved, filling.elements, inside)
        return impression.template % tuple(values), placed

    def fill_groups(self, resources: Mapping[str, Any], filling: Filling) -> None:
        """Fill the gaps of groups, which pages that are set whole may draw."""
        for group in resources["XObject"].values():
            if isinstance(group, Recorder):
                group.stream = [self._plain(one, filling) for one in group.stream]
                self.fill_groups(group.extra["Resources"], filling)

    def _plain(self, one: object, filling: Filling) -> object:
        if isinstance(one, Mark):
            return MARK % one.number
        return self._shown(filling.elements[one.place], one) if isinstance(one, Slot) else one

    def _shown(self, element: Element, slot: Slot) -> bytes:
        """Return what draws a formula or a figure in its box; nothing for a field."""
        shown = self.images[element.attrib["src"]]
        if isinstance(shown, Input):
            return b""
        self.outlines |= shown.outlines
        return shown.painted(slot.width, slot.height)


def _note(sheet: Sheet, impression: Impression, right: float, down: float) -> None:
    """Note on a sheet where headings, and places that are named, came to stand."""
    for one in impression.bookmarks:
        sheet.bookmarks.append(replace(one, left=one.left + right, top=one.top + down))
    for name, (left, top) in impression.anchors.items():
        sheet.anchors.setdefault(name, (left + right, top + down))
