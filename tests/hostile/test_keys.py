"""A key that means harm: it names files, holds markup, or is more than a key."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import SET, Quizgen, call, everything


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("key")
    (folder / "harmless.toml").write_text(SET)
    (folder / "roster.csv").write_text("student\ns1\n")
    words = ("--roster", folder / "roster.csv", "--format", "", "--out", folder)
    assert call("make", folder / "harmless.toml", "--seed", 7, *words).exit_code == 0
    found: dict[str, Any] = json.loads(
        (folder / "answer_keys" / "harmless-s1.json").read_bytes()
    )
    return found


WORDS = {
    "a path that goes up": "../../../private.txt",
    "an absolute path": "/etc/passwd",
    "a path to itself": "answer_keys/k.json",
    "an address": "file:///etc/passwd",
    "markup": "<script>alert(1)</script>",
    "a command of a spreadsheet": "=cmd|' /C calc'!A0",
    "control characters": "\0\x1b[2J\r\n\u202e",
    "a template": "{{ 7 * 191 }}",
    "LaTeX": "$\\input{private.txt}$",
    "a long one": "x" * 5000,
}
FIELDS = ("set", "title", "variant", "student", "code", "generator")


@pytest.mark.parametrize("why", WORDS)
def test_what_a_key_says_of_itself_names_no_other_file(
    here: Path, quizgen: Quizgen, key: dict[str, Any], why: str
) -> None:
    (here / "keys").mkdir()
    rows = ["student,variant,set,forward.yhat", "s1,,,1", ",s1,,2", ",,,3"]
    for at, field in enumerate(FIELDS):
        own = {"set": f"set{at}", "variant": f"v{at}", "student": f"s{at}", field: WORDS[why]}
        (here / "keys" / f"{field}.json").write_text(json.dumps(key | own))
        cells = (own["student"], own["variant"], own["set"], "1")
        rows.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    (here / "answers.csv").write_text("\n".join(rows), newline="")
    before = everything(here)
    words = ("--keys", here / "keys", "--out", here / "grades")
    result = quizgen("grade", here / "answers.csv", *words)
    after = everything(here)
    assert {name: after.pop(name) for name in before} == before
    assert all(name.startswith("grades/") for name in after)
    places = {name.rpartition("/")[0] for name in after}
    assert places == ({"grades", "grades/feedback"} if result.exit_code == 0 else set())
    for name, content in after.items():
        text = content.decode()
        assert "PRIVATE-PRIVATE" not in text
        assert "root:x:" not in text
        if name.endswith(".html"):
            assert "<script>alert" not in text
            assert "1337" not in text
        else:
            assert not any(line.startswith(("=", "@")) for line in text.splitlines())
    assert result.exit_code == 0 or why == "a long one"


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a blank that names a file": lambda k: k["blanks"][0].update(id="../../private.txt"),
    "a graph that refers to itself": lambda k: k["graphs"]["net"].append(
        ["loop", "loop", "add", ["loop", "loop"], []]
    ),
    "an operation that is none": lambda k: k["graphs"]["net"].append(
        ["x", "x", "__import__", [], []]
    ),
    "a shape as large as the memory": lambda k: k["graphs"]["net"].append(
        ["x", "x", "input", [], [10**6, 10**6]]
    ),
    "a value that is no number": lambda k: k["blanks"][0].update(value="1e999"),
    "a range without end": lambda k: k["blanks"][0].update(accept=[-1e308, 1e308]),
    "points without end": lambda k: k["problems"][0].update(points=1e300),
    "a point that is markup": lambda k: k["problems"][0].update(id="<script>alert(1)</script>"),
}


@pytest.mark.parametrize("why", CHANGES)
def test_a_key_that_is_more_than_a_key_is_refused_or_graded(
    here: Path, quizgen: Quizgen, key: dict[str, Any], why: str
) -> None:
    changed = json.loads(json.dumps(key))
    CHANGES[why](changed)
    (here / "k.json").write_text(json.dumps(changed))
    (here / "answers.csv").write_text("student,forward.yhat,forward.a[1]\ns1,1,2\n")
    before = everything(here)
    words = ("--keys", here / "k.json", "--out", here / "grades")
    quizgen("grade", here / "answers.csv", *words)
    after = everything(here)
    assert {name: after.pop(name) for name in before} == before
    assert all(name.startswith("grades/") for name in after)
    assert not any(b"<script>alert" in content for content in after.values())


NO_KEYS = {
    "nested without end": b"[" * 1_000_000,
    "a number without end": b'{"format": "quizgen-key", "version": ' + b"9" * 1_000_000 + b"}",
    "a workbook": b"PK\x03\x04",
    "not UTF-8": b'{"format": "\xff"}',
    "empty": b"",
    "a word": b"NaN",
}


@pytest.mark.parametrize("why", NO_KEYS)
def test_what_is_no_key_is_refused_soon(here: Path, quizgen: Quizgen, why: str) -> None:
    (here / "k.json").write_bytes(NO_KEYS[why])
    (here / "answers.csv").write_text("student,forward.yhat\ns1,1\n")
    before = everything(here)
    words = ("--keys", here / "k.json", "--out", here / "grades")
    result = quizgen("grade", here / "answers.csv", *words)
    assert result.exit_code == 2
    assert str(here / "k.json") in result.stderr
    assert len(result.stderr) < 1000
    assert everything(here) == before


def test_a_pipe_among_the_keys_is_not_waited_for(
    here: Path, quizgen: Quizgen, key: dict[str, Any]
) -> None:
    keys = here / "keys"
    keys.mkdir()
    (keys / "k.json").write_text(json.dumps(key))
    os.mkfifo(keys / "pipe.json")
    (here / "answers.csv").write_text("student,forward.yhat\ns1,1\n")
    result = quizgen("grade", here / "answers.csv", "--keys", keys, "--out", here / "grades")
    assert result.exit_code == 1
    pipe = keys / "pipe.json"
    assert f"quizgen: {pipe}: is not a regular file, expected a key" in result.stderr
    assert len((here / "grades" / "scores.csv").read_text().splitlines()) == 2
