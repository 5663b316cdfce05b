"""The tags of laid-out boxes: what each part of a page is, in reading order."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from quizgen.render.impressions import SECTIONS, Image, Kid, Link, Tag, tagged

POINT = 0.75  # of WeasyPrint's pixels

# The structure types of PDF by HTML's elements; another element says nothing.
KINDS = {
    "div": "Div",
    "span": "Span",
    "a": "Link",
    "main": "Part",
    "section": "Sect",
    "article": "Art",
    "blockquote": "BlockQuote",
    "p": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "LI",
    "dd": "LI",
    "table": "Table",
    "caption": "Caption",
    "figcaption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
}
BODY = "LBody"  # of an item of a list
PAGE = frozenset({"html", "body"})


def kind_of(tag: str) -> str:
    """Return the structure type of an element."""
    return KINDS.get(tag, "NonStruct")


class Tagging:
    """Tags boxes of which some have marks; `places` number the elements they are of."""

    def __init__(self, marks: Mapping[Any, int], places: Mapping[Element, int]) -> None:
        self._marks = marks
        self._places = places
        self._heads: set[Element] = set()  # cells that speak of their columns

    def of(self, box: Any, above: str) -> tuple[Kid, ...]:
        """Return what a box is among the tags, below an element of the kind `above`."""
        return tuple(self._of(box, above, None))

    def inside(self, box: Any, above: str) -> tuple[Kid, ...]:
        """Return what is in a box, as if it were in another of its own element."""
        return tuple(self._of(box, BODY if above == "L" else "Div", box.element))

    def _of(self, box: Any, above: str, element: Element | None) -> Iterator[Kid]:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox):
            yield from self._text(box, above)
        elif isinstance(box, boxes.ReplacedBox):
            yield self._image(box)
        elif box.element is None or box.element is element or box.element.tag in PAGE:
            for child in _children(box):
                yield from self._of(child, above, box.element)
        else:
            yield from self._element(box, above)

    def _text(self, box: Any, above: str) -> Iterator[Kid]:
        mark = self._marks.get(box)
        if mark is not None:
            yield Tag("Span", (mark,)) if above in SECTIONS else mark

    def _element(self, box: Any, above: str) -> tuple[Kid, ...]:
        kind = kind_of(box.element.tag)
        if kind == "THead":
            self._heads |= {one.element for one in box.descendants()}
        within = BODY if kind == "LI" else kind
        parts = (self._of(child, within, box.element) for child in _children(box))
        kids = tuple(chain.from_iterable(parts))
        if kind == "LI":
            return (Tag(kind, (Tag(BODY, kids),)),)
        if kind == "Link":
            return (Tag(kind, kids, link=_link(box)),)
        return tagged(kind, kids, above, self._of_cell(box))

    def _of_cell(self, box: Any) -> bytes:
        """Return what is said of a cell of a table: how far it goes, what a head speaks of."""
        if not isinstance(box, boxes.TableCellBox):
            return b""
        said = []
        if box.element.tag == "th":
            said.append("/Scope /Column" if box.element in self._heads else "/Scope /Row")
        said += [
            f"/{name} {number}"
            for name, number in (("ColSpan", box.colspan), ("RowSpan", box.rowspan))
            if number != 1
        ]
        return f"/A <</O /Table {' '.join(said)}>>".encode("ascii") if said else b""

    def _image(self, box: Any) -> Image:
        left, top = box.content_box_x(), box.content_box_y()
        return Image(
            self._places[box.element],
            self._marks.get(box),
            (left, top, left + box.width, top + box.height),
            box.style["font_size"] * POINT,
            box.style["text_align_all"] == "center",
        )


def _link(box: Any) -> Link | None:
    """Return where a box leads to."""
    if box.link is None:
        return None
    _, (kind, target) = box.link
    left, top, width, height = box.hit_area()
    return Link(target, kind == "internal", (left, top, left + width, top + height))


def _children(box: Any) -> Iterator[Any]:
    for child in box.children:
        if isinstance(child, boxes.LineBox):
            yield from child.children
        else:
            yield child
