"""A named mistake is told in the student's own numbers, and what these come to without it."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from quizgen.engine import applicable, evaluate, rewrite
from quizgen.keys import Answer, Key, key_json
from quizgen.keys.reading import parse_key
from quizgen.render.math import mathml
from quizgen.reports.feedback import RELEASES, Release, feedback
from quizgen.reports.feedback.mistaken import Own
from quizgen.reports.sheets import MarkedSheet
from quizgen.sampling.sets import built_in
from tests.grading.class_of import numbers, sheet, solved, values
from tests.grading.sample import long
from tests.grading.whole import grade, marked_sheets

QUICK = ("recitation5", "softmax-classifier", "cnn", "attention")
SETS = [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.trial)
    for name in sorted(built_in())
]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# What a convolution or a causal softmax comes to takes a page of steps, not a line.
NO_LINE = re.compile("kernel|padding|stride|mask|place|columns|weights not")


def handed_in(key: Key, answers: Mapping[str, str]) -> MarkedSheet:
    rows = [("ada", key.variant, id, text) for id, text in answers.items()]
    return marked_sheets(grade([("s.csv", long(rows))], [key]).marks, [key])[0]


@lru_cache(maxsize=16)
def mistaken(name: str) -> tuple[tuple[str, MarkedSheet], ...]:
    """Return the mistakes of a set, each with the sheet of who makes it, all else right."""
    key, made, rows = solved(name, 7), [], []
    for subject, given in key.givens.items():
        graph, asked = key.graphs[subject], numbers(key, subject)
        for mistake in applicable(graph, tuple({blank.quantity for blank in asked})):
            wrong = rewrite(graph, mistake)
            assert wrong is not None
            answers = sheet(key, evaluate(wrong, given), subject)
            rows += [(f"s{len(made)}", key.variant, b.id, answers[b.id]) for b in asked]
            made.append(mistake)
    sheets = marked_sheets(grade([("s.csv", long(rows))], [key]).marks, [key])
    return tuple(zip(made, sheets, strict=True))


def told(sheet: MarkedSheet, release: Release) -> list[tuple[Own, Answer]]:
    charged = next((a for a, mark in sheet.answers if mark.verdict == "mistake"), None)
    lessons = feedback(sheet, release).lessons
    return [(own, charged) for one in lessons for own in one.own if charged is not None]


@pytest.mark.parametrize("name", SETS)
def test_each_mistake_is_shown_in_the_student_s_numbers(name: str) -> None:
    for mistake, theirs in mistaken(name):
        if not any(mark.verdict == "mistake" for mark in theirs.marks):
            continue
        lines = told(theirs, "wrong")
        assert lines or NO_LINE.search(mistake), mistake
        for own, _ in lines:
            assert len(own.has) > 1, mistake
            assert own.is_, mistake
            assert own.is_ != own.has[1:], mistake
            for part in (*own.has, *own.is_):
                mathml(part)


@pytest.mark.parametrize("name", SETS)
def test_what_it_is_is_the_right_answer_where_all_else_is_right(name: str) -> None:
    looked_at = 0
    for mistake, theirs in mistaken(name):
        for own, charged in told(theirs, "all"):
            mark = next(mark for mark in theirs.marks if mark.blank == charged.id)
            if not NUMBER.fullmatch(own.has[-1]) or not NUMBER.fullmatch(own.is_[-1]):
                continue
            if float(own.has[-1]) == pytest.approx(float(mark.read_as)):
                low, high = charged.accept
                spare = 2 * 10.0 ** -theirs.key.rounding.places(charged.value)
                assert low - spare <= float(own.is_[-1]) <= high + spare, mistake
                looked_at += 1
    assert looked_at or not mistaken(name)


def test_their_own_earlier_slip_is_put_in_both_ways() -> None:
    key = solved("recitation5", 7)
    wrong = rewrite(key.graphs["net"], "target minus output")
    y = float(key.givens["net"]["y"])
    yhat = round(float(values(key)["yhat"]) + 0.4, 4)
    sheet_of = handed_in(key, sheet(key, values(key, wrong, yhat=yhat)))
    ((own, _),) = told(sheet_of, "wrong")
    assert own.has[0] == r"\frac{\partial \ell}{\partial \hat{y}}"
    assert own.has[1] == r"y - \hat{y}"
    assert own.is_[0] == r"\hat{y} - y"
    assert str(yhat) in own.has[2]
    assert str(yhat) in own.is_[1]
    assert float(own.has[-1]) == pytest.approx(y - yhat)
    assert float(own.is_[-1]) == pytest.approx(yhat - y)


@pytest.mark.parametrize("name", QUICK)
def test_nothing_that_is_not_released_is_put_in(name: str) -> None:
    for mistake, theirs in mistaken(name):
        for own, _ in told(theirs, "none"):
            assert not NUMBER.fullmatch(own.is_[-1] if own.is_ else ""), mistake


def test_of_two_mistakes_in_one_place_there_is_one_line(gradients: str) -> None:
    key = solved(gradients, 1)
    first = rewrite(key.graphs["net"], "target minus output")
    assert first is not None
    twice = rewrite(first, "derivative of the loss doubled")
    answers = sheet(key, values(key, twice))
    answers["backward-vector.da[1]"] = answers["backward-vector.dz[3]"]  # copied wrongly
    ((own, _),) = told(handed_in(key, answers), "wrong")
    assert own.has[1] == r"2 (y - \hat{y})"
    assert own.is_[0] == r"\hat{y} - y"


def test_of_a_key_whose_numbers_cannot_be_set_out_no_step_is_shown() -> None:
    key = solved("softmax-classifier", 7)
    data = json.loads(key_json(key))
    data["givens"]["batch"]["alpha"][1][0] = 1e15
    strange = parse_key(Path("key.json"), json.dumps(data).encode())
    theirs = handed_in(strange, {blank.id: "7" for blank in numbers(strange, "batch")})
    assert all(mark.verdict != "correct" for mark in theirs.marks if mark.answer)
    for release in RELEASES:
        assert not any(question.worked for question in feedback(theirs, release).questions)
