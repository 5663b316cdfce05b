"""Rosters as learning management systems write them, one file of `tests/rosters` a row."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.cli import main
from quizgen.errors import QuizgenError
from quizgen.workflows.exports import EXPORTS
from quizgen.workflows.roster import read_roster

from .conftest import Make, tree

ROSTERS = Path(__file__).parents[1] / "rosters"
PARTS, WHOLE = ("Ada Lovelace", "Zoé Müller"), ("Lovelace, Ada", "Müller, Zoé")

# file; ids, names, sections; whose export, which column, which lines are no students
READ = [
    ("canvas", ("u0815", "u0816"), WHOLE, ("10601-A", "10601-B and 10601-Lab"),
     "Canvas", "SIS User ID", "lines 2, 3, 6"),
    ("canvas-no-sis", ("ada@example.edu", "zoe@example.edu"), WHOLE, ("10601-A", "10601-B"),
     "Canvas", "SIS Login ID", "lines 2, 5"),
    ("gradescope-roster", ("0815", "0816"), PARTS, ("A", "B"),
     "Gradescope", "SID", "lines 4, 5"),
    ("gradescope-grades", ("0815", "0816"), PARTS, ("A", "B"), "Gradescope", "SID", ""),
    ("gradescope-by-name", ("ada@example.edu", "zoe@example.edu"), PARTS, (None, None),
     "Gradescope", "Email", ""),
    ("moodle-participants", ("0815", "0816"), PARTS, ("A", "A, B"), "Moodle", "ID number", ""),
    ("moodle-grades", ("ada@example.edu", "zoe@example.edu"), PARTS, (None, None),
     "Moodle", "Email address", ""),
    ("moodle-worksheet", ("0815", "0816"), PARTS, (None, None), "Moodle", "ID number", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "ids", "names", "sections", "system", "column", "aside"),
    READ,
    ids=[row[0] for row in READ],
)
def test_an_export_is_known_by_its_header(
    file: str,
    ids: tuple[str, ...],
    names: tuple[str, ...],
    sections: tuple[str | None, ...],
    system: str,
    column: str,
    aside: str,
) -> None:
    roster = read_roster(ROSTERS / f"{file}.csv")
    assert tuple(student.id for student in roster.students) == ids
    assert tuple(student.name for student in roster.students) == names
    assert tuple(student.section for student in roster.students) == sections
    said = "\n".join(roster.notes)
    assert f"a {system} export: ids are those of {column};" in said
    assert f"left out: {aside}" in said if aside else "left out" not in said


def test_every_export_has_a_file() -> None:
    files = {path.stem for path in ROSTERS.glob("*.csv")}
    assert files == {row[0] for row in READ}
    told = {f"{row[4]} export" for row in READ} | {"plain roster"}
    assert {export.name for export in EXPORTS} == told


def respelt(path: Path, encoding: str, separator: str, end: str) -> bytes:
    with path.open(encoding="utf-8", newline="") as file:
        sniffed = ";" if ";" in file.readline() else ","
        file.seek(0)
        rows = list(csv.reader(file, delimiter=sniffed))
    lines = (
        separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    )
    return end.join(lines).encode(encoding)


@pytest.mark.parametrize("file", [row[0] for row in READ])
@pytest.mark.parametrize(
    ("encoding", "separator", "end"),
    [
        ("utf-8-sig", ",", "\r\n"),
        ("utf-16", "\t", "\r\n"),
        ("latin-1", ";", "\n"),
        ("cp1252", ",", "\r"),
    ],
)
def test_an_export_is_the_same_however_it_was_saved(
    tmp_path: Path, file: str, encoding: str, separator: str, end: str
) -> None:
    as_it_was = ROSTERS / f"{file}.csv"
    saved = tmp_path / "roster.csv"
    saved.write_bytes(respelt(as_it_was, encoding, separator, end))
    roster = read_roster(saved)
    assert roster.students == read_roster(as_it_was).students
    latin = encoding in ("latin-1", "cp1252")
    assert any("read as Latin-1" in note for note in roster.notes) == latin


CHOSEN = [
    ("canvas", "ID", ["100001", "100002"]),
    ("canvas", " sis login id ", ["ada", "zoe"]),
    ("gradescope-roster", "Email", ["ada@example.edu", "zoe@example.edu"]),
    ("moodle-worksheet", "Identifier", ["Participant 3141", "Participant 2718"]),
]


@pytest.mark.parametrize(("file", "column", "ids"), CHOSEN)
def test_the_column_of_ids_can_be_chosen(file: str, column: str, ids: list[str]) -> None:
    roster = read_roster(ROSTERS / f"{file}.csv", column)
    assert [student.id for student in roster.students] == ids
    assert all(student.name for student in roster.students)
    assert "ids are those of" not in "\n".join(roster.notes)


def test_any_table_is_a_roster_where_the_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "campus.csv"
    path.write_text("Matrikel;Name;Group\n0815;Ada;A\n0816;Zoé;\n", encoding="utf-8")
    with pytest.raises(QuizgenError, match="matrikel, name, group, expected student, or those"):
        read_roster(path)
    ada, zoe = read_roster(path, "Matrikel").students
    assert (ada.id, ada.name, ada.section) == ("0815", "Ada", "A")
    assert (zoe.id, zoe.name, zoe.section) == ("0816", "Zoé", None)


REFUSED = [
    ("Student,ID,SIS Login ID,Section\nA,1,ada,\nB,2,,\n", None,
     "line 3: found no student id under SIS Login ID"),
    ("Student,ID,SIS Login ID,Section\nA,1,ada,\nB,2,ada,\n", None,
     "lines 2, 3: found the student 'ada' more than once"),
    ("Student,ID,SIS Login ID,Section\n    Points Possible,,,\n", None, "found no students"),
    ("First Name,Last Name,SID,Email,Role\nT,A,1,t@example.edu,TA\n", None, "no students"),
    ("student,name\ns1,Lovelace, Ada\n", None, "line 2: found 3 fields, expected 2"),
    ("student,name\ns1,\"Ada\ns2,Zoé\n", None, "line 2: found a quotation mark"),
    ("student,student\ns1,s2\n", None, "line 1: found 2 columns student, expected one"),
    ("student,name\ns1,Ada\n", "SID", "line 1: found the columns student, name, expected SID"),
    ("student,name\n" + "s" * 501 + ",Ada\n", None, "line 2: student: found 501 characters"),
    ("student\ns1\n*\n", None, "line 3: found the student '*', which stands for all"),
    ("student\n" + "s1\n" * 9, None, "lines 2, 3, 4, 5, 6 and 4 more: found the student 's1'"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "column", "says"), REFUSED)
def test_what_cannot_be_told_apart_is_refused_by_line(
    tmp_path: Path, content: str, column: str | None, says: str
) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(QuizgenError) as caught:
        read_roster(path, column)
    assert f"{path}: " in caught.value.lines[0]
    assert says in caught.value.lines[0]


def test_a_short_row_and_other_columns_are_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("note,student,name,note\nx,s1,Ada,y\nx,s2\n,s3,,,,\n", encoding="utf-8")
    students = read_roster(path).students
    assert [(s.id, s.name) for s in students] == [("s1", "Ada"), ("s2", None), ("s3", None)]


def test_make_and_grade_read_the_same_export(make: Make, out: Path, tmp_path: Path) -> None:
    roster = ROSTERS / "canvas.csv"
    result = make("--seed", 7, "--roster", roster, "--format", "", "--jobs", 1)
    assert result.exit_code == 0, result.stderr
    assert "a Canvas export: ids are those of SIS User ID" in result.stderr
    keys = [json.loads(c) for name, c in tree(out).items() if name.endswith(".json")]
    assert {key["student"] for key in keys} == {"u0815", "u0816"}
    answers = tmp_path / "answers.csv"
    answers.write_text("student,forward.yhat\nu0815,1\n")
    words = [str(answers), "--keys", str(out / "answer_keys"), "--no-report", "--no-feedback"]
    words += ["--out", str(tmp_path / "grades")]
    graded = CliRunner().invoke(main, ["grade", *words, "--roster", str(roster)])
    assert "1 student of the roster handed in nothing that was graded: u0816" in graded.output
    other = CliRunner().invoke(
        main, ["grade", *words, "--roster", str(roster), "--id-column", "SIS Login ID"]
    )
    assert "does not have these students: u0815" in other.stderr
    alone = CliRunner().invoke(main, ["grade", *words, "--id-column", "SID"])
    assert (alone.exit_code, alone.stderr) == (
        2,
        "quizgen: --id-column: found no --roster that it could be a column of\n",
    )


def test_look_alikes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    ids = ("a1", "\u04301", "A1", "b", "e\u0301", "é", "s\u200b2", "s2", "007", "7")
    path.write_text("\n".join(("student", *ids)), encoding="utf-8")
    roster = read_roster(path)
    assert [student.id for student in roster.students] == list(ids)
    assert [note.removeprefix(f"{path}: ") for note in roster.notes] == [
        "lines 2, 3, 4: ids that look alike: 'a1', '\\u04301', 'A1'",
        "lines 6, 7: ids that look alike: 'e\\u0301', '\\xe9'",
        "lines 8, 9: ids that look alike: 's\\u200b2', 's2'",
        "lines 10, 11: ids that look alike: '007', '7'",
    ]


def test_a_file_that_was_cut_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes("student\ns1\ns2".encode("utf-16")[:-1])
    roster = read_roster(path)
    assert [student.id for student in roster.students] == ["s1", "s\ufffd"]
    assert roster.notes == (f"{path}: not all of it is UTF-16: cut off?",)
