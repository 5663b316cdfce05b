import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.grading.arrays import ArrayError, split_rows

from .sample import cases


@pytest.mark.parametrize("case", cases("arrays.csv"), ids=lambda case: ascii(case["input"]))
def test_each_spelling_has_its_rows(case: dict[str, str]) -> None:
    if case["rows"].startswith("!"):
        with pytest.raises(ArrayError, match=case["rows"][1:]):
            split_rows(case["input"])
    else:
        rows = tuple(tuple(row.split("|")) for row in case["rows"].split(";"))
        assert split_rows(case["input"]) == rows


@given(st.text(st.sampled_from("[](){},; 12.e-/^*x×npfloat64array'T\n½"), max_size=60))
def test_any_text_is_split_or_refused(text: str) -> None:
    with suppress(ArrayError):
        rows = split_rows(text)
        assert not any(sign in entry for row in rows for entry in row for sign in "[],;")


NUMBERS = st.lists(st.decimals(-999, 999, places=3), min_size=1, max_size=6)


@given(NUMBERS, st.sampled_from(["{}", "[{}]", "({})", "array([{}])", "［{}］"]))
def test_a_list_of_numbers_keeps_its_order(numbers: list[object], bracket: str) -> None:
    texts = [f"{number:f}" for number in numbers]
    assert split_rows(bracket.format(", ".join(texts))) == (tuple(texts),)
    assert split_rows(bracket.format("  ".join(texts))) == (tuple(texts),)


@pytest.mark.parametrize(
    "scrap",
    [
        "[",
        "[]",
        "[1],",
        "[ ",
        "(",
        "array(",
        "10^(",
        "float(",
        "1x",
        "[,",
        "(]",
        "),dtype=",
        "),shape=(",
        "z1=1,",
        "z=[",
        "z",
        "\\begin{matrix}",
        "\\end{array}",
        "\\frac{1}{2}",
        "$",
        "10^-3",
        "'1 2'",
        "<tf.Tensor:",
        "numpy=[",
        "&",
        " ",
        "\n",
    ],
)
def test_no_cell_takes_long(scrap: str) -> None:
    for opening in ("[", "array([", "<tf.Tensor: numpy=[", "z", ""):
        text = opening + scrap * (10_000 // len(scrap))
        start = time.process_time()
        with suppress(ArrayError):
            split_rows(text)
        assert time.process_time() - start < 0.5, opening
