"""Names of files: what is nobody's work, and what comes after what."""

import io
import zipfile
from pathlib import Path

import pytest

from quizgen.intake import take_in
from quizgen.intake.names import in_order, is_left_aside

CSV = b"student,variant\ns1,seed7\n"
IN_ORDER = [
    "a/z.pdf",
    "Ada/sheet.pdf",
    "ada/Sheet-1.pdf",
    "ada/sheet-2.pdf",
    "ada/sheet-010.pdf",
    "ada/sheet-11.pdf",
    "ada_1_9_x.pdf",
    "ada_2_1_x.pdf",
    "ada_10_1_x.pdf",
    "b",
    "b.csv",
    "c/a.csv",
]


def test_files_are_in_the_order_in_which_people_count() -> None:
    assert sorted(set(IN_ORDER), key=in_order) == IN_ORDER


@pytest.mark.parametrize(
    ("name", "aside"),
    [
        ("a.pdf", False),
        ("../a.pdf", False),
        ("./a.pdf", False),
        (".a.pdf", True),
        (".git/a.pdf", True),
        ("__MACOSX/a.pdf", True),
        ("a/Thumbs.db", True),
        ("a\\desktop.ini", True),
        ("~$sheet.docx", True),
        ("thumbs.db.csv", False),
    ],
)
def test_what_systems_leave_behind_is_left_aside(name: str, aside: bool) -> None:
    assert is_left_aside(name) == aside


@pytest.mark.parametrize(
    ("written", "flags", "shown"),
    [
        ("müller.csv".encode(), 0, "müller.csv"),  # UTF-8, and does not say so
        ("müller.csv".encode(), 0x800, "müller.csv"),
        ("müller.csv".encode("cp437"), 0, "müller.csv"),
        ("測試.csv".encode(), 0, "測試.csv"),
    ],
)
def test_names_in_a_zip_file_are_read_as_they_were_meant(
    tmp_path: Path, written: bytes, flags: int, shown: str
) -> None:
    made = io.BytesIO()
    stand_in = "x" * len(written)
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(stand_in, CSV)
    content = bytearray(made.getvalue().replace(stand_in.encode(), written))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + place
        content[at : at + 2] = flags.to_bytes(2, "little")
    path = tmp_path / "upload.zip"
    path.write_bytes(content)
    assert [one.source for one in take_in([path])] == [f"{path}/{shown}"]


def test_everything_comes_in_the_order_of_the_call(tmp_path: Path) -> None:
    for name in ("2.csv", "10.csv", "1/b.csv"):
        (tmp_path / "f" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "f" / name).write_bytes(CSV)
    for name in ("z.pdf", "a.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7\n")
    paths = [tmp_path / name for name in ("z.pdf", "f", "a.pdf")]
    found = [Path(one.source).relative_to(tmp_path).as_posix() for one in take_in(paths)]
    assert found == ["z.pdf", "f/1/b.csv", "f/2.csv", "f/10.csv", "a.pdf"]
