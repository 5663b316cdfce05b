"""Pages with nothing on them but what stands in their margins: title, code, page 2 of 4."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

import re
from collections.abc import Mapping
from copy import copy
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import split_first_line

from quizgen.render.galley import Tree, sheets_of
from quizgen.render.paper import Paper
from quizgen.render.theme import Theme
from quizgen.render.words import FOR_MARGINS, said, words

MODELS = 2  # the first page, and one for all others
SPACES = re.compile("[ \t\r\n]+")


def frames(
    root: Element, pages: int, images: Mapping[str, Any], paper: Paper, theme: Theme
) -> Any:
    """Return a laid-out document of so many pages that are empty but for their margins.

    The first two are laid out; the others are the second, with numbers of their own.
    """
    models = min(pages, MODELS)
    document = _laid(root, models, images, paper, theme)
    texts = _Texts(root, theme, models, pages)
    numbered = list(enumerate((page._page_box for page in document.pages), start=1))
    if pages > models and not all(texts.known(box, number) for number, box in numbered):
        return _laid(root, pages, images, paper, theme)
    document.pages = [
        Page(texts.numbered(*numbered[min(page, models) - 1], page))
        for page in range(1, pages + 1)
    ]
    return document


def _laid(
    root: Element, pages: int, images: Mapping[str, Any], paper: Paper, theme: Theme
) -> Any:
    """Return so many pages; margins take their words from the header on the first."""
    fonts, *sheets = sheets_of(paper, theme)
    head, body = root
    frame = Element("html", root.attrib)
    frame.append(head)
    inside = SubElement(frame, "body", body.attrib)
    inside.append(body[0])
    for _ in range(pages - 1):
        SubElement(inside, "div", {"style": "break-before: page"})
    return Tree(frame).render(
        stylesheets=sheets, font_config=fonts, cache=dict(images), pdf_variant="pdf/ua-1"
    )


class _Texts:
    """What the margins say on each page, told from what they say on the model pages."""

    def __init__(self, root: Element, theme: Theme, models: int, pages: int) -> None:
        cells = {cell.get("class"): "".join(cell.itertext()) for cell in root.iter("td")}
        self._told = {name: cells.get(name, "") for name in ("variant", "code")}
        self._title = {"".join(heading.itertext()) for heading in root.iter("h1")}
        self._words = [words(theme)[word] for word in FOR_MARGINS]
        self._models, self._pages = models, pages

    def known(self, model: Any, number: int) -> bool:
        """Return whether all that a model page says in its margins is understood."""
        known = {*map(_spaced, self._title), *self._said(number, self._models)}
        return all(text.text in known for text in _shown(model))

    def numbered(self, number: int, model: Any, wanted: int) -> Any:
        """Return a copy of a model page, of one number, that says it is another."""
        before = self._said(number, self._models)
        now = dict(zip(before, self._said(wanted, self._pages), strict=True))
        html, *margins = model.children
        return model.copy_with_children([html, *(_saying(margin, now) for margin in margins)])

    def _said(self, page: int, pages: int) -> list[str]:
        numbers = {"page": page, "pages": pages}
        return [_spaced(said(word, **self._told, **numbers)) for word in self._words]


def _spaced(text: str) -> str:
    return SPACES.sub(" ", text).strip(" ")


def _shown(page: Any) -> list[Any]:
    margins = page.children[1:]
    return [
        b for margin in margins for b in margin.descendants() if isinstance(b, boxes.TextBox)
    ]


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
