"""Several runs into one folder, one of them killed: every file is whole, and of one run."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizgen.keys import key_json
from quizgen.together import NewFiles
from tests.grading.class_of import solved
from tests.grading.sample import long

STUDENTS = 60
WIDTHS = {"scores.csv": 5, "marks.csv": 10, "rejected.csv": 4, "manual.csv": 9}


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the call of `grade` for a small class."""
    folder = tmp_path_factory.mktemp("class")
    key = solved("forward-practice", 3)
    (folder / "key.json").write_bytes(key_json(key))
    rows = [
        (f"s{student:02}", key.variant, blank.id, blank.display)
        for student in range(STUDENTS)
        for blank in key.blanks
    ]
    (folder / "answers.csv").write_bytes(long(rows))
    words = [sys.executable, "-m", "quizgen.cli", "grade", str(folder / "answers.csv")]
    return [*words, "--keys", str(folder / "key.json"), "--quiet", "--out"]


def whole(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by name, each looked at from its head to its end."""
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    for name, content in files.items():
        text = content.decode()
        if name.endswith(".html"):
            assert text.rstrip().endswith("</html>"), name
        else:
            head, *rows = csv.reader(text.splitlines())
            assert len(head) >= WIDTHS[name], name
            assert text.endswith("\n"), name
            assert all(len(row) == len(head) for row in rows), name
    return files


def test_four_runs_at_once_and_one_killed_leave_whole_files(
    call: list[str], tmp_path: Path
) -> None:
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    subprocess.run([*call, str(alone)], check=True)
    expected = whole(alone)
    runs = [subprocess.Popen([*call, str(shared)]) for _ in range(4)]
    while runs[0].poll() is None and not [*shared.glob("**/.*")]:
        time.sleep(0.001)  # until something is under way
    runs[0].send_signal(signal.SIGKILL)
    while any(run.poll() is None for run in runs):
        assert whole(shared).items() <= expected.items()
        time.sleep(0.02)
    assert [run.returncode for run in runs[1:]] == [0, 0, 0]
    assert whole(shared) == expected


@pytest.mark.parametrize("moment", [0.8])
def test_a_run_that_is_killed_leaves_the_files_of_the_run_before(
    call: list[str], tmp_path: Path, moment: float
) -> None:
    started = time.process_time()
    subprocess.run([*call, str(tmp_path)], check=True)
    before, took = whole(tmp_path), time.process_time() - started
    assert not [*tmp_path.rglob(".*")]
    run = subprocess.Popen([*call, str(tmp_path)])
    time.sleep(moment * took)
    run.kill()
    run.wait()
    assert whole(tmp_path) == before


def test_what_is_not_put_in_place_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text("before")

    def fails() -> None:
        with NewFiles(tmp_path) as new:
            new.write("marks.csv", b"a part")
            new.write("scores.csv", b"")
            assert len(os.listdir(tmp_path)) == 3
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fails()
    assert os.listdir(tmp_path) == ["marks.csv"]
    assert (tmp_path / "marks.csv").read_text() == "before"
    with NewFiles(tmp_path) as new:
        new.write("marks.csv", b"all ")
        new.write("marks.csv", b"of it")
        assert new.put() == (tmp_path / "marks.csv",)
    assert (tmp_path / "marks.csv").read_bytes() == b"all of it"
    assert os.listdir(tmp_path) == ["marks.csv"]
