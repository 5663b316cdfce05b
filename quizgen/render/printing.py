"""Print laid-out boxes: what WeasyPrint paints of them, with gaps for what varies."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.anchors import gather_anchors
from weasyprint.draw import draw_background, draw_page, draw_stacking_context
from weasyprint.draw.border import draw_border
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.stacking import StackingContext

from quizgen.render.gaps import Varying, marks_of, with_gaps
from quizgen.render.impressions import Bookmark, Decoration, Impression, Words
from quizgen.render.ink import Foundry, Ink, Recorder, operator
from quizgen.render.pagination import UnfitError
from quizgen.render.pieces import DIGIT, FIXED, WORDS
from quizgen.render.tagging import Tagging

SOLID = frozenset({"solid", "none"})
CELL: type[Any] = boxes.TableCellBox


class Printer:
    """Prints boxes of one page; `places` number the elements that they are of."""

    def __init__(self, page: Any, foundry: Foundry, places: Mapping[Element, int]) -> None:
        self._page = page
        self._size = (0.0, 0.0, page.margin_width(), page.margin_height())
        self._foundry = foundry
        self._places = places

    def margins(self, ink: Ink) -> bytes:
        """Return what stands on the page around its text."""
        stream = Recorder(self._size, ink, self._foundry, None)
        draw_page(self._page.copy_with_children(self._page.children[1:]), stream)
        return b"\n".join(map(operator, stream.stream))

    def whole(self, box: Any, ink: Ink) -> Impression:
        """Return all that a page leaves on paper but its margins, its resources in `ink`."""
        return self._printed(box, box, "Document", ink, {})

    def piece(
        self, box: Any, drawn: Any, above: str, digits: str, first: int, inside: bool = False
    ) -> Impression:
        """Return what a piece, or a line of it, leaves on paper.

        `above` is the kind of tag that it stands in.  From the `first` on, those `digits` that
        are not FIXED are gaps.  `drawn` is what is drawn: it, or for a row its table.  Of a
        piece that is put into a box of its own element only what is `inside` is tagged.  Raises
        UnfitError where something cannot be drawn by itself.
        """
        ink = Ink()
        varying = self._varying(box, digits, first)
        impression = self._printed(box, drawn, above, ink, varying, inside)
        _refuse_shared(ink)
        return impression

    def decoration(self, box: Any) -> Decoration | None:
        """Return what draws the background and the sides of a box, if it has any.

        Raises UnfitError where they are not the same all the way down.
        """
        sides = {side: getattr(box, f"border_{side}_width") for side in ("left", "right")}
        if box.background is None and not any(sides.values()):
            return None
        shown, ink = box.copy_with_children([]), Ink()
        shown.position_y, shown.height = 0.0, 1.0
        shown.margin_top = shown.margin_bottom = 0.0
        if box.background is not None:
            layout_box_backgrounds(self._page, shown, None, layout_children=False)
        stream = Recorder(self._size, ink, self._foundry, None)
        draw_background(stream, shown.background)
        draw_border(stream, shown)
        _refuse_shared(ink)
        if any(box.style[f"border_{side}_style"] not in SOLID for side in sides):
            raise UnfitError("sides that are not the same all the way down")
        written = b"\n".join(map(operator, stream.stream))
        return Decoration(written, ink.resources["ExtGState"])

    def _printed(
        self,
        box: Any,
        drawn: Any,
        above: str,
        ink: Ink,
        varying: Mapping[Any, Varying],
        inside: bool = False,
    ) -> Impression:
        marks: dict[Any, int] = {}
        stream = Recorder(self._size, ink, self._foundry, marks)
        draw_stacking_context(stream, StackingContext.from_box(drawn, self._page))
        tagging = Tagging(marks, self._places)
        kids = tagging.inside(box, above) if inside else tagging.of(box, above)
        texts = {number: varying[one] for one, number in marks.items() if one in varying}
        words = {marks[gap.text]: gap for gap in self._words(box)}
        template, gaps = with_gaps(stream.stream, set(marks_of(kids)), texts, words)
        bookmarks: list[Any] = []
        anchors: dict[str, Any] = {}
        gather_anchors(box, anchors, [], bookmarks, {None: []})
        return Impression(
            template,
            gaps,
            len(marks),
            kids,
            ink.fonts,
            ink.resources["ExtGState"],
            tuple(
                Bookmark(level, label, left, top, state)
                for level, label, (left, top), state in bookmarks
            ),
            {name: (left, top) for name, (left, top, *_) in anchors.items()},
        )

    def _varying(self, box: Any, digits: str, place: int) -> dict[Any, Varying]:
        """Return the texts in a box whose digits vary, the first of which has a place."""
        found = {}
        for text in texts_in(box):
            count = len(DIGIT.findall(text.text))
            if set(digits[place : place + count]) - {FIXED}:
                found[text] = place, count, self._foundry.alphabet(text)
            place += count
        return found

    def _words(self, box: Any, room: float = 0.0) -> Iterator[Words]:
        """Yield the gaps for words in a box."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox):
            if box.element.get("class") == WORDS:
                yield Words(self._places[box.element], box, room)
            return
        room = box.width if isinstance(box, CELL) else room
        for child in box.children:
            yield from self._words(child, room)


def texts_in(box: Any) -> Iterator[Any]:
    """Yield the texts in a box, in reading order."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.TextBox):
        yield box
    else:
        for child in box.children:
            yield from texts_in(child)


def digits_in(box: Any) -> int:
    """Return how many digits the texts in a box show."""
    return sum(len(DIGIT.findall(text.text)) for text in texts_in(box))


def _refuse_shared(ink: Ink) -> None:
    """Raise UnfitError where something needs what is numbered for all of a document."""
    shared = [kind for kind, held in ink.resources.items() if held and kind != "ExtGState"]
    opacities = all(
        state.keys() <= {"ca", "CA"} for state in ink.resources["ExtGState"].values()
    )
    if shared or not opacities or any(font.missing for font in ink.fonts.values()):
        raise UnfitError("what is not drawn by itself")
