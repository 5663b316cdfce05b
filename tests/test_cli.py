"""The command line: what it prints and where, and its exit statuses."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quizgen import __version__
from quizgen.cli import main
from quizgen.cli.listing import LISTS


def run(*words: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


@pytest.mark.parametrize("command", [[], *([name] for name in main.commands)], ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(command: list[str], flag: str) -> None:
    result = run(*command, flag)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    assert "--help" in result.stdout
    assert result.stderr == ""


def test_version() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout == f"quizgen, version {__version__}\n"


OPTIONS = {
    "make": "seed count roster original out format paper templates jobs secret force quiet"
    " help",
    "check": "variants seed original conditions no-conditions json out jobs quiet help",
    "grade": "keys out strict policy decisions roster compare quiet help",
    "solve": "format out paper templates width force quiet help",
    "list": "json quiet help",
    "new": "title schema force quiet help",
}


@pytest.mark.parametrize("command", OPTIONS)
def test_options_of_the_contract_are_there(command: str) -> None:
    text = run(command, "--help").stdout
    assert all(f"--{option}" in text for option in OPTIONS[command].split())


def test_help_loads_neither_numpy_nor_the_typesetter() -> None:
    program = "import sys, quizgen.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "click" in loaded
    assert not {
        "numpy",
        "mpmath",
        "weasyprint",
        "jinja2",
        "mathra",
        "math_core",
        "pydantic",
    } & {*loaded}


@pytest.mark.parametrize("what", LISTS)
def test_lists_are_for_people_and_for_machines(what: str) -> None:
    objects = json.loads(run("list", what, "--json").stdout)
    assert objects
    assert all(list(one) == ["name", "summary"] for one in objects)
    assert all(type(text) is str and text for one in objects for text in one.values())
    lines = run("list", what).stdout.splitlines()
    for line, one in zip(lines, objects, strict=True):
        assert line.startswith(f"{one['name']} ")
        assert line.endswith(f" {one['summary']}")


WRONG: list[tuple[str, str]] = [
    ("mak", "mak"),
    ("make --sed 7", "--sed"),
    ("make --seed", "--seed"),
    ("check nowhere.toml", "nowhere.toml: no such set or file"),
    ("check --variants 0", "--variants"),
    ("check --variants 10001", "--variants"),
    ("check --seed seven", "'seven', expected a whole number"),
    ("check forward-practice --original", "has no .original. numbers"),
    ("list", "sets.*kinds"),
    ("list everything", "everything"),
    ("grade", "FILES"),
    ("grade a.csv --keys", "--keys"),
    ("grade /nowhere/a.csv --keys /nowhere/keys", "/nowhere"),
    ("solve", "NETWORK.toml"),
    ("solve nowhere.toml", "nowhere.toml: no such file, expected a network's TOML"),
    ("solve .", r"\.: cannot be read"),
    ("solve nowhere.toml --format txt", "'txt', expected text, html or pdf"),
    ("solve nowhere.toml --width 10", "--width"),
    ("--unknown", "--unknown"),
]


@pytest.mark.parametrize(("call", "says"), WRONG)
def test_a_wrong_call_is_answered_in_two_lines(
    call: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*call.split())
    assert result.exit_code == 2
    assert result.stdout == ""
    assert 1 <= len(result.stderr.splitlines()) <= 2
    assert re.search(says, result.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the variants of ten seeds."""
    out = tmp_path_factory.mktemp("made")
    assert (
        run(
            "make", "--seed", 3, "--count", 10, "--jobs", 1, "--format", "", "--out", out
        ).exit_code
        == 0
    )
    return out


def keys(made: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in sorted(made.glob("answer_keys/*.json"))]


def long(data: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["student", "variant", "blank", "answer"])
    for key in data:
        rows.writerows(["", key["variant"], b["id"], b["display"]] for b in key["blanks"])
    return text.getvalue()


def wide(data: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(b["id"] for key in data for b in key["blanks"]))
    text = io.StringIO()
    rows = csv.DictWriter(text, ["student", "variant", *columns])
    rows.writeheader()
    for key in data:
        answers = {b["id"]: b["display"] for b in key["blanks"]}
        rows.writerow({"variant": key["variant"], **answers})
    return text.getvalue()


def scores(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "scores.csv").read_text())))


@pytest.mark.parametrize("shape", [long, wide])
def test_the_right_answers_earn_full_marks(
    made: Path, tmp_path: Path, shape: Callable[[list[dict[str, Any]]], str]
) -> None:
    (tmp_path / "right.csv").write_text(shape(keys(made)))
    grades = tmp_path / "grades"
    result = run(
        "grade", tmp_path / "right.csv", "--keys", made / "answer_keys", "--out", grades
    )
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    rows = scores(grades)
    assert len(rows) == 10
    assert [row["points"] for row in rows] == [row["max_points"] for row in rows]
    assert {row["percent"] for row in rows} == {"100.00"}
    marks = csv.DictReader(io.StringIO((grades / "marks.csv").read_text()))
    assert {mark["verdict"] for mark in marks} == {"correct", "manual"}


def test_a_filled_answer_form_is_graded(made: Path, tmp_path: Path) -> None:
    key = keys(made)[0]
    form = made / "handouts" / f"recitation5-{key['variant']}.csv"
    head, *rows = csv.reader(io.StringIO(form.read_text()))
    displays = {b["id"]: b["display"] for b in key["blanks"]}
    text = io.StringIO()
    csv.writer(text).writerows([head, *([s, v, b, displays[b], c] for s, v, b, _, c in rows)])
    (tmp_path / "form.csv").write_text(text.getvalue())
    result = run(
        "grade", tmp_path / "form.csv", "--keys", made / "answer_keys", "--out", tmp_path
    )
    assert result.exit_code == 0
    assert scores(tmp_path)[0]["percent"].startswith("100")


