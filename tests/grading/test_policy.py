"""What a course decides about marking: `tests/cases/policy.csv`, and which attempt counts."""

import csv
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quizgen.errors import QuizgenError
from quizgen.grading import Mark
from quizgen.grading.also import with_also
from quizgen.grading.judging import Judgement
from quizgen.grading.policy import earnings, troubles, under
from quizgen.grading.sheet import Sheet
from quizgen.keys import Key, Policy, key_json, read_key
from quizgen.keys.fields import FieldError
from quizgen.keys.policy import policy_json, read_policy
from quizgen.sampling.policy_file import read_policy_file

from .class_of import marked, numbers, sheet, solved, values
from .sample import CASES, key, long, said
from .whole import Whole, grade

KEY = key()


def rows() -> list[dict[str, str]]:
    with (CASES / "policy.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def policy_of(toml: str, folder: Path) -> dict[str, Any]:
    path = folder / "policy.toml"
    path.write_text(toml, encoding="utf-8")
    return dict(read_policy_file(path).said)


def handed(key: Key, student: str = "ada", submitted: str = "", **answers: str) -> bytes:
    """Return a file of the right answers, but for those that are given."""
    given = {blank.id: blank.display for blank in key.blanks} | answers
    head = "student,variant,blank,answer,submitted"
    return long(
        [(student, key.variant, blank, text, submitted) for blank, text in given.items()], head
    )


def counting(graded: Whole) -> dict[str, Mark]:
    return {mark.blank: mark for mark in graded.marks if mark.standing}


def total(graded: Whole) -> Fraction:
    return sum((mark.points for mark in graded.marks if mark.counts), Fraction(0))


@pytest.mark.parametrize("case", rows(), ids=lambda case: case["why"])
def test_the_table_of_policies(case: dict[str, str], tmp_path: Path) -> None:
    graded_by = under(KEY, policy_of(case["policy"], tmp_path))
    answers = dict(pair.split("=", 1) for pair in case["answers"].split(" & ") if pair)
    content = handed(KEY, submitted=answers.pop("submitted", ""), **answers)
    mark = counting(grade([("ada.csv", content)], [graded_by]))[case["blank"]]
    assert (mark.verdict, mark.points, mark.note) == (
        case["verdict"],
        Fraction(case["points"]),
        case["note"],
    )


def test_what_is_left_out_counts_neither_way(tmp_path: Path) -> None:
    without = under(KEY, {"leave_out": ("forward",)})
    graded = grade([("ada.csv", handed(KEY))], [without])
    assert sum(mark.max_points for mark in graded.marks) == 12
    assert total(graded) == 12


FIRST, LAST = "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"
ATTEMPTS = [
    # attempts, what is wrong in the first file and in the second, points, who else says what
    ("last", "forward.yhat", "count.parameters", 12, "a later submission counts"),
    ("first", "forward.yhat", "count.parameters", 16, "an earlier submission counts"),
    ("best", "forward.yhat", "count.parameters", 16, "a submission that earns more counts"),
    ("best", "count.parameters", "forward.yhat", 16, "a submission that earns more counts"),
]


@pytest.mark.parametrize(("attempts", "one", "two", "points", "why"), ATTEMPTS)
@pytest.mark.parametrize("dated", [True, False])
def test_which_attempt_counts(
    attempts: Any, one: str, two: str, points: int, why: str, dated: bool
) -> None:
    files = [
        ("one.csv", handed(KEY, submitted=FIRST if dated else "", **{one: "99"})),
        ("two.csv", handed(KEY, submitted=LAST if dated else "", **{two: "99"})),
    ]
    graded = grade(files, [under(KEY, {"attempts": attempts})])
    assert total(graded) == points
    assert len(graded.marks) == 2 * len(KEY.blanks)
    others = [mark for mark in graded.marks if not mark.standing]
    assert {mark.note.partition("; ")[0] for mark in others} == {why}
    assert not any(mark.points for mark in others)
    assert [mark.standing for mark in graded.marks].index(True) == len(KEY.blanks)


def test_times_decide_whatever_the_order_of_the_files() -> None:
    files = [
        ("two.csv", handed(KEY, submitted=LAST, **{"count.parameters": "99"})),
        ("one.csv", handed(KEY, submitted=FIRST, **{"forward.yhat": "99"})),
    ]
    for attempts, points in (("first", 16), ("last", 12), ("best", 16)):
        assert total(grade(files, [under(KEY, {"attempts": attempts})])) == points


def test_attempts_of_one_file_are_told_apart_by_their_times() -> None:
    head, *answers = handed(KEY, submitted=LAST, **{"count.parameters": "99"}).splitlines(True)
    content = handed(KEY, submitted=FIRST, **{"forward.yhat": "99"}) + b"".join(answers)
    assert head.startswith(b"student")
    for attempts, points in (("first", 16), ("last", 12), ("best", 16)):
        assert total(grade([("all.csv", content)], [under(KEY, {"attempts": attempts})])) == (
            points
        )


def test_the_later_of_equally_good_attempts_counts() -> None:
    files = [(name, handed(KEY)) for name in ("one.csv", "two.csv")]
    graded = grade(files, [under(KEY, {"attempts": "best"})])
    assert [mark.standing for mark in graded.marks] == [False] * 12 + [True] * 12


def test_late_rows_are_refused_where_they_earn_nothing(tmp_path: Path) -> None:
    late = under(KEY, policy_of("late.after = 2026-03-01T12:00:00Z", tmp_path))
    in_time = handed(KEY, submitted=FIRST, **{"forward.yhat": "99"})
    files = [("one.csv", in_time), ("two.csv", handed(KEY, submitted=LAST))]
    graded = grade(files, [late])
    assert total(graded) == 16
    assert len(graded.rejected) == len(KEY.blanks)
    assert {one.reason for one in graded.rejected} == {
        "late: submitted 2026-03-02 10:00:00+00:00, in time until 2026-03-01 12:00:00+00:00"
    }


def test_rows_without_a_time_are_in_time_and_said(tmp_path: Path) -> None:
    late = under(KEY, policy_of("late.after = 2026-03-01", tmp_path))
    graded = grade([("a.csv", long([("ada", "seed7", "forward.yhat", "4.91807")]))], [late])
    assert counting(graded)["forward.yhat"].points == 2
    assert graded.notes == (
        "a.csv: taken as in time, without a time under `submitted`: rows 1",
    )


def test_each_key_is_marked_by_its_own_policy() -> None:
    strict = replace(key("seed8"), policy=Policy(short_answers="refuse"))
    rows = [("ada", name, "forward.yhat", "4.92") for name in ("seed7", "seed8")]
    graded = grade([("a.csv", long(rows))], [KEY, strict])
    verdicts = {m.variant: m.verdict for m in graded.marks if m.blank == "forward.yhat"}
    assert verdicts == {"seed7": "correct", "seed8": "wrong"}


@pytest.mark.parametrize(
    ("type", "right", "more", "typed", "verdict"),
    [
        ("choice", "A", "B", "b", "correct"),
        ("choice", "A", "B", "C", "wrong"),
        ("choice", "A", "D, A", "AD", "correct"),
        ("shape", (3, 2), "2x3", "2 by 3", "correct"),
        ("shape", (3, 2), "2x3", "4 x 3", "wrong"),
        ("choice", "A", "Z", "Z", "unreadable"),
        ("number", 2.0, "1e999", "3", "wrong"),
        ("manual", 0.0, "1", "1", "manual"),
    ],
)
def test_choices_and_shapes_take_other_answers_too(
    type: Any, right: Any, more: str, typed: str, verdict: str
) -> None:
    other = replace(KEY, blanks=(said(type, right),), policy=Policy(also={"p.x": (more,)}))
    graded = grade([("a.csv", long([("ada", "seed7", "p.x", typed)]))], [other])
    assert graded.marks[0].verdict == verdict


def slipped() -> tuple[Key, dict[str, str]]:
    """Return a sheet whose student slipped in ŷ and worked on from there."""
    key = solved("recitation5", 3)
    right = values(key)
    return key, sheet(key, values(key, yhat=right["yhat"] + 0.37))


def test_what_follows_earns_its_share() -> None:
    key, answers = slipped()
    full = marked(key, answers)
    half = marked(under(key, {"carried": Fraction(1, 2)}), answers)
    carried = [id for id, mark in full.items() if mark.verdict == "carried"]
    assert carried
    for id in full:
        share = Fraction(1, 2) if id in carried else 1
        assert half[id].points == full[id].points * share
        assert half[id].note.endswith("; 50% of its points") == (id in carried)


def test_what_follows_from_a_value_that_is_accepted_as_well_is_carried() -> None:
    key, answers = slipped()
    full = marked(key, answers)
    wrong = [id for id in answers if id.endswith(".yhat") and full[id].verdict != "correct"]
    other = with_also(under(key, {"also": {id: (answers[id],) for id in wrong}}))
    marks = marked(other, answers)
    assert wrong
    assert {marks[id].verdict for id in wrong} == {"correct"}
    assert all(marks[id].points == marks[id].max_points for id in answers)


def test_a_mistake_costs_its_share() -> None:
    key = solved("recitation5", 3)
    name, graph = next(
        (name, graph)
        for name, graph in _mistaken(key)
        if any(mark.mistake for mark in marked(key, sheet(key, values(key, graph))).values())
    )
    answers = sheet(key, values(key, graph))
    full = marked(key, answers)
    part = marked(under(key, {"mistake": Fraction(1, 4)}), answers)
    charged = [id for id, mark in full.items() if mark.verdict == "mistake"]
    assert charged, name
    assert all(full[id].points == 0 for id in charged)
    assert all(part[id].points == part[id].max_points * Fraction(3, 4) for id in charged)
    assert all(part[id].note.endswith("; 75% of its points") for id in charged)
    rest = [blank.id for blank in numbers(key) if blank.id not in charged]
    assert all(part[id].points == full[id].points for id in rest)


def test_a_slip_in_a_value_that_is_not_asked_costs_what_a_mistake_does(gradients: str) -> None:
    key = solved(gradients, 1)
    z = values(key)["z1"]
    answers = sheet(key, values(key, z1=[np.nan, z[1] + 0.21, np.nan]))
    full = marked(key, answers)
    part = marked(under(key, {"mistake": Fraction(1, 4)}), answers)
    (charged,) = (blank.id for blank in numbers(key) if not full[blank.id].points)
    assert "a slip in z[2], which is not asked" in part[charged].note
    assert part[charged].verdict == full[charged].verdict == "wrong"
    assert part[charged].points == part[charged].max_points * Fraction(3, 4)
    assert part[charged].note.endswith("; 75% of its points")
    assert all(part[id].points == full[id].points for id in answers if id != charged)


def _mistaken(key: Key) -> Any:
    from quizgen.engine.mistakes import MISTAKES, rewrite

    for name in MISTAKES:
        graph = rewrite(key.graphs["net"], name)
        if graph is not None:
            yield name, graph


def test_earnings_take_what_a_person_marks_out_of_what_earns_as_one() -> None:
    drawn = replace(KEY, policy=Policy(points="problem"))
    judged = {blank.id: Judgement("correct") for blank in drawn.blanks}
    judged["forward.yhat"] = Judgement("manual")
    found = earnings(Sheet(drawn), judged)
    assert {one.share for id, one in found.items() if id != "forward.yhat"} == {1}


EVERYTHING = """
points = "group"
whole = ["forward"]
carried = 0.5
mistake = 0.25
short_answers = "half"
late = {after = 2026-03-01T12:00:00Z, share = 0.3}
attempts = "best"
leave_out = ["backward.dbeta[0]"]
also = {"forward.yhat" = [0.5, "1/3"]}
"""


def test_a_key_carries_its_policy(tmp_path: Path) -> None:
    key = under(solved("recitation5", 3), policy_of(EVERYTHING, tmp_path))
    (tmp_path / "key.json").write_bytes(key_json(key))
    read = read_key(tmp_path / "key.json")
    assert read.policy == key.policy
    assert read.policy.late is not None
    assert read.policy.late.share == Fraction(3, 10)
    assert key_json(read) == key_json(key)


def test_the_usual_policy_is_not_in_the_key() -> None:
    assert b'"grading"' not in key_json(solved("recitation5", 3))
    assert policy_json(Policy()) == {}
    assert read_policy({}) == Policy()


HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"pints": 1}, "grading: found 'pints', expected one of points, whole"),
    ({"points": "all"}, "grading.points: found 'all', expected one of blank, group, problem"),
    ({"points": ["blank"]}, "grading.points: found"),
    ({"carried": 1.5}, "grading.carried: found 1.5, expected a share from 0 to 1"),
    ({"mistake": "1"}, "grading.mistake: found '1', expected a number"),
    ({"late": {"after": "soon"}}, "grading.late.after: found 'soon', expected a time"),
    ({"late": {"after": "2026-03-01T12:00"}}, "grading.late.after: found"),
    ({"late": {"after": "2026-03-01T12:00Z", "share": -1}}, "grading.late.share: found -1"),
    ({"late": []}, "grading.late: found [], expected an object"),
    ({"leave_out": [1]}, "grading.leave_out.0: found 1, expected a short text"),
    ({"leave_out": ["a"] * 1001}, "grading.leave_out: found '1001 names', expected 1000"),
    ({"also": {"a": "b"}}, "grading.also.a: found 'b', expected a list"),
    ({"also": {"a": ["x" * 501]}}, "grading.also.a.0: found"),
]


