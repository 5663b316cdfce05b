import pytest

from quizgen.grading.arrays import ArrayError
from quizgen.grading.fitting import fit

from .sample import cases

ROWS = cases("vectors.csv")


@pytest.mark.parametrize("case", ROWS, ids=lambda case: ascii(case["input"]) + case["asked"])
def test_what_is_asked_decides_what_is_read(case: dict[str, str]) -> None:
    height, width = map(int, case["asked"].split("x"))
    commas = bool(case["commas"])
    if case["entries"] == "!":
        with pytest.raises(ArrayError) as refused:
            fit(case["input"], height, width, commas)
        assert case["note"] in str(refused.value)
    else:
        entries, note = fit(case["input"], height, width, commas)
        assert entries == case["entries"].split("|")
        assert note.startswith(case["note"])
        assert bool(note) == bool(case["note"])


def test_the_table_repeats_no_row_and_gives_each_its_reason() -> None:
    assert len({(case["input"], case["asked"], case["commas"]) for case in ROWS}) == len(ROWS)
    assert all(case["why"] for case in ROWS)
