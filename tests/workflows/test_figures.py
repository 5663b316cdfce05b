"""A sheet that asks significant figures, from the draw to the marks."""

import json
from pathlib import Path

import pytest
from by_hand import solved
from grading.sample import right

from quizgen.engine import Rounding
from quizgen.keys import key_json, read_key
from quizgen.render.html import to_html
from tests.grading.whole import grade

FIGURES = 6
SHEETS = ["2-3-1 sigmoid", "2-3-1 table", "2-3-1 halves", "3-2-2 tanh", "2-2-1 squared error"]


@pytest.mark.parametrize("name", SHEETS)
def test_right_answers_to_six_figures_earn_full_marks(name: str, tmp_path: Path) -> None:
    key = solved(name, 3, tmp_path, figures=FIGURES)[2]
    (tmp_path / "key.json").write_bytes(key_json(key))
    again = read_key(tmp_path / "key.json")
    assert again == key
    assert json.loads(key_json(key))["rounding"].get("figures") == FIGURES
    marks = grade([("rows.csv", right(again))], [again]).marks
    assert {mark.verdict for mark in marks} == {"correct"}
    for blank in key.blanks:
        shown = blank.display.lstrip("-").replace(".", "").lstrip("0")
        assert len(shown) <= FIGURES
        assert blank.accept[0] <= float(blank.display) <= blank.accept[1]


def test_the_sheet_says_what_is_kept_and_prints_the_ranges_in_full(tmp_path: Path) -> None:
    handout, worked, key = solved("2-3-1 halves", 3, tmp_path, figures=FIGURES)
    words = "Keep 6 significant figures in every step. You may keep more than that"
    assert words in to_html(handout)
    assert "decimal places" not in to_html(handout)
    html = to_html(worked)
    for blank in key.blanks:
        low, high = Rounding(figures=FIGURES).ends(blank.accept)
        assert tuple(map(float, (low, high))) == blank.accept
        if low != high:
            assert f"{low} to {high}".replace("-", "\N{MINUS SIGN}") in html
