"""A roster that means harm: by its ids, its names, or by being no roster."""

import csv
import io
import json
import re
import unicodedata
from html import unescape
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.errors import QuizgenError
from quizgen.workflows.file_names import file_names
from quizgen.workflows.roster import Student, read_roster

from .conftest import SET, Quizgen, call, everything

IDS = {
    "up a folder": "../up",
    "up to the top": "../../../../../../etc/passwd",
    "absolute": "/etc/passwd",
    "up, as Windows has it": "..\\..\\boot.ini",
    "a drive of Windows": "C:\\Windows\\x",
    "another stream of a file": "x:stream",
    "this folder": ".",
    "the one above": "..",
    "hidden": ".bashrc",
    "an option": "-rf",
    "a long option": "--force",
    "a home": "~root",
    "a variable": "$HOME `id` $(id)",
    "a device of Windows": "CON",
    "one with an ending": "aux.txt",
    "one in lower case with more endings": "com1.tar.gz",
    "one with an ending after a space": "nul .txt",
    "a dot at its end": "ada.",
    "only white space around": "\u2003ada\u2003",
    "NUL": "a\0b",
    "a line of its own": "a\nb",
    "a carriage return": "a\rb",
    "a bell and colours": "a\x07\x1b[31mb",
    "300 characters": "x" * 300,
    "300 others with the same beginning": "x" * 299 + "y",
    "500 wide ones": "学" * 500,
    "Latin": "a1",
    "the same in capitals": "A1",
    "Cyrillic": "\u04301",
    "full width": "ａ１",
    "composed": "é",
    "decomposed": "e\u0301",
    "an Angstrom": "\u212b",
    "an A with a ring": "Å",
    "ss": "ss",
    "sharp s": "ß",
    "dotted I": "İ",
    "dotless i": "ı",
    "hidden letters": "a\u200b1",
    "turned around": "\u202e1a",
    "a spreadsheet's command": '=cmd|" /C calc"!A0',
    "another": "@SUM(1+1)",
    "a tab before one": "\t=1+1",
    "a print job": "print-A",
    "the secret": "secret.key",
    "an id that is spelt as the file name of another": file_names(["../up"])[0],
    "and that of the longer name": file_names(["../up", file_names(["../up"])[0]])[0],
    "a lone surrogate": "\udc80",
}
# What a CSV reader makes of the cell: white space around it is nobody's id.
ROSTER = {why: id.strip() for why, id in IDS.items() if why != "a lone surrogate"}


