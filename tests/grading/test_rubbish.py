"""Any cell has a verdict, soon, and no rubbish is right."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizgen.engine.rounding import Rounding
from quizgen.grading.judging import Judgement, judge_grid
from quizgen.grading.sheet import Grid
from quizgen.keys import Answer
from quizgen.problem import BlankType

from .sample import cases, key, said

Judged = tuple[tuple[Answer, Judgement], ...]
# What earns a point holds two of its sevens in a row; the signs below have none.
VALUE, DISPLAY = 77.76766776, "77.76767"
SLOWEST = 0.25  # seconds of this process
SHEET = key(
    blanks=[
        ("p.x", "number", VALUE, 1e-6, DISPLAY),
        ("p.n", "count", 7767767.0, 0.0, "7767767"),
        *(
            (f"p.w[{row},{at}]", "number", VALUE, 1e-6, DISPLAY)
            for row in (1, 2)
            for at in (1, 2)
        ),
    ]
)


def blanks(type: BlankType) -> tuple[tuple[Answer, ...], ...]:
    return ((said(type, "D" if type == "choice" else (47, 38)),),)


X, N, *W = SHEET.blanks
GRIDS = (
    ((X,),),
    ((N,),),
    (tuple(W),),
    tuple((one,) for one in W),
    (tuple(W[:2]), tuple(W[2:])),
    blanks("shape"),
    (blanks("shape")[0] * 2,),
)
FORMS = sorted({case["input"] for case in cases("numbers.csv")})
ARRAYS = sorted({case["input"] for case in cases("arrays.csv")})
SIGNS = (
    "0123456890.,;:'\"_eEdxX+-*^/%‰ ()"
    "[]{}<>=~≈×··⋅⁻³−–½⅓⁄₂٣٫９％°#$&\\\u00a0\u200b\u202f\t\n\x00"
)
WORDS = [
    "approx", "about", "rounded", "nan", "inf", "e", "pi", "tanh(", "sqrt(",
    "np.float64(", "array(", "tensor(", "dtype=float32", r"\frac{", r"\times",
    r"\begin{matrix}", r"\end{matrix}", "10^", "**-3", "1e9", "1e400", "1/3", "1,234",
    "0,5", "z1=", "and", "or", "2-Jan", "#N/A", "=1+", "999999999999", "None", "True",
    "<tf.", "numpy=", "percent", "minus", ".T", "^T", r"\,", "$", "1·5", "3", "0", "1",
    "-",
]  # fmt: skip
SCRAPS = st.one_of(
    st.text(st.sampled_from(SIGNS), max_size=40),
    st.lists(st.sampled_from([*WORDS, " ", ", ", "; ", "\n", "0.5", "["]), max_size=14).map(
        "".join
    ),
    st.tuples(
        st.sampled_from(FORMS + ARRAYS), st.sampled_from([*SIGNS, *WORDS]), st.integers(0, 40)
    ).map(lambda drawn: drawn[0][: drawn[2]] + drawn[1] + drawn[0][drawn[2] :]),
    st.lists(st.sampled_from(FORMS), min_size=2, max_size=3).map(" ".join),
    st.tuples(st.sampled_from([*SIGNS, *WORDS]), st.integers(1, 4000)).map(
        lambda drawn: (drawn[0] * drawn[1])[:10_000]
    ),
    st.text(max_size=60),
)


def timed(cell: str, grid: Grid, commas: bool) -> tuple[Judged, float]:
    start = time.process_time()
    judged = judge_grid(cell, grid, Rounding(5), commas)
    return judged, time.process_time() - start


def look(cell: str, commas: bool) -> None:
    for grid in GRIDS:
        judged, took = timed(cell, grid, commas)
        if took > SLOWEST:  # once may be the garbage of the cells before
            judged, took = timed(cell, grid, commas)
        assert took < SLOWEST
        assert len(judged) == len(grid) * len(grid[0])
        for answer, one in judged:
            assert one.verdict in ("wrong", "blank", "unreadable", "correct")
            assert one.note or one.verdict != "unreadable"
            if one.verdict == "correct":  # it holds the digits of the answer
                assert (
                    ("47" in cell and "38" in cell) if answer.type == "shape" else "77" in cell
                )


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SCRAPS, st.booleans())
def test_no_rubbish_crashes_hangs_or_is_right(cell: str, commas: bool) -> None:
    look(cell, commas)


@pytest.mark.trial
@settings(max_examples=100_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(SCRAPS, st.booleans())
def test_nor_does_any_of_a_hundred_thousand(cell: str, commas: bool) -> None:
    look(cell, commas)
