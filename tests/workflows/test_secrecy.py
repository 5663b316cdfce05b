"""What the secret and the code are worth: docs/secrecy.md, sentence by sentence."""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen.cli import main
from quizgen.sampling.chance import Chance
from quizgen.sampling.sets import read_set
from quizgen.workflows.secret import Secret
from quizgen.workflows.variant import Job, Variant
from tests.hostile.conftest import SET

from .conftest import Make, tree

CLASS = ("s1", "s2", "s3")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Return a folder that others on the machine may enter, with a set, a roster, a secret."""
    tmp_path.chmod(0o755)
    (tmp_path / "week.toml").write_text(SET)
    (tmp_path / "roster.csv").write_text("\n".join(("student", *CLASS)))
    (tmp_path / "secret").write_text("a secret of a class")
    (tmp_path / "secret").chmod(0o600)
    before = os.umask(0o022)
    yield tmp_path
    os.umask(before)


def made(make: Make, home: Path, into: str, secret: str = "secret", seed: int = 7) -> Path:
    words = ("--roster", home / "roster.csv", "--secret", home / secret, "--format", "")
    result = make(home / "week.toml", "--seed", seed, *words, "--jobs", 1, into=home / into)
    assert result.exit_code == 0, result.output
    return home / into


def keys(folder: Path) -> dict[str, dict[str, object]]:
    found = map(json.loads, (p.read_bytes() for p in folder.glob("answer_keys/*.json")))
    return {key["student"]: key for key in found}


def filled(folder: Path, whose: str, **changed: str) -> bytes:
    """Return the answer form of a student with 1 for every answer, its cells changed."""
    (form,) = folder.glob(f"handouts/*-{whose}.csv")
    rows = list(csv.DictReader(io.StringIO(form.read_text())))
    text = io.StringIO()
    out = csv.DictWriter(text, rows[0], lineterminator="\n")
    out.writeheader()
    out.writerows(row | {"answer": "1"} | changed for row in rows)
    return text.getvalue().encode()


def grade(home: Path, keys: Path, answers: bytes) -> Result:
    (home / "answers.csv").write_bytes(answers)
    words = ["--keys", str(keys), "--out", str(home / "grades")]
    call = ["grade", str(home / "answers.csv"), *words, "--no-report", "--no-feedback"]
    return CliRunner().invoke(main, call)


def reasons(home: Path) -> set[str]:
    rows = csv.DictReader(io.StringIO((home / "grades" / "rejected.csv").read_text()))
    return {row["reason"] for row in rows}


ORDERS = [("s1",), ("s3", "s2", "s1"), ("s0", "s2", "s4", "s1", "S1x"), ("s3", "s1")]


def test_a_student_s_sheet_hangs_on_secret_seed_and_id_alone(make: Make, home: Path) -> None:
    first = tree(made(make, home, "first"))
    for at, ids in enumerate(ORDERS):
        (home / "roster.csv").write_text("\n".join(("student", *ids)))
        again = tree(made(make, home, f"again{at}"))
        shared = {name for id in ids if id in CLASS for name in first if f"-{id}." in name}
        assert len(shared) == 2 * len({*ids} & {*CLASS})
        assert {name: again[name] for name in shared} == {n: first[n] for n in shared}


def test_without_the_secret_nobody_makes_the_numbers(make: Make, home: Path) -> None:
    (home / "guess").write_text("a secret of a clasS")
    (home / "guess").chmod(0o600)
    drawn = [
        {student: json.dumps(key["networks"]) for student, key in keys(folder).items()}
        for folder in (
            made(make, home, "right"),
            made(make, home, "wrong", secret="guess"),
            made(make, home, "seed", seed=8),
        )
    ]
    make(home / "week.toml", "--seed", 7, "--format", "", into=home / "public")
    (public,) = keys(home / "public").values()
    every = [one for students in drawn for one in students.values()]
    assert len({*every, json.dumps(public["networks"])}) == 3 * len(CLASS) + 1


def test_no_log_that_shows_a_job_shows_the_secret() -> None:
    """As those of a cluster's workers do of what fails."""
    secret = b"a secret of a class"
    job = Job(read_set("softmax-classifier"), Variant("s1", 7, "s1"), secret, ("html",))
    holders = (
        job,
        Chance(secret, "set", ("student", "s1")),
        Secret(secret, Path("secret.key")),
    )
    assert not any("a secret" in repr(one) for one in holders)


