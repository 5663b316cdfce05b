"""Files that are handed in and mean harm: each is refused with its reason, or does none."""

import io
import os
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from quizgen.batch.guard import Limits
from quizgen.intake import Form, Item, Refused, Table, archives, folders, take_in, taking
from tests.intake.made import bomb, chain, form_of, packed, raw, saved

SLOWEST = 20  # seconds, for all of them on a busy machine


def pdf(make: Callable[[pikepdf.Pdf], bytes]) -> bytes:
    with pikepdf.new() as made:
        return make(made)


def filled(value: Any) -> bytes:
    return pdf(lambda made: form_of(made, Dictionary(FT=Name.Tx, T=String("x"), V=value)))


def looping(made: pikepdf.Pdf) -> bytes:
    field = made.make_indirect(Dictionary(T=String("a")))
    field.Kids = Array([field, field])
    return form_of(made, field)


def orphans_in_a_loop(made: pikepdf.Pdf) -> bytes:
    widget = made.make_indirect(Dictionary(Subtype=Name.Widget, T=String("a")))
    widget.Parent = made.make_indirect(Dictionary(T=String("b"), Parent=widget))
    made.add_blank_page().obj.Annots = Array([widget])
    return form_of(made, whose=False)


def with_scripts(made: pikepdf.Pdf) -> bytes:
    run = Dictionary(S=Name.JavaScript, JS=String("this.getField('x').value = '2'"))
    launch = Dictionary(S=Name.Launch, F=String("/bin/sh"), Next=run)
    made.Root.OpenAction = launch
    made.attachments["secret.txt"] = b"PRIVATE"
    field = Dictionary(FT=Name.Tx, T=String("x"), V=String("1"), AA=Dictionary(K=run, F=launch))
    return form_of(made, field)


def many_fields(made: pikepdf.Pdf) -> bytes:
    return form_of(
        made, *(Dictionary(FT=Name.Tx, T=String(f"f{at}")) for at in range(5_001)), whose=False
    )


TWICE = Array([Name.FlateDecode, Name.FlateDecode])
WHOLE = filled(String("1"))
NESTED = b"[" * 100_000 + b"]" * 100_000
CATALOG = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>"
PAGES = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"

