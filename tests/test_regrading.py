"""`quizgen grade` again: policies, decisions, rosters, and whose mark moved."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen.cli import main
from quizgen.grading import read_decisions
from quizgen.keys import Key, Policy, key_json
from quizgen.sampling.policy_file import read_policy_file
from tests.grading.class_of import solved

ADA, BOB = "seed3", "seed4"
Call = Callable[..., Result]


@lru_cache(maxsize=2)
def key(name: str) -> Key:
    return solved("recitation5", int(name.removeprefix("seed")))


@pytest.fixture
def graded(tmp_path: Path) -> Call:
    """Return a call of `grade`: two students, one of them with two answers wrong."""
    keys = tmp_path / "keys"
    keys.mkdir()
    rows = [["student", "variant", "blank", "answer"]]
    for student, variant in (("ada", ADA), ("bob", BOB)):
        (keys / f"{variant}.json").write_bytes(key_json(key(variant)))
        for blank in key(variant).blanks:
            rows.append([student, variant, blank.id, blank.display])
    rows.append(["bob", BOB, "forward.loss", "77.77777"])
    rows.append(["bob", BOB, "forward.a[1]", "four?"])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    (tmp_path / "answers.csv").write_text(text.getvalue(), encoding="utf-8")

    def call(*options: object, out: str = "grades") -> Result:
        words = ["grade", tmp_path / "answers.csv", "--keys", keys, "--out", tmp_path / out]
        result = CliRunner().invoke(main, [str(word) for word in (*words, *options)])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return call


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def files(folder: Path) -> dict[str, bytes]:
    made = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in made}


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_form_has_what_needs_a_person(graded: Call, tmp_path: Path) -> None:
    assert graded().exit_code == 0
    form = rows(tmp_path / "grades" / "manual.csv")
    assert list(form[0])[:5] == ["student", "variant", "blank", "points", "note"]
    manual = [blank.id for blank in key(ADA).blanks if blank.type == "manual"]
    assert len(form) == 2 * len(manual) + 1
    assert {(row["student"], row["blank"]) for row in form} == {
        *(("ada", id) for id in manual),
        *(("bob", id) for id in ("forward.a[1]", *manual)),
    }
    unread = next(row for row in form if row["blank"] == "forward.a[1]")
    assert (unread["points"], unread["answer"]) == ("", "four?")
    assert unread["why"].startswith("write one number")


def filled(form: Path) -> str:
    """Return a form that gives everybody all points."""
    text = io.StringIO()
    read = rows(form)
    out = csv.DictWriter(text, list(read[0]), lineterminator="\n")
    out.writeheader()
    out.writerows(row | {"points": row["max_points"]} for row in read)
    return text.getvalue()


def test_a_filled_form_decides_and_nothing_waits(graded: Call, tmp_path: Path) -> None:
    graded()
    form = tmp_path / "grades" / "manual.csv"
    decided = write(tmp_path / "decided.csv", filled(form))
    result = graded("--decisions", decided)
    assert (result.exit_code, result.stderr) == (0, "")
    assert rows(form) == []
    marks = rows(tmp_path / "grades" / "marks.csv")
    manual = [mark for mark in marks if mark["verdict"] == "manual"]
    assert manual
    assert all(mark["points"] == mark["max_points"] for mark in manual)
    assert all(mark["note"].startswith("decided by the teacher") for mark in manual)


def test_a_form_filled_in_place_is_kept(graded: Call, tmp_path: Path) -> None:
    graded()
    form = tmp_path / "grades" / "manual.csv"
    write(form, filled(form))
    typed = rows(form)
    assert all(row["points"] for row in typed)
    graded("--decisions", form)
    once = files(tmp_path / "grades")
    assert rows(form) == typed
    graded("--decisions", form)
    assert files(tmp_path / "grades") == once


def test_a_filled_form_that_was_not_named_is_not_lost(graded: Call, tmp_path: Path) -> None:
    graded()
    form = tmp_path / "grades" / "manual.csv"
    text = filled(form)
    write(form, text)
    result = graded()
    assert result.exit_code == 0
    assert "holds decisions and stays as it is" in result.stderr
    assert form.read_text(encoding="utf-8") == text


def test_a_decision_that_fits_nothing_is_a_warning(graded: Call, tmp_path: Path) -> None:
    decided = write(
        tmp_path / "d.csv", "student,variant,blank,points,note\neve,*,forward.yhat,1,\n"
    )
    result = graded("--decisions", decided)
    assert result.exit_code == 0
    assert f"{decided}: line 2: fits no answer that was graded" in result.stderr


REFUSED = [
    ("--policy", 'leave_out = ["forward.yaht"]', "line 1: leave_out[1]: found 'forward.yaht', "
     "expected a name on these sheets; did you mean forward.yhat?"),
    ("--policy", '\n[grading.also]\n"forward.loss" = "x"', "line 3: "
     "grading.also.'forward.loss': found 'x', expected a number"),
    ("--policy", "carried = 3", "line 1: carried: found 3, expected a number from 0 to 1"),
    ("--decisions", "student,blank\n", "line 1: found the columns student, blank, expected "
     "variant, points as well"),
    ("--decisions", "student,variant,blank,points\na,b,c,d\n", "line 2: points: found 'd'"),
    ("--roster", "name\nAda\n", "line 1: found the columns name, expected student"),
    ("--compare", "a,b\n1,2\n", "found no column student, expected what grade wrote"),
    ("--compare", "student,variant,points,max_points\na,b,c,1\n", "found the points 'c of 1'"),
    ("--compare", "student,variant,points,max_points\na,b,1e999999999,1\n", "found the points "
     "'1e999999999 of 1'"),
    ("--compare", "student,variant,points,max_points\na,b\n", "line 2: found a row that"),
    ("--compare", "", "found an empty file"),
]  # fmt: skip


@pytest.mark.parametrize(("option", "text", "says"), REFUSED, ids=[row[1] for row in REFUSED])
def test_what_cannot_be_used_is_an_error_and_nothing_is_written(
    graded: Call, tmp_path: Path, option: str, text: str, says: str
) -> None:
    path = write(tmp_path / "file", text)
    result = graded(option, path)
    assert result.exit_code == 2
    assert f"{path}: {says}" in result.stderr
    assert not (tmp_path / "grades").exists()


@pytest.mark.parametrize("option", ["--policy", "--decisions", "--roster", "--compare"])
def test_a_file_that_is_not_there_is_an_error(
    graded: Call, tmp_path: Path, option: str
) -> None:
    result = graded(option, tmp_path / "nowhere")
    assert result.exit_code == 2
    assert str(tmp_path / "nowhere") in result.stderr
    assert not (tmp_path / "grades").exists()


def test_a_roster_lists_who_handed_in_nothing(graded: Call, tmp_path: Path) -> None:
    roster = write(tmp_path / "roster.csv", "student,name\nADA,Ada\neve,Eve\nmax,Max\n")
    result = graded("--roster", roster)
    assert result.exit_code == 0
    line = "2 students of the roster handed in nothing that was graded: eve, max"
    assert line in result.stdout.splitlines()
    assert f"{roster}: does not have these students: bob" in result.stderr
    assert {row["student"] for row in rows(tmp_path / "grades" / "scores.csv")} == {
        "ada",
        "bob",
    }


def test_whose_mark_moved_and_why(graded: Call, tmp_path: Path) -> None:
    graded(out="old")
    policy = write(tmp_path / "policy.toml", 'also = {"forward.loss" = 77.77777}')
    old = tmp_path / "old" / "scores.csv"
    result = graded("--policy", policy, "--compare", old)
    assert result.exit_code == 0
    (moved,) = rows(tmp_path / "grades" / "moved.csv")
    assert (moved["student"], moved["variant"]) == ("bob", BOB)
    assert float(moved["new_points"]) > float(moved["old_points"])
    assert moved["why"].startswith("forward.loss 0 to ")
    assert moved["why"].endswith("(wrong to correct, accepted as well)")
    assert f"1 mark moved since {old}:" in result.stdout
    once = files(tmp_path / "grades")
    assert graded("--policy", policy, "--compare", old).stdout == result.stdout
    assert files(tmp_path / "grades") == once


def test_what_a_teacher_decided_is_why(graded: Call, tmp_path: Path) -> None:
    graded(out="old")
    decided = write(
        tmp_path / "d.csv", "student,variant,blank,points,note\nbob,*,forward.loss,0.5,appeal\n"
    )
    graded("--decisions", decided, "--compare", tmp_path / "old" / "scores.csv")
    (moved,) = rows(tmp_path / "grades" / "moved.csv")
    assert moved["why"] == "forward.loss 0 to 0.5 (decided by the teacher: appeal)"


def test_what_is_left_out_moves_the_most_there_are(graded: Call, tmp_path: Path) -> None:
    graded(out="old")
    policy = write(tmp_path / "policy.toml", 'leave_out = ["forward.loss"]')
    graded("--policy", policy, "--compare", tmp_path / "old" / "scores.csv")
    moved = rows(tmp_path / "grades" / "moved.csv")
    assert [row["student"] for row in moved] == ["ada", "bob"]
    assert all(float(row["new_max"]) < float(row["old_max"]) for row in moved)
    assert all("left out: this blank counts for nobody" in row["why"] for row in moved)


def test_no_mark_moved(graded: Call, tmp_path: Path) -> None:
    graded(out="old")
    result = graded("--compare", tmp_path / "old" / "scores.csv")
    assert "no mark moved since" in result.stdout
    assert rows(tmp_path / "grades" / "moved.csv") == []


def test_students_who_came_or_went_are_told(graded: Call, tmp_path: Path) -> None:
    old = write(
        tmp_path / "old.csv",
        "student,variant,points,max_points,percent\neve,seed3,5.00,6.00,83.33\n",
    )
    result = graded("--compare", old)
    moved = rows(tmp_path / "grades" / "moved.csv")
    assert [(row["student"], row["why"]) for row in moved] == [
        ("ada", "not in the old scores"),
        ("bob", "not in the old scores"),
        ("eve", "not in the new scores"),
    ]
    assert "  eve seed3: 5.00 of 6.00 to nothing: not in the new scores" in result.stdout


def test_the_sets_policy_grades_and_a_file_overrides_it(tmp_path: Path) -> None:
    text = """
