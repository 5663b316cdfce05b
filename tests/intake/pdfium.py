"""Fills a form as Chromium's viewer does: by PDFium, with clicks and keys."""

import ctypes
import io
from collections.abc import Mapping

import pypdfium2
import pypdfium2.raw as pdfium

from tests.render.filling import READ_ONLY


def filled_by_pdfium(pdf: bytes, values: Mapping[str, str]) -> bytes:
    """Click into each field that has a value and type it, or click the button."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    form = document.formenv.raw
    for page in document:
        for name, state, (x, y) in _widgets(page, form):
            if name not in values or (state and state != values[name]):
                continue
            pdfium.FORM_OnMouseMove(form, page.raw, 0, x, y)
            pdfium.FORM_OnLButtonDown(form, page.raw, 0, x, y)
            pdfium.FORM_OnLButtonUp(form, page.raw, 0, x, y)
            if not state:
                typed = (values[name] + "\0").encode("utf-16-le")
                text = ctypes.cast(typed, ctypes.POINTER(ctypes.c_ushort))
                pdfium.FORM_ReplaceSelection(form, page.raw, text)
            pdfium.FORM_ForceToKillFocus(form)
        page.close()
    saved = io.BytesIO()
    document.save(saved, flags=pdfium.FPDF_INCREMENTAL)
    return saved.getvalue()


def _widgets(
    page: pypdfium2.PdfPage, form: object
) -> list[tuple[str, str, tuple[float, float]]]:
    """Return name, state (of a button) and middle of each widget that can be clicked."""
    found = []
    for at in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, at)
        box = pdfium.FS_RECTF()
        pdfium.FPDFAnnot_GetRect(annotation, box)
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        if pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & READ_ONLY:
            continue
        name = _text(pdfium.FPDFAnnot_GetFormFieldName, form, annotation)
        kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
        state = ""
        if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
            state = _text(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation)
        found.append((name, state, middle))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _text(call: object, form: object, annotation: object) -> str:
    length = call(form, annotation, None, 0)  # type: ignore[operator]
    held = ctypes.create_string_buffer(length)
    call(form, annotation, ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)), length)  # type: ignore[operator]
    return held.raw[: length - 2].decode("utf-16-le")
