"""Write a `Document` as an accessible PDF, through WeasyPrint.

Import this late: WeasyPrint is slow to load.  `drawn` sets the formulas; `assembling` puts the
pages together from pieces (`pieces`) that `galley` has laid out once, where that can be done.
"""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from quizgen.document import Document
from quizgen.render.assembling import assembled
from quizgen.render.drawn import Drawn, room_of
from quizgen.render.finishing import finish
from quizgen.render.forms import Widget
from quizgen.render.galley import Tree, sheets_of, tree_of
from quizgen.render.inputs import mark_inputs
from quizgen.render.pages import markup
from quizgen.render.paper import Paper
from quizgen.render.theme import PLAIN, Theme


def to_pdf(
    document: Document, paper: Paper = "letter", theme: Theme = PLAIN, fillable: bool = True
) -> bytes:
    """Return the document as a PDF/UA-1 file; the same document gives the same bytes.

    Each page of a handout has its QR code; `fillable` says whether it is a form as well.
    Raises QuizgenError where a formula cannot be set, or the theme's files don't do.
    """
    with undisturbed():
        return _pdf(document, paper, theme, fillable)


def _pdf(document: Document, paper: Paper, theme: Theme, fillable: bool) -> bytes:
    setter = Drawn(room_of(paper))
    page = markup(document, setter, theme)
    root = tree_of(page)
    widgets = {}
    if fillable and document.role == "handout":
        widgets = {source: Widget(asked) for source, asked in mark_inputs(root).items()}
    images = setter.images | widgets
    laid = assembled(root, images, paper, theme) or whole(root, images, paper, theme)
    pdf: bytes = laid.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(f"{paper} {fillable} {page}".encode()).digest()[:16],
        finisher=partial(
            finish, sheet=document, formulas=setter.spoken - setter.shown, widgets=widgets
        ),
    )
    return pdf


@contextmanager
def undisturbed() -> Iterator[None]:
    """Collect no garbage meanwhile, but once at the end, of what is new.

    Each time, all that the galley keeps would be gone over, for nothing.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
            gc.collect(0)


def whole(root: Element, images: Mapping[str, Any], paper: Paper, theme: Theme) -> Any:
    """Return a page laid out by WeasyPrint as a whole."""
    fonts, *sheets = sheets_of(paper, theme)
    return Tree(root).render(
        stylesheets=sheets, font_config=fonts, cache=dict(images), pdf_variant="pdf/ua-1"
    )
