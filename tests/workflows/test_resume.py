"""`make` that was ended, made again: it finishes the rest and leaves what is done as it is."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from by_hand import set_toml

from quizgen import workflows
from quizgen.workflows import variant as variant_module
from quizgen.workflows.journal import START

from .conftest import tree

STUDENTS = ["ada", "Bob", "=cmd", "学生"]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return write_roster(tmp_path, STUDENTS)


def write_roster(folder: Path, students: list[str]) -> Path:
    path = folder / "roster.csv"
    path.write_text("student\n" + "".join(f"{id}\n" for id in students), encoding="utf-8")
    return path


@pytest.fixture
def set_file(tmp_path: Path) -> str:
    (tmp_path / "one.toml").write_text(set_toml())
    return str(tmp_path / "one.toml")


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the variants that are worked out from now on."""
    names: list[str] = []
    solve = variant_module.solve_variant

    def noted(job: variant_module.Job) -> object:
        names.append(job.variant.name)
        return solve(job)

    monkeypatch.setattr(variant_module, "solve_variant", noted)
    return names


class Stopped(BaseException):
    """What ends a call, as Ctrl-C does."""


def stop_after(count: int) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done == count:
            raise Stopped

    return progress


def make(set_file: str, out: Path, **asked: object) -> workflows.Made:
    given = {"seed": 7, "formats": ("html",), "processes": 1} | asked
    return workflows.make(set_file, out, **given)  # type: ignore[arg-type]


def state(out: Path) -> dict[str, tuple[int, int, bytes]]:
    found = {path: (out / path).stat() for path in tree(out)}
    return {p: (s.st_ino, s.st_mtime_ns, (out / p).read_bytes()) for p, s in found.items()}


@pytest.fixture
def stopped(set_file: str, tmp_path: Path, roster: Path) -> Path:
    """Return a folder where a call for four students was stopped after the second."""
    out = tmp_path / "out"
    with pytest.raises(Stopped):
        make(set_file, out, roster=roster, progress=stop_after(2))
    assert len(hidden(out)) == 1
    return out


def hidden(out: Path) -> list[Path]:
    return [path for path in out.rglob(".*") if path.is_file()]


def undisturbed(set_file: str, out: Path, roster: Path) -> dict[str, bytes]:
    """Return what the call writes with the secret of `out` when nothing stops it."""
    secret = out / "answer_keys" / "secret.key"
    make(set_file, out.with_name("whole"), roster=roster, secret=secret)
    return tree(out.with_name("whole")) | {"answer_keys/secret.key": secret.read_bytes()}


def test_what_is_complete_is_neither_made_nor_touched_again(
    set_file: str, stopped: Path, roster: Path, solved: list[str]
) -> None:
    before = state(stopped)
    heard: list[tuple[int, int]] = []
    made = make(set_file, stopped, roster=roster, progress=lambda *args: heard.append(args))
    assert len(solved) == 2
    assert heard == [(1, 2), (2, 2)]
    assert made.complete == made.wanted == 4
    assert made.notes == ("2 of 4 variants were complete already",)
    assert len(made.paths) == len(set(made.paths)) == 16
    after = state(stopped)
    assert all(after[p] == s for p, s in before.items() if START not in p)
    assert tree(stopped) == undisturbed(set_file, stopped, roster)


def test_a_file_lost_since_is_made_again(
    set_file: str, stopped: Path, roster: Path, solved: list[str]
) -> None:
    (stopped / "handouts" / "one-ada.html").unlink()
    assert make(set_file, stopped, roster=roster).complete == 4
    assert len(solved) == 3
    assert tree(stopped) == undisturbed(set_file, stopped, roster)


@pytest.mark.parametrize("force", [False, True])
def test_a_file_changed_since_is_replaced_only_with_force(
    set_file: str, stopped: Path, roster: Path, force: bool
) -> None:
    path = stopped / "handouts" / "one-ada.html"
    path.write_text("mine")
    made = make(set_file, stopped, roster=roster, force=force)
    assert (path.read_text(encoding="utf-8") == "mine") != force
    assert made.complete == (4 if force else 3)
    assert any("--force" in error for error in made.errors) != force


OTHER_CALLS = [
    {"seed": 8},
    {"paper": "a4", "formats": ("html",)},
    {"solution_depth": "answers"},
    {"formats": ("html", "pdf")},
]