def roster(path: Path, rows: list[tuple[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([("student", "name"), *rows])
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("class")
    (folder / "harmless.toml").write_text(SET)
    path = roster(folder / "roster.csv", [(id, "") for id in ROSTER.values()])
    before = everything(folder)
    words = ("--roster", path, "--out", folder / "out", "--format", "", "--jobs", 1)
    result = call("make", folder / "harmless.toml", "--seed", 7, *words)
    assert result.exit_code == 0, result.output
    after = everything(folder)
    assert {name: after.pop(name) for name in before} == before
    return folder / "out", after


def test_every_student_has_files_and_nothing_else_is_written(
    made: tuple[Path, dict[str, bytes]],
) -> None:
    _, written = made
    assert len(written) == 2 * len(ROSTER) + 1
    places = {name.rpartition("/")[0] for name in written}
    assert places == {"out/handouts", "out/answer_keys"}


@pytest.mark.parametrize("why", ROSTER)
def test_the_key_of_each_id_is_found_by_it(
    made: tuple[Path, dict[str, bytes]], why: str
) -> None:
    _, written = made
    keys = [json.loads(c) for name, c in written.items() if name.endswith(".json")]
    (key,) = [key for key in keys if key["student"] == ROSTER[why]]
    form = written[f"out/handouts/harmless-{key['variant']}.csv"].decode()
    for student, variant, *_ in list(csv.reader(io.StringIO(form, newline="")))[1:]:
        assert student.removeprefix("'") == ROSTER[why]
        assert student[:1] not in ("=", "+", "@", "\t", "\r")
        assert variant == key["variant"]


@pytest.mark.parametrize("why", IDS)
def test_each_file_name_can_stand_on_any_file_system(why: str) -> None:
    name = dict(zip(IDS, file_names(list(IDS.values())), strict=True))[why]
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(?<!\.)", name)
    assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name, re.IGNORECASE)
    assert not name.lower().startswith("print")


def test_no_two_file_names_are_one_anywhere() -> None:
    names = file_names(list(IDS.values()))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert len({unicodedata.normalize(form, name).casefold() for name in names}) == len(IDS)


NAMES = {
    "a script": "<script>alert(1)</script>",
    "an image from elsewhere": "<img src=http://x.example/a.png onerror=alert(1)>",
    "the end of the cell": '"></bdi></td></table><h1>0 points',
    "a template": "{{ 7 * 191 }} {% include '/etc/passwd' %}",
    "LaTeX": "$\\input{/etc/passwd}$ \\write18{id} $x^2$",
    "a spreadsheet's command": '=HYPERLINK("http://x.example","me")',
    "control characters": "Ada\0\x07\x1b[2J\x7f\x85Lovelace",
    "turned around": "\u202eecalevoL adA",
    "right to left": "עדה לאבלייס (Ada) 42",
    "the end of a comment": "--> <!-- x",
    "an entity": "&lt;b&gt; &amp;c",
    "500 letters": "W" * 500,
}


PRINTED = ("turned around", "500 letters")  # as a PDF too, which takes longer


def handouts(folder: Path, *whose: str, form: str) -> dict[str, Path]:
    """Return the handout of each of the names that are whose, made in a folder."""
    (folder / "harmless.toml").write_text(SET)
    rows = [(f"s{at}", NAMES[why]) for at, why in enumerate(whose)]
    words = ("--roster", roster(folder / "roster.csv", rows), "--format", form, "--jobs", 1)
    result = call("make", folder / "harmless.toml", "--seed", 7, "--out", folder, *words)
    assert result.exit_code == 0, result.output
    return {why: folder / "handouts" / f"harmless-s{at}.{form}" for at, why in enumerate(whose)}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return handouts(tmp_path_factory.mktemp("names"), *NAMES, form="html")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return handouts(tmp_path_factory.mktemp("printed"), *PRINTED, form="pdf")


UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")


@pytest.mark.parametrize("why", NAMES)
def test_a_name_stands_on_the_page_as_it_is_and_does_nothing(
    pages: dict[str, Path], why: str
) -> None:
    page = pages[why].read_text("utf-8")
    (direction, cell) = re.findall(r'class="name"><bdi dir="(\w+)">(.*?)</bdi></td>', page)[0]
    assert "<" not in cell
    assert unescape(cell) == UNSEEN.sub("\ufffd", NAMES[why])
    assert direction == ("rtl" if why == "right to left" else "ltr")
    assert not UNSEEN.search(page)


@pytest.mark.parametrize("why", PRINTED)
def test_a_name_is_printed_as_it_is_and_pushes_nothing_off_the_page(
    printed: dict[str, Path], why: str
) -> None:
    page = pypdf.PdfReader(printed[why]).pages[0]
    ends: list[float] = []

    def seen(text: str, to_page: list[float], matrix: list[float], *_: object) -> None:
        if text.strip():
            ends.append(to_page[0] * matrix[4] + to_page[4])

    told = "".join(page.extract_text(visitor_text=seen).split())
    assert "".join(UNSEEN.sub("\ufffd", NAMES[why]).split()) in told
    assert 400 < max(ends) < float(page.mediabox.right) - 50


HEADS = (
    *("student", "student,name,section", "Student,ID,SIS User ID,SIS Login ID,Section"),
    *("First Name,Last Name,SID,Email,Role", "First name;Surname;ID number;Email address"),
)


@settings(max_examples=200, deadline=None)
@given(
    head=st.sampled_from(HEADS),
    rest=st.text(alphabet="a1,;\t\"'=\n\r\0é\u202eא /\\.-", max_size=60),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
    column=st.sampled_from([None, "SID", "name", ""]),
)
def test_any_text_is_a_roster_or_refused_in_a_line_or_two(
    tmp_path_factory: pytest.TempPathFactory,
    head: str,
    rest: str,
    encoding: str,
    column: str | None,
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(f"{head}\n{rest}".encode(encoding, "replace"))
    students: tuple[Student, ...] = ()
    told: tuple[str, ...] = ()
    try:
        students = read_roster(path, column).students
    except QuizgenError as error:
        told = error.lines
    assert bool(students) != bool(told)
    assert all(str(path) in line for line in told)
    assert all(student.id.strip() == student.id != "" for student in students)
    assert len({student.id for student in students}) == len(students)
    assert len({student.file_name.casefold() for student in students}) == len(students)


NO_ROSTERS = {
    "an endless line": b"student\n" + b"x" * 10_000_000,
    "a quotation mark that never closes": b'student,name\ns1,"' + b"a\n" * 30_000,
    "a hundred thousand columns": b"student" + b",a" * 100_000 + b"\n" + b"s,\n" * 1000,
    "a table of the same id": b"student\n" + b"a\n" * 50_000,
    "a million empty rows": b"student\n" + b",\n" * 200_000,
    "only a byte order mark": b"\xef\xbb\xbf",
    "a workbook": b"PK\x03\x04" + b"\0" * 100,
    "bytes": bytes(range(256)) * 10,
}


@pytest.mark.parametrize("why", NO_ROSTERS)
def test_what_is_no_roster_is_refused_soon(here: Path, quizgen: Quizgen, why: str) -> None:
    path = here / "roster.csv"
    path.write_bytes(NO_ROSTERS[why])
    before = everything(here)
    words = ("--roster", path, "--out", here / "out", "--format", "html")
    result = quizgen("make", here / "harmless.toml", "--seed", 7, *words)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) <= 20
    assert max(map(len, result.stderr.splitlines())) < 1000
    assert everything(here) == before


def test_an_id_gives_no_orders_to_the_terminal(here: Path, quizgen: Quizgen) -> None:
    rows = [("s1", ""), ("s2\x1b[31m\n\rquizgen: all is well", "")]
    path = roster(here / "roster.csv", rows)
    words = ("--roster", path, "--format", "", "--out", here, "--jobs", 1)
    quizgen("make", here / "harmless.toml", "--seed", 7, *words)
    answers = here / "handouts" / "harmless-s1.csv"
    keys = ("--keys", here / "answer_keys", "--out", here / "grades")
    result = quizgen("grade", answers, *keys, "--roster", path, "--no-feedback")
    (line,) = [line for line in result.stdout.splitlines() if "handed in nothing" in line]
    assert line.endswith(": s2\ufffd[31m\ufffd\ufffdquizgen: all is well")
