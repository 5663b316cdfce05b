"""Stack laid-out pieces: what each has above it, and where a page may part them.

Margins collapse as in CSS, and breaks are as the style sheet asks: containers have neither
padding nor border above or below what is in them, or the pieces don't fit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from weasyprint.formatting_structure import boxes

from quizgen.render.galley import Laid
from quizgen.render.pagination import Break, Stand, Strip, UnfitError
from quizgen.render.pieces import Piece

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


def stack(pieces: Sequence[Piece], laid: Sequence[Laid]) -> list[Stacked]:
    """Return what there is to see of the pieces, with its strips, one below the other."""
    stacked: list[Stacked] = []
    for piece, found in zip(pieces, laid, strict=True):
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
        first = 0
        for page, there in groupby(own, attrgetter("page")):
            last = first + len(list(there)) - 1
            pages[page].append(Part(one, first, last, own[first].top))
            first = last + 1
    return pages


def _head(above: Stacked | None, piece: Piece) -> Stacked | None:
    """Return the head of the table that a row stands in, where another row is above it."""
    if above is None or piece.skeleton.root.tag != "tr":
        return None
    return above if above.piece.skeleton.root.tag == "thead" else above.head


def _strips(
    above: Stacked | None, piece: Piece, laid: Laid, head: Stacked | None
) -> Iterator[Strip]:
    """Yield the strips of a piece below what stands above it."""
    if not laid.digits:
        raise UnfitError("digits come and go")
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
            raise UnfitError("a container does not only stack what is in it")
    margin = max(_margin(box, "margin_top") for box in opening)
    gap = max(margin, *(_margin(box, "margin_bottom") for box in closing), 0.0)
    before = _break(laid.chain[:shared], closing, opening)
    box = laid.box
    tops = [box.border_box_y()]
    if _in_lines(box):
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


def _in_lines(box: Any) -> bool:
    """Return whether a page may end between the lines of a box."""
    lines = all(isinstance(child, boxes.LineBox) for child in box.children)
    return lines and type(box) is boxes.BlockBox and box.style["break_inside"] == "auto"


def _margin(box: Any, side: str) -> float:
    size = box.style[side]
    if size == "auto":
        return 0.0
    if (size.unit != "px" and size.value) or size.value < 0:
        raise UnfitError("a margin that is no length")
    return float(size.value)


def _break(around: Sequence[Any], closing: Sequence[Any], opening: Sequence[Any]) -> Break:
    said = {box.style["break_after"] for box in closing}
    said |= {box.style["break_before"] for box in opening}
    if said & FORCED:
        return Break.FORCED
    if said - AVOIDED - {"auto"}:
        raise UnfitError("a page that is asked for by its side")
    kept = any(box.style["break_inside"] in AVOIDED for box in around)
    return Break.AVOIDED if kept or said & AVOIDED else Break.ALLOWED
