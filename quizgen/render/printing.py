"""Print laid-out boxes: what WeasyPrint paints of them, with gaps for what varies."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from weasyprint.anchors import gather_anchors
from weasyprint.draw import draw_background, draw_page, draw_stacking_context
from weasyprint.draw.border import draw_border
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.stacking import StackingContext

from quizgen.render.impressions import (
    Bookmark,
    Digit,
    Gap,
    Image,
    Impression,
    Kid,
    Mark,
    Slot,
    Words,
)
from quizgen.render.ink import Alphabet, Foundry, Ink, Recorder, operator
from quizgen.render.pagination import UnfitError
from quizgen.render.pieces import DIGIT, FIXED, WORDS
from quizgen.render.tagging import Tagging

SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|<([0-9a-f]+)>")  # a font, or glyphs
ZERO = "0"
FIGURES = 4  # of a glyph
ARTIFACT, END = b"/Artifact BMC", b"EMC"
SOLID = frozenset({"solid", "none"})


Varying: TypeAlias = tuple[int, int, Alphabet]  # the first of some digits, how many, their font


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

    def decoration(self, box: Any) -> bytes:
        """Return what draws background and sides of a box, one pixel high, at the page's top.

        Raises UnfitError where they are not the same all the way down.
        """
        sides = {side: getattr(box, f"border_{side}_width") for side in ("left", "right")}
        if box.background is None and not any(sides.values()):
            return b""
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
        return b"\n".join(map(operator, stream.stream))

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
        template, gaps = _with_gaps(stream.stream, set(_marks(kids)), texts, words)
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


def _marks(kids: Iterable[Kid]) -> Iterator[int]:
    """Yield the marks that tags have."""
    for kid in kids:
        if isinstance(kid, int):
            yield kid
        elif isinstance(kid, Image):
            if kid.mark is not None:
                yield kid.mark
        else:
            yield from _marks(kid.kids)


def _with_gaps(
    operators: Iterable[Any],
    kept: set[int],
    varying: Mapping[int, Varying],
    words: Mapping[int, Words],
) -> tuple[bytes, tuple[Gap, ...]]:
    """Return operators as a template, and its gaps; what has no tag is marked as none."""
    parts: list[bytes] = []
    gaps: list[Gap] = []
    digits = None
    skipped = False
    for one in operators:
        if skipped and one != END:
            continue
        skipped = False
        if isinstance(one, Slot) or (isinstance(one, Mark) and one.number in kept):
            parts.append(b"%b")
            gaps.append(one)
        elif isinstance(one, Mark):
            parts.append(ARTIFACT)
        else:
            parts.append(operator(one).replace(b"%", b"%%"))
            if digits is not None:
                parts[-1] = digits.left_out(parts[-1], gaps)
        if isinstance(one, Mark):
            found = varying.get(one.number)
            digits = _Digits(*found) if found else None
            if one.number in words:
                parts.append(b"%b")
                gaps.append(words[one.number])
                skipped = True
    filled = sum(isinstance(gap, Digit) for gap in gaps)
    if filled != sum(count for _, count, _ in varying.values()):
        raise UnfitError("digits that are not drawn as they are")
    return b"\n".join(parts), tuple(gaps)


class _Digits:
    """The digits of a text, the first of which has a place among those of its piece."""

    def __init__(self, place: int, count: int, alphabet: Alphabet) -> None:
        self._place, self._end = place, place + count
        self._alphabet = alphabet
        self._font = b""
        self._zero = alphabet.letters[ZERO].code

    def left_out(self, written: bytes, gaps: list[Gap]) -> bytes:
        """Return an operator with gaps, which are added to `gaps`, in the place of zeros."""

        def shown(found: re.Match[bytes]) -> bytes:
            if found[1]:
                self._font = found[1]
            elif self._font == self._alphabet.name.encode("ascii"):
                codes = (found[2][at : at + FIGURES] for at in range(0, len(found[2]), FIGURES))
                return b"<%b>" % b"".join(self._gap(code, gaps) for code in codes)
            return found[0]

        return SHOWN.sub(shown, written)

    def _gap(self, code: bytes, gaps: list[Gap]) -> bytes:
        if code != self._zero or self._place == self._end:
            return code
        gaps.append(Digit(self._place, self._alphabet.font, self._alphabet.letters))
        self._place += 1
        return b"%b"
