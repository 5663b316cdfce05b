"""Whose commas mark decimals: what stands beside an answer says what its comma is."""

import pytest

from quizgen.grading.commas import who_marks_decimals

from .sample import key, long
from .whole import grade

SHEET = key(
    blanks=[
        ("forward.a[1]", "number", 1.234, 0.0, "1.234"),
        ("forward.a[2]", "number", 0.5, 0.0, "0.5"),
        ("forward.yhat", "number", 2.71828, 0.0, "2.71828"),
        ("count.all", "count", 13.0, 0.0, "13"),
    ]
)


def read(content: bytes) -> dict[tuple[str, str], tuple[str, str]]:
    graded = grade([("x.csv", content)], [SHEET])
    return {(mark.student, mark.blank): (mark.verdict, mark.read_as) for mark in graded.marks}


@pytest.mark.parametrize("other", ["0,5", "2,71828", "-0,5", "1.234,5", "12,5 %", "1,5e-3"])
def test_a_student_who_writes_decimal_commas_writes_them_everywhere(other: str) -> None:
    rows = [("ada", "seed7", "forward.a[1]", "1,234"), ("ada", "seed7", "forward.a[2]", other)]
    assert read(long(rows))["ada", "forward.a[1]"] == ("correct", "1.234")


@pytest.mark.parametrize("other", ["0.5", "1,234.5", "1,234,567", "1,234", "5", "[0,5]", "?"])
def test_one_who_does_not_is_not_understood(other: str) -> None:
    rows = [("ada", "seed7", "forward.a[1]", "1,234"), ("ada", "seed7", "forward.a[2]", other)]
    assert read(long(rows))["ada", "forward.a[1]"] == ("unreadable", "")


def test_one_who_writes_both_is_not_understood() -> None:
    rows = [
        ("ada", "seed7", "forward.a[1]", "1,234"),
        ("ada", "seed7", "forward.a[2]", "0,5"),
        ("ada", "seed7", "forward.yhat", "2.71828"),
    ]
    assert read(long(rows))["ada", "forward.a[1]"] == ("unreadable", "")


@pytest.mark.parametrize(
    ("separator", "bob", "verdict"),
    [(";", "0,5", "correct"), (";", "0.5", "unreadable"), ("\t", "0,5", "unreadable")],
)
def test_a_file_with_semicolons_speaks_for_all_its_students(
    separator: str, bob: str, verdict: str
) -> None:
    head = ["student", "variant", "forward.a[1]", "forward.a[2]"]
    rows = [head, ["ada", "seed7", "1,234", ""], ["bob", "seed7", "", bob]]
    content = "\n".join(separator.join(row) for row in rows).encode()
    assert read(content)["ada", "forward.a[1]"][0] == verdict
    assert read(content)["bob", "forward.a[2]"] == ("correct", "0.5")


def test_the_answer_stays_as_it_came_and_a_point_is_a_point() -> None:
    rows = [("ada", "seed7", "forward.a[1]", "1.234"), ("bob", "seed7", "forward.a[2]", "0,5")]
    content = long(rows).replace(b"bob", b"ada")
    graded = grade([("x.csv", content)], [SHEET])
    assert [mark.answer for mark in graded.marks][:2] == ["1.234", "0,5"]
    assert [mark.verdict for mark in graded.marks][:2] == ["correct", "correct"]


def test_a_vector_s_commas_say_nothing_of_the_student_s() -> None:
    """They part its entries; nor do those of a shape or a choice, which are not asked here."""
    rows = [("ada", "seed7", "forward.a", "0,5"), ("ada", "seed7", "forward.a[1]", "1,234")]
    assert read(long(rows))["ada", "forward.a[1]"] == ("unreadable", "")


def test_the_owners_are_told_apart() -> None:
    answers = [("a", "0,5"), ("a", "1,234"), ("b", "0.5"), ("b", "0,5"), ("c", "1,234")]
    assert who_marks_decimals(answers, whole_file=False) == {"a"}
    assert who_marks_decimals(answers, whole_file=True) == {"a"}
    assert who_marks_decimals(answers[:2] + answers[-1:], whole_file=True) == {"a", "c"}
    assert not who_marks_decimals([("a", "1,234")], whole_file=True)


def test_a_count_has_no_decimals_but_those_of_a_student_who_writes_them() -> None:
    rows = [("ada", "seed7", "count.all", "1,013"), ("bob", "seed7", "count.all", "1,013")]
    rows.append(("bob", "seed7", "forward.a[2]", "0,5"))
    verdicts = read(long(rows))
    assert verdicts["ada", "count.all"] == ("wrong", "1013")
    assert verdicts["bob", "count.all"] == ("unreadable", "")
