"""`quizgen new` writes a set that makes at once, and overwrites nothing unasked."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen import resources
from quizgen.cli import main
from quizgen.errors import QuizgenError
from quizgen.sampling.sets import built_in, read_set
from quizgen.workflows.new import SCHEMA, new_set


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_new_set_makes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "my-set.toml"
    assert run("new", path).stdout == f"{path}\n"
    made = run("make", path, "--seed", 1, "--out", tmp_path, "--format", "html")
    assert made.exit_code == 0, made.stderr
    assert (tmp_path / "answer_keys" / "my-set-seed1.json").is_file()
    assert (tmp_path / "handouts" / "my-set-seed1.html").is_file()


def test_it_says_how_to_make_it_and_explains_itself(tmp_path: Path) -> None:
    (path,) = new_set(tmp_path / "my-set.toml")
    text = path.read_text(encoding="utf-8")
    assert "quizgen make my-set.toml --seed 1" in text
    assert text.count("#") > 20
    assert read_set(str(path)).title == "My set"


@pytest.mark.parametrize("title", ["Homework 4", 'a "b" \\ c', "Übung $x$ ✓", "'''", "#"])
def test_any_title_is_the_set_s(tmp_path: Path, title: str) -> None:
    assert run("new", tmp_path / "a.toml", "--title", title).exit_code == 0
    assert read_set(str(tmp_path / "a.toml")).title == title


@pytest.mark.parametrize("title", ["", "a\nb", "\x7f", "x" * 501])
def test_a_title_is_a_line(tmp_path: Path, title: str) -> None:
    result = run("new", tmp_path / "a.toml", "--title", title)
    assert result.exit_code == 2
    assert "expected a line of text" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("mine")
    result = run("new", path)
    assert result.exit_code == 2
    assert result.stderr == f"quizgen: {path}: is there and differs; --force overwrites it\n"
    assert path.read_text() == "mine"
    assert run("new", path, "--force").exit_code == 0
    assert run("new", path).exit_code == 0  # the same bytes are no overwrite


def test_a_schema_beside_it_is_kept_with_it(tmp_path: Path) -> None:
    (tmp_path / SCHEMA).write_text("mine")
    with pytest.raises(QuizgenError, match="is there and differs"):
        new_set(tmp_path / "a.toml", schema=True)
    assert not (tmp_path / "a.toml").exists()
    new_set(tmp_path / "a.toml", schema=True, force=True)
    first = (tmp_path / "a.toml").read_text(encoding="utf-8").partition("\n")[0]
    assert first == f"#:schema ./{SCHEMA}"
    assert (tmp_path / SCHEMA).read_bytes() == (resources.sets() / "schema.json").read_bytes()


@pytest.mark.parametrize("name", ["folder", "a\0b", "file/a.toml", "x" * 300])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(QuizgenError):
        new_set(tmp_path / name)


def test_the_set_to_start_from_is_no_built_in_set() -> None:
    path = resources.sets() / "start" / "set.toml"
    assert path.is_file()
    assert "set" not in built_in()
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(path.read_text(encoding="utf-8"))  # its title is still to be put in
