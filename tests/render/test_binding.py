"""Pages of many PDFs in one file: as they were, on both sides, nothing held or doubled."""

import io
import os
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pypdf import PdfReader

from quizgen.render.binding import Binder


def pdf_of(*pages: bytes, **resources: object) -> bytes:
    """Return a PDF whose pages have such contents; their size is their parent's to say."""
    pdf = pikepdf.new()
    for content in pages:
        pdf.add_blank_page(page_size=(200, 300))
        page = pdf.pages[-1]
        page.Contents = pdf.make_stream(content)
        page.Resources = pdf.make_indirect(Dictionary(**resources))
        del page.obj["/MediaBox"]
    pdf.Root.Pages.MediaBox = Array([0, 0, 200, 300])
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def bind(pdfs: Sequence[bytes], cover: bytes | None = None) -> bytes:
    file = io.BytesIO()
    binder = Binder(file)
    for number, pdf in enumerate(pdfs):
        binder.add(pdf, f"Sheet {number}: Żółć (½)")
    if cover is not None:
        binder.add(cover, "Cover", first=True, least=4)
    binder.close("All (of) them", "en")
    return file.getvalue()


def contents(pdf: bytes) -> list[bytes]:
    found = [page.get_contents() for page in PdfReader(io.BytesIO(pdf)).pages]
    return [b"" if content is None else content.get_data() for content in found]


ODD = [b"1 0 0 RG", b"2 0 0 RG", b"3 0 0 RG"]
EVEN = [b"4 0 0 RG", b"5 0 0 RG"]


def test_each_pdf_starts_on_the_front_of_a_sheet() -> None:
    bound = bind([pdf_of(*ODD), pdf_of(*EVEN), pdf_of(ODD[0])])
    assert contents(bound) == [*ODD, b"", *EVEN, ODD[0], b""]
    sizes = {tuple(page.mediabox) for page in PdfReader(io.BytesIO(bound)).pages}
    assert sizes == {(0, 0, 200, 300)}


def test_what_is_added_last_may_come_first() -> None:
    bound = bind([pdf_of(*EVEN)], cover=pdf_of(b"cover"))
    assert contents(bound) == [b"cover", b"", b"", b"", *EVEN]
    assert [mark["/Title"] for mark in PdfReader(io.BytesIO(bound)).outline] == [
        "Cover", "Sheet 0: Żółć (½)",
    ]  # fmt: skip


def test_bookmarks_lead_to_first_pages() -> None:
    reader = PdfReader(io.BytesIO(bind([pdf_of(*ODD), pdf_of(*EVEN)])))
    marks = [(m.title, reader.get_destination_page_number(m)) for m in reader.outline]
    assert marks == [("Sheet 0: Żółć (½)", 0), ("Sheet 1: Żółć (½)", 4)]


def test_what_a_page_uses_is_as_it_was() -> None:
    strange = Dictionary(
        Real=pikepdf.Object.parse(b"0.000001"),
        Words=pikepdf.String("a (b) \\ c\n"),
        Wide=pikepdf.String("Żółć"),
        Truth=Array([True, False, None, -3, 1.5]),
        Deep=Dictionary({"/A#20B": Name("/C/D E"), "/F": Array([Dictionary(G=Array())])}),
    )
    original = pdf_of(*EVEN, Properties=Dictionary(P=strange))
    with pikepdf.open(io.BytesIO(original)) as one:
        expected = one.pages[0].Resources.Properties.P.unparse()
        with pikepdf.open(io.BytesIO(bind([original]))) as bound:
            assert bound.check_pdf_syntax() == []
            assert bound.pages[0].Resources.Properties.P.unparse() == expected
            assert bound.pages[1].Resources.Properties.P.unparse() == expected


def test_fields_and_notes_stay_behind() -> None:
    with pikepdf.open(io.BytesIO(pdf_of(*EVEN))) as pdf:
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(field)])
        pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots)
        file = io.BytesIO()
        pdf.save(file)
    bound = bind([file.getvalue()])
    assert not PdfReader(io.BytesIO(bound)).get_fields()
    assert b"Annot" not in bound
    assert b"Widget" not in bound


def test_what_is_alike_is_written_once() -> None:
    font = os.urandom(50_000)
    with pikepdf.open(io.BytesIO(pdf_of(*EVEN))) as pdf:
        for page in pdf.pages:
            page.Resources.Font = Dictionary(F=pdf.make_stream(font))
        file = io.BytesIO()
        pdf.save(file)
    bound = bind([file.getvalue()] * 10)
    assert len(bound) < 60_000
    assert len(PdfReader(io.BytesIO(bound)).pages) == 20


def test_the_same_pdfs_give_the_same_bytes() -> None:
    pdfs = [pdf_of(*ODD), pdf_of(*EVEN)]
    assert bind(pdfs) == bind(pdfs)
    assert bind(pdfs) != bind(pdfs[::-1])


def test_nothing_of_the_pdfs_is_held(tmp_path: Path) -> None:
    peaks = []
    for count in (10, 60):
        with (tmp_path / "bound").open("wb") as file:
            binder = Binder(file)
            tracemalloc.start()
            for _ in range(count):
                binder.add(pdf_of(os.urandom(50_000), os.urandom(50_000)), "sheet")
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 50 < 5_000, "bytes that each adds, of 100,000"


def test_a_page_that_refers_to_itself_ends() -> None:
    with pikepdf.open(io.BytesIO(pdf_of(*EVEN))) as pdf:
        loop = pdf.make_indirect(Dictionary())
        loop.Again = loop
        pdf.pages[0].Resources.Properties = Dictionary(P=loop)
        file = io.BytesIO()
        pdf.save(file)
    with pytest.raises(ValueError, match="refers to itself"):
        bind([file.getvalue()])
