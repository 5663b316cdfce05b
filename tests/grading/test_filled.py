"""A filled form says the same as rows of a table do."""

import pytest

from quizgen.intake import Form

from .sample import key
from .whole import grade

SHEET = key(
    blanks=[
        ("p.x", "number", 1.5, 0.01, "1.5"),
        ("p.y", "number", 2000.5, 0.01, "2000.5"),
    ]
)
WHOSE = {"student": "ada", "variant": "seed7"}


def form(source="a.pdf", **fields):
    answers = {"p.x": "", "p.y": ""}
    return Form(source, WHOSE | answers | fields)


def marks(*forms):
    return grade(forms, [SHEET])


def test_a_name_stands_for_an_id_where_none_was_written() -> None:
    named = form(**{"student": " ", "name": "Ada Lovelace", "p.x": "1.5"})
    both = form("b.pdf", **{"student": "ada", "name": "Ada Lovelace", "p.x": "1.5"})
    graded = marks(named, both)
    assert dict.fromkeys(mark.student for mark in graded.marks) == dict.fromkeys(
        ("Ada Lovelace", "ada")
    )
    assert graded.rejected == ()


def test_two_sheets_of_nobody_are_told() -> None:
    forms = (form(name, **{"student": "", "p.x": "1.5"}) for name in ("a.pdf", "b.pdf"))
    (paper,) = marks(*forms).graded.papers()
    assert paper.several == ("", "seed7", "b.pdf", ("a.pdf",))


@pytest.mark.parametrize(
    ("other", "verdict"), [("2000,5", "correct"), ("2000.5", "unreadable")]
)
def test_a_comma_marks_decimals_where_the_rest_of_the_form_says_so(
    other: str, verdict: str
) -> None:
    graded = marks(form(**{"p.x": "1,500", "p.y": other}))
    assert [mark.verdict for mark in graded.marks] == [verdict, "correct"]


def test_a_field_that_no_sheet_asks_is_told_if_something_stands_in_it() -> None:
    graded = marks(form(**{"p.x": "1.5", "p.z": "3", "remark": "", "Text1": "hello"}))
    assert graded.notes == (
        "a.pdf: Text1 is not asked on recitation5-seed7",
        "a.pdf: p.z is not asked on recitation5-seed7",
    )


def test_a_form_of_another_set_is_rejected() -> None:
    graded = marks(Form("a.pdf", WHOSE | {"q.z": "3"}))
    (rejected,) = graded.rejected
    assert rejected.line is None
    assert rejected.reason.startswith("unknown blank 'q.z'")
