import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.grading.judging import judge
from quizgen.grading.shapes import MOST_AXES, Shape, compare_shapes, read_shape

from .sample import cases, said

ROWS = cases("shapes.csv")
SCRAPS = st.text(st.sampled_from("0123xX*×,; ()[]{}^R_pnby\\ℝ³ˣ-./'$₁\u200b\n"), max_size=20)
DIMENSIONS = st.one_of(st.integers(1, 999), st.sampled_from(["p", "q", "r", "n1", "n2", "M"]))
SHAPES = st.lists(DIMENSIONS, max_size=4).map(tuple)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: ascii(case["input"]))
def test_each_spelling_has_its_verdict(case: dict[str, str]) -> None:
    judged = judge(case["input"], said("shape", right_shape(case["right"])), 5)
    assert (judged.verdict, judged.read_as) == (case["verdict"], case["read_as"])
    assert case["note"] in judged.note
    assert bool(case["note"]) == bool(judged.note)


def right_shape(text: str) -> Shape:
    return tuple(int(part) if part.isdigit() else part for part in text.split())


def test_the_table_repeats_no_row_and_gives_each_its_reason() -> None:
    assert len({(case["input"], case["right"]) for case in ROWS}) == len(ROWS)
    assert all(case["why"] for case in ROWS)


@given(st.one_of(st.text(max_size=300), SCRAPS))
def test_any_text_is_read_refused_or_blank(text: str) -> None:
    sizes = read_shape(text)
    assert bool(sizes.why) == (sizes.verdict == "unreadable")
    assert bool(sizes.read_as) == (sizes.verdict == "read")
    assert len(sizes.shape) <= MOST_AXES
    if sizes.verdict == "read":
        assert read_shape(sizes.read_as) == sizes


@given(st.one_of(st.text(max_size=300), SCRAPS))
def test_rubbish_is_never_right(text: str) -> None:
    """What earns a point holds the digits of the answer; here they are seldom drawn."""
    if judge(text, said("shape", (47, 38)), 5).verdict == "correct":
        assert "47" in text
        assert "38" in text


@given(SHAPES, st.sampled_from([" × ", "x", " by ", "*", ", ", "; "]))
def test_every_spelling_is_the_shape_that_it_names(shape: Shape, between: str) -> None:
    inside = between.join(map(str, shape))
    for around in ("{}", "({})", "[{}]", "R^{{{}}}"):
        if shape or around in ("({})", "[{}]"):
            assert read_shape(around.format(inside)).shape == shape


@given(SHAPES, SHAPES)
def test_only_the_shape_itself_or_its_column_or_row_is_right(
    shape: Shape, right: Shape
) -> None:
    same = compare_shapes(shape, right)[0]
    entries = [d for d in shape if d != 1] == [d for d in right if d != 1]
    assert same == (shape == right or (entries and len(right) < 2 and len(shape) in (1, 2)))


@pytest.mark.parametrize(
    "scrap",
    ["3", " ", "3x", "x", "(", "()", "[", "\\times", "R^", "by ", "row ", "ˣ", "\ufdfa"],
)
@pytest.mark.parametrize("length", [199, 5_000_000])
def test_no_cell_takes_long(scrap: str, length: int) -> None:
    text = scrap * (length // len(scrap))
    start = time.process_time()
    assert read_shape(text).verdict != "read"
    assert time.process_time() - start < 0.5
