"""A stack of scanned sheets, from the scanner to the marks."""

import base64
import csv
import io
import json
import re
from collections import Counter

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageOps

from quizgen.scanning.cutting import AROUND
from quizgen.workflows import grade

from .conftest import ADA, BOB, EVE, MISSING, PAGES, STACK, Sorted

NEAR = 0.6  # millimetres: less than a third of what keeps two answers' squares apart


def test_every_page_that_came_in_is_in_one_pdf(sorted_: Sorted) -> None:
    pages = {
        path.name: len(pikepdf.open(path).pages) for path in sorted(sorted_.out.glob("*.pdf"))
    }
    assert sum(pages.values()) == len(STACK)
    listed = [row for row in sorted_.rows("scan.csv") if row["source"]]
    assert [int(row["page"]) for row in listed] == list(range(1, len(STACK) + 1))
    assert Counter(row["file"] for row in listed) == pages
    places = {(row["file"], row["file_page"]) for row in listed}
    assert len(places) == len(STACK)


def test_pages_are_sorted_by_what_is_on_them(sorted_: Sorted) -> None:
    expected = []
    taken = set()
    for student, page, _ in STACK:
        what = {"back": "blank", "note": "unread", "stranger": "unknown"}.get(student)
        expected.append(what or ("double" if (student, page) in taken else "sorted"))
        taken.add((student, page))
    rows = sorted_.rows("scan.csv")
    assert [row["result"] for row in rows] == [*expected, *["missing"] * len(MISSING)]
    gone = [(row["student"].removeprefix("'"), int(row["sheet_page"])) for row in rows[-1:]]
    assert gone == MISSING
    assert sorted_.result.left_out
    assert sorted_.result.summary == "8 of 12 pages sorted into 3 sheets, 1 blank, 3 left out"


@pytest.mark.parametrize("student", [ADA, BOB, EVE])
def test_a_students_pages_are_in_order_and_upright(sorted_: Sorted, student: str) -> None:
    rows = [row for row in sorted_.rows("scan.csv") if row["result"] == "sorted"]
    name = next(r["file"] for r in rows if r["student"].removeprefix("'") == student)
    assert name not in ("unread.pdf", "blank.pdf")
    numbers = []
    for page in pypdfium2.PdfDocument(sorted_.out / name):
        picture = page.render(scale=150 / 72, grayscale=True).to_pil()
        (code,) = zxingcpp.read_barcodes(ImageOps.expand(picture, 30, 255))
        assert abs(code.orientation) <= 3
        numbers.append(int(code.text.split(":")[2].split("/")[0]))
    assert numbers == [n for n in range(1, PAGES + 1) if (student, n) not in MISSING]


def test_pictures_of_pages_are_copied_as_they_are(sorted_: Sorted) -> None:
    def pictures(pdf: pikepdf.Pdf) -> list[bytes]:
        found = (page.Resources.XObject.values() for page in pdf.pages)
        return [picture.read_raw_bytes() for some in found for picture in some]

    paths = sorted_.out.glob("*.pdf")
    out = [picture for path in paths for picture in pictures(pikepdf.open(path))]
    assert sorted(out) == sorted(pictures(pikepdf.open(sorted_.stack)))


def test_a_picture_holds_its_own_answer(sorted_: Sorted) -> None:
    page = (sorted_.out / "contact-sheet.html").read_text()
    rows = sorted_.rows("answers.csv")
    shown = {int(line): (blank, picture) for line, blank, picture in _pictures(page)}
    looked = 0
    for line, row in enumerate(rows, 2):
        answer = row["student"].removeprefix("'"), row["blank"]
        if answer not in sorted_.offsets:
            continue
        blank, picture = shown[line]
        assert blank == row["blank"]
        assert _spot(picture) == pytest.approx(sorted_.offsets[answer], abs=NEAR), answer
        looked += 1
    assert looked == len(sorted_.offsets) > 40


def test_a_page_that_is_missing_is_said_where_its_answers_would_be(sorted_: Sorted) -> None:
    page = (sorted_.out / "contact-sheet.html").read_text()
    ((student, number),) = MISSING
    theirs = page[page.index(f"<h2>{student}") :]
    assert f"Page {number} is missing" in theirs[: theirs.index("<img")]


def test_the_form_when_typed_is_graded(sorted_: Sorted) -> None:
    rows = sorted_.rows("answers.csv")
    keys = [json.loads(p.read_text()) for p in (sorted_.folder / "answer_keys").glob("*.json")]
    right = {(k["code"], b["id"]): b["display"] for k in keys for b in k["blanks"]}
    for row in rows:
        row["answer"] = right[row["code"], row["blank"]]
    typed = sorted_.folder / "typed.csv"
    with typed.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    out = sorted_.folder / "grades"
    grade([typed], sorted_.folder / "answer_keys", out, report=False, feedback=False)
    assert (out / "rejected.csv").read_text().count("\n") == 1
    with (out / "marks.csv").open() as file:
        verdicts = Counter(row["verdict"] for row in csv.DictReader(file))
    assert verdicts["correct"] == len(rows)
    assert set(verdicts) <= {"correct", "manual"}, "what is not typed is for a person"


def _pictures(page: str) -> list[tuple[str, str, Image.Image]]:
    figure = re.compile(
        r'<img src="data:image/webp;base64,([^"]+)"[^>]*>\s*<figcaption><b>(\d+)</b> ([^<]+)<'
    )
    return [
        (line, blank, Image.open(io.BytesIO(base64.b64decode(content))))
        for content, line, blank in figure.findall(page)
    ]


def _spot(picture: Image.Image) -> tuple[float, float]:
    """Return where the dark square in a picture is, in millimetres from the box's middle."""
    left, above, right, below = AROUND["line"]
    dots = np.asarray(picture.convert("L"))
    y, x = np.nonzero(dots < 110)
    middle_x = (dots.shape[1] * 25.4 / 150 - left - right) / 2 + left
    middle_y = (dots.shape[0] * 25.4 / 150 - above - below) / 2 + above
    return (
        float(np.median(x)) * 25.4 / 150 - middle_x,
        float(np.median(y)) * 25.4 / 150 - middle_y,
    )
