import csv
import io
import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

import pytest
from grading.sample import key, long, right
from grading.whole import grade
from hypothesis import given
from hypothesis import strategies as st

from quizgen.grading import Mark, Rejected
from quizgen.reports import MARKS, REJECTED, Scores, csv_of, mark_rows, rejected_rows
from quizgen.reports.scores import decimal, defuse

SEED7 = key()
MARK = Mark(
    student="ada",
    set="recitation5",
    variant="seed7",
    problem="p",
    blank="p.x",
    answer="1",
    read_as="1",
    verdict="correct",
    points=Fraction(1, 3),
    max_points=Fraction(1, 3),
    mistake="",
    note="",
    counts=True,
)


def marks_csv(marks: Sequence[Mark]) -> bytes:
    return b"".join(csv_of(MARKS, mark_rows(marks)))


def scores_csv(marks: Sequence[Mark]) -> bytes:
    scores = Scores()
    for _, theirs in groupby(marks, key=lambda mark: (mark.student, mark.variant)):
        scores.take(list(theirs))
    return b"".join(csv_of(scores.head, scores.rows()))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_scores_have_the_columns_of_the_contract() -> None:
    graded = grade([("x", right(SEED7))], [SEED7])
    assert scores_csv(graded.marks).decode() == (
        "student,variant,points,max_points,percent,forward,backward,count\n"
        "ada,seed7,18.00,18.00,100.00,6.00,6.00,6.00\n"
    )


def test_marks_have_the_columns_of_the_contract() -> None:
    content = long(
        [("ada", "seed7", "forward.a[1]", "5.0"), ("ada", "seed7", "forward.a[2]", "x")]
    )
    lines = marks_csv(grade([("x", content)], [SEED7]).marks).decode().splitlines()
    assert lines[:4] == [
        "student,variant,blank,answer,read_as,verdict,points,max_points,mistake,note",
        "ada,seed7,forward.a[1],5.0,5.0,correct,2.000000,2.000000,,",
        'ada,seed7,forward.a[2],x,,unreadable,0.000000,2.000000,,"write one number alone, '
        'such as -0.5, 1.5e-3 or 1/2"',
        "ada,seed7,forward.yhat,,,blank,0.000000,2.000000,,",
    ]


def test_rejected_rows_come_back_as_they_came() -> None:
    one = Rejected("x.csv", 3, "unknown variant 'q'", 'ada,q,a,"1, 2"')
    file = Rejected("y.csv", None, "a PDF", "")
    assert rows(b"".join(csv_of(REJECTED, rejected_rows([one, file])))) == [
        {"source": "x.csv", "line": "3", "reason": "unknown variant 'q'", "row": one.row},
        {"source": "y.csv", "line": "", "reason": "a PDF", "row": ""},
    ]


def test_totals_are_summed_exactly_and_rounded_once() -> None:
    thirds = [replace(MARK, blank=f"p.x[{at}]") for at in range(3)]
    (row,) = rows(scores_csv(thirds))
    assert (row["points"], row["max_points"], row["percent"]) == ("1.00", "1.00", "100.00")
    assert [mark["points"] for mark in rows(marks_csv(thirds))] == ["0.333333"] * 3


def test_what_does_not_count_is_in_no_total() -> None:
    manual = replace(MARK, verdict="manual", points=Fraction(0), counts=False)
    (row,) = rows(scores_csv([MARK, manual]))
    assert (row["points"], row["max_points"], row["percent"]) == ("0.33", "0.33", "100.00")
    (row,) = rows(scores_csv([manual]))
    assert (row["points"], row["max_points"], row["percent"]) == ("0.00", "0.00", "")


def test_every_sheet_has_its_row_and_its_own_problems() -> None:
    other = key("seed8", set="homework1", blanks=[("extra.q", "number", 1.0, 0.0, "1")])
    files = [("x", right(SEED7)), ("y", right(other)), ("z", right(SEED7, "bob"))]
    table = rows(scores_csv(grade(files, [SEED7, other]).marks))
    assert [(row["student"], row["variant"]) for row in table] == [
        ("ada", "seed7"),
        ("ada", "seed8"),
        ("bob", "seed7"),
    ]
    assert [(row["forward"], row["extra"]) for row in table] == [
        ("6.00", ""),
        ("", "6.00"),
        ("6.00", ""),
    ]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(-1, 10**9), 6, "0.000000"),
        (Fraction(6, 7), 6, "0.857143"),
        (Fraction(10**30), 2, "1" + "0" * 30 + ".00"),
    ],
)
def test_a_decimal_is_rounded_half_up(value: Fraction, places: int, text: str) -> None:
    assert decimal(value, places) == text


@pytest.mark.parametrize(
    "cell",
    [
        "=1+2",
        "+cmd",
        "-cmd",
        "@SUM(A1)",
        "\t1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        "＠x",
        "－cmd",
        "+1+2",
        "-1-2",
        "--1",
        "\ufeff=1",
        "\x00=1",
        "'=1",
        "' =1",
        "-1;=1",
        "=",
        "-",
        "- 5",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_defused(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "ada",
        "-0.5",
        "+5",
        ".5",
        "-.5",
        "5.",
        "-1e-3",
        "1.5E+3",
        "-1/2",
        " -0.5 ",
        "O'Brien",
        "a=b",
        "[1, 2]",
        "'Oumar",
        "−5",
        "1-2",
        "José",
        "  ada",
    ],
)
def test_numbers_and_harmless_text_stay(cell: str) -> None:
    assert defuse(cell) == cell


@given(st.text(st.sampled_from("=+-@\t\r\n '＝1a.\ufeff"), max_size=8) | st.text(max_size=8))
def test_no_answer_is_lost_in_a_table(answer: str) -> None:
    (row,) = rows(marks_csv([replace(MARK, answer=answer)]))
    assert row["answer"] in (answer, f"'{answer}")
    assert (row["answer"] == answer) == (defuse(answer) == answer)
    first = row["answer"].lstrip(" \u00a0")[:1]
    assert row["answer"][:1] not in tuple("\t\r")
    if first in tuple("=+-@"):
        assert math.isfinite(float(Fraction(row["answer"].strip(" ").rstrip("."))))


@given(st.lists(st.text(st.sampled_from("=+-@' 1a"), max_size=5), min_size=2, unique=True))
def test_defused_cells_stay_different(cells: list[str]) -> None:
    assert len({defuse(cell) for cell in cells}) == len(cells)