def test_a_corrected_set_has_other_codes_and_refuses_old_sheets(make: Make, home: Path) -> None:
    old = made(make, home, "old")
    (home / "week.toml").write_text(SET.replace("Harmless", "Harmless, corrected"))
    new = made(make, home, "new")
    before, after = keys(old), keys(new)
    assert before["s1"]["networks"] == after["s1"]["networks"]
    codes = {key["code"] for found in (before, after) for key in found.values()}
    assert len(codes) == 2 * len(CLASS)
    result = grade(home, new / "answer_keys", filled(old, "s1"))
    assert result.exit_code == 1
    (reason,) = reasons(home)
    assert f"unknown code '{before['s1']['code']}'" in reason
    assert f"the key of week-s1 is for a sheet with {after['s1']['code']}" in reason
    assert "another version of the set" in reason
    assert grade(home, new / "answer_keys", filled(new, "s1")).exit_code == 0


def test_the_code_is_no_public_hash_of_the_sheet(make: Make, home: Path) -> None:
    first = made(make, home, "first")
    (home / "other").write_text("another secret of a class")
    (home / "other").chmod(0o600)
    every = {key["code"] for key in keys(first).values()}
    every |= {key["code"] for key in keys(made(make, home, "o", secret="other")).values()}
    assert len(every) == 2 * len(CLASS)
    assert all(re.fullmatch("[0-9A-DF-HJKMNP-Z]{8}", str(code)) for code in every)


TAMPERED = [
    ({"variant": "s2"}, "student 's1' and variant 's2' belong to different keys"),
    ({"student": "s2"}, "student 's2' and variant 's1' belong to different keys"),
    ({"code": "s2's"}, "is of week-s2, not of week-s1"),
    ({"student": "s2", "variant": ""}, "is of week-s1, not of week-s2"),
]


@pytest.mark.parametrize(("changed", "says"), TAMPERED)
def test_a_form_that_says_it_is_another_s_is_rejected(
    make: Make, home: Path, changed: dict[str, str], says: str
) -> None:
    folder = made(make, home, "out")
    if "code" in changed:
        changed = {"code": str(keys(folder)["s2"]["code"])}
    grade(home, folder / "answer_keys", filled(folder, "s1", **changed))
    (reason,) = reasons(home)
    assert says in reason


MODES = [(0o600, False), (0o640, True), (0o604, True), (0o644, True), (0o400, False)]


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
@pytest.mark.parametrize("folder", [0o755, 0o700])
@pytest.mark.parametrize(("mode", "told"), MODES)
def test_a_secret_and_keys_that_others_can_read_are_told(
    make: Make, home: Path, mode: int, told: bool, folder: int
) -> None:
    out = made(make, home, "out")
    for path in (home / "secret", out / "answer_keys" / "week-s1.json"):
        path.chmod(mode)
    home.chmod(folder)
    (out / "answer_keys").chmod(folder)
    words = ("--roster", home / "roster.csv", "--secret", home / "secret", "--format", "")
    again = make(home / "week.toml", "--seed", 7, *words, "--jobs", 1, into=home / "out")
    graded = grade(home, out / "answer_keys", filled(out, "s1"))
    assert (again.exit_code, graded.exit_code) == (0, 0)
    bare = told and folder == 0o755
    assert (f"{home / 'secret'}: others on this machine" in again.stderr) == bare
    assert ("week-s1.json: others on this machine" in graded.stderr) == bare


def test_the_class_s_own_secret_is_watched_as_well(make: Make, home: Path) -> None:
    words = (home / "week.toml", "--seed", 7, "--roster", home / "roster.csv", "--format", "")
    make(*words, "--jobs", 1, into=home / "out")
    secret = home / "out" / "answer_keys" / "secret.key"
    secret.chmod(0o666)
    told = make(*words, "--jobs", 1, into=home / "out").stderr
    assert f"{secret}: others on this machine can read or change it; chmod 600" in told


def test_public_keys_are_no_secret(make: Make, home: Path) -> None:
    make(home / "week.toml", "--seed", 7, "--format", "", into=home / "out")
    for path in (home / "out" / "answer_keys").iterdir():
        path.chmod(0o644)
    answers = b"variant,blank,answer\nseed7,forward.yhat,1\n"
    assert grade(home, home / "out" / "answer_keys", answers).stderr == ""
