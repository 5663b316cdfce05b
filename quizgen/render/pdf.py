"""Write a `Document` as an accessible PDF, laid out by WeasyPrint.

Import this late: WeasyPrint is slow to load.  `drawn` sets the formulas; `assembling` puts the
pages together from pieces (`pieces`) that `galley` has laid out and printed once, where that
can be done; `press` fills in what varies, and `finishing` writes the file.
"""

# mypy: allow-untyped-calls
# (WeasyPrint declares no types.)

import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from quizgen.document import Document
from quizgen.render.assembling import assembled
from quizgen.render.drawn import Drawn, room_of
from quizgen.render.finishing import finished
from quizgen.render.ink import stand_in
from quizgen.render.inputs import Input, mark_inputs
from quizgen.render.pages import markup
from quizgen.render.paper import Paper
from quizgen.render.pieces import shallow
from quizgen.render.press import Filling, Press, Shown
from quizgen.render.printing import Printer
from quizgen.render.theme import PLAIN, Theme
from quizgen.render.typesetter import Tree, foundry, sheets_of, tree_of


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
    fields = mark_inputs(root) if fillable and document.role == "handout" else {}
    images = setter.images | fields
    press = assembled(root, images, paper, theme) or whole(root, images, paper, theme)
    identifier = hashlib.sha256(f"{paper} {fillable} {page}".encode()).digest()[:16]
    return finished(press, root, document, identifier)


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


def whole(root: Element, images: Mapping[str, Shown], paper: Paper, theme: Theme) -> Press:
    """Return a page that WeasyPrint laid out as a whole."""
    fonts, *sheets = sheets_of(paper, theme)
    places = {one: place for place, one in enumerate(root.iter())}
    filling = Filling(tuple(map(shallow, places)))
    cache = dict(
        stand_in(one, place, isinstance(images[source], Input))
        for one, place in places.items()
        if (source := one.get("src", "")) in images
    )
    laid = Tree(root).render(
        stylesheets=sheets, font_config=fonts, cache=cache, pdf_variant="pdf/ua-1"
    )
    press = Press(images, foundry(theme))
    for page in (one._page_box for one in laid.pages):
        printer = Printer(page, press.foundry, places)
        sheet = press.sheet(page)
        impression = printer.whole(page.children[0], press.ink)
        press.root.kids.append(press.set(sheet, impression, filling))
    press.fill_groups(press.ink.resources, filling)
    return press
