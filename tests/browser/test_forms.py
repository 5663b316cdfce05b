"""Handouts filled in as students do, in viewers that none of us wrote, saved and graded."""

import csv
from pathlib import Path

import pytest

from quizgen.sampling.sets import built_in
from quizgen.workflows import grade
from tests.render.filling import fields, read_by_pypdf

from .conftest import right_answers
from .viewers import FILLING

pytestmark = pytest.mark.browser
WORDS = "Ångström, (\\)"


def typed(handout: bytes, right: dict[str, str]) -> dict[str, str]:
    """Return what goes into each field: answers, a letter for each box, some words."""
    values = {"student": "ada", "name": "Ada Lövelace"}
    for name, field in fields(handout).items():
        above, _, letter = name.rpartition(".")
        if name in right:
            values[name] = right[name]
        elif letter in right.get(above, "") and field.FT == "/Btn":
            values[name] = letter
        elif field.FT == "/Tx" and name not in ("variant", "code", *values):
            values[name] = WORDS
    return values


@pytest.mark.parametrize("name", built_in())
@pytest.mark.parametrize("viewer", FILLING)
def test_right_answers_earn_full_marks(
    viewer: str, name: str, made: Path, tmp_path: Path
) -> None:
    keys, handout = made / name / "answer_keys", made / name / "handouts" / f"{name}-seed7.pdf"
    values = typed(handout.read_bytes(), right_answers(keys / f"{name}-seed7.json"))
    filled = tmp_path / "filled.pdf"
    FILLING[viewer](handout, values, filled)

    read = read_by_pypdf(filled.read_bytes())
    assert {field: read[field] for field in values} == values
    assert read["variant"] == "seed7"

    grade([filled], keys, tmp_path)
    with (tmp_path / "scores.csv").open(newline="", encoding="utf-8") as file:
        (scores,) = csv.DictReader(file)
    assert (scores["student"], scores["variant"]) == ("ada", "seed7")
    assert scores["points"] == scores["max_points"] != "0.00"
