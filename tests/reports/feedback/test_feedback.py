"""What stands on a student's page, and what must not."""

import re
from dataclasses import replace
from fractions import Fraction
from html import unescape
from xml.etree import ElementTree

import pytest

from quizgen.engine.mistakes import MISTAKES
from quizgen.engine.mistakes.table import AREAS
from quizgen.grading import hints_at_answer, readings, sentences
from quizgen.grading.following import FOLLOWS
from quizgen.grading.named import AND, OR, joined
from quizgen.grading.slips import EXCHANGED, SLIPS
from quizgen.render.text import to_text
from quizgen.reports.classroom import Counting, class_report
from quizgen.reports.feedback import (
    RELEASES,
    Release,
    feedback,
    feedback_document,
    feedback_page,
)
from quizgen.reports.feedback.compared import Compared
from quizgen.reports.feedback.numbers import number_of
from quizgen.reports.feedback.released import is_released
from quizgen.reports.sheets import MarkedSheet
from quizgen.sampling.sets import built_in
from tests.grading.class_of import numbers, solved, values
from tests.grading.class_of import sheet as sheet_of
from tests.grading.class_of import typed as as_typed
from tests.grading.sample import key, long, right
from tests.grading.whole import grade, marked_sheets
from tests.reports.pupils import a_class

NUMBER = re.compile(r"\d+\.\d{3,}")  # no points; whatever its sign, which stands apart
NAMED = re.compile("&(?!amp;|lt;|gt;|quot;)[a-zA-Z]+;")  # of HTML, which XML lacks
FROM_OUTSIDE = re.compile(
    r"""<script|<link|<img|<iframe|\ssrc=|\shref=|url\((?!"data:)|@import"""
)


def page(sheet: MarkedSheet, release: Release = "wrong") -> str:
    return feedback_page([feedback(sheet, release)])


def worked(sheet: MarkedSheet, release: Release) -> dict[str, tuple[Compared, ...]]:
    return {question.id: question.worked for question in feedback(sheet, release).questions}