# What stands in a PDF, and a part of the reason for which it is refused.
REFUSED = {
    "needs a password": (
        pdf(lambda made: (form_of(made), saved(made, encryption=pikepdf.Encryption(
            owner="o", user="u")))[1]), "encrypted"),
    "cut off": (WHOLE[: len(WHOLE) // 2], "truncated"),
    "cut off within the last line": (WHOLE.rstrip()[:-3], "truncated"),
    "nothing but a first line": (b"%PDF-1.7\n", "truncated"),
    "noise": (b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n%%EOF", "damaged"),
    "no form": (pdf(lambda made: (made.add_blank_page(), saved(made))[1]), "without form"),
    "a form that lost its fields": (pdf(lambda made: form_of(made, whose=False)), "flattened"),
    "somebody else's form": (
        pdf(lambda made: form_of(made, Dictionary(FT=Name.Tx, T=String("tax")), whose=False)),
        "no field `variant`"),
    "a form in XML": (
        pdf(lambda made: (form_of(made, whose=False), setattr(
            made.Root.AcroForm, "XFA", String("<x/>")), saved(made))[2]), "XFA"),
    "too many fields": (pdf(many_fields), "more than 5,000"),
    "fields too deep": (pdf(lambda made: form_of(made, chain(made, 40))), "levels deep"),
    "more text than a book": (filled(String("9" * 1_000_001)), "1,000,000 characters"),
    "two fields of one name": (
        pdf(lambda made: form_of(made, *(Dictionary(FT=Name.Tx, T=String("x"), V=String(it))
                                         for it in "12"))), "different answers"),
    "a bomb": (bomb(500), ""),
    "an answer that is a bomb": (pdf(lambda made: form_of(made, Dictionary(
        FT=Name.Tx, T=String("x"), V=made.make_stream(packed(500), Filter=TWICE)))), "memory"),
    "pages in a loop": (raw({1: CATALOG, 2: PAGES, 3: b"<< /T (a) >>"}), ""),
    "parents in a loop": (pdf(orphans_in_a_loop), ""),
    "a table of objects that leads to itself": (
        raw({1: CATALOG, 2: PAGES, 3: b"<< /T (a) >>"}, b"/Root 1 0 R /Prev 9"), ""),
    "arrays within arrays": (raw({1: CATALOG, 2: PAGES, 3: NESTED}), ""),
    "a name of control signs": (raw({1: CATALOG, 2: b"\x1b[31m", 3: b"<< >>"}), ""),
}  # fmt: skip

# What stands in a PDF that is read nevertheless, and what its field x holds then.
READ = {
    "as it should be": (WHOLE, "1"),
    "fields in a loop": (pdf(looping), ""),
    "scripts and attached files, never looked at": (pdf(with_scripts), "1"),
    "an answer that is no text": (filled(Dictionary(a=1)), ""),
    "an answer in another's encoding": (filled(String(b"\xff\xfe1\x00")), "1"),
    "encrypted, but open to read": (
        pdf(lambda made: (form_of(made, Dictionary(FT=Name.Tx, T=String("x"), V=String("1"))),
                          saved(made, encryption=pikepdf.Encryption(owner="o", user="")))[1]),
        "1"),
    "kids that are none": (
        pdf(lambda made: form_of(made, Dictionary(
            FT=Name.Tx, T=String("x"), V=String("1"), Kids=Array([1, Name.a, String("b")])))),
        "1"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "LIMITS", Limits(seconds=4, wait=60, memory=300_000_000))


def taken(*paths: Path) -> list[Item]:
    start = time.monotonic()
    found = list(take_in(paths))
    assert time.monotonic() - start < SLOWEST
    return found


def test_each_pdf_that_means_harm_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    files = {**REFUSED, **READ}
    for name, (content, _) in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
    found = {Path(one.source).stem: one for one in taken(tmp_path)}
    assert found.keys() == files.keys()
    for name, (_, reason) in REFUSED.items():
        one = found[name]
        assert isinstance(one, Refused), name
        assert reason in one.reason, name
        assert one.reason.isprintable()
        assert len(one.reason) < 300
    for name, (_, value) in READ.items():
        one = found[name]
        assert isinstance(one, Form), (name, one)
        assert one.fields.get("x", "") == value, name
        assert one.fields["variant"] == "seed7"


def zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def claiming(content: bytes, place: int, claim: bytes, mark: bytes = b"PK\x01\x02") -> bytes:
    """Return a ZIP file with other bytes at a place of its list of files."""
    at = content.rindex(mark) + place
    return content[:at] + claim + content[at + len(claim) :]


CSV = b"student,variant\ns1,seed7\n"
ONE = zipped(("a.csv", CSV))
ZIPS = {
    "cut off": (ONE[:-30], "damaged"),
    "noise": (b"PK\x03\x04" + bytes(range(256)) * 9, "damaged"),
    "nothing": (zipped(), "without files"),
    "hidden files alone": (zipped(("__MACOSX/._a.csv", CSV), (".DS_Store", CSV)), "without"),
    "an endless list of files": (
        claiming(ONE, 12, struct.pack("<I", 0xFFFF0000), b"PK\x05\x06"), "damaged"),
    "a bomb": (zipped(("a.csv", bytes(30_000_000))), "200 times"),
    "a large file": (zipped(("a.csv", os.urandom(1 << 16) * 800)), "larger than"),
    "a password": (claiming(ONE, 8, b"\x01\x00"), "encrypted"),
    "another length than it says": (claiming(ONE, 24, b"\x05\x00"), "damaged"),
    "another checksum": (claiming(ONE, 16, b"\x00\x00"), "damaged"),
    "an unknown method": (claiming(ONE, 10, b"\x63\x00"), "damaged"),
    "too many within each other": (zipped(("b.zip", zipped(("c.zip", ONE)))), "not opened"),
    "a workbook": (zipped(("xl/workbook.xml", b"<x/>")), "Excel"),
    "a Word document": (zipped(("word/document.xml", b"<x/>")), "Word"),
}  # fmt: skip


@pytest.mark.parametrize("why", ZIPS)
def test_a_zip_file_that_means_harm_is_refused(tmp_path: Path, why: str) -> None:
    content, reason = ZIPS[why]
    path = tmp_path / "upload.zip"
    path.write_bytes(content)
    (one,) = taken(path)
    assert isinstance(one, Refused)
    assert reason in one.reason


def test_what_comes_out_of_a_zip_file_in_all_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_IN_ALL", 3 * len(CSV))
    path = tmp_path / "upload.zip"
    path.write_bytes(
        zipped(*((f"{at}.csv", CSV) for at in range(2)), ("z.zip", zipped(("3.csv", CSV))))
    )
    found = taken(path)
    assert [type(one) for one in found] == [Table, Table, Refused]


def test_a_name_in_a_zip_file_is_no_path(tmp_path: Path) -> None:
    names = ["../../up.csv", "/etc/passwd", "C:\\x.csv", "a\x1b[31m.csv", "=cmd.csv"]
    path = tmp_path / "in" / "upload.zip"
    path.parent.mkdir()
    path.write_bytes(zipped(*((name, CSV) for name in names)))
    found = taken(path)
    assert {one.source for one in found} == {f"{path}/{name}" for name in names}
    assert all(one.opened().read() == CSV for one in found if isinstance(one, Table))
    assert [*tmp_path.rglob("*")] == [path.parent, path]


def test_no_link_and_no_device_in_a_folder_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "b.csv").symlink_to("/etc/passwd")
    (tmp_path / "c").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "d")
    monkeypatch.setattr(folders, "DEEPEST", 1)
    (tmp_path / "e" / "f").mkdir(parents=True)
    (tmp_path / "e" / "f" / "g.csv").write_bytes(CSV)
    table, *refused = taken(tmp_path)
    assert table.source == f"{tmp_path}/a.csv"
    assert [(Path(one.source).name, getattr(one, "reason", "")) for one in refused] == [
        ("b.csv", "a link, which is not followed"),
        ("c", "a link, which is not followed"),
        ("d", "not a regular file"),
        ("f", "more than 1 folders deep: not read"),
    ]


def test_no_more_files_are_read_than_a_class_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "MOST_FILES", 2)
    monkeypatch.setattr(archives, "MOST_FILES", 2)
    folder, upload = tmp_path / "folder", tmp_path / "upload.zip"
    folder.mkdir()
    for at in range(3):
        (folder / f"{at}.csv").write_bytes(CSV)
    upload.write_bytes(zipped(*((f"{at}.csv", CSV) for at in range(3))))
    for found in (taken(folder), taken(upload)):
        assert len(found) == 3
        assert isinstance(found[-1], Refused)
        assert "more than 2 files" in found[-1].reason
