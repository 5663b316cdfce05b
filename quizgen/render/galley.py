"""Lay pieces out through WeasyPrint, once each, and keep what they leave on paper.

Pieces that were not laid out before are laid out together, each at the head of one endless
page, over the others, as if it stood there alone: its layout is the same, to the last bit,
whichever came before it or with it.
"""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint import CSS
from weasyprint.formatting_structure import boxes

from quizgen.render.laid import NOT_SEEN, Laid, around, in_lines, place_of
from quizgen.render.pagination import UnfitError
from quizgen.render.paper import Paper
from quizgen.render.pieces import Piece, Skeleton
from quizgen.render.printing import Printer, digits_in
from quizgen.render.stands import Stands
from quizgen.render.tagging import kind_of
from quizgen.render.theme import Theme
from quizgen.render.typesetter import Tree, foundry, sheets_of

MOST = 5_000  # pieces that a galley keeps, of some 4 kB
ENDLESS = """@page { size: WIDTH 90000px;
  @top-left { content: none } @top-center { content: none } @top-right { content: none } }
@page :first { @top-right { content: none } }
@page key { @top-center { content: none } }
@page worked { @top-right { content: none } }"""
ROWS = (boxes.TableRowBox, boxes.TableRowGroupBox)
UNSEEN = "border-color:transparent;background:none"
WIDTHS = {"letter": "8.5in", "a4": "210mm"}


class Galley:
    """The pieces laid out for a paper and a theme, the last used ones kept."""

    def __init__(self, paper: Paper, theme: Theme) -> None:
        fonts, *sheets = sheets_of(paper, theme)
        endless = ENDLESS.replace("WIDTH", WIDTHS[paper])
        self._fonts = fonts
        self._sheets = [*sheets, CSS(string=endless, font_config=fonts)]
        self._kept: OrderedDict[str, Laid] = OrderedDict()
        self.foundry = foundry(theme)
        (page,) = Tree(Element("html")).render(stylesheets=sheets, font_config=fonts).pages
        self.room: float = page._page_box.height

    def lay(self, pieces: Sequence[Piece], language: str) -> list[Laid]:
        """Return the layout of each piece, all in one language."""
        holes = [hole for piece in pieces for hole in piece.skeleton.holes]
        filling = self._found([(hole.key, hole) for hole in holes], language, inside=True)
        asked = []
        for piece in pieces:
            sizes = [_size(filling[hole.key]) for hole in piece.skeleton.holes]
            for gap, size in zip(piece.skeleton.gaps, sizes, strict=True):
                gap.set("style", size)
            asked.append(("\n".join([piece.key, *sizes]), piece))
        found = self._found(asked, language)
        return [
            replace(
                found[key], inside=tuple(filling[hole.key] for hole in piece.skeleton.holes)
            )
            for key, piece in asked
        ]

    def _found(
        self, asked: Sequence[tuple[str, Piece]], language: str, inside: bool = False
    ) -> dict[str, Laid]:
        """Return the layouts by key, those that are not kept made together."""
        found: dict[str, Laid] = {}
        missing: dict[str, Piece] = {}
        for key, piece in asked:
            kept = self._kept.get(key)
            if kept is None:
                missing[key] = piece
            else:
                self._kept.move_to_end(key)
                found[key] = kept
        if missing:
            laid = self._laid(tuple(missing.values()), language, inside)
            fresh = dict(zip(missing, laid, strict=True))
            found.update(fresh)
            self._kept.update(fresh)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return found

    def _laid(self, pieces: tuple[Piece, ...], language: str, inside: bool) -> list[Laid]:
        stands = Stands(language)
        for piece in pieces:
            stands.add(piece)
        rendered = Tree(stands.root).render(
            stylesheets=self._sheets,
            font_config=self._fonts,
            cache=stands.images,
            pdf_variant="pdf/ua-1",
        )
        if len(rendered.pages) != 1:
            raise UnfitError("pieces that don't fit onto an endless page")
        page = rendered.pages[0]._page_box
        return [
            NOT_SEEN if way is None else self._printed(page, way, piece, inside)
            for piece, way in zip(pieces, stands.ways(page), strict=True)
        ]

    def _printed(self, page: Any, way: list[Any], piece: Piece, inside: bool) -> Laid:
        """Return what is kept of a piece, of the boxes on the way down to it and its own."""
        *chain, box = way
        skeleton = piece.skeleton
        places = {one: place for place, one in enumerate(skeleton.root.iter())}
        printer = Printer(page, self.foundry, places)
        above = kind_of(piece.path[-1].tag) if len(piece.path) > 1 else "Document"
        lines = list(box.children) if in_lines(box) else []
        parts = [box.copy_with_children([line]) for line in lines] or [box]
        impressions = []
        shown = 0
        for part in parts:
            drawn = _table(chain) if isinstance(box, ROWS) else part
            impressions.append(
                printer.piece(part, drawn, above, skeleton.digits, shown, inside)
            )
            shown += digits_in(part)
        top = box.border_box_y()
        return Laid(
            chain=tuple(around(one, printer.decoration(one)) for one in chain),
            own=around(box),
            place=place_of(box),
            size=(box.border_width(), box.border_height()),
            tops=(top, *(line.position_y for line in lines[1:])),
            end=top + box.border_height(),
            orphans=box.style["orphans"],
            widows=box.style["widows"],
            digits=shown == len(skeleton.digits),
            impressions=tuple(impressions),
            gaps={places[one.element[0]]: place_of(one) for one in _gaps(box, skeleton)},
        )


@lru_cache(maxsize=8)
def galley(paper: Paper, theme: Theme) -> Galley:
    """Return the galley of a paper and a theme, one in a process."""
    return Galley(paper, theme)


def _size(laid: Laid) -> str:
    """Return the CSS of a box that is as large, and shows nothing itself."""
    if laid.own is None:
        raise UnfitError("a hole that shows nothing")
    width, height = laid.size
    return f"box-sizing:border-box;width:{width!r}px;height:{height!r}px;{UNSEEN}"


def _table(chain: Sequence[Any]) -> Any:
    """Return the innermost table of some boxes, which draws its rows."""
    return next(box for box in reversed(chain) if box.is_table_wrapper)


def _gaps(box: Any, skeleton: Skeleton) -> Iterator[Any]:
    """Yield the boxes of a skeleton's gaps."""
    wanted = set(skeleton.gaps)
    for one in box.descendants(placeholders=True) if wanted else ():
        if one.element in wanted:
            wanted.remove(one.element)
            yield one
