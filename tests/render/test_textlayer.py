"""Formulas can be searched: what is drawn as outlines has its text over it, unseen."""

import io
import re
import unicodedata
from typing import Any

import numpy as np
import pypdfium2
import pytest
from pypdf import PdfReader

from quizgen.document import Document, Formula, Question, Text
from quizgen.render.pdf import to_pdf
from quizgen.render.text import characters
from quizgen.render.textlayer import _codes, text_layer, text_of

WRITTEN = {
    r"\frac{\partial \ell}{\partial \beta_1}": "∂ℓ/∂β1",
    r"\hat{y} = \sigma(a) \ne -0.25": "ŷ = σ(a) ≠ −0.25",
    r"x_2^2 \le \sum_i w_i": "x2² ≤ ∑i wi",
    r"\boldsymbol{\alpha} = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}": "α = [1 2; 3 4]",
    r"\mathbf{u} \in \mathbb{R}^{2}": "u ∈ ℝ²",
}


def page_of(*blocks: Any) -> bytes:
    asked = Question(1, "", "What is it?", blocks)
    return to_pdf(Document("handout", "T", "", "v1", "CODE", None, None, (asked,)))


@pytest.mark.parametrize("tex", WRITTEN)
@pytest.mark.parametrize("display", [True, False])
def test_a_formula_is_found_by_what_one_types(tex: str, display: bool) -> None:
    pdf = page_of(Formula(tex) if display else Text(f"Look at ${tex}$ here."))
    by_pypdf = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    by_pdfium = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    assert WRITTEN[tex] in unicodedata.normalize("NFC", by_pypdf)
    if not display:
        amid = rf"Look at\s*{re.escape(WRITTEN[tex])}\s*here"
        assert re.search(amid, unicodedata.normalize("NFC", by_pypdf)), "amid its words"
    assert WRITTEN[tex] in unicodedata.normalize("NFC", by_pdfium.get_text_bounded())
    assert by_pdfium.search(WRITTEN[tex].split(" ")[-1]).get_next() is not None


def test_the_text_lies_where_the_formula_is_drawn() -> None:
    pdf = page_of(Formula(r"\alpha + \beta = \gamma"))
    page = pypdfium2.PdfDocument(pdf)[0]
    found = page.get_textpage()
    start, count = found.search("α + β = γ").get_next()
    boxes = [found.get_charbox(at) for at in range(start, start + count)]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
    ink = np.asarray(page.render(scale=4, grayscale=True).to_pil()) < 128
    rows = ink[int(4 * (792 - top)) : int(4 * (792 - bottom))]
    across = np.nonzero(rows.any(axis=0))[0] / 4
    assert left == pytest.approx(across.min(), abs=4)
    assert right == pytest.approx(across.max(), abs=6)


def test_nothing_is_drawn_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = [Formula(tex) for tex in WRITTEN]
    drawn = pypdfium2.PdfDocument(page_of(*blocks))[0].render(scale=2).to_pil().tobytes()
    monkeypatch.setattr("quizgen.render.images.text_layer", lambda *args: b"")
    assert (
        pypdfium2.PdfDocument(page_of(*blocks))[0].render(scale=2).to_pil().tobytes() == drawn
    )


def test_every_letter_of_a_formula_has_a_code() -> None:
    codes = _codes()
    assert len(codes) <= 255
    assert sorted(codes.values()) == list(range(1, len(codes) + 1))
    for letter, _ in characters.SYMBOLS.values():
        assert set(letter) <= codes.keys()


@pytest.mark.parametrize("tex", ["", r"\text{☃}"])
def test_what_cannot_be_written_is_left_out(tex: str) -> None:
    assert text_layer(text_of(tex), 10.0, 14.0, 10.0) == b""


def test_the_text_is_as_wide_as_the_formula() -> None:
    x, y = _codes()["x"], _codes()["y"]
    assert text_layer(text_of("xy"), 30.0, 20.0, 15.0) == (
        b"BT /Words 20 Tf 150 Tz 1 0 0 -1 0 15 Tm <%02x%02x> Tj ET" % (x, y)
    )
