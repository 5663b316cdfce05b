"""What a PDF is given when it has been drawn: its form, its tags, the codes of its pages."""

# mypy: allow-untyped-calls
# (pydyf declares no types.)

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import pydyf

from quizgen.document import Document
from quizgen.render.forms import Widget, add_form
from quizgen.render.qr import qr
from quizgen.render.tags import Structure
from quizgen.render.textlayer import FONT, text_font


def finish(
    laid_out: Any,
    pdf: pydyf.PDF,
    sheet: Document,
    formulas: AbstractSet[str],
    widgets: Mapping[str, Widget],
) -> None:
    """Complete a PDF that is about to be written; a finisher of WeasyPrint.

    `formulas` are the alternative texts of images that are formulas, `widgets` the inputs by
    their sources; what they draw says all else.
    """
    structure = Structure(pdf)
    if widgets:
        told = {"student": sheet.student, "variant": sheet.variant, "code": sheet.code}
        add_form(pdf, structure, widgets, {name: it for name, it in told.items() if it})
    structure.complete(formulas)
    if formulas:
        structure.fonts[FONT] = text_font(pdf).reference
    if sheet.role == "handout":
        stamp(structure, sheet.code)


def stamp(structure: Structure, code: str) -> None:
    """Put its QR code on each page."""
    pages = structure.pages.values()
    for number, page in enumerate(pages, start=1):
        left, top, right, bottom = page["MediaBox"]
        drawn = qr(code, number, len(pages), right - left, bottom - top)
        structure.streams[page["Contents"]].stream.append(drawn)
