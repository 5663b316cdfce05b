import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizgen.engine.rounding import Rounding
from quizgen.grading.judging import judge, judge_grid
from quizgen.grading.marking import mark
from quizgen.keys import Answer
from quizgen.problem import BlankType

from .sample import cases, key, said

SHEET = key()


def blank(type: BlankType, value: float, accept: tuple[float, float], display: str) -> Answer:
    return Answer(
        id="p.x",
        problem="p",
        type=type,
        points=Fraction(6, 7),
        subject=("network", "net"),
        quantity="x",
        index=(),
        value=value,
        accept=accept,
        display=display,
    )


@pytest.mark.parametrize("case", cases("marking.csv"), ids=lambda case: case["why"])
def test_each_answer_has_its_verdict(case: dict[str, str]) -> None:
    low, high = float(case["low"]), float(case["high"])
    answer = blank(case["type"], low, (low, high), case["display"])  # type: ignore[arg-type]
    judged = judge(case["input"], answer, int(case["decimals"]))
    assert judged.verdict == case["verdict"]
    assert case["note"] in judged.note
    assert bool(case["note"]) == bool(judged.note)


VALUES = st.floats(-1e6, 1e6).filter(lambda value: value == 0 or abs(value) > 1e-9)


@given(VALUES, st.integers(1, 8), st.integers(0, 3))
def test_the_display_of_a_right_answer_is_right(value: float, decimals: int, wide: int) -> None:
    display = Rounding(decimals).display(value)
    unit = 10.0 ** -len(display.partition(".")[2])
    accept = tuple(sorted((value, float(display))))
    accept = (accept[0] - wide * unit, accept[1] + wide * unit)
    assert (
        judge(display, blank("number", value, accept, display), decimals).verdict == "correct"
    )


@given(VALUES, st.integers(3, 8), st.integers(3, 9))
def test_an_answer_rounded_to_three_figures_or_more_is_right(
    value: float, decimals: int, figures: int
) -> None:
    assume(value)
    display = Rounding(decimals).display(value)
    accept = tuple(sorted((value, float(display))))
    typed = f"{value:.{figures - 1}e}"
    judged = judge(typed, blank("number", value, accept, display), decimals)  # type: ignore[arg-type]
    places = figures - 1 - math.floor(math.log10(abs(float(typed))))
    if places < decimals:
        assert judged.verdict == "correct"


@given(VALUES, st.floats(0.006, 10))
def test_an_answer_that_is_off_by_a_hundredth_is_wrong(value: float, off: float) -> None:
    assume(abs(value) > 1e-3)
    display = Rounding(5).display(value)
    typed = Rounding(5).display(value * (1 + 2 * off))
    accept = tuple(sorted((value, float(display))))
    assume(len(typed.strip("-0.")) > 2)
    assert judge(typed, blank("number", value, accept, display), 5).verdict == "wrong"  # type: ignore[arg-type]


def test_a_mark_earns_the_exact_share() -> None:
    answer = blank("number", 1.0, (1.0, 1.0), "1")
    right = mark("ada", SHEET, answer, "1", judge("1", answer, 5), Fraction(1))
    wrong = mark("ada", SHEET, answer, "2", judge("2", answer, 5), Fraction(0))
    assert (right.points, right.max_points) == (Fraction(6, 7), Fraction(6, 7))
    assert (wrong.points, wrong.max_points) == (0, Fraction(6, 7))


def test_what_a_person_must_mark_does_not_count() -> None:
    answer = blank("manual", 0.0, (0.0, 0.0), "")
    marked = mark("ada", SHEET, answer, "see paper", judge("see paper", answer, 5), Fraction(0))
    assert (marked.verdict, marked.answer, marked.counts) == ("manual", "see paper", False)
    assert marked.max_points == Fraction(6, 7)


CHOICES = tuple(said("choice", right, f"concepts.c[{at}]") for at, right in enumerate("ABC", 1))
SHAPES = tuple(said("shape", (n,), f"shapes.s[{n}]") for n in (2, 3, 4))
PAPER = tuple(said("manual", "", f"drawing.d[{n}]") for n in (1, 2))


@pytest.mark.parametrize(
    ("row", "text", "verdict"),
    [
        (CHOICES, "[A, B, C]", "unreadable"),
        (CHOICES, "A", "unreadable"),
        (CHOICES, " ", "blank"),
        (SHAPES, "[2, 3, 4]", "unreadable"),
        (SHAPES, "[[2], [3], [4]]", "unreadable"),
        (SHAPES, "", "blank"),
        (PAPER, "see [page] 3", "manual"),
        (PAPER, "", "manual"),
        (CHOICES[:1], "A", "correct"),
        (SHAPES[:1], "(2,)", "correct"),
    ],
)
def test_only_numbers_make_a_vector(row: tuple[Answer, ...], text: str, verdict: str) -> None:
    judged = judge_grid(text, (row,), Rounding(5))
    assert [answer for answer, _ in judged] == list(row)
    assert {one.verdict for _, one in judged} == {verdict}
    for answer, one in judged:
        assert (answer.id in one.note) == (verdict == "unreadable")


def test_a_person_marks_what_shares_a_cell_with_numbers() -> None:
    row = (SHAPES[0], PAPER[0], blank("number", 1.0, (1.0, 1.0), "1"))
    verdicts = [one.verdict for _, one in judge_grid("[2, see paper, 1]", (row,), Rounding(5))]
    assert verdicts == ["unreadable", "manual", "unreadable"]