def test_a_call_ended_as_it_binds_makes_no_variant_again(
    set_file: str,
    tmp_path: Path,
    roster: Path,
    solved: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, asked = tmp_path / "out", {"roster": roster, "formats": ("pdf",), "print_job": True}

    def stop(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr("quizgen.workflows.print_job._bind", stop)
        with pytest.raises(Stopped):
            make(set_file, out, **asked)
    assert len(solved) == 4
    made = make(set_file, out, **asked)
    assert len(solved) == 4
    assert (made.complete, [path.name for path in made.bundles]) == (4, ["one-print.pdf"])
    assert not hidden(out)


@pytest.mark.parametrize("other", OTHER_CALLS)
def test_another_call_takes_nothing_for_done(
    set_file: str, stopped: Path, roster: Path, solved: list[str], other: dict[str, object]
) -> None:
    with pytest.raises(Stopped):
        make(set_file, stopped, roster=roster, progress=stop_after(1), **other)
    assert len(solved) == 1


def test_a_changed_set_takes_nothing_for_done(
    set_file: str, stopped: Path, roster: Path, solved: list[str]
) -> None:
    Path(set_file).write_text(set_toml().replace("title = ", "term = 'Fall'\ntitle = ", 1))
    make(set_file, stopped, roster=roster)
    assert len(solved) == 4


def test_students_may_come_and_go_in_between(
    set_file: str, stopped: Path, tmp_path: Path, solved: list[str]
) -> None:
    roster = write_roster(tmp_path, ["new", *reversed(STUDENTS[1:])])
    assert make(set_file, stopped, roster=roster).complete == 4
    assert len(solved) == 3  # Bob's is there


JOURNALS: list[bytes] = [
    b"",
    b"\0\xff\n\n  \n",
    b"f" * 64 + b" " + b"0" * 64 + b"\n",
    b"x" * 11_000_000,
]


@pytest.mark.parametrize("content", JOURNALS, ids=["empty", "binary", "other", "huge"])
def test_a_broken_journal_says_nothing(
    set_file: str, stopped: Path, roster: Path, solved: list[str], content: bytes
) -> None:
    hidden(stopped)[0].write_bytes(content)
    assert make(set_file, stopped, roster=roster).complete == 4
    assert len(solved) == 4
    assert not hidden(stopped)


def test_a_line_cut_short_says_nothing_and_the_others_hold(
    set_file: str, stopped: Path, roster: Path, solved: list[str]
) -> None:
    journal = hidden(stopped)[0]
    journal.write_bytes(journal.read_bytes()[:-20])
    with pytest.raises(Stopped):
        make(set_file, stopped, roster=roster, progress=stop_after(2))
    assert len(solved) == 2
    make(set_file, stopped, roster=roster)
    assert len(solved) == 3


def test_a_journal_that_is_a_link_is_not_followed(
    set_file: str, stopped: Path, roster: Path, tmp_path: Path
) -> None:
    journal, elsewhere = hidden(stopped)[0], tmp_path / "elsewhere"
    elsewhere.write_bytes(journal.read_bytes())
    journal.unlink()
    journal.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    assert make(set_file, stopped, roster=roster).complete == 4
    assert elsewhere.read_bytes() == before


def test_the_journal_is_for_its_owner_alone_and_forgotten_after_a_week(
    set_file: str, stopped: Path, roster: Path
) -> None:
    journal = hidden(stopped)[0]
    assert journal.stat().st_mode & 0o777 == 0o600
    make(set_file, stopped, seed=9)
    assert journal.exists()
    os.utime(journal, (0, 0))
    make(set_file, stopped, seed=9)
    assert not journal.exists()


KILLED = """
import os, signal, sys
point, left = sys.argv.pop(1), int(sys.argv.pop(1))
before = getattr(os, point)
def killing(*args, **more):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return before(*args, **more)
setattr(os, point, killing)
from quizgen.cli import main
main()
"""


@pytest.mark.parametrize(("point", "at"), [("fsync", 1), ("fsync", 6), ("replace", 3)])
def test_killed_as_it_writes_and_made_again(
    set_file: str, tmp_path: Path, roster: Path, point: str, at: int
) -> None:
    out = tmp_path / "out"
    call = ["make", set_file, "--seed", "7", "--roster", str(roster), "--out", str(out)]
    call += ["--format", "", "--jobs", "1"]
    killed = subprocess.run([sys.executable, "-c", KILLED, point, str(at), *call])
    assert killed.returncode == -signal.SIGKILL
    left = hidden(out)
    assert any(not path.name.startswith(START) for path in left)
    made = make(set_file, out, roster=roster, formats=())
    assert made.complete == 4
    assert not hidden(out)
    secret = out / "answer_keys" / "secret.key"
    make(set_file, tmp_path / "whole", roster=roster, secret=secret, formats=())
    assert tree(out) == tree(tmp_path / "whole") | {
        "answer_keys/secret.key": secret.read_bytes()
    }
