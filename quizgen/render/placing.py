"""Put laid-out pieces on pages: copies of their boxes, with what varies set into them."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.background import layout_box_backgrounds

from quizgen.render.galley import Laid
from quizgen.render.pagination import UnfitError
from quizgen.render.pieces import DIGIT, Piece
from quizgen.render.stacking import Part

SAME = 1e-6  # pixels, by which equal sizes differ


class Placing:
    """Builds the boxes of a page; `images` are the formulas and figures it shows."""

    def __init__(self, images: Mapping[str, Any], page: Any) -> None:
        self._images = images
        self._page = page
        self._top = page.content_box_y()

    def body(self, shown: Sequence[Part]) -> Any:
        """Return the body's box with what a page shows."""
        (body,) = self._level(shown, 0)
        return body

    def _level(self, shown: Sequence[Part], depth: int) -> Iterator[Any]:
        """Yield the boxes of a container, of those on the way down `depth` deep."""

        def container(part: Part) -> int | None:
            path = part.stacked.piece.path
            return id(path[depth]) if depth < len(path) else None

        for around, group in groupby(shown, container):
            inside = list(group)
            if around is None:
                yield from map(self._part, inside)
                continue
            first = inside[0].stacked
            if first.piece.path[depth].tag == "table":
                children = list(self._table(inside, depth))
            else:
                children = list(self._level(inside, depth + 1))
            yield _around(first.laid.chain[depth], first.piece.path[depth], children)

    def _table(self, inside: Sequence[Part], depth: int) -> Iterator[Any]:
        """Yield a table's caption, and the table, its head again where rows start a page."""
        first = inside[0].stacked
        table = first.laid.chain[depth].get_wrapped_table()
        if first.head is not None:
            top = inside[0].top - first.head.strips[0].height
            inside = [Part(first.head, 0, 0, top), *inside]
        groups = list(self._level(inside, depth + 1))
        while groups and isinstance(groups[0], boxes.TableCaptionBox):
            yield groups.pop(0)
        yield _around(table, first.piece.path[depth], groups)

    def _part(self, part: Part) -> Any:
        one = part.stacked
        box = one.laid.box
        top, height = box.border_box_y(), box.border_height()
        if len(one.strips) > 1:
            tops = [top, *(line.position_y for line in box.children[1:]), top + height]
            top, height = tops[part.first], tops[part.last + 1] - tops[part.first]
        down = self._top + part.top - top
        placed = self._placed(one.piece, one.laid, 0.0, down)
        if len(one.strips) > 1:
            placed = placed.copy_with_children(placed.children[part.first : part.last + 1])
            placed.position_y = self._top + part.top - placed.margin_top
            placed.height = height
        return placed

    def _placed(self, piece: Piece, laid: Laid, right: float, down: float) -> Any:
        """Return a copy of a piece's box, moved, with its own formulas, figures and digits."""
        digits = iter(piece.skeleton.digits)
        holes = {
            id(hole.skeleton.elements[0]): (hole, inside)
            for hole, inside in zip(piece.skeleton.holes, laid.inside, strict=True)
        }

        def moved(box: Any) -> Any:
            if isinstance(box, AbsolutePlaceholder):
                placeholder = box.copy()
                placeholder.set_laid_out_box(moved(box._box))
                return placeholder
            new = box.copy()
            new.position_x += right
            new.position_y += down
            if box.element is not None:
                new.element = piece.skeleton.elements[box.element]
                hole = holes.pop(id(new.element), None)
                if hole is not None:
                    return self._filled(new, *hole)
            if isinstance(box, boxes.TextBox):
                _set(new, digits)
            elif isinstance(box, boxes.ReplacedBox):
                new.replacement = self._images.get(new.element.get("src"), new.replacement)
            new.children = [moved(child) for child in box.children]
            if box.background is not None:
                layout_box_backgrounds(self._page, new, None, layout_children=False)
            return new

        return moved(laid.box)

    def _filled(self, gap: Any, piece: Piece, laid: Laid) -> Any:
        """Return what is in a hole, in its place."""
        for size in ("margin_width", "margin_height"):
            if abs(getattr(laid.box, size)() - getattr(gap, size)()) > SAME:
                raise UnfitError("a hole is not of the size of what is in it")
        right = gap.position_x - laid.box.position_x
        return self._placed(piece, laid, right, gap.position_y - laid.box.position_y)


def _around(container: Any, element: Element, children: list[Any]) -> Any:
    """Return the box of a container around what it has on a page."""
    box = container.copy_with_children(children)
    box.element = element
    box.margin_top = box.margin_bottom = 0
    box.position_y = children[0].border_box_y()
    end = children[-1]
    box.height = end.border_box_y() + end.border_height() - box.position_y
    return box


def _set(box: Any, digits: Iterator[str]) -> None:
    """Set a piece's own digits into a copy of a text box."""
    if not DIGIT.search(box.text):
        return
    own = [next(digits) for _ in DIGIT.findall(box.text)]
    box.pango_layout = copy(box.pango_layout)
    for shown in (box, box.pango_layout):  # what is drawn may lack spaces at the end
        shown.text = _with(shown.text, own)


def _with(text: str, digits: Iterable[str]) -> str:
    """Return a text with other digits."""
    left = iter(digits)
    return DIGIT.sub(lambda _: next(left), text)
