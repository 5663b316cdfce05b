"""Pipes and devices where files are expected: nobody waits for who never writes."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import SET, Quizgen, call, everything

PIPE = "PIPE"
SLOWEST = 20  # seconds
GRADE = ("grade", "handouts/harmless-s1.csv", "--out", "grades")
CALLS = {
    "a set": ("make", PIPE, "--seed", 7),
    "a roster": ("make", "harmless.toml", "--seed", 7, "--out", "o", "--roster", PIPE),
    "a secret": ("make", "harmless.toml", "--seed", 7, "--out", "o", "--secret", PIPE),
    "a network": ("solve", PIPE),
    "a submission": ("grade", PIPE, "--out", "grades"),
    "a key": (*GRADE, "--keys", PIPE),
    "decisions": (*GRADE, "--decisions", PIPE),
    "a policy": (*GRADE, "--policy", PIPE),
    "earlier scores": (*GRADE, "--compare", PIPE),
    "a roster of grades": (*GRADE, "--roster", PIPE),
    "a set to start from": ("new", PIPE, "--schema"),
    "what a key replaces": ("make", "harmless.toml", "--seed", 7, "--force", "--out", "o"),
}


@pytest.fixture(autouse=True)
def _soon() -> Iterator[None]:
    """End what waits."""

    def over(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(SLOWEST)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a class of one."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "harmless.toml").write_text(SET)
    (folder / "roster.csv").write_text("student\ns1\n")
    words = ("--roster", folder / "roster.csv", "--format", "", "--out", folder)
    assert call("make", folder / "harmless.toml", "--seed", 7, *words).exit_code == 0
    return folder


@pytest.mark.parametrize("named", ["pipe", "/dev/zero"])
@pytest.mark.parametrize("what", CALLS)
def test_a_pipe_or_a_device_is_no_file(
    made: Path, monkeypatch: pytest.MonkeyPatch, quizgen: Quizgen, what: str, named: str
) -> None:
    monkeypatch.chdir(made)
    pipe = Path("o/answer_keys/harmless-seed7.json" if what.startswith("what") else "pipe")
    pipe.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(pipe)
    try:
        before = everything(made)
        result = quizgen(*(named if word == PIPE else word for word in CALLS[what]))
        assert everything(made) == before
    finally:
        pipe.unlink()
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    named = named if PIPE in CALLS[what] else str(pipe)
    assert line.startswith(f"quizgen: {named}: is not a regular file, expected a")


@pytest.mark.parametrize("option", ["--roster", "--decisions", "--policy"])
def test_what_a_shell_pipes_in_is_read(
    made: Path, tmp_path: Path, quizgen: Quizgen, option: str
) -> None:
    content = {
        "--roster": b"student\ns1\ns2\n",
        "--decisions": b"student,variant,blank,points\ns1,*,forward.yhat,1\n",
        "--policy": b"[grading]\n",
    }
    pipe, write = os.pipe()
    try:
        os.write(write, content[option])
        os.close(write)
        words = ("--keys", made / "answer_keys", "--out", tmp_path / "grades")
        answers = made / "handouts" / "harmless-s1.csv"
        result = quizgen("grade", answers, *words, option, f"/dev/fd/{pipe}")
    finally:
        os.close(pipe)
    assert result.exit_code == 0, result.output
    assert ("handed in nothing that was graded: s2" in result.stdout) == (option == "--roster")
