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
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring

from cssselect2.tree import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from quizgen.render.ink import Foundry, StandIn, stand_in
from quizgen.render.laid import Laid, around, in_lines, place_of
from quizgen.render.pagination import UnfitError
from quizgen.render.paper import Paper
from quizgen.render.pieces import BARE, STAND_IN, Piece, Skeleton, shallow
from quizgen.render.printing import Printer, digits_in
from quizgen.render.styles import style
from quizgen.render.tagging import kind_of
from quizgen.render.theme import Theme
from quizgen.render.words import in_css

MOST = 5_000  # pieces that a galley keeps, of some 4 kB
ENDLESS = """@page { size: WIDTH 90000px;
  @top-left { content: none } @top-center { content: none } @top-right { content: none } }
@page :first { @top-right { content: none } }
@page key { @top-center { content: none } }
@page worked { @top-right { content: none } }"""
ROWS = (boxes.TableRowBox, boxes.TableRowGroupBox)
UNSEEN = "border-color:transparent;background:none"
OVER = "position: absolute; left: 0; top: 0; width: 100%"
WIDTHS = {"letter": "8.5in", "a4": "210mm"}


class Tree(HTML):
    """A page that is a tree of elements already; WeasyPrint would read one from a text."""

    def __init__(self, root: Element) -> None:
        self.base_url = None
        self.url_fetcher = fetcher()
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


def tree_of(page: str) -> Element:
    """Read a page; the package's own are XML too, which is read in a tenth of the time."""
    try:
        return fromstring(page.removeprefix("<!DOCTYPE html>"))
    except ParseError:
        root: Element = HTML(string=page, url_fetcher=fetcher()).etree_element
        return root


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
        root = Element("html", {"lang": language})
        SubElement(root, "head")
        body = SubElement(root, "body")
        images: dict[str, StandIn] = {}
        stands = [_stand(body, piece, images) for piece in pieces]
        rendered = Tree(root).render(
            stylesheets=self._sheets,
            font_config=self._fonts,
            cache=images,
            pdf_variant="pdf/ua-1",
        )
        if len(rendered.pages) != 1:
            raise UnfitError("pieces that don't fit onto an endless page")
        page = rendered.pages[0]._page_box
        box = _child(page.children[0], body)
        pages = {one.element: one for one in _overlaid(box)}
        return [
            self._kept_of(page, _way(box, pages[stand], path), path, piece, inside)
            for (stand, path), piece in zip(stands, pieces, strict=True)
        ]

    def _kept_of(
        self, page: Any, way: list[Any], path: list[Element], piece: Piece, inside: bool
    ) -> Laid:
        """Return what is kept of a piece, of the boxes on the way down to it and its own."""
        if len(way) <= len(path):
            return Laid(tuple(map(around, way)))
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


def fetcher() -> URLFetcher:
    """Return what fetches `data:` URLs, and refuses all else: pages hold what they need."""
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


@lru_cache(maxsize=8)
def _fonts(theme: Theme) -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    css = f"{in_css(theme)}\n{style(theme, 'pdf.css')}"
    return fonts, CSS(string=css, font_config=fonts, url_fetcher=fetcher())


@lru_cache(maxsize=16)
def sheets_of(paper: Paper, theme: Theme) -> tuple[FontConfiguration, CSS, CSS]:
    """Return the fonts and the style sheets; made once a process, for that takes long."""
    fonts, body = _fonts(theme)
    return fonts, body, CSS(string=f"@page {{ size: {paper} }}", font_config=fonts)


@lru_cache(maxsize=8)
def foundry(theme: Theme) -> Foundry:
    """Return the fonts of a theme as PDF has them, one in a process."""
    return Foundry(_fonts(theme)[0])


def _size(laid: Laid) -> str:
    """Return the CSS of a box that is as large, and shows nothing itself."""
    if laid.own is None:
        raise UnfitError("a hole that shows nothing")
    width, height = laid.size
    return f"box-sizing:border-box;width:{width!r}px;height:{height!r}px;{UNSEEN}"


def _stand(
    body: Element, piece: Piece, images: dict[str, StandIn]
) -> tuple[Element, list[Element]]:
    """Put a piece below `body`, over the others; return where, and the way down to it.

    What stands in for its images is added to `images`.
    """
    stand = SubElement(body, "div", {"style": OVER})
    path = []
    above = stand
    for around_it in piece.path[1:]:
        path.append(shallow(around_it))
        above.append(path[-1])
        above = path[-1]
    root = piece.skeleton.root
    for place, element in enumerate(root.iter()):
        if element.get("src", "").startswith(STAND_IN):
            source, shown = stand_in(element, place, element.get("class") in BARE)
            images[source] = shown
    above.extend([*map(_hidden, piece.before), root, *map(_hidden, piece.after)])
    return stand, [*path, root]


def _hidden(neighbour: Element) -> Element:
    clone = shallow(neighbour)
    clone.set("style", "display:none")
    return clone


def _overlaid(box: Any) -> Iterator[Any]:
    """Yield the boxes that were taken out of the flow below a box."""
    for child in box.children:
        if isinstance(child, AbsolutePlaceholder):
            yield child._box
        elif isinstance(child, boxes.LineBox) or child.element is box.element:
            yield from _overlaid(child)


def _way(body: Any, stand: Any, path: list[Element]) -> list[Any]:
    """Return the boxes on the way down from a stand, the body's first, as far as they go."""
    way = [body]
    box = stand
    for element in path:
        box = _child(box, element)
        if box is None:
            break
        way.append(box)
    return way


def _child(box: Any, element: Element) -> Any:
    """Return the outermost box of an element in a box."""
    for child in box.children:
        if child.element is element:
            return child
        if child.element is box.element or isinstance(child, boxes.LineBox):
            found = _child(child, element)
            if found is not None:
                return found
    return None


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
