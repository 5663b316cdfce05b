"""`--moodle-zip`: what Moodle takes as feedback files, each for one participant."""

import re
import zipfile
from pathlib import Path

import pytest

from quizgen.workflows.roster import read_roster

from .conftest import Make

WORKSHEET = Path(__file__).parents[1] / "rosters" / "moodle-worksheet.csv"
SET = """title = "One"
[chains.xyz]
[[problems]]
kind = "shapes"
chain = "xyz"
"""


def read_by_moodle(name: str) -> tuple[int, str, str]:
    """Return participant, plugin and file of an entry, as Moodle's importziplib does."""
    assert "/" not in name
    assert name[0] not in ".~"
    info = name.split("_", 4)
    assert len(info) == 5
    assert re.fullmatch("[0-9]+", info[1])
    return int(info[1]), f"{info[2]}_{info[3]}", info[4]


@pytest.fixture
def call(tmp_path: Path) -> list[str]:
    (tmp_path / "my_set.toml").write_text(SET)
    words = [str(tmp_path / "my_set.toml"), "--seed", "7", "--jobs", "1", "--format", "pdf"]
    return [*words, "--moodle-zip"]


def test_each_participant_gets_their_own_sheet(make: Make, out: Path, call: list[str]) -> None:
    result = make(*call, "--roster", WORKSHEET)
    assert result.exit_code == 0, result.stderr
    path = out / "handouts" / "my_set-moodle.zip"
    assert str(path) in result.stdout.splitlines()
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        found = {read_by_moodle(name): packed.read(name) for name in packed.namelist()}
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    students = read_roster(WORKSHEET).students
    assert found == {
        (int(student.participant or 0), "assignsubmission_file", f"my_set-{student.id}.pdf"): (
            out / "handouts" / f"my_set-{student.id}.pdf"
        ).read_bytes()
        for student in students
    }
    before = path.stat().st_ino
    assert make(*call, "--roster", WORKSHEET).exit_code == 0
    assert path.stat().st_ino == before, "the same bytes"


NAMES = ["../up", "a_b_c", ".hidden", "~x", "", "O'Hara, Zoë", "x" * 300, "a\\b:c*", "李小龍"]


def test_names_never_mislead_moodle_or_who_unpacks(
    make: Make, out: Path, tmp_path: Path, call: list[str]
) -> None:
    roster = tmp_path / "roster.csv"
    head = "Identifier,Full name,ID number,Email address\n"
    rows = [
        f'Participant {900 + n},"{name}",{n},x@example.edu\n' for n, name in enumerate(NAMES)
    ]
    roster.write_text(head + "".join(rows), encoding="utf-8")
    result = make(*call, "--roster", roster)
    assert result.exit_code == 0, result.stderr
    with zipfile.ZipFile(out / "handouts" / "my_set-moodle.zip") as packed:
        found = [read_by_moodle(name) for name in packed.namelist()]
    assert [one[0] for one in found] == [900 + n for n in range(len(NAMES))]


@pytest.mark.parametrize("roster", ["student,name\ns1,Ada\n", ""])
def test_a_roster_without_participants_is_refused(
    make: Make, out: Path, tmp_path: Path, call: list[str], roster: str
) -> None:
    (tmp_path / "roster.csv").write_text(roster)
    given = ["--roster", tmp_path / "roster.csv"] if roster else []
    result = make(*call, *given)
    assert result.exit_code == 2
    assert "--moodle-zip" in result.stderr
    assert "grading worksheet" in result.stderr
    assert not out.exists()


def test_two_students_of_one_participant_are_refused(
    make: Make, out: Path, tmp_path: Path, call: list[str]
) -> None:
    """Moodle would show each of them the sheets of both."""
    head = "Identifier,Full name,ID number,Email address\n"
    rows = "Participant 7,Ada,1,a@example.edu\nParticipant 007,Zoe,2,z@example.edu\n"
    (tmp_path / "roster.csv").write_text(head + rows)
    result = make(*call, "--roster", tmp_path / "roster.csv")
    assert result.exit_code == 2
    assert "found participant 7 2 times" in result.stderr
    assert not out.exists()
