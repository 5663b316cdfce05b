"""The example of docs/templates.md, written out and made as the page says."""

import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from quizgen.cli import main

GUIDE = (Path(__file__).resolve().parent.parent / "docs" / "templates.md").read_text("utf-8")
FILES = re.findall(r"^`([\w.]+)`\n\n```\w+\n(.*?)^```", GUIDE, re.S | re.M)
CALL = re.search(r"^quizgen (make .*)$", GUIDE, re.M)


def make(*more: str) -> Result:
    assert CALL is not None
    result = CliRunner().invoke(main, [*CALL[1].split(), *more])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture(autouse=True)
def institut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "institut"
    folder.mkdir()
    for name, content in FILES:
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_the_example_has_the_files_that_it_names() -> None:
    assert [name for name, _ in FILES] == [
        "words.toml",
        "header.html.j2",
        "house.css",
        "logo.svg",
    ]


def test_the_example_makes_pages_with_header_logo_and_words(tmp_path: Path) -> None:
    assert make().exit_code == 0
    for folder, said in (("handouts", "Matrikelnummer"), ("answer_keys", "Lösungen")):
        page = (tmp_path / folder / "recitation5-seed7.html").read_text(encoding="utf-8")
        assert '<html lang="de">' in page
        assert 'src="data:image/svg+xml;base64,' in page
        assert ".band {" in page
        assert said in page
        pdf = PdfReader(tmp_path / folder / "recitation5-seed7.pdf")
        assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
        for number, sheet in enumerate(pdf.pages, start=1):
            text = sheet.extract_text()
            assert f"Seite {number} von {len(pdf.pages)}" in text
            assert ("LÖSUNG" in text) is (folder == "answer_keys")
        assert "Maschinelles Lernen" in pdf.pages[0].extract_text()
        assert pdf.trailer["/Root"]["/Lang"] == "de"


def test_the_example_makes_the_same_bytes_for_any_jobs(tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        assert make("--count", "2", "--jobs", jobs, "--out", jobs).exit_code == 0
    one, two = (
        {
            (path.parent.name, path.name): path.read_bytes()
            for path in (tmp_path / jobs).rglob("*.*")
        }
        for jobs in ("1", "2")
    )
    assert len(one) == 12
    assert one == two


MISTAKES = [
    ("header.html.j2", "\n\n{{ documnet.title }}", "line 3: 'documnet' is undefined"),
    ("house.css", "\na { background: url(https://example.org/a.png) }", "line 2: found url("),
    ("words.toml", 'solutoin = "x"', "solutoin: no such word; did you mean solution?"),
]


@pytest.mark.parametrize(("name", "content", "says"), MISTAKES)
def test_a_mistake_is_answered_as_the_guide_shows(
    institut: Path, tmp_path: Path, name: str, content: str, says: str
) -> None:
    (institut / name).write_text(content)
    result = make("--out", "out")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"quizgen: institut/{name}: {says}")
    assert line in GUIDE
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("templates", ["nowhere", "institut/logo.svg"])
def test_what_is_no_folder_of_templates_is_refused(tmp_path: Path, templates: str) -> None:
    result = make("--templates", templates, "--out", "out")
    assert result.exit_code == 2
    assert f"{templates}: is " in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("paper", "size"), [("letter", 612), ("a4", 595)])
def test_the_paper_is_the_one_that_is_asked_for(tmp_path: Path, paper: str, size: int) -> None:
    call = ["make", "--seed", "7", "--format", "pdf", "--paper", paper]
    assert CliRunner().invoke(main, call).exit_code == 0
    content = (tmp_path / "handouts" / "recitation5-seed7.pdf").read_bytes()
    assert round(float(PdfReader(io.BytesIO(content)).pages[0].mediabox.width)) == size
