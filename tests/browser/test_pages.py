"""Every page that is made, as axe and a ruler find it in a real Chromium.

In light and dark, at 200% zoom, at the 320 pixels of WCAG's "reflow", and on paper.
"""

import json
from pathlib import Path

import pypdfium2
import pytest

from quizgen.sampling.sets import built_in
from quizgen.workflows import check, make, scan

from .node import run

pytestmark = pytest.mark.browser
VIEWS = {"light", "dark", "zoomed", "narrow", "narrow, dark", "paper"}


def amiss(pages: list[Path]) -> list[str]:
    found = [json.loads(line) for line in run("look.mjs", *pages).splitlines()]
    assert {(it["page"], it["view"]) for it in found} == {
        (str(page), view) for page in pages for view in VIEWS
    }
    return [
        f"{Path(it['page']).name}, {it['view']}: {what}"
        for it in found
        for what in (*map(str, it["violations"]), *it["cut"])
    ]


@pytest.mark.parametrize("name", built_in())
def test_every_page_of_a_set_has_no_violations_and_fits(name: str, graded: Path) -> None:
    pages = sorted((graded / name).rglob("*.html"))
    assert {page.parent.name for page in pages} == {
        "handouts",
        "answer_keys",
        "grades",
        "feedback",
    }
    assert not amiss(pages)


def test_the_report_on_a_set_has_no_violations_and_fits(tmp_path: Path) -> None:
    check("recitation5", count=20, out=tmp_path, processes=1)
    assert not amiss(sorted(tmp_path.rglob("*.html")))


def test_the_pictures_to_type_by_have_no_violations_and_fit(tmp_path: Path) -> None:
    roster, stack = tmp_path / "roster.csv", tmp_path / "stack.pdf"
    roster.write_text("student\nada\nb-student-with-a-long-name@students.example.edu\n")
    make("recitation5", tmp_path, seed=7, roster=roster, formats=("pdf",), processes=1)
    sheets = [pypdfium2.PdfDocument(path) for path in sorted(tmp_path.glob("handouts/*.pdf"))]
    first, *others = [
        page.render(scale=100 / 72).to_pil() for sheet in sheets for page in sheet
    ]
    del others[2]  # a page is missing
    first.save(stack, save_all=True, append_images=others, resolution=100)
    scan([stack], tmp_path / "sorted", handouts=tmp_path / "handouts", processes=1)
    pages = sorted((tmp_path / "sorted").glob("*.html"))
    assert pages
    assert not amiss(pages)


def test_what_is_amiss_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<html><body><img src="data:,"><p style="color:#ccc">Pale.'
        '<div style="width:900px">Wide.</div></body></html>'
    )
    found = "\n".join(amiss([page]))
    for rule in ("image-alt", "color-contrast", "html-has-lang"):
        assert rule in found
    assert "narrow: div 9" in found
    assert "paper: div 9" in found
    assert "light: div 9" not in found
