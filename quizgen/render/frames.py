"""Pages with nothing on them but what stands in their margins: title, code, page 2 of 4."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

import re
from collections.abc import Mapping
from copy import copy, deepcopy
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import split_first_line

from quizgen.render.ink import StandIn
from quizgen.render.paper import Paper
from quizgen.render.theme import Theme
from quizgen.render.typesetter import Tree, sheets_of
from quizgen.render.words import FOR_MARGINS, said, words

MODELS = 2  # the first page, and one for all others
TOLD = ("variant", "code")  # the cells whose words stand in margins
LINE: type[Any] = boxes.LineBox
SAME = 1e-6  # pixels
SPACES = re.compile("[ \t\r\n]+")


def frames(root: Element, pages: int, paper: Paper, theme: Theme) -> list[Any]:
    """Return the boxes of so many pages that are empty but for their margins.

    The first two are laid out, once for all that have their title; the others are the second,
    with numbers of their own.
    """
    models = min(pages, MODELS)
    texts = _Texts(root, theme, models, pages)
    kept = _kept(_heading(root, texts.standing), models, paper, theme)
    numbered = list(enumerate(kept, start=1))
    if all(texts.known(box, number) for number, box in numbered):
        wanted = range(1, pages + 1)
        found = [texts.numbered(*numbered[min(page, models) - 1], page) for page in wanted]
        if all(map(_fits, found)):
            return found
    return _laid(_heading(root, {}), pages, paper, theme)


def _heading(root: Element, standing: Mapping[str, str]) -> str:
    """Return a page of nothing but what margins take their words from.

    `standing` says what stands for the words of some cells.
    """
    body = root[1]
    page = Element("html", root.attrib)
    SubElement(page, "head")
    heading = deepcopy(body[0])
    SubElement(page, "body", body.attrib).append(heading)
    cells = {cell: cell.get("class", "") for cell in heading.iter("td")}
    titles = {one for title in heading.iter("h1") for one in title.iter()}
    said = {cell: "".join(cell.itertext()) for cell, name in cells.items() if name in TOLD}
    for one in heading.iter():
        one.tail = one.tail if one in titles and one.tag != "h1" else None
        one.text = one.text if one in titles else None
    for cell, text in said.items():
        for child in list(cell):
            cell.remove(child)
        cell.text = standing.get(cells[cell], text)
    return tostring(page, "unicode")


def _laid(page: str, pages: int, paper: Paper, theme: Theme) -> list[Any]:
    """Return the boxes of so many pages whose margins take their words from a page."""
    fonts, *sheets = sheets_of(paper, theme)
    root = fromstring(page)
    for _ in range(pages - 1):
        SubElement(root[1], "div", {"style": "break-before: page"})
    images = {one.get("src"): StandIn(0) for one in root.iter("img")}
    rendered = Tree(root).render(
        stylesheets=sheets, font_config=fonts, cache=images, pdf_variant="pdf/ua-1"
    )
    return [one._page_box for one in rendered.pages]


@lru_cache(maxsize=32)
def _kept(page: str, pages: int, paper: Paper, theme: Theme) -> list[Any]:
    return _laid(page, pages, paper, theme)


class _Texts:
    """What the margins say on each page, told from what they say on the model pages."""

    def __init__(self, root: Element, theme: Theme, models: int, pages: int) -> None:
        cells = {cell.get("class"): "".join(cell.itertext()) for cell in root.iter("td")}
        self._told = {name: cells.get(name, "") for name in TOLD}
        self.standing = {name: text and name.upper() for name, text in self._told.items()}
        self._title = {"".join(heading.itertext()) for heading in root.iter("h1")}
        self._words = [words(theme)[word] for word in FOR_MARGINS]
        self._models, self._pages = models, pages

    def known(self, model: Any, number: int) -> bool:
        """Return whether all that a model page says in its margins is understood."""
        known = {*map(_spaced, self._title), *self._said(number, self._models, self.standing)}
        return all(text.text in known for text in _shown(model))

    def numbered(self, number: int, model: Any, wanted: int) -> Any:
        """Return a copy of a model page, of one number, that says it is another."""
        before = self._said(number, self._models, self.standing)
        now = dict(zip(before, self._said(wanted, self._pages, self._told), strict=True))
        html, *margins = model.children
        return model.copy_with_children([html, *(_saying(margin, now) for margin in margins)])

    def _said(self, page: int, pages: int, told: Mapping[str, str]) -> list[str]:
        numbers = {"page": page, "pages": pages}
        return [_spaced(said(word, **told, **numbers)) for word in self._words]


def _spaced(text: str) -> str:
    return SPACES.sub(" ", text).strip(" ")


def _shown(page: Any) -> list[Any]:
    margins = page.children[1:]
    return [
        b for margin in margins for b in margin.descendants() if isinstance(b, boxes.TextBox)
    ]


def _fits(page: Any) -> bool:
    """Return whether the lines in a page's margins are no wider than these."""
    return all(
        line.width <= margin.width + SAME or line.text_overflow == "ellipsis"
        for margin in page.children[1:]
        for line in margin.descendants()
        if isinstance(line, LINE)
    )


def _saying(box: Any, now: dict[str, str]) -> Any:
    """Return a copy of a box in a margin that says something else, aligned as before."""
    new: Any = box.copy()
    if isinstance(box, boxes.TextBox):
        new.text = now.get(box.text, box.text)
        if new.text != box.text:
            new.pango_layout = copy(new.pango_layout)
            new.pango_layout.text = new.text
            new.width = split_first_line(new.text, box.style, None, None, 0)[3]
        return new
    new.children = [_saying(child, now) for child in box.children]
    if isinstance(box, boxes.LineBox):
        wider = sum(child.width for child in new.children) - sum(c.width for c in box.children)
        left = {"right": wider, "end": wider, "center": wider / 2}
        shift = left.get(box.style["text_align_all"], 0.0)
        new.width += wider
        new.position_x -= shift
        for child in new.children:
            child.position_x -= shift
    return new
