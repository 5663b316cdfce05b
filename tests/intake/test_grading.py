"""A class that hands in PDFs, filled by programs that none of us wrote."""

import csv
import os
import zipfile
from pathlib import Path

import pikepdf
import pytest

from tests.render.filling import fields, filled_by_pikepdf, filled_by_pypdf

from .classes import answers, call, in_fields, make, write_csv
from .pdfium import filled_by_pdfium

FILLED_BY = {"s1": filled_by_pikepdf, "s2": filled_by_pypdf, "s3": filled_by_pdfium}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a class with `filled/s1.pdf`, … and the same answers in `answers.csv`."""
    folder = make(tmp_path_factory.mktemp("class"), *FILLED_BY)
    (folder / "filled").mkdir()
    given = {student: answers(folder, student) for student in FILLED_BY}
    for student, fill in FILLED_BY.items():
        handout = (folder / "handouts" / f"small-{student}.pdf").read_bytes()
        values = in_fields(fields(handout), given[student])
        (folder / "filled" / f"{student}.pdf").write_bytes(fill(handout, values))
    write_csv(folder / "answers.csv", given)
    return folder


def graded(folder: Path, out: Path, *files: Path, status: int = 0) -> list[str]:
    """Grade files; return what is said on standard error."""
    result = call("grade", *files, "--keys", folder / "answer_keys", "--out", out)
    assert result.exit_code == status, result.output
    return result.stderr.splitlines()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_filled_pdfs_earn_what_the_same_answers_earn_as_csv(
    folder: Path, tmp_path: Path
) -> None:
    assert graded(folder, tmp_path / "csv", folder / "answers.csv") == []
    assert graded(folder, tmp_path / "pdf", folder / "filled") == []
    for table in ("marks.csv", "scores.csv", "manual.csv", "rejected.csv"):
        by_csv, by_pdf = ((tmp_path / how / table).read_bytes() for how in ("csv", "pdf"))
        assert by_pdf == by_csv, table
    verdicts = {row["verdict"] for row in rows(tmp_path / "pdf" / "marks.csv")}
    assert verdicts >= {"correct", "wrong", "unreadable", "blank", "manual"}


def test_files_folders_and_zip_files_are_one_class(folder: Path, tmp_path: Path) -> None:
    upload = tmp_path / "submissions.bin"  # what it is says its content
    with zipfile.ZipFile(upload, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "filled" / "s2.pdf", "Übung/../müller_4711_late.PDF.txt")
        archive.writestr("__MACOSX/._s2.pdf", b"\0")
        archive.writestr("Übung/photo.pdf", b"\xff\xd8\xff\xe0")
    inside = tmp_path / "folder" / "deep"
    inside.mkdir(parents=True)
    (inside / "s3").write_bytes((folder / "filled" / "s3.pdf").read_bytes())
    (inside / ".DS_Store").write_bytes(b"\0\0")
    said = graded(
        folder,
        tmp_path / "mixed",
        folder / "filled" / "s1.pdf",
        upload,
        inside.parent,
        status=1,
    )
    assert len(said) == 2
    (rejected,) = rows(tmp_path / "mixed" / "rejected.csv")
    assert rejected["source"] == f"{upload}/Übung/photo.pdf"
    assert rejected["reason"].startswith("a picture")
    graded(folder, tmp_path / "csv", folder / "answers.csv")
    marks = [(tmp_path / how / "marks.csv").read_bytes() for how in ("mixed", "csv")]
    assert marks[0] == marks[1]


def test_what_came_more_than_once_is_told_with_what_counts(
    folder: Path, tmp_path: Path
) -> None:
    pdf, table = folder / "filled" / "s1.pdf", tmp_path / "late.csv"
    write_csv(table, {"s1": {"forward.yhat": "1.25"}})
    for files, counts in (((pdf, table), table), ((table, pdf), pdf)):
        (said,) = graded(folder, tmp_path / "out", *files)
        other = next(one for one in files if one != counts)
        assert said == f"quizgen: s1: {counts} counts, and not {other}"
        report = (tmp_path / "out" / "report.html").read_text()
        assert "Handed in more than once" in report
        assert "1 sheet was handed in more than once." in report
        marks = rows(tmp_path / "out" / "marks.csv")
        (late,) = (row for row in marks if row["answer"] == "1.25")
        assert (late["note"] == "a later submission counts") == (counts == pdf)


def test_an_empty_form_is_nobody_s_last_word(folder: Path, tmp_path: Path) -> None:
    empty = folder / "handouts"
    assert graded(folder, tmp_path / "out", folder / "filled", empty) == []
    assert graded(folder, tmp_path / "alone", folder / "filled") == []
    scores = [(tmp_path / out / "scores.csv").read_bytes() for out in ("out", "alone")]
    assert scores[0] == scores[1]
    assert "an empty" not in (tmp_path / "out" / "report.html").read_text()
    notes = {row["note"] for row in rows(tmp_path / "out" / "marks.csv")}
    assert "another submission counts: this one is empty" in notes


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("student", "s2", "student 's2' and variant 's1' belong to different keys"),
        ("code", None, "is of small-s2, not of small-s1"),
        ("code", "XXXXXXXX", "code 'XXXXXXXX'"),
        ("variant", "s9", "unknown variant 's9'"),
        ("forward.yhat", "1" * 10_001, "a field of 10001 characters"),
    ],
)
def test_a_sheet_that_is_another_s_is_rejected(
    folder: Path, tmp_path: Path, field: str, value: str | None, reason: str
) -> None:
    if value is None:
        other = (folder / "handouts" / "small-s2.pdf").read_bytes()
        value = str(fields(other)["code"].V)
    pdf = (folder / "filled" / "s1.pdf").read_bytes()
    path = tmp_path / "s1.pdf"
    path.write_bytes(filled_by_pikepdf(pdf, {field: value}))
    out = tmp_path / "out"
    graded(folder, out, path, folder / "filled" / "s2.pdf")
    (rejected,) = rows(out / "rejected.csv")
    assert rejected["source"] == str(path)
    assert rejected["line"] == ""
    assert reason in rejected["reason"]
    assert "forward.a[1]=" in rejected["row"]
    assert {row["student"] for row in rows(out / "marks.csv")} == {"s2"}


def test_a_field_that_a_program_took_away_is_told(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "s1.pdf"
    with pikepdf.open(folder / "filled" / "s1.pdf") as pdf:
        (forward,) = (one for one in pdf.Root.AcroForm.Fields if one.T == "forward")
        kids = [kid for kid in forward.Kids if kid.T != "yhat"]
        forward.Kids = pikepdf.Array(kids)
        pdf.save(path)
    (said,) = graded(folder, tmp_path / "out", path)
    assert said == f"quizgen: {path}: no field for forward.yhat: taken as blank"


def test_a_pdf_says_no_time_that_late_work_could_be_told_by(
    folder: Path, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('late = {after = "2020-01-01T00:00:00Z", share = 0.5}\n')
    words = ("--keys", folder / "answer_keys", "--out", tmp_path, "--policy", policy)
    result = call("grade", folder / "filled", *words)
    assert result.exit_code == 0, result.output
    (said,) = result.stderr.splitlines()
    assert "filled PDFs: taken as in time" in said
    assert said.endswith("rows 3")


def test_a_sheet_is_explained_from_its_pdf(folder: Path) -> None:
    key, sheet = folder / "answer_keys" / "small-s1.json", folder / "filled" / "s1.pdf"
    result = call("explain", key, "--answers", sheet)
    assert result.exit_code == 0, result.output
    assert "forward" in result.output.lower()


def test_pdfs_alone_that_are_no_handouts_are_an_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    said = graded(folder, tmp_path / "out", tmp_path / "a.pdf", status=2)
    assert said == [f"quizgen: {tmp_path}/a.pdf: a truncated PDF: its end is missing"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("where", [".", "grades"])
def test_what_the_call_itself_wrote_into_a_folder_was_not_handed_in(
    folder: Path, tmp_path: Path, where: str
) -> None:
    (tmp_path / "s1.pdf").write_bytes((folder / "filled" / "s1.pdf").read_bytes())
    written = []
    for _ in range(2):
        assert graded(folder, tmp_path / where, tmp_path) == []
        written.append((tmp_path / where / "marks.csv").read_bytes())
    assert written[0] == written[1]


def test_a_name_that_is_no_text_is_told_and_steers_nothing(
    folder: Path, tmp_path: Path
) -> None:
    odd = [tmp_path / os.fsdecode(b"<b>\x1b[31m\xff%d" % at) for at in range(3)]
    content = (folder / "filled" / "s1.pdf").read_bytes()
    for path, it in zip(odd, (content, content, b"%PDF-1.7\n"), strict=True):
        path.write_bytes(it)
    said = graded(folder, tmp_path / "out", *odd, status=1)
    assert len(said) == 3
    assert all(line.isprintable() for line in said)
    report = (tmp_path / "out" / "report.html").read_bytes().decode()
    assert "&lt;b&gt;" in report
    assert "<b>" not in report
    assert "\x1b" not in report


def test_what_comes_through_a_pipe_is_taken_too(folder: Path, tmp_path: Path) -> None:
    pipe, write = os.pipe()
    try:
        os.write(write, (folder / "answers.csv").read_bytes())
        os.close(write)
        assert graded(folder, tmp_path / "out", Path(f"/dev/fd/{pipe}")) == []
    finally:
        os.close(pipe)
    assert len(rows(tmp_path / "out" / "scores.csv")) == 3
