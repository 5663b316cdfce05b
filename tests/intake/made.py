"""PDFs that a test needs: by pikepdf where they are sound, byte by byte where they are not."""

import io
import warnings
import zlib
from collections.abc import Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from pikepdf.exceptions import PageCopyWarning

CODE = "K7Q29M4X"


def form_of(pdf: pikepdf.Pdf, *fields: Any, whose: bool = True) -> bytes:
    """Return a PDF of one page whose form has these fields, and those of a handout."""
    if whose:
        fields += (_text(pdf, "variant", "seed7"), _text(pdf, "code", CODE))
    if not pdf.pages:
        pdf.add_blank_page()
    pdf.Root.AcroForm = Dictionary(Fields=Array(fields))
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    into = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PageCopyWarning)  # what a form lost is what is tested
        pdf.save(into, **how)
    return into.getvalue()


def _text(pdf: pikepdf.Pdf, name: str, value: str) -> Any:
    return pdf.make_indirect(Dictionary(FT=Name.Tx, T=String(name), V=String(value)))


def chain(pdf: pikepdf.Pdf, length: int) -> Any:
    """Return the topmost of fields that stand below each other."""
    field = _text(pdf, "last", "1")
    for at in range(length):
        field = pdf.make_indirect(Dictionary(T=String(f"n{at}"), Kids=Array([field])))
    return field


def raw(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF of objects as they are given."""
    whole, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(whole)
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(whole), max(objects) + 1
    rows = (places.get(number) for number in range(size))
    whole += b"xref\n0 %d\n" % size
    whole += b"".join(
        b"%010d 00000 n \n" % row if row else b"0000000000 65535 f \n" for row in rows
    )
    ending = b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n"
    return whole + ending % (size, trailer, start)


def packed(megabytes: int) -> bytes:
    """Return so many megabytes of zeros, packed by zlib twice, in little time."""
    packer = zlib.compressobj(9)
    first, other = (
        packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in "12"
    )
    return zlib.compress(first + other * (megabytes - 1), 9)


def bomb(megabytes: int) -> bytes:
    """Return a PDF whose table of objects is so large when it is unpacked."""
    body, head = packed(megabytes), b"%PDF-1.7\n"
    stream = (
        b"1 0 obj\n<< /Type /XRef /Size 9 /W [1 4 2] /Root 2 0 R "
        b"/Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream\nendobj\n"
    )
    return head + stream % (len(body), body) + b"startxref\n%d\n%%%%EOF\n" % len(head)