title = "Short"
[grading]
points = "problem"
short_answers = "refuse"
[networks.net]
alpha = [[0, 1, 2], [2, 1, 0]]
beta = [[0, 1, 2]]
input = [1, 2]
target = 3
activations = ["tanh"]
[[problems]]
kind = "forward"
points = 4
"""
    the_set = write(tmp_path / "short.toml", text)

    def run(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words])

    assert run("make", the_set, "--format", "html", "--out", tmp_path).exit_code == 0
    (form,) = tmp_path.glob("handouts/*.csv")
    answers = [row | {"answer": "5"} for row in rows(form)]
    out = io.StringIO()
    table = csv.DictWriter(out, list(answers[0]))
    table.writeheader()
    table.writerows(answers)
    write(tmp_path / "answers.csv", out.getvalue())
    words = ("grade", tmp_path / "answers.csv", "--keys", tmp_path / "answer_keys")
    points = []
    for name, policy in (("own", ""), ("mild", 'points = "blank"')):
        path = write(tmp_path / "policy.toml", policy)
        assert run(*words, "--out", tmp_path / name, "--policy", path).exit_code == 0
        points.append(rows(tmp_path / name / "scores.csv")[0]["points"])
    assert points[0] == "0.00" != points[1]


def test_a_name_in_the_set_that_is_no_problems_is_refused_by_make(tmp_path: Path) -> None:
    text = (
        'title = "T"\n[grading]\nleave_out = ["forwad.a"]\n[networks.net]\ninputs = 2\n'
        'hidden = [2]\noutputs = 1\n[[problems]]\nkind = "forward"\n'
    )
    path = write(tmp_path / "t.toml", text)
    result = CliRunner().invoke(
        main, ["make", str(path), "--seed", "1", "--out", str(tmp_path)]
    )
    assert result.exit_code == 2
    assert (
        "line 3: grading.leave_out[1]: found 'forwad.a', expected a name that" in result.stderr
    )
    assert "did you mean forward?" in result.stderr


def test_a_name_of_the_key_that_fits_no_sheet_is_a_warning(
    graded: Call, tmp_path: Path
) -> None:
    odd = replace(key(ADA), policy=Policy(leave_out=("forward.b",)))
    (tmp_path / "keys" / f"{ADA}.json").write_bytes(key_json(odd))
    (tmp_path / "keys" / f"{BOB}.json").unlink()
    result = graded()
    assert "recitation5: grading.leave_out[1]: found 'forward.b', expected" in result.stderr


def test_the_guide_shows_a_policy_and_decisions_that_can_be_read(tmp_path: Path) -> None:
    guide = (Path(__file__).resolve().parent.parent / "docs" / "grading.md").read_text("utf-8")
    (policy,) = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    said = read_policy_file(write(tmp_path / "policy.toml", policy)).said
    assert set(said) == {"points", "carried", "mistake", "short_answers", "late", "attempts"}
    (form,) = re.findall(r"```csv\n(student,variant,blank,points.*?)```", guide, re.DOTALL)
    assert len(read_decisions("guide", form.encode())) == 3
    for field in fields(Policy):
        assert f"`{field.name}" in guide, field.name
