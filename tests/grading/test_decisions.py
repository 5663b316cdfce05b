"""A teacher's decisions: applied last, in their order, and said beside the mark."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.errors import QuizgenError
from quizgen.grading import Decision, Mark, Rulings, read_decisions, waiting
from quizgen.grading.policy import under

from .sample import RECITATION, key, long
from .whole import grade

HEAD = "student,variant,blank,points,note\n"
DRAWN = key(blanks=(*RECITATION, ("drawing.graph", "manual", 0.0, 0.0, "")))
ROWS = [
    ("ada", "seed7", "forward.yhat", "99"),
    ("ada", "seed7", "forward.a[1]", "five"),
    ("0042", "seed7", "forward.yhat", "4.91807"),
    ("bob", "seed8", "forward.yhat", "4.91807"),
]


def marks(*extra: tuple[str, str, str, str]) -> tuple[Mark, ...]:
    return grade([("a.csv", long([*ROWS, *extra]))], [DRAWN, key("seed8")]).marks


def decisions(text: str) -> tuple[Decision, ...]:
    return read_decisions("d.csv", (HEAD + text).encode())


def decide(
    before: Sequence[Mark], made: Sequence[Decision], source: str
) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """Return the marks by the decisions, sheet by sheet, and the warnings."""
    rulings = Rulings(made, source, list(dict.fromkeys(mark.student for mark in before)))
    sheets = groupby(before, key=lambda mark: (mark.student, mark.variant))
    after = tuple(mark for _, marks in sheets for mark in rulings.applied(tuple(marks)))
    return after, rulings.warnings()


def changed(text: str) -> tuple[dict[tuple[str, str], tuple[Fraction, str]], tuple[str, ...]]:
    """Return the points and notes of what decisions change, by student and blank."""
    before = marks()
    after, warnings = decide(before, decisions(text), "d.csv")
    return {
        (one.student, one.blank): (one.points, one.note)
        for one, was in zip(after, before, strict=True)
        if one != was
    }, warnings


SAID = "decided by the teacher"
FITTING = [
    ("ada,seed7,forward.yhat,2,appeal\n", {("ada", "forward.yhat"): (2, f"{SAID}: appeal")}),
    ("Ada,*, Forward.YHAT ,1/3,\n", {("ada", "forward.yhat"): (Fraction(1, 3), SAID)}),
    ('42,,forward.yhat,"0,5",copied\n', {}),
    ('42,*,forward.yhat,"0,5",copied\n', {("0042", "forward.yhat"): (0.5, f"{SAID}: copied")}),
    ("'ada,seed7,forward.yhat,.5,\n", {("ada", "forward.yhat"): (0.5, SAID)}),
    (
        "*,seed7,drawing.graph,6,\n",
        {("ada", "drawing.graph"): (6, SAID), ("0042", "drawing.graph"): (6, SAID)},
    ),
    (
        "*,*,forward.yhat,2,void\n",
        {(who, "forward.yhat"): (2, f"{SAID}: void") for who in ("ada", "0042", "bob")},
    ),
    (
        "*,*,forward.yhat,2,void\nada,*,forward.yhat,1,but she saw it\n",
        {
            ("ada", "forward.yhat"): (1, f"{SAID}: but she saw it"),
            ("0042", "forward.yhat"): (2, f"{SAID}: void"),
            ("bob", "forward.yhat"): (2, f"{SAID}: void"),
        },
    ),
    ("ada,seed7,forward.yhat,,not yet\n", {}),
    ("ada,*,forward.yhat,MAX,\n", {("ada", "forward.yhat"): (2, SAID)}),
    ("ada,*,forward.yhat,void,\n", {("ada", "forward.yhat"): (0, f"{SAID}, void")}),
    (
        "ada,*,Backward.dbeta,2,\n",
        {
            ("ada", f"backward.dbeta[{at}]"): (0.5, f"{SAID}, 2 for backward.dbeta")
            for at in range(4)
        },
    ),
    (
        "bob,*,count,6,\nbob,*,forward,1.5,half of it\n",
        {
            ("bob", "count.parameters"): (6, f"{SAID}, 6 for count"),
            **{
                ("bob", f"forward.{name}"): (0.5, f"{SAID}, 1.5 for forward: half of it")
                for name in ("a[1]", "a[2]", "yhat")
            },
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), FITTING, ids=[row[0] for row in FITTING])
def test_a_decision_changes_what_it_fits_and_nothing_else(
    text: str, expected: dict[tuple[str, str], tuple[Fraction, str]]
) -> None:
    found, warnings = changed(text)
    assert found == expected
    assert bool(warnings) == (text == '42,,forward.yhat,"0,5",copied\n')


def test_a_decision_for_all_blanks_is_one_for_each() -> None:
    found, _ = changed("bob,*,*,0,plagiarism\n")
    assert len(found) == len(RECITATION)
    assert {points for points, _ in found.values()} == {0}


def test_what_a_person_decided_counts_and_says_so() -> None:
    (after, _) = decide(marks(), decisions("ada,*,drawing.graph,4,neat\n"), "d.csv")
    mark = next(one for one in after if (one.student, one.blank) == ("ada", "drawing.graph"))
    assert (mark.verdict, mark.counts, mark.decided) == ("manual", True, True)
    assert (mark.points, mark.max_points) == (4, 6)


def test_an_earlier_note_stays_behind_the_decision() -> None:
    found, _ = changed("ada,*,forward.a[1],2,meant 5\n")
    points, note = found["ada", "forward.a[1]"]
    assert points == 2
    assert note.startswith("decided by the teacher: meant 5; before that: write one")


def test_an_answer_that_does_not_count_is_not_decided() -> None:
    again = marks(("ada", "seed7", "forward.yhat", "98"))
    after, _ = decide(again, decisions("ada,*,forward.yhat,2,\n"), "d.csv")
    points = [
        one.points for one in after if (one.student, one.blank) == ("ada", "forward.yhat")
    ]
    assert points == [0, 2]


def test_a_blank_that_was_left_out_can_be_given_points() -> None:
    without = under(key("seed8"), {"leave_out": ("forward.yhat",)})
    before = grade([("a.csv", long(ROWS[-1:]))], [without]).marks
    after, warnings = decide(before, decisions("bob,*,forward.yhat,1,\n"), "d.csv")
    assert sum(one.points for one in after if one.counts) == 1
    assert warnings == ("d.csv: line 2: a bonus: 1 points, where forward.yhat has 0 at most",)


@pytest.mark.parametrize(
    ("given", "points"),
    [("0.67", "2/3"), ("0.666667", "2/3"), ("2/3", "2/3"), ("0.7", "0.7"), ("0.66", "0.66")],
)
def test_rounded_points_of_a_blank_are_all_of_them(given: str, points: str) -> None:
    (decision,) = decisions(f"ada,*,forward.yhat,{given},\n")
    assert decision.points(Fraction(2, 3)) == Fraction(points)


WARNED = [
    ("eve,*,forward.yhat,1,\n", "fits no answer that was graded: 'forward.yhat' of 'eve'"),
    ("ada,seed8,forward.yhat,1,\n", "fits no answer that was graded: 'forward.yhat' of 'ada'"),
    ("ada,*,sheet,1,\n", "fits no answer that was graded: 'sheet' of 'ada'"),
    (
        "*,*,forward.b,1,\n",
        "fits no answer that was graded: 'forward.b' of '*'; did you mean forward.a?",
    ),
    (
        "ada,*,forward.yaht,1,\n",
        "fits no answer that was graded: 'forward.yaht' of 'ada'; did you mean forward.yhat?",
    ),
    (
        "ada,*,drwaing.graph,max,\n",
        "fits no answer that was graded: 'drwaing.graph' of 'ada'; did you mean drawing.graph?",
    ),
    ("ada,*,backward.dbeta,4,\n", "a bonus: 4 points, where backward.dbeta has 3 at most"),
    ("ada,*,forward.yhat,3,\n", "a bonus: 3 points, where forward.yhat has 2 at most"),
]


@pytest.mark.parametrize(("text", "says"), WARNED, ids=[row[0] for row in WARNED])
def test_what_is_odd_is_a_warning_with_its_line(text: str, says: str) -> None:
    _, warnings = changed(f"ada,*,count.parameters,6,\n{text}")
    assert warnings == (f"d.csv: line 3: {says}",)


def test_an_id_that_means_two_students_decides_nothing() -> None:
    before = marks(("42", "seed7", "forward.yhat", "1"))
    for student, count in (("42", 1), ("0042", 1), ("042", 0)):
        after, warnings = decide(before, decisions(f"{student},*,forward.yhat,1.5,\n"), "d.csv")
        assert sum(one.decided for one in after) == count
        assert ("ambiguous student" in "".join(warnings)) == (count == 0)


def test_a_decision_for_nobody_is_not_for_the_student_called_000() -> None:
    before = marks(("000", "seed7", "forward.yhat", "7"))
    after, (warning,) = decide(before, decisions(",seed7,forward.yhat,2,\n"), "d.csv")
    assert after == before
    assert "fits no answer" in warning
    (of_zeros,) = set(decide(before, decisions("0,*,forward.yhat,2,\n"), "d.csv")[0]) - {
        *before
    }
    assert (of_zeros.student, of_zeros.points) == ("000", 2)


def test_many_warnings_are_counted() -> None:
    _, warnings = changed("eve,*,forward.yhat,1,\n" * 30)
    assert len(warnings) == 21
    assert warnings[-1] == "d.csv: and 10 more warnings of this kind"


BAD = [
    (HEAD + "ada,*,forward.yhat,two,\n", "d.csv: line 2: points: found 'two', expected a"),
    (HEAD + "ada,*,forward.yhat,-1,\n", "d.csv: line 2: points: found '-1', expected a number"),
    (HEAD + "ada,*,forward.yhat,1/0,\n", "d.csv: line 2: points: found '1/0', expected"),
    (HEAD + "ada,*,forward.yhat,1e9,\n", "d.csv: line 2: points: found '1e9', expected"),
    (HEAD + "ada,*,,1,\n", "d.csv: line 2: blank: found nothing, expected a blank, a group"),
    (HEAD + ",,forward.yhat,1,\n", "d.csv: line 2: student: found nothing, and no variant"),
    (HEAD + "ada,*,forward.yhat,1,,,,7\n", "d.csv: line 2: found 8 fields, expected 5"),
    (HEAD + 'ada,*,forward.yhat,1,"x\n', "d.csv: line 2: found a quotation mark without"),
    ("student,variant,points\nada,*,1\n", "d.csv: line 1: found the columns student, variant"),
    ("", "d.csv: found an empty file"),
    ("%PDF-1.7", "d.csv: found a PDF"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), BAD, ids=[row[1] for row in BAD])
def test_a_bad_row_is_an_error_with_its_line(text: str, says: str) -> None:
    with pytest.raises(QuizgenError) as error:
        read_decisions("d.csv", text.encode())
    assert error.value.lines[0].startswith(says)


def test_every_bad_row_has_a_line_20_at_most() -> None:
    with pytest.raises(QuizgenError) as error:
        decisions("ada,*,forward.yhat,x,\n" * 30)
    assert len(error.value.lines) == 20


def test_a_void_blank_counts_for_nobody_and_waits_for_nobody() -> None:
    before = marks()
    after, _ = decide(before, decisions("*,*,drawing,void,\nada,*,forward.a,void,\n"), "d.csv")
    ada = [one for one in after if one.student == "ada"]
    assert sum(one.max_points for one in ada if one.counts) == 18 - 4
    assert not any(one.counts for one in after if one.problem == "drawing")
    assert [*waiting(after)] == []


@pytest.mark.parametrize("given", ["0", "1", "2.75", "1/3", "6", "7", "max"])
@pytest.mark.parametrize("whole", ["backward.dbeta", "backward", "forward", "forward.a"])
def test_points_for_a_whole_are_exactly_those(whole: str, given: str) -> None:
    before = [one for one in marks() if one.student == "ada"]
    after, _ = decide(before, decisions(f"ada,*,{whole},{given},\n"), "d.csv")
    decided = [one for one in after if one.decided]
    most = sum(one.max_points for one in decided)
    assert sum(one.points for one in decided) == (most if given == "max" else Fraction(given))
    assert len({one.points / one.max_points for one in decided}) == 1
    assert {one.blank for one in decided} == {
        one.blank for one in before if one.blank.startswith((f"{whole}.", f"{whole}["))
    }


def test_many_decisions_take_the_time_of_one_look_each() -> None:
    rows = "".join(f"s{n},*,forward.a[{m}],1,\n" for n in range(2000) for m in (1, 2))
    ids = [f"s{n}" for n in range(2000)]
    (sheet,) = [[one for one in marks() if one.student == "ada"]]
    before = [replace(one, student=id) for id in ids for one in sheet]
    many = decisions(rows)
    started = time.process_time()
    after, warnings = decide(before, many, "d.csv")
    assert time.process_time() - started < 3  # it takes a tenth
    assert sum(one.decided for one in after) == 4000
    assert not warnings


def test_what_waits_is_what_no_program_marks_and_what_it_could_not_read() -> None:
    found = [(one.student, one.blank) for one in waiting(marks())]
    assert found == [
        ("ada", "forward.a[1]"),
        ("ada", "drawing.graph"),
        ("0042", "drawing.graph"),
    ]
    after, _ = decide(marks(), decisions("ada,*,*,0,\n"), "d.csv")
    assert [(one.student, one.blank) for one in waiting(after)] == [("0042", "drawing.graph")]


@given(
    st.binary(max_size=60) | st.text(alphabet='ab*,"\n\r\t;/.0123', max_size=60).map(str.encode)
)
def test_a_file_is_read_or_refused_whatever_is_in_it(content: bytes) -> None:
    with suppress(QuizgenError):
        decide(SOME, read_decisions("d.csv", HEAD.encode() + content), "d.csv")


SOME = marks()
