"""The report and the feedback as files, and one sheet in the terminal."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen.cli import main
from quizgen.errors import QuizgenError
from quizgen.files import write_whole
from quizgen.keys import read_key
from quizgen.reports.feedback import RELEASES
from quizgen.reports.sheets import MarkedSheet
from quizgen.workflows.telling import page_names, write_page
from tests.grading.sample import key, long


def run(*words: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a set for a roster, and answers of two of its three students; and a variant."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "roster.csv").write_text("student\nada\n<b>bob</b>\nzoe\n", encoding="utf-8")
    small = ["make", "forward-practice", "--seed", 7, "--format", "html"]
    assert run(*small, "--out", folder / "one").exit_code == 0
    roster = ["--roster", folder / "roster.csv"]
    assert run(*small, "--out", folder / "out", *roster).exit_code == 0
    rows = []
    for name in ("ada", "_b_bob_b_"):
        found = read_key(next((folder / "out" / "answer_keys").glob(f"*-{name}*.json")))
        answers = {blank.id: blank.display for blank in found.blanks} | {"forward.a[2]": "1.5"}
        rows += [(found.student or "", found.variant, *pair) for pair in answers.items()]
    (folder / "answers.csv").write_bytes(long(rows))
    return folder


@pytest.fixture
def made(handed_in: Path) -> Path:
    """Return the folder of what was handed in, without any grades."""
    shutil.rmtree(handed_in / "grades", ignore_errors=True)
    return handed_in


def grade(made: Path, *options: object) -> Result:
    keys, grades = made / "out" / "answer_keys", made / "grades"
    return run("grade", made / "answers.csv", "--keys", keys, "--out", grades, *options)


def test_grade_writes_a_report_and_a_page_for_each_student(made: Path) -> None:
    result = grade(made)
    assert result.exit_code == 0
    pages = sorted(path.name for path in (made / "grades" / "feedback").iterdir())
    assert len(pages) == 2
    assert "ada.html" in pages
    assert all(set(page) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-") for page in pages)
    report = (made / "grades" / "report.html").read_text(encoding="utf-8")
    assert "1 student handed in nothing." in report
    assert "<bdi>zoe</bdi>" in report
    assert str(made / "grades" / "report.html") in result.stdout
    before = {path: path.read_bytes() for path in (made / "grades").rglob("*.html")}
    assert grade(made).exit_code == 0
    assert before == {path: path.read_bytes() for path in (made / "grades").rglob("*.html")}


def test_grade_leaves_out_what_is_not_wanted(made: Path) -> None:
    assert grade(made, "--no-report", "--no-feedback").exit_code == 0
    assert sorted(path.name for path in (made / "grades").iterdir()) == [
        "manual.csv",
        "marks.csv",
        "rejected.csv",
        "scores.csv",
    ]
    assert grade(made, "--no-report").exit_code == 0
    assert (made / "grades" / "feedback").is_dir()
    assert not (made / "grades" / "report.html").exists()


@pytest.mark.parametrize("release", RELEASES)
def test_grade_releases_what_it_is_told_to(made: Path, release: str) -> None:
    assert grade(made, "--release", release).exit_code == 0
    page = (made / "grades" / "feedback" / "ada.html").read_text(encoding="utf-8")
    assert ('class="right"' in page) == (release != "none")


def test_a_folder_that_leads_out_is_not_written_to(made: Path) -> None:
    elsewhere = made / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    (made / "grades").mkdir()
    (made / "grades" / "feedback").symlink_to(elsewhere)
    result = grade(made)
    assert result.exit_code == 2
    assert "is a link out of" in result.stderr
    assert [path.name for path in (made / "grades").iterdir()] == ["feedback"]
    assert not [*elsewhere.iterdir()]


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "feedback").mkdir()
    (tmp_path / "feedback" / "ada.html").mkdir()
    sheet = MarkedSheet("ada", key(), ())
    with pytest.raises(QuizgenError, match=r"ada\.html.*cannot be written"):
        write_page(tmp_path / "feedback" / "ada.html", [sheet], "wrong")


def test_no_two_pages_share_a_name() -> None:
    students = ("ada", "Ada", "a/b", "a:b", "../up", "con", "seed7")
    variants = [("", "seed7", "one"), ("", "seed7", "two"), ("", "seed8", "one")]
    names = page_names([*((student,) for student in students), *variants])
    assert len({name.casefold() for name in names.values()}) == len(names) == 10
    assert names["ada",] != "ada"  # another differs by case alone
    assert all("/" not in name and not name.startswith(".") for name in names.values())


def test_a_student_with_two_sheets_has_both_on_one_page(tmp_path: Path) -> None:
    sheets = [
        MarkedSheet("ada", replace(key(), title=title), ()) for title in ("First", "Second")
    ]
    write_page(tmp_path / "ada.html", sheets, "wrong")
    page = (tmp_path / "ada.html").read_text(encoding="utf-8")
    assert page.index(">First</h1>") < page.index(">Second</h1>")


def test_files_that_are_not_flushed_are_whole_as_well(tmp_path: Path) -> None:
    write_whole(tmp_path / "page", b"all of it", flush=False)
    assert (tmp_path / "page").read_bytes() == b"all of it"
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


def explain(made: Path, name: str, *options: object) -> Result:
    found = next((made / "out" / "answer_keys").glob(f"*-{name}.json"))
    return run("explain", found, "--answers", made / "answers.csv", *options)


def test_explain_shows_one_sheet_with_its_right_answers(made: Path) -> None:
    result = explain(made, "ada", "--width", 90)
    assert result.exit_code == 0
    assert "Student ID  ada" in result.stdout
    assert "✗ wrong" in result.stdout
    assert "(right: " in result.stdout
    assert "what they wrote" in result.stdout
    assert explain(made, "ada", "--width", 90, "--student", "ADA").stdout == result.stdout


def test_explain_says_whose_sheets_there_are(made: Path) -> None:
    wrong = explain(made, "ada", "--student", "eve")
    assert wrong.exit_code == 2
    assert "found no student 'eve', expected ada" in wrong.stderr
    nothing = explain(made, "zoe")
    assert nothing.exit_code == 2
    assert "found no answers to this key" in nothing.stderr


def test_explain_asks_which_student_of_several(made: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text(
        "student,variant,blank,answer\nada,seed7,forward.a[1],1\nbob,seed7,forward.a[1],2\n",
        encoding="utf-8",
    )
    found = next((made / "one" / "answer_keys").glob("*.json"))
    several = run("explain", found, "--answers", answers)
    assert several.exit_code == 2
    assert "found 2 students, ada, bob; expected --student" in several.stderr
    assert run("explain", found, "--answers", answers, "--student", "bob").exit_code == 0
