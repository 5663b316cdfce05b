"""Each number that the recitation prints in sections 2 and 4 is right on `--original`."""

import csv
import io
from functools import cache
from pathlib import Path

import pytest

from quizgen.keys import Key
from quizgen.problem import solve
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.grading.whole import grade

CASES = Path(__file__).parent / "cases" / "recitation.csv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
TABLE = [
    "0.76159",
    "0.96403",
    "0.99505",
    "0.99933",
    "0.99991",
    "0.99999",
    "0.99999",
    "0.99999",
    "0.99999",
]


@cache
def original() -> Key:
    job = Job(read_set("recitation5", original=True), Variant("original", None), None, ())
    return solve_variant(job)[2]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['quantity']}-{row['printed']}")
def test_a_printed_number_lies_in_its_accepted_range(row: dict[str, str]) -> None:
    key = original()
    network = key.networks["net"]
    inputs = {"x": network["input"], "y": network["target"][0]} | {
        layer["parameter"]: layer["weights"] for layer in network["layers"]
    }
    ranges = solve(key.graphs["net"], inputs, key.rounding).ranges[row["quantity"]]
    index = tuple(map(int, row["index"].split()))
    assert float(ranges.lo[index]) <= float(row["printed"]) <= float(ranges.hi[index])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['quantity']}-{row['printed']}")
def test_a_printed_number_is_marked_right(row: dict[str, str]) -> None:
    key = original()
    index = tuple(map(int, row["index"].split()))
    blanks = [b for b in key.blanks if b.quantity == row["quantity"] and b.index == index]
    if not blanks:  # the slopes are on the key's pages, not asked
        assert row["quantity"] == "slope:z1"
    for blank in blanks:
        text = io.StringIO()
        table = csv.writer(text)
        table.writerow(["student", "variant", "blank", "answer"])
        table.writerow(["ann", "original", blank.id, row["printed"]])
        marks = grade([("s.csv", text.getvalue().encode())], [key]).marks
        (mark,) = (mark for mark in marks if mark.blank == blank.id)
        assert mark.verdict == "correct"


def test_the_recitations_table_is_printed() -> None:
    table = original().rounding.table
    assert table is not None
    assert list(table.x) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert list(table.printed) == TABLE


def test_the_example_of_the_interface_holds() -> None:
    accept = {blank.id: blank.accept for blank in original().blanks}
    assert accept["backward-vector.dbeta[1]"] == (1.91784, 1.91792)


@pytest.mark.parametrize(
    ("blank", "answer"),
    [
        ("backward-vector.dbeta[1]", "4.91763"),  # y-hat for y-hat - y
        ("backward-vector.dbeta[1]", "-1.9179"),  # y - y-hat
        ("backward-vector.dalpha[1,1]", "1.91807"),  # the slope left out
        ("backward-vector.dalpha[1,2]", "0.000348"),  # the factor x left out
        ("backward-vector.da[2]", "0.018924"),  # the factor beta left out
        ("forward.loss", "3.67901"),  # the half left out
        ("forward.yhat", "5.91807"),  # another bias
    ],
)
def test_a_mistake_is_not_accepted(blank: str, answer: str) -> None:
    (low, high) = next(b.accept for b in original().blanks if b.id == blank)
    assert not low <= float(answer) <= high
