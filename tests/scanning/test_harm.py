"""Scans that mean harm, or that a copier got wrong; and answers that nobody must lose."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from quizgen.cli import main
from quizgen.scanning import looking
from quizgen.scanning.copying import copy_pages

from .conftest import Sorted


def call(*words: object) -> Result:
    result = CliRunner().invoke(main, ["scan", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    file = io.BytesIO()
    pdf.save(file, **how)  # type: ignore[arg-type]
    return file.getvalue()


def page_of(width: float, height: float, content: bytes = b"") -> pikepdf.Pdf:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(width, height))
    page.Contents = pdf.make_stream(content)
    return pdf


def encrypted() -> bytes:
    locked = pikepdf.Encryption(user="secret", owner="secret")
    return saved(page_of(600, 800), encryption=locked)


FILES: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty", lambda: b"", "damaged, or no PDF"),
    ("text", lambda: b"no PDF at all", "damaged, or no PDF"),
    ("cut", lambda: saved(page_of(600, 800))[:90], "damaged, or no PDF"),
    ("encrypted", encrypted, "encrypted"),
]
PAGES: list[tuple[str, Callable[[], pikepdf.Pdf], str]] = [
    ("thread", lambda: page_of(14_000, 3), "far from any sheet"),
    ("huge", lambda: page_of(14_000, 14_000, b"0 0 9000 9000 re f"), "no QR code"),
    ("tiny", lambda: page_of(3, 4, b"0 0 2 2 re f"), "no QR code"),
    ("broken", lambda: page_of(600, 800, b"q q ( BT 9 9 900 900 re f"), "no QR code"),
]


@pytest.mark.parametrize(("name", "content", "reason"), FILES, ids=[row[0] for row in FILES])
def test_a_file_that_is_none_is_refused(
    name: str, content: Callable[[], bytes], reason: str, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(content())
    job = f'{{"do": "count", "path": "{tmp_path / "x.pdf"}"}}'.encode()
    assert reason in looking.look({}, job).decode()


@pytest.mark.parametrize(("name", "made", "reason"), PAGES, ids=[row[0] for row in PAGES])
def test_a_page_that_is_no_sheet_costs_itself_alone(
    name: str, made: Callable[[], pikepdf.Pdf], reason: str, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(saved(made()))
    job = f'{{"do": "page", "path": "{tmp_path / "x.pdf"}", "index": 0}}'.encode()
    found = looking.look({}, job).decode()
    assert reason in found or '"blank": true' in found


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(
    sorted_: Sorted, tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.pdf", tmp_path / "good.pdf"
    bad.write_bytes(encrypted())
    good.write_bytes((sorted_.out / "ada.pdf").read_bytes())
    folder = sorted_.folder / "handouts"
    result = call(bad, good, "--handouts", folder, "--out", tmp_path / "out", "--jobs", 1)
    assert result.exit_code == 1, result.output
    assert f"{bad}: encrypted" in result.stderr
    assert "3 of 3 pages sorted into 1 sheet" in result.stdout
    assert str(bad) in (tmp_path / "out" / "scan.csv").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("{stack}", "--handouts", "{empty}"), "found no handout"),
        (("{empty}/nothing.pdf", "--handouts", "{handouts}"), "is not there"),
        (("{empty}", "--handouts", "{handouts}"), "is a folder"),
        (("/dev/null", "--handouts", "{handouts}"), "/dev/null: is not a regular file"),
        (("{stack}", "--handouts", "{handouts}", "--out", "{stack}"), "is a file"),
    ],
)
def test_a_call_that_cannot_be_done_writes_nothing(
    words: tuple[str, ...], said: str, sorted_: Sorted, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    places = {
        "stack": sorted_.stack,
        "empty": tmp_path / "empty",
        "handouts": sorted_.folder / "handouts",
    }
    given = [word.format(**places) for word in words]
    if "--out" not in given:
        given += ["--out", str(tmp_path / "out")]
    result = call(*given)
    assert result.exit_code == 2
    assert said in result.stderr
    assert re.fullmatch(r"(quizgen: .+\n){1,2}", result.stderr)
    assert not (tmp_path / "out").exists()


def test_answers_that_were_typed_are_not_overwritten(sorted_: Sorted, tmp_path: Path) -> None:
    form = tmp_path / "answers.csv"
    typed = (sorted_.out / "answers.csv").read_text().replace(",,", ",0.5,", 1)
    form.write_text(typed)
    folder = sorted_.folder / "handouts"
    result = call(sorted_.stack, "--handouts", folder, "--out", tmp_path)
    assert result.exit_code == 2
    assert "holds answers" in result.stderr
    assert form.read_text() == typed
    assert sorted(tmp_path.iterdir()) == [form]


def test_no_page_brings_along_what_others_in_its_file_show(tmp_path: Path) -> None:
    stack = pikepdf.new()
    pictures = pikepdf.Dictionary()
    for name in ("/A", "/B"):
        picture = stack.make_stream(f"picture of {name}".encode())
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        pictures[name] = picture
    shared = stack.make_indirect(pikepdf.Dictionary(XObject=pictures))
    for name in ("A", "B"):
        page = stack.add_blank_page(page_size=(600, 800))
        page.Contents = stack.make_stream(f"/{name} Do".encode())
        page.Resources = shared
        page.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x"))
        page.Rotate = 90
    stack.save(tmp_path / "stack.pdf")
    copied = tmp_path / "a.pdf"
    assert copy_pages(str(copied), [(str(tmp_path / "stack.pdf"), 0, 180)]) == {"lost": []}
    pdf = pikepdf.open(copied)
    streams = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    assert sorted(streams) == [b"/A Do", b"picture of /A"]
    assert b"JavaScript" not in copied.read_bytes()
    assert pdf.pages[0].Rotate == 270


def test_the_same_stack_writes_the_same_bytes(sorted_: Sorted, tmp_path: Path) -> None:
    folder = sorted_.folder / "handouts"
    result = call(sorted_.stack, "--handouts", folder, "--out", tmp_path, "--jobs", 1)
    assert result.exit_code == 1
    for path in sorted(sorted_.out.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_what_is_missing_to_scan_is_said_in_a_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("quizgen.workflows.scanning.NEEDED", ("no_such_module", "PIL"))
    result = call(tmp_path / "x.pdf", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "pip install 'quizgen[scan]'" in result.stderr


def test_a_page_of_paper_alone_is_blank() -> None:
    assert looking._is_blank(Image.new("L", (1240, 1754), 236))


@pytest.mark.parametrize("name", ["unread.pdf", "ada.pdf"])
def test_a_file_that_scan_would_write_is_not_scanned(
    sorted_: Sorted, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "sorted"
    out.mkdir()
    papers = out / name
    papers.write_bytes(sorted_.stack.read_bytes())
    result = call(papers, "--handouts", sorted_.folder / "handouts", "--out", out)
    assert result.exit_code == 2
    assert result.stderr == (
        f"quizgen: {papers}: would be lost, as scan writes there; expected another --out\n"
    )
    assert [*out.iterdir()] == [papers]
    assert papers.read_bytes() == sorted_.stack.read_bytes()
