"""From a page of HTML to laid-out pages, put together from pieces that are laid out once."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring

from weasyprint.document import Page

from quizgen.render.galley import Tree, galley, sheets_of
from quizgen.render.pagination import Unfit, paginate
from quizgen.render.paper import Paper
from quizgen.render.pieces import pieces
from quizgen.render.placing import Placing, parts, stack
from quizgen.render.theme import Theme

RULES = (".j2", ".css")  # files with which a theme has layouts of its own


def assembled(page: str, images: Mapping[str, Any], paper: Paper, theme: Theme) -> Any | None:
    """Return the laid-out document, as WeasyPrint has it; None where that can't be vouched for.

    Where a theme has templates or rules of its own, or the pieces don't make up the pages, the
    document is to be laid out as a whole.
    """
    if any(path.endswith(RULES) for path, _ in theme.files):
        return None
    try:
        root = fromstring(page.removeprefix("<!DOCTYPE html>"))
        return _assembled(root, images, paper, theme)
    except (ParseError, Unfit):
        return None


def _assembled(root: Element, images: Mapping[str, Any], paper: Paper, theme: Theme) -> Any:
    body = root[1]
    cut = tuple(pieces(body))
    laid = galley(paper, theme).lay(cut, root.get("lang", ""))
    stacked = stack(cut, laid)
    room = galley(paper, theme).room
    stands = paginate([strip for one in stacked for strip in one.strips], room)
    shown = parts(stacked, stands)
    document = _frames(root, len(shown), paper, theme)
    placed = []
    for page, there in zip(document.pages, shown, strict=True):
        box = page._page_box
        html = box.children[0].copy_with_children(
            [Placing(laid, images, box).body(there)]
        )
        placed.append(Page(box.copy_with_children([html, *box.children[1:]])))
    document.pages = placed
    return document


def _frames(root: Element, pages: int, paper: Paper, theme: Theme) -> Any:
    """Return so many pages with nothing but what stands in their margins."""
    fonts, *sheets = sheets_of(paper, theme)
    head, body = root
    frame = Element("html", root.attrib)
    frame.append(head)
    inside = SubElement(frame, "body", body.attrib)
    inside.append(body[0])
    for _ in range(pages - 1):
        SubElement(inside, "div", {"style": "break-before: page"})
    return Tree(frame).render(
        stylesheets=sheets, font_config=fonts, cache={}, pdf_variant="pdf/ua-1"
    )
