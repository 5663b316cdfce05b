"""Write what a press has set as a PDF: its pages, fonts, outline, tags, form and codes."""

# mypy: allow-untyped-calls
# (WeasyPrint and pydyf declare no types.)

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
import weasyprint
from weasyprint import DEFAULT_OPTIONS
from weasyprint.anchors import make_page_bookmark_tree
from weasyprint.html import get_html_metadata
from weasyprint.matrix import Matrix
from weasyprint.pdf import _use_references
from weasyprint.pdf.anchors import add_outlines
from weasyprint.pdf.fonts import build_fonts_dictionary
from weasyprint.pdf.metadata import DocumentMetadata

from quizgen.document import Document
from quizgen.render import operators
from quizgen.render.forms import Form
from quizgen.render.ink import operator
from quizgen.render.inputs import Input
from quizgen.render.press import Press, Sheet
from quizgen.render.qr import qr
from quizgen.render.structure import POINT, Structure
from quizgen.render.textlayer import FONT, text_font
from quizgen.render.typesetter import Tree
from quizgen.render.writing import packed, written

VERSION = "1.7"


def finished(press: Press, root: Element, sheet: Document, identifier: bytes) -> bytes:
    """Return a page that was set as a PDF/UA-1 file."""
    pdf = pydyf.PDF()
    resources = pydyf.Dictionary()
    pdf.add_object(resources)
    pages = [
        _page(pdf, resources, one, _code(sheet, number, press.sheets))
        for number, one in enumerate(press.sheets)
    ]
    form = None
    if any(isinstance(shown, Input) for shown in press.images.values()):
        form = Form(pdf)
    Structure(pdf, press, pages, form).write()
    if form is not None:
        told = {"student": sheet.student, "variant": sheet.variant, "code": sheet.code}
        form.tell(pages[0], {name: it for name, it in told.items() if it})
    _outline(pdf, press.sheets)
    _describe(pdf, root)
    _provide(pdf, press, resources)
    for one in pdf.objects:
        _pack(one)
    return written(pdf, identifier)


def _code(sheet: Document, number: int, sheets: Sequence[Sheet]) -> bytes:
    """Return what draws the QR code of a page of a handout."""
    if sheet.role != "handout":
        return b""
    one = sheets[number]
    return qr(sheet.code, number + 1, len(sheets), POINT * one.width, POINT * one.height)


def _page(
    pdf: pydyf.PDF, resources: pydyf.Dictionary, sheet: Sheet, code: bytes
) -> pydyf.Dictionary:
    width, height = POINT * sheet.width, POINT * sheet.height
    upside_down = b"1 0 0 -1 0 %.4f cm" % height
    pixels = b"q %g 0 0 %g 0 0 cm" % (POINT, POINT)
    content = packed([upside_down, pixels, *sheet.operators, b"Q", code], {})
    pdf.add_object(content)
    page = pydyf.Dictionary(
        {
            "Type": "/Page",
            "Parent": pdf.pages.reference,
            "MediaBox": pydyf.Array([0, 0, width, height]),
            "Contents": content.reference,
            "Resources": resources.reference,
            "Tabs": "/S",
            "StructParents": int(pdf.pages["Count"]),
        }
    )
    pdf.add_page(page)
    return page


def _provide(pdf: pydyf.PDF, press: Press, resources: pydyf.Dictionary) -> None:
    """Write what the pages use: fonts, glyphs, images, states."""
    ink = press.ink
    options = DEFAULT_OPTIONS | {"pdf_version": VERSION}
    fonts = build_fonts_dictionary(pdf, ink.fonts, True, True, options)
    pdf.add_object(fonts)
    resources |= ink.resources | {"Font": fonts.reference}
    _use_references(pdf, resources, ink.images, {})
    if press.outlines:
        fonts[FONT] = text_font(pdf).reference
    for glyph, path in press.outlines.items():
        shape = _shape(path)
        pdf.add_object(shape)
        resources["XObject"][f"g{glyph}"] = shape.reference


def _shape(path: str) -> pydyf.Stream:
    """Return a glyph that pages draw by its name."""
    return pydyf.Stream(
        [_packed_glyph(path)],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array((-3000, -6000, 9000, 9000)),
            "Resources": pydyf.Dictionary(),
            "Filter": "/FlateDecode",
        },
    )


def _outline(pdf: pydyf.PDF, sheets: Iterable[Sheet]) -> None:
    """Write the headings as an outline, and the places that are named."""
    tree: list[Any] = []
    by_depth = [tree]
    skipped: list[int] = []
    level = 0
    names: dict[str, pydyf.Array] = {}
    for number, (sheet, reference) in enumerate(zip(sheets, pdf.page_references, strict=True)):
        matrix = Matrix(POINT, 0, 0, -POINT, 0, POINT * sheet.height)
        marked = [
            (one.level, one.label, (one.left, one.top), one.state) for one in sheet.bookmarks
        ]
        page = SimpleNamespace(bookmarks=marked)
        level = make_page_bookmark_tree(page, skipped, by_depth, level, number, matrix)
        for name, place in sheet.anchors.items():
            left, top = matrix.transform_point(*place)
            names.setdefault(name, pydyf.Array([reference, "/XYZ", left, top, 0]))
    add_outlines(pdf, tree)
    if names:
        listed = [part for name in sorted(names) for part in (pydyf.String(name), names[name])]
        dests = pydyf.Dictionary({"Names": pydyf.Array(listed)})
        pdf.catalog["Names"] = pydyf.Dictionary({"Dests": dests})


def _describe(pdf: pydyf.PDF, root: Element) -> None:
    """Write what is said of the whole document."""
    page = Element("html", root.attrib)
    page.append(root[0])
    metadata = DocumentMetadata(**get_html_metadata(Tree(page)))
    metadata.include_in_pdf(pdf, "ua", 1, conformance=None, compress=True)
    told = {
        "Title": metadata.title,
        "Author": ", ".join(metadata.authors),
        "Subject": metadata.description,
        "Keywords": ", ".join(metadata.keywords),
        "Creator": metadata.generator,
        "Producer": f"WeasyPrint {weasyprint.VERSION}",
    }
    pdf.info |= {name: pydyf.String(text) for name, text in told.items() if text}
    pdf.catalog["Lang"] = pydyf.String(metadata.lang or "")
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def _pack(one: pydyf.Object) -> None:
    """Compress a stream that is to be, once."""
    if isinstance(one, pydyf.Stream) and one.compress:
        own = packed(map(operator, one.stream), one.extra)
        one.stream, one.extra, one.compress = own.stream, own.extra, False


@lru_cache(maxsize=4096)
def _packed_glyph(path: str) -> bytes:
    return zlib.compress(operators.outline(path), 9)
