"""Stack laid-out pieces: what each has above it, and where a page may part them.

Margins collapse as in CSS, and breaks are as the style sheet asks: containers have neither
padding nor border above or below what is in them, or the pieces don't fit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

from quizgen.render.laid import Around, Laid
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

    @property
    def end(self) -> float:
        """Return how far down it ends."""
        strips = self.stacked.strips[self.first : self.last + 1]
        return self.top + sum(strip.height for strip in strips)


def stack(pieces: Sequence[Piece], laid: Sequence[Laid]) -> list[Stacked]:
    """Return what there is to see of the pieces, with its strips, one below the other."""
    stacked: list[Stacked] = []
    for piece, found in zip(pieces, laid, strict=True):
        if found.own is not None:
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
    closing: tuple[Around, ...] = ()
    if above is not None:
        paths = zip(above.piece.path, piece.path, strict=False)
        shared = next((n for n, (a, b) in enumerate(paths) if a is not b), None) or min(
            len(above.piece.path), len(piece.path)
        )
        closing = (*above.laid.chain[shared:], _own(above.laid))
    opening = (*laid.chain[shared:], _own(laid))
    if not all(box.fits for box in laid.chain[shared:]):
        raise UnfitError("a container does not only stack what is in it")
    margin = max(box.margin_top for box in opening)
    gap = max(margin, *(box.margin_bottom for box in closing), 0.0)
    before = _break(laid.chain[:shared], closing, opening)
    for line, (top, end) in enumerate(pairwise((*laid.tops, laid.end))):
        if line == 0:
            said_again = head.strips[0].height if head else 0.0
            yield Strip(end - top, gap, margin, before, said_again)
        else:
            parted = line >= laid.orphans and len(laid.tops) - line >= laid.widows
            yield Strip(end - top, 0.0, 0.0, Break.ALLOWED if parted else Break.AVOIDED)


def _own(laid: Laid) -> Around:
    if laid.own is None:
        raise UnfitError("what is not seen")
    return laid.own


def _break(
    around: Sequence[Around], closing: Sequence[Around], opening: Sequence[Around]
) -> Break:
    said = {box.break_after for box in closing} | {box.break_before for box in opening}
    if said & FORCED:
        return Break.FORCED
    if said - AVOIDED - {"auto"}:
        raise UnfitError("a page that is asked for by its side")
    kept = any(box.break_inside in AVOIDED for box in around)
    return Break.AVOIDED if kept or said & AVOIDED else Break.ALLOWED
