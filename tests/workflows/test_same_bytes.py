"""The same call writes the same bytes: for any --jobs, and in any process, folder and zone."""

import os
import subprocess
import sys
from pathlib import Path

from .conftest import Make, tree


def test_bytes_are_the_same_for_any_number_of_processes(make: Make, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("student,name\ns1,Ada\ns2,Bob\ns3,Cy\ns4,Di\ns5,Ed\n")
    (tmp_path / "secret").write_text("a secret of a class")
    call = ["--seed", 7, "--roster", tmp_path / "roster.csv", "--secret", tmp_path / "secret"]
    trees = []
    for jobs in (1, 2):
        folder = tmp_path / f"jobs{jobs}"
        assert make(*call, "--jobs", jobs, into=folder).exit_code == 0
        trees.append(tree(folder))
    assert trees[0] == trees[1]
    assert len(trees[0]) == 4 * 5


def test_a_student_s_sheet_does_not_hang_on_the_others(make: Make, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret of a class")
    path = tmp_path / "roster.csv"
    trees = []
    for number, ids in enumerate((["s1"], ["s3", "s1", "s2"])):
        path.write_text("\n".join(["student", *ids]))
        folder = tmp_path / f"out{number}"
        make("--seed", 7, "--roster", path, "--secret", tmp_path / "secret", into=folder)
        trees.append(tree(folder))
    assert trees[0].items() <= trees[1].items()


def test_a_variant_does_not_hang_on_how_many_there_are(make: Make, tmp_path: Path) -> None:
    trees = []
    for count in (2, 4):
        make("--seed", 7, "--count", count, "--jobs", 1, into=tmp_path / str(count))
        trees.append(tree(tmp_path / str(count)))
    assert trees[0].items() <= trees[1].items()


def elsewhere(out: Path, cwd: Path, **environment: str) -> dict[str, bytes]:
    call = ["-m", "quizgen.cli", "make", "--seed", "7", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, *call],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return tree(out)


def test_bytes_are_the_same_in_any_process_folder_zone_and_locale(tmp_path: Path) -> None:
    here = elsewhere(
        tmp_path / "one", tmp_path, PYTHONHASHSEED="1", TZ="Pacific/Auckland", LC_ALL="C"
    )
    there = elsewhere(
        tmp_path / "two",
        Path("/"),
        PYTHONHASHSEED="4242",
        TZ="America/New_York",
        LC_ALL="de_DE.UTF-8",
        COLUMNS="40",
    )
    assert here == there
    assert {path.rpartition(".")[2] for path in here} == {"json", "csv", "html", "pdf"}