def text_of(page: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", page.partition("</head>")[2])).replace("−", "-")


def tree(page: str) -> ElementTree.Element:
    plain = NAMED.sub(lambda found: unescape(found[0]), page.removeprefix("<!DOCTYPE html>"))
    return ElementTree.fromstring(plain)


@pytest.mark.parametrize("release", RELEASES)
def test_a_page_names_its_own_student_and_no_other(release: Release) -> None:
    sheets, _, _ = a_class("recitation5", 16)
    for sheet in sheets:
        made = page(sheet, release)
        assert sheet.student in made
        assert not [one.student for one in sheets if one.student in made and one is not sheet]


@pytest.mark.parametrize("release", ["none", "wrong"])
@pytest.mark.parametrize("name", ["recitation5", "backprop-two-layer"])
def test_no_page_shows_an_answer_that_is_not_released(name: str, release: Release) -> None:
    sheets, _, _ = a_class(name, 16)
    hidden = 0
    for sheet in sheets:
        shown = {float(found) for found in NUMBER.findall(text_of(page(sheet, release)))}
        shown -= {abs(number_of(mark)) for mark in sheet.marks}
        shown -= {
            abs(float(answer.display))
            for answer, mark in sheet.answers
            if answer.type in ("number", "count") and is_released(mark, release)
        }
        for answer, mark in sheet.answers:
            known = mark.verdict == "correct" or is_released(mark, release)
            telling = len(answer.display.partition(".")[2]) >= 3
            if answer.type == "number" and telling and not known:
                hidden += 1
                ends = sorted(map(abs, answer.accept))
                assert not [one for one in shown if ends[0] <= one <= ends[1]], answer.id
    assert hidden > 5


def test_a_step_without_a_formula_shows_no_number_that_is_not_released() -> None:
    sheet = solved("gradient-descent", 7)
    change = next(b for b in numbers(sheet) if b.id == "loss-after.change-loss")
    graded = grade([("s.csv", long([("ada", sheet.variant, change.id, "77")]))], [sheet])
    marked = marked_sheets(graded.marks, [sheet])[0]
    none, everything = text_of(page(marked, "none")), text_of(page(marked, "all"))
    for id in ("loss-after.after-loss", "forward.loss"):  # whose difference it is
        display = next(b.display for b in sheet.blanks if b.id == id)
        assert display not in none
        assert display in everything


@pytest.mark.parametrize("release", RELEASES)
def test_sevens_everywhere_have_a_page(release: Release) -> None:
    sheet = solved("cnn", 7)
    rows = [("ada", sheet.variant, blank.id, "7") for blank in numbers(sheet)[::3]]
    marked = marked_sheets(grade([("s.csv", long(rows))], [sheet]).marks, [sheet])[0]
    rows_shown = [row for part in feedback(marked, release).questions for row in part.rows]
    assert all(not row.wrote for row in rows_shown if row.verdict == "blank")
    assert "left empty" in page(marked, release)


def test_right_answers_stand_there_once_they_are_released() -> None:
    sheets, _, _ = a_class("recitation5", 16)
    for sheet in sheets:
        wrong, everything = text_of(page(sheet)), text_of(page(sheet, "all"))
        for answer, mark in sheet.answers:
            if answer.type == "number":
                assert answer.display in everything
                assert answer.display in wrong or mark.verdict in ("correct", "blank")


def test_a_note_that_hints_at_the_answer_is_not_released_either() -> None:
    assert all(hints_at_answer(slip.note) for slip in SLIPS.values())
    assert hints_at_answer(EXCHANGED.format(other="forward.a[1]"))
    assert not hints_at_answer(FOLLOWS)
    sheet = solved("recitation5", 7)
    blank = next(b for b in numbers(sheet) if b.quantity == "yhat")
    graded = grade(
        [("s.csv", long([("ada", sheet.variant, blank.id, f"-{blank.display}")]))], [sheet]
    )
    marked = marked_sheets(graded.marks, [sheet])[0]
    assert "right but for its sign" in page(marked, "wrong")
    assert "right but for its sign" not in page(marked, "none")


def test_the_step_of_what_was_lost_has_their_numbers_beside_the_right_ones() -> None:
    sheet_key = solved("recitation5", 7)
    right = values(sheet_key)
    yhat = round(float(right["yhat"]) + 0.4, 4)
    y = float(sheet_key.givens["net"]["y"])
    answers = sheet_of(sheet_key, values(sheet_key, yhat=yhat))
    answers["backward-vector.dyhat"] = "17"
    rows = [("ada", sheet_key.variant, id, text) for id, text in answers.items()]
    graded = grade([("s.csv", long(rows))], [sheet_key])
    marked = marked_sheets(graded.marks, [sheet_key])[0]
    found = next(
        step
        for step in worked(marked, "wrong")["backward-vector"]
        if step.left == r"\frac{\partial \ell}{\partial \hat{y}}"
    )
    assert found.formula == r"\hat{y} - y"
    assert found.right[-1] == as_typed(float(right["yhat"]) - y)
    assert found.own[-1] == f"{yhat - y:.4f}"
    assert found.wrote == "17"
    alone = worked(marked, "none")["backward-vector"]
    assert all(not (step.right or step.own or step.wrote) for step in alone)


@pytest.mark.parametrize("name", sorted(built_in()))
@pytest.mark.parametrize("release", RELEASES)
def test_every_set_has_pages_that_need_nothing_else(name: str, release: Release) -> None:
    sheets, _, _ = a_class(name, 4, 1)
    for sheet in sheets:
        made = page(sheet, release)
        tree(made)
        assert not FROM_OUTSIDE.search(made)
        assert "$" not in text_of(made)
    told = feedback(sheets[1], "all")
    assert sheets[1].student in to_text(feedback_document(told))


def test_a_page_has_every_blank_with_its_verdict_and_points() -> None:
    sheets, _, _ = a_class("recitation5", 16)
    for sheet in sheets:
        told = feedback(sheet, "wrong")
        said = [row for question in told.questions for row in question.rows]
        assert {row.verdict for row in said} == {mark.verdict for mark in sheet.marks}
        labels = sum(len(row.labels) or 1 for row in said)
        assert labels >= len({mark.problem for mark in sheet.marks})
        made = text_of(page(sheet))
        for mark in sheet.marks:
            assert mark.answer.strip().replace("−", "-")[:160] in made


def test_a_mistake_is_told_in_its_sentence_with_where_to_read() -> None:
    sheets, _, _ = a_class("recitation5", 16)
    told = [
        (mark, page(sheet))
        for sheet in sheets
        for mark in sheet.marks
        if mark.verdict == "mistake"
    ]
    assert told
    for mark, made in told:
        first = readings(mark.mistake)[0][0]
        assert sentences(mark.mistake).startswith(MISTAKES[first].sentence)
        assert "in your notes" in made


def test_a_mark_s_mistakes_can_be_told_apart_by_their_names() -> None:
    assert not [name for name in MISTAKES if AND in name or OR in name]
    for first, second, third in zip(MISTAKES, [*MISTAKES][1:], [*MISTAKES][2:], strict=False):
        both = ((first, second), (third,))
        assert joined(both) == f"{first}; {second} or {third}"
        assert readings(joined(both)) == both
    assert readings("") == ()
    assert sum(map(len, AREAS.values())) == len(MISTAKES)


STRANGE = ("<script>alert(1)</script>", "\u202egnp.exe", "a\x00b\x1b[31m", 'O\'Brien & "co"')


@pytest.mark.parametrize("strange", STRANGE)
def test_what_comes_from_outside_is_text(strange: str) -> None:
    sheet = key()
    graded = grade([("s.csv", long([("ada", "seed7", "forward.a[1]", "5")]))], [sheet])
    marks = [replace(mark, student=strange, answer=strange) for mark in graded.marks]
    told = [replace(mark, note=strange) for mark in marks]
    made = page(marked_sheets(told, [sheet])[0])
    cell = tree(made).find(".//bdi")
    assert cell is not None
    assert cell.text
    assert "<script" not in made
    assert "\u202e" not in made
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", made)


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u200f", "\u200b", "\u00ad", "\ufeff"])
def test_what_leaves_no_ink_is_shown_by_its_number(unseen: str) -> None:
    sheet = key()
    typed, code = f"1{unseen}2", f"1[U+{ord(unseen):04X}]2"
    graded = grade([("s.csv", long([("ada", "seed7", "forward.a[1]", typed)]))], [sheet])
    marks = [replace(mark, answer=typed, note=f"'{typed}' it is") for mark in graded.marks]
    marked = marked_sheets(marks, [sheet])[0]
    told = [page(marked), to_text(feedback_document(feedback(marked, "all")))]
    counting = Counting()
    counting.take(marked)
    told.append(class_report(counting.tally()))
    for made in told:
        assert unseen not in made
        assert code in made


def test_a_name_keeps_what_belongs_to_its_script() -> None:
    sheet = key()
    graded = grade([("s.csv", right(sheet))], [sheet])
    name = "می\u200cخواهم"
    marks = [replace(mark, student=f"{name}\u202e") for mark in graded.marks]
    made = page(marked_sheets(marks, [sheet])[0])
    assert f"<bdi>{name}[U+202E]</bdi>" in made


@pytest.mark.parametrize("name", ["recitation5", "attention", "softmax-classifier"])
@pytest.mark.parametrize("typed", ["1e300", "-1e-300", "9" * 40, "1/3", "5000", "-1e5", "1e11"])
def test_any_number_can_be_on_a_page(name: str, typed: str) -> None:
    """As one that a softmax makes more of than fits a page, or than there is."""
    sheet = solved(name, 7)
    asked = [blank for subject in sheet.givens for blank in numbers(sheet, subject)]
    rows = [("ada", sheet.variant, blank.id, typed) for blank in asked]
    graded = grade([("s.csv", long(rows))], [sheet])
    for release in RELEASES:
        made = page(marked_sheets(graded.marks, [sheet])[0], release)
        tree(made)
        assert len(made) < 200_000


def test_what_a_person_decided_is_shown_as_such() -> None:
    sheet = key()
    graded = grade([("s.csv", right(sheet))], [sheet])
    note = "decided by the teacher: one edge is missing"
    first, *rest = graded.marks
    decided = replace(first, verdict="manual", decided=True, counts=True, note=note)
    waiting = replace(rest[0], verdict="manual", counts=False, points=rest[0].points * 0)
    left_out = replace(rest[1], points=rest[1].points * 0, max_points=rest[1].points * 0)
    marked = marked_sheets([decided, waiting, left_out, *rest[2:]], [sheet])[0]
    made = text_of(page(marked))
    assert "marked by a person" in made
    assert note in made
    told = {row.name: row for q in feedback(marked, "wrong").questions for row in q.rows}
    assert told["a[1]"].points == "2 / 2"
    assert (told["a[2]"].points, told["a[2]"].verdict) == ("", "manual")
    assert told["yhat"].points == ""
    assert feedback(marked, "wrong").waiting == "2"


def test_a_mistake_is_said_to_cost_once_only_where_it_does() -> None:
    sheets, _, _ = a_class("recitation5", 16)
    mistaken = next(one for one in sheets if any(m.verdict == "mistake" for m in one.marks))
    assert "was not charged again" in page(mistaken)
    half = replace(mistaken.key, policy=replace(mistaken.key.policy, carried=Fraction(1, 2)))
    assert "was not charged again" not in page(replace(mistaken, key=half))
