"""Put laid-out pieces on pages: copies of their boxes, with what varies set into them."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.background import layout_box_backgrounds

from quizgen.render.galley import Laid
from quizgen.render.pagination import Break, Stand, Strip, Unfit
from quizgen.render.pieces import DIGIT, Piece

FORCED = frozenset({"always", "page"})
AVOIDED = frozenset({"avoid", "avoid-page"})


@dataclass(frozen=True)
class Stacked:
    """A piece with its layout, the strips that it may be parted into, and its table's head."""

    piece: Piece
    laid: Laid
    strips: tuple[Strip, ...]
    head: "Stacked | None" = None


@dataclass(frozen=True)
class Part:
    """The lines of a piece that stand on one page, `top` far down."""

    stacked: Stacked
    first: int
    last: int
    top: float


def stack(pieces: Sequence[Piece], laid: Mapping[str, Laid]) -> list[Stacked]:
    """Return what there is to see of the pieces, with its strips, one below the other."""
    stacked: list[Stacked] = []
    for piece in pieces:
        found = laid[piece.key]
        if found.box is not None:
            above = stacked[-1] if stacked else None
            head = _head(above, piece)
            strips = tuple(_strips(above, piece, found, head))
            stacked.append(Stacked(piece, found, strips, head))
    return stacked


def parts(stacked: Sequence[Stacked], stands: Sequence[Stand]) -> list[list[Part]]:
    """Return the parts of the pieces, page by page."""
    pages: list[list[Part]] = [[] for _ in range(stands[-1].page + 1)]
    place = 0
    for one in stacked:
        own = stands[place : place + len(one.strips)]
        place += len(own)
        for page, lines in groupby(range(len(own)), lambda line, own=own: own[line].page):
            first, *rest = lines
            last = rest[-1] if rest else first
            pages[page].append(Part(one, first, last, own[first].top))
    return pages


class Placing:
    """Builds the boxes of a document's pages; `images` are the formulas and figures it shows."""

    def __init__(
        self, laid: Mapping[str, Laid], images: Mapping[str, Any], page: Any
    ) -> None:
        self._laid = laid
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
        holes = {id(hole.skeleton.elements[0]): hole for hole in piece.skeleton.holes}

        def moved(box: Any) -> Any:
            if isinstance(box, AbsolutePlaceholder):
                placeholder = box.copy()
                placeholder.set_laid_out_box(moved(box._box))
                return placeholder
            new = box.copy()
            new.position_x += right
            new.position_y += down
            place = laid.elements.get(box.element)
            if place is not None:
                new.element = piece.skeleton.elements[place]
                hole = holes.pop(id(new.element), None)
                if hole is not None:
                    return self._filled(new, hole)
            if isinstance(box, boxes.TextBox):
                _set(new, digits)
            elif isinstance(box, boxes.ReplacedBox):
                new.replacement = self._images.get(new.element.get("src"), new.replacement)
            new.children = [moved(child) for child in box.children]
            if box.background is not None:
                layout_box_backgrounds(self._page, new, None, layout_children=False)
            return new

        return moved(laid.box)

    def _filled(self, hole: Any, piece: Piece) -> Any:
        """Return a hole's content in its place."""
        laid = self._laid[piece.key]
        size = laid.box.margin_width(), laid.box.margin_height()
        if size != (hole.margin_width(), hole.margin_height()):
            raise Unfit("a box of an answer is not of its size")
        right = hole.position_x - laid.box.position_x
        return self._placed(piece, laid, right, hole.position_y - laid.box.position_y)


def _around(container: Any, element: Element, children: list[Any]) -> Any:
    """Return the box of a container around what it has on a page."""
    box = container.copy_with_children(children)
    box.element = element
    box.margin_top = box.margin_bottom = 0
    box.position_y = children[0].border_box_y()
    end = children[-1]
    box.height = end.border_box_y() + end.border_height() - box.position_y
    return box


def _head(above: Stacked | None, piece: Piece) -> Stacked | None:
    """Return the head of the table that a row stands in, where another row is above it."""
    if above is None or piece.skeleton.root.tag != "tr":
        return None
    return above if above.piece.skeleton.root.tag == "thead" else above.head


def _set(box: Any, digits: Iterator[str]) -> None:
    """Set a piece's own digits into a copy of a text box."""
    if not DIGIT.search(box.text):
        return
    own = [next(digits) for _ in DIGIT.findall(box.text)]
    box.pango_layout = copy(box.pango_layout)
    for shown in (box, box.pango_layout):  # what is drawn may lack spaces at the end
        left = iter(own)
        shown.text = DIGIT.sub(lambda _, left=left: next(left), shown.text)


def _strips(
    above: Stacked | None, piece: Piece, laid: Laid, head: Stacked | None
) -> Iterator[Strip]:
    """Yield the strips of a piece below what stands above it."""
    if not laid.digits:
        raise Unfit("digits come and go")
    shared = 0
    closing: tuple[Any, ...] = ()
    if above is not None:
        paths = zip(above.piece.path, piece.path, strict=False)
        shared = next((n for n, (a, b) in enumerate(paths) if a is not b), None) or min(
            len(above.piece.path), len(piece.path)
        )
        closing = (*above.laid.chain[shared:], above.laid.box)
    opening = (*laid.chain[shared:], laid.box)
    for box in laid.chain[shared:]:
        if box.padding_top or box.padding_bottom or box.border_top_width:
            raise Unfit("a container does not only stack what is in it")
    margin = max(_margin(box, "margin_top") for box in opening)
    gap = max(margin, *(_margin(box, "margin_bottom") for box in closing), 0.0)
    before = _break(laid.chain[:shared], closing, opening)
    box = laid.box
    tops = [box.border_box_y()]
    if type(box) is boxes.BlockBox and box.style["break_inside"] == "auto":
        if all(isinstance(child, boxes.LineBox) for child in box.children):
            tops += [line.position_y for line in box.children[1:]]
    ends = [*tops[1:], tops[0] + box.border_height()]
    orphans, widows = box.style["orphans"], box.style["widows"]
    for line, (top, end) in enumerate(zip(tops, ends, strict=True)):
        if line == 0:
            said_again = head.strips[0].height if head else 0.0
            yield Strip(end - top, gap, margin, before, said_again)
        else:
            parted = line >= orphans and len(tops) - line >= widows
            yield Strip(end - top, 0.0, 0.0, Break.ALLOWED if parted else Break.AVOIDED)


def _margin(box: Any, side: str) -> float:
    size = box.style[side]
    if size == "auto":
        return 0.0
    if size.unit != "px" and size.value or size.value < 0:
        raise Unfit("a margin that is no length")
    return float(size.value)


def _break(around: Sequence[Any], closing: Sequence[Any], opening: Sequence[Any]) -> Break:
    said = {box.style["break_after"] for box in closing}
    said |= {box.style["break_before"] for box in opening}
    if said & FORCED:
        return Break.FORCED
    if said - AVOIDED - {"auto"}:
        raise Unfit("a page that is asked for by its side")
    kept = any(box.style["break_inside"] in AVOIDED for box in around)
    return Break.AVOIDED if kept or said & AVOIDED else Break.ALLOWED
