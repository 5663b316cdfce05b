import time
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.grading.choices import read_choice
from quizgen.grading.judging import judge

from .sample import cases, said

ROWS = cases("choices.csv")
SCRAPS = st.text(
    st.sampled_from("ABCDEabcd ,;.+&()[]{}'\"\\-/?!Ａⓑ２\u200b\n and or not"), max_size=20
)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: ascii(case["input"]))
def test_each_way_to_choose_has_its_verdict(case: dict[str, str]) -> None:
    judged = judge(case["input"], said("choice", case["right"]), 5)
    assert (judged.verdict, judged.read_as) == (case["verdict"], case["read_as"])
    assert case["note"] in judged.note
    assert bool(case["note"]) == bool(judged.note)


def test_the_table_repeats_no_row_and_gives_each_its_reason() -> None:
    assert len({(case["input"], case["right"]) for case in ROWS}) == len(ROWS)
    assert all(case["why"] for case in ROWS)


@given(st.one_of(st.text(max_size=300), SCRAPS), st.integers(1, 26))
def test_any_text_is_read_refused_or_blank(text: str, offered: int) -> None:
    letters = ascii_uppercase[:offered]
    chosen = read_choice(text, letters)
    assert bool(chosen.letters) == (chosen.verdict == "read")
    assert bool(chosen.why) == (chosen.verdict == "unreadable")
    assert chosen.letters == "".join(sorted(set(chosen.letters)))
    assert set(chosen.letters) <= set(letters)
    if chosen.verdict == "read":
        assert read_choice(chosen.letters, letters) == chosen


@given(st.text(st.characters(exclude_characters="aAbBcCdDª", max_codepoint=0x2FF), max_size=40))
def test_text_without_an_offered_letter_is_never_read(text: str) -> None:
    assert judge(text, said("choice", "B"), 5).verdict in ("unreadable", "blank")


@given(
    st.lists(st.sampled_from("ABCD"), min_size=1, unique=True),
    st.sampled_from([", ", ",", ";", " ", "", "+", " and ", " & "]),
    st.sampled_from(["{}", "[{}]", "({})", "options {}", "Answer: {}", " {}.", "“{}”"]),
    st.booleans(),
)
def test_every_list_of_letters_is_the_set_that_it_names(
    letters: list[str], between: str, around: str, small: bool
) -> None:
    text = around.format(between.join(letters))
    right = "".join(sorted(letters))
    judged = judge(text.lower() if small else text, said("choice", right), 5)
    assert (judged.verdict, judged.read_as) == ("correct", right)
    other = "A" if right != "A" else "B"
    assert judge(text, said("choice", other), 5).verdict == "wrong"


@pytest.mark.parametrize("scrap", ["A", " ", "A ", "(", "and ", ".", "Ａ", "\ufdfa", "the "])
@pytest.mark.parametrize("length", [199, 5_000_000])
def test_no_cell_takes_long(scrap: str, length: int) -> None:
    text = scrap * (length // len(scrap))
    start = time.process_time()
    read_choice(text, "ABCD")
    assert time.process_time() - start < 0.5
