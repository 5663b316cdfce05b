"""From a page to its laid-out pages, put together from pieces that are laid out once."""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.document import Page

from quizgen.render.frames import frames
from quizgen.render.galley import galley
from quizgen.render.pagination import UnfitError, paginate
from quizgen.render.paper import Paper
from quizgen.render.pieces import pieces
from quizgen.render.placing import Placing
from quizgen.render.stacking import parts, stack
from quizgen.render.styles import HOUSE
from quizgen.render.theme import Theme, packaged

RULES = (".j2", ".css")  # files with which a theme has layouts of its own


def assembled(
    root: Element, images: Mapping[str, Any], paper: Paper, theme: Theme
) -> Any | None:
    """Return the laid-out document, as WeasyPrint has it; None where that can't be vouched for.

    Where a theme has templates or rules of its own, or the pieces don't make up the pages, the
    document is to be laid out as a whole.
    """
    if any(_rules(path) and content != packaged(path) for path, content in theme.files):
        return None
    try:
        return _assembled(root, images, paper, theme)
    except UnfitError:
        return None


def _rules(path: str) -> bool:
    """Return whether a file of a theme adds rules, or stands in the place of others."""
    return path == HOUSE or (path.endswith(RULES) and packaged(path) is not None)


def _assembled(root: Element, images: Mapping[str, Any], paper: Paper, theme: Theme) -> Any:
    body = root[1]
    kept = galley(paper, theme)
    cut = tuple(pieces(body))
    stacked = stack(cut, kept.lay(cut, root.get("lang", "")))
    stands = paginate([strip for one in stacked for strip in one.strips], kept.room)
    shown = parts(stacked, stands)
    document = frames(root, len(shown), images, paper, theme)
    pages = []
    for page, there in zip(document.pages, shown, strict=True):
        box = page._page_box
        html = box.children[0].copy_with_children([Placing(images, box).body(there)])
        pages.append(Page(box.copy_with_children([html, *box.children[1:]])))
    document.pages = pages
    return document