@pytest.mark.parametrize(("data", "says"), HOSTILE, ids=lambda value: str(value)[:30])
def test_a_key_with_a_bad_policy_says_where(data: dict[str, Any], says: str) -> None:
    with pytest.raises(FieldError) as error:
        read_policy(json.loads(json.dumps(data)))
    assert str(error.value).startswith(says)


BAD_FILES = [
    ("pionts = 1", "line 1: pionts: found an unknown field, expected points (did you mean"),
    ('\npoints = "all"', "line 2: points: found 'all', expected one of blank, group, problem"),
    ("carried = 2", "line 1: carried: found 2, expected a number from 0 to 1"),
    ("late = {share = 0.5}", "line 1: late.after: is missing, expected a date, or a date"),
    ('late.after = "soon"', "line 1: late.after: found 'soon', expected a date, or a date"),
    ("leave_out = [3]", "line 1: leave_out[1]: found 3, expected the name of a blank, a group"),
    ('[grading]\nattempts = "worst"', "line 2: grading.attempts: found 'worst', expected one"),
    ("points =", "line 1: is not TOML"),
]


@pytest.mark.parametrize(("toml", "says"), BAD_FILES, ids=[row[0] for row in BAD_FILES])
def test_a_bad_policy_file_is_told_with_its_line(toml: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(QuizgenError) as error:
        policy_of(toml, tmp_path)
    assert error.value.lines[0].startswith(f"{tmp_path / 'policy.toml'}: {says}")


def test_a_policy_may_stand_under_its_heading(tmp_path: Path) -> None:
    assert policy_of("[grading]\ncarried = 0.5", tmp_path) == {"carried": Fraction(1, 2)}
    assert policy_of("", tmp_path) == {}


ONE = "one blank, such as one of forward.a[1], forward.a[2]"
TROUBLES = [
    (Policy(leave_out=("forward.a", "forward.b")), [(("leave_out", 1), "forward.b", "")]),
    (Policy(whole=("nothing",)), [(("whole", 0), "nothing", "")]),
    (Policy(also={"forward.b": ("1",)}), [(("also", "forward.b"), "forward.b", "")]),
    (
        Policy(also={"forward.a": ("1",)}),
        [(("also", "forward.a"), "forward.a", ONE)],
    ),
    (Policy(also={"forward.yhat": ("x",)}), [(("also", "forward.yhat"), "x", "a number")]),
    (
        Policy(also={"count.parameters": ("1.5",)}),
        [(("also", "count.parameters"), "1.5", "a whole number")],
    ),
    (Policy(leave_out=("count", "backward.dalpha")), []),
]


@pytest.mark.parametrize(("policy", "expected"), TROUBLES)
def test_what_fits_no_sheet_is_told(policy: Policy, expected: list[Any]) -> None:
    assert [tuple(one) for one in troubles(policy, [Sheet(KEY)])] == expected