@pytest.fixture
def graded(made: Path, tmp_path: Path) -> Callable[..., Result]:
    """Return a call of `grade` whose keys are changed and whose files are these texts."""

    def call(*texts: str | bytes, bad_key: bytes | None = None, strict: bool = False) -> Result:
        folder = tmp_path / "keys"
        folder.mkdir()
        for path in sorted(made.glob("answer_keys/*.json"))[:2]:
            (folder / path.name).write_bytes(path.read_bytes())
        if bad_key is not None:
            (folder / "recitation5-seed3-0002.json").write_bytes(bad_key)
        files = []
        for number, text in enumerate(texts):
            files.append(tmp_path / f"file{number}.csv")
            files[-1].write_bytes(text.encode() if isinstance(text, str) else text)
        strictly = ["--strict"] if strict else []
        return run("grade", *files, "--keys", folder, "--out", tmp_path / "grades", *strictly)

    return call


def test_the_folder_of_the_keys_is_told_where_the_one_above_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("student,variant,blank,answer\n")
    call = ("grade", tmp_path / "a.csv", "--out", tmp_path / "grades", "--keys", tmp_path)
    for said in ("\n", f"; did you mean {tmp_path / 'answer_keys'}?\n"):
        result = run(*call)
        assert result.exit_code == 2
        assert result.stderr == f"quizgen: {tmp_path}: found no key, expected *.json{said}"
        (tmp_path / "answer_keys").mkdir(exist_ok=True)


HEAD = "student,variant,blank,answer\n"
GOOD = HEAD + ",seed3-0001,forward.yhat,1\n"
UNKNOWN = GOOD + ",nobody,forward.yhat,1\n"
SECOND = GOOD + ",seed3-0002,forward.yhat,1\n"
NEWER = b'{"format": "quizgen-key", "version": 9}'

STATUSES: list[tuple[str, list[str | bytes], dict[str, Any], int, str]] = [
    ("all graded", [GOOD], {}, 0, ""),
    ("a rejected row", [UNKNOWN], {}, 0, "1 row was rejected"),
    ("a rejected row, strictly", [UNKNOWN], {"strict": True}, 1, "1 row was rejected"),
    ("nothing to reject, strictly", [GOOD], {"strict": True}, 0, ""),
    ("no gradable row", [HEAD + ",nobody,forward.yhat,1\n"], {}, 1, "rejected"),
    ("no row at all", [HEAD], {}, 1, "no row to grade"),
    ("a bad key", [GOOD], {"bad_key": b"{"}, 1, "seed3-0002.json: not a whole JSON"),
    ("a newer key", [GOOD], {"bad_key": NEWER}, 1, "seed3-0002.json: version: found 9"),
    ("rows of a bad key", [SECOND], {"bad_key": b"{"}, 1, "1 row was rejected"),
    ("an empty file", [b""], {}, 2, "file0.csv"),
    ("a binary file", [b"\x00\x01\x02"], {}, 2, "file0.csv"),
    ("no usable header", ["name,colour\nAda,red\n"], {}, 2, "file0.csv"),
    ("an empty file among others", [GOOD, b""], {}, 1, "file1.csv"),
    ("two good files", [GOOD, GOOD], {}, 0, "file1.csv counts, and not"),
]


@pytest.mark.parametrize(
    ("texts", "options", "status", "says"),
    [row[1:] for row in STATUSES],
    ids=[r[0] for r in STATUSES],
)
def test_the_statuses_of_grade(
    graded: Callable[..., Result],
    tmp_path: Path,
    texts: list[str | bytes],
    options: dict[str, Any],
    status: int,
    says: str,
) -> None:
    result = graded(*texts, **options)
    assert result.exit_code == status, result.stderr
    assert says in result.stderr
    assert all(line.startswith("quizgen: ") for line in result.stderr.splitlines())
    assert bool(result.stderr) == bool(says)
    assert (tmp_path / "grades").exists() == (status < 2)


def test_no_readable_key_is_status_2(made: Path, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(GOOD)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "bad.json").write_text("{")
    (tmp_path / "none").mkdir()
    for folder in ("keys", "none", "nowhere", "keys/bad.json"):
        result = run(
            "grade",
            tmp_path / "good.csv",
            "--keys",
            tmp_path / folder,
            "--out",
            tmp_path / "grades",
        )
        assert result.exit_code == 2
        assert str(tmp_path / folder) in result.stderr
        assert not (tmp_path / "grades").exists()


@pytest.mark.parametrize("name", ["missing.csv", "missing/", "good.csv/x"])
def test_a_file_that_cannot_be_read_is_status_2(made: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "good.csv").write_text(GOOD)
    result = run(
        "grade",
        tmp_path / "good.csv",
        tmp_path / name,
        "--keys",
        made / "answer_keys",
        "--out",
        tmp_path / "grades",
    )
    assert result.exit_code == 2
    assert str(tmp_path / name) in result.stderr
    assert not (tmp_path / "grades").exists()


def test_grade_overwrites_its_own_files(graded: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "grades").mkdir()
    (tmp_path / "grades" / "scores.csv").write_text("of yesterday")
    assert graded(GOOD).exit_code == 0
    assert scores(tmp_path / "grades")[0]["variant"] == "seed3-0001"
