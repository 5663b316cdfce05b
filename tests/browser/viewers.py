"""Programs in which students fill a form in, driven as they are: by clicks and keys."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pypdfium2
from pypdfium2 import raw

from .node import run

Fill: TypeAlias = Callable[[Path, Mapping[str, str], Path], None]


def by_pdfjs(handout: Path, values: Mapping[str, str], filled: Path) -> None:
    """Fill a handout in pdf.js, Firefox's viewer, in a Chromium; buttons by their letters."""
    answers = filled.with_suffix(".json")
    answers.write_text(json.dumps(values))
    run("fill.mjs", handout, answers, filled)


def by_pdfium(handout: Path, values: Mapping[str, str], filled: Path) -> None:
    """Fill a handout in PDFium, Chromium's own viewer; buttons by their letters."""
    pdf = pypdfium2.PdfDocument(handout)
    pdf.init_forms()
    assert pdf.formenv is not None
    form = pdf.formenv.raw
    for page in map(pdf.get_page, range(len(pdf))):
        for at in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, at)
            name = _text(raw.FPDFAnnot_GetFormFieldName, form, annotation)
            shown = not raw.FPDFAnnot_GetFlags(annotation) & raw.FPDF_ANNOT_FLAG_HIDDEN
            kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
            if name in values and shown:
                box = raw.FS_RECTF()
                raw.FPDFAnnot_GetRect(annotation, box)
                if kind == raw.FPDF_FORMFIELD_TEXTFIELD:
                    _click(form, page, box)
                    for letter in values[name]:
                        raw.FORM_OnChar(form, page, ord(letter), 0)
                elif values[name] == _text(
                    raw.FPDFAnnot_GetFormFieldExportValue, form, annotation
                ):
                    _click(form, page, box)
            raw.FPDFPage_CloseAnnot(annotation)
        raw.FORM_ForceToKillFocus(form)
    pdf.save(filled)


FILLING: Mapping[str, Fill] = {"pdf.js": by_pdfjs, "PDFium": by_pdfium}


def _click(form: object, page: object, box: object) -> None:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    raw.FORM_OnMouseMove(form, page, 0, x, y)
    raw.FORM_OnLButtonDown(form, page, 0, x, y)
    raw.FORM_OnLButtonUp(form, page, 0, x, y)


def _text(ask: Callable[..., int], form: object, annotation: object) -> str:
    """Return a text that PDFium writes into a buffer, in UTF-16."""
    size = ask(form, annotation, None, 0)
    buffer = (raw.FPDF_WCHAR * (size // 2))()
    ask(form, annotation, buffer, size)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")
