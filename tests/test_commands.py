"""The commands' statuses, errors and files, as the public interface has them."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen import files
from quizgen.cli import main
from quizgen.cli.listing import LISTS
from quizgen.keys import read_key

MAKE = ["make", "--format", "html", "--out"]


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), (
        result.exception
    )
    return result


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def made(tmp_path: Path) -> Path:
    assert run(*MAKE, tmp_path, "--seed", 7).exit_code == 0
    return tmp_path


# make


def test_make_writes_the_paths_of_its_call_and_nothing_else(made: Path) -> None:
    assert set(tree(made)) == {
        "handouts/recitation5-seed7.html",
        "handouts/recitation5-seed7.csv",
        "answer_keys/recitation5-seed7.html",
        "answer_keys/recitation5-seed7.json",
    }


@pytest.mark.parametrize("seed", ["0", "1", str(2**63), str(2**64 - 1)])
def test_any_seed_of_64_bits_makes_a_variant(tmp_path: Path, seed: str) -> None:
    assert run(*MAKE, tmp_path, "--seed", seed).exit_code == 0
    assert json.loads((tmp_path / f"answer_keys/recitation5-seed{seed}.json").read_text())[
        "seed"
    ] == int(seed)


BAD_CALLS = [
    (["--seed", "seven"], "whole number"),
    (["--seed", "-1"], "whole number"),
    (["--seed", str(2**64)], "whole number"),
    (["--seed", "1e3"], "whole number"),
    ([], "--seed"),
    (["--seed", "7", "--count", "0"], "--count"),
    (["--seed", "7", "--format", "docx"], "docx"),
    (["no-such-set", "--seed", "7"], "no-such-set"),
    (["--seed", "7", "--roster", "no.csv"], "no.csv"),
    (["--seed", "7", "--secret", "no.key"], "no.key"),
    (["--original", "--count", "3"], "every number is given"),
]


@pytest.mark.parametrize(("args", "named"), BAD_CALLS, ids=lambda value: str(value))
def test_a_bad_call_is_named_and_writes_nothing(
    tmp_path: Path, args: list[str], named: str
) -> None:
    result = run(*MAKE, tmp_path / "out", *args)
    assert result.exit_code == 2
    assert named in result.stderr
    assert "Traceback" not in result.output
    assert not tree(tmp_path)


def test_count_makes_numbered_variants_that_differ(tmp_path: Path) -> None:
    assert run(*MAKE, tmp_path, "--seed", 7, "--count", 3, "--jobs", 1).exit_code == 0
    keys = [tmp_path / f"answer_keys/recitation5-seed7-{n:04d}.json" for n in (1, 2, 3)]
    assert len({str(read_key(key).networks) for key in keys}) == 3


def test_jobs_do_not_change_a_byte(tmp_path: Path) -> None:
    for jobs in (1, 2):
        call = ("--seed", 7, "--count", 2, "--jobs", jobs)
        assert run(*MAKE, tmp_path / str(jobs), *call).exit_code == 0
    assert tree(tmp_path / "1") == tree(tmp_path / "2")


def test_what_differs_is_replaced_only_by_force(made: Path) -> None:
    before = tree(made)
    assert run(*MAKE, made, "--seed", 7).exit_code == 0  # the same bytes are no overwrite
    handout = made / "handouts/recitation5-seed7.html"
    handout.write_text("mine")
    (made / "handouts/notes.txt").write_text("mine too")
    result = run(*MAKE, made, "--seed", 7)
    assert result.exit_code == 2
    assert str(handout) in result.stderr
    assert handout.read_text() == "mine"
    assert run(*MAKE, made, "--seed", 7, "--force").exit_code == 0
    assert tree(made) == before | {"handouts/notes.txt": b"mine too"}


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    for out in (tmp_path / "out", tmp_path / "out" / "deeper"):
        result = run(*MAKE, out, "--seed", 7)
        assert result.exit_code == 2
        assert "is a file" in result.stderr


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "handouts").symlink_to(tmp_path / "elsewhere")
    result = run(*MAKE, tmp_path / "out", "--seed", 7, "--force")
    assert result.exit_code == 2
    assert not tree(tmp_path / "elsewhere")


@pytest.mark.parametrize(("room", "status"), [(0, 2), (2, 2), (4, 1), (7, 1)])
def test_a_full_disk_leaves_whole_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int, status: int
) -> None:
    left = [room]

    def sync(_: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", sync)
    result = run(*MAKE, tmp_path / "full", "--seed", 7, "--count", 3, "--jobs", 1)
    monkeypatch.undo()
    assert result.exit_code == status
    assert "No space left" in result.stderr
    assert run(*MAKE, tmp_path / "whole", "--seed", 7, "--count", 3).exit_code == 0
    written, whole = tree(tmp_path / "full"), tree(tmp_path / "whole")
    assert len(written) == room
    assert all(whole[name] == content for name, content in written.items())


def test_keys_and_secrets_are_their_owners_alone(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("student,name\nann,Ann\nbob,Bob\n")
    out = tmp_path / "out"
    result = run(*MAKE, out, "--seed", 7, "--roster", roster, "--jobs", 1)
    assert result.exit_code == 0
    secret = out / "answer_keys" / "secret.key"
    assert secret.read_text().strip() not in result.output
    for path in (out / "answer_keys").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    again = {name: body for name, body in tree(out).items() if "ann" in name}
    roster.write_text("student,name\nzoe,Zoe\nann,Ann\n")
    assert run(*MAKE, out, "--seed", 7, "--roster", roster, "--jobs", 1).exit_code == 0
    assert again == {name: body for name, body in tree(out).items() if "ann" in name}


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ("student\nann\nbob\nann\n", "lines 2, 4"),
        ("student,name\n,Ann\n", "line 2"),
        ("name\nAnn\n", "expected student"),
        ("student\n", "no students"),
        ("", "empty"),
    ],
)
def test_a_roster_that_is_wrong_is_refused_with_its_lines(
    tmp_path: Path, rows: str, named: str
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(rows)
    result = run(*MAKE, tmp_path / "out", "--seed", 7, "--roster", roster)
    assert result.exit_code == 2
    assert named in result.stderr


def test_hostile_ids_stay_inside_and_apart(tmp_path: Path) -> None:
    ids = [
        "../up",
        "/etc/x",
        "a\x00b",
        "CON",
        "=1+1",
        "x" * 300,
        "A1",
        "a1",
        "é",
        "e\u0301",
        "..",
    ]
    roster = tmp_path / "roster.csv"
    with roster.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerows([["student", "name"], *([id, "<b>&$x$</b>"] for id in ids)])
    out = tmp_path / "out"
    call = ("--seed", 7, "--roster", roster, "--jobs", 2)
    assert run(*MAKE, out, *call).exit_code == 0
    assert set(os.listdir(tmp_path)) == {"roster.csv", "out"}
    keys = list((out / "answer_keys").glob("*.json"))
    assert sorted(read_key(p).student or "" for p in keys) == sorted(ids)
    assert len({p.name.casefold() for p in keys}) == len(ids)
    assert "<b>&$x$" not in next((out / "handouts").glob("*.html")).read_text()


def test_no_handout_gives_an_answer_away(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("student,name\nann,Ann\n")
    secret = tmp_path / "class.key"
    secret.write_text("the one secret that this class has")
    call = ["make", "--seed", "87654321", "--roster", roster, "--secret", secret]
    assert run(*call, "--out", tmp_path, "--jobs", 1).exit_code == 0
    from pypdf import PdfReader

    pdf = PdfReader(tmp_path / "handouts/recitation5-ann.pdf")
    shown = "\n".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata)
    shown += (tmp_path / "handouts/recitation5-ann.html").read_text()
    shown += (tmp_path / "handouts/recitation5-ann.csv").read_text()
    key = read_key(tmp_path / "answer_keys/recitation5-ann.json")
    table = key.rounding.table
    printed = set(table.printed) if table else set()
    answers = {b.display.strip("-") for b in key.blanks if "." in b.display} - printed
    telling = {answer for answer in answers if len(answer) > 5}  # 0.25 is a length of CSS, too
    assert len(telling) > 10
    assert not [answer for answer in telling if answer in shown]
    assert "87654321" not in shown
    assert secret.read_text() not in shown


def test_the_same_call_writes_the_same_bytes_anywhere(tmp_path: Path) -> None:
    trees = []
    for number, (zone, locale) in enumerate([("UTC", "C"), ("Asia/Tokyo", "de_DE.UTF-8")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        env = os.environ | {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(number)}
        call = [sys.executable, "-m", "quizgen.cli", "make", "--seed", "3", "--quiet"]
        subprocess.run(call, cwd=folder, env=env, check=True)
        trees.append(tree(folder))
    assert len(trees[0]) == 6
    assert trees[0] == trees[1]


# grade


def answers(made: Path, folder: Path, shape: str) -> Path:
    key = read_key(made / "answer_keys/recitation5-seed7.json")
    path = folder / f"{shape}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        if shape == "long":
            table.writerow(["student", "variant", "blank", "answer"])
            table.writerows(["ann", key.variant, b.id, b.display] for b in key.blanks)
        else:
            table.writerow(["student", "variant", *(b.id for b in key.blanks)])
            table.writerow(["ann", key.variant, *(b.display for b in key.blanks)])
    return path


@pytest.mark.parametrize("shape", ["long", "wide"])
def test_right_answers_earn_full_marks(made: Path, tmp_path: Path, shape: str) -> None:
    out = tmp_path / "grades"
    result = run(
        "grade", answers(made, tmp_path, shape), "--keys", made / "answer_keys", "--out", out
    )
    assert result.exit_code == 0
    (row,) = csv.DictReader((out / "scores.csv").read_text().splitlines())
    assert (row["points"], row["percent"]) == (row["max_points"], "100.00")
    assert sorted(os.listdir(out)) == [
        "feedback",
        "manual.csv",
        "marks.csv",
        "rejected.csv",
        "report.html",
        "scores.csv",
    ]


GRADES = [
    ("student,variant,blank,answer\nann,seed7,forward.yhat,1\n", [], 0),
    ("student,variant,blank,answer\nann,seed9,forward.yhat,1\n", [], 1),
    ("student,variant,blank,answer\nann,seed7,forward.yhat,1\nbob,seed9,a,1\n", [], 0),
    (
        "student,variant,blank,answer\nann,seed7,forward.yhat,1\nbob,seed9,a,1\n",
        ["--strict"],
        1,
    ),
    ("", [], 2),
    ("a,b\n1,2\n", [], 2),
    ("\x00\x01\x02", [], 2),
]


@pytest.mark.parametrize(("content", "options", "status"), GRADES)
def test_grades_status_says_what_was_left_out(
    made: Path, tmp_path: Path, content: str, options: list[str], status: int
) -> None:
    path, out = tmp_path / "s.csv", tmp_path / "grades"
    path.write_text(content)
    result = run("grade", path, "--keys", made / "answer_keys", "--out", out, *options)
    assert result.exit_code == status
    assert (out.exists()) == (status != 2)


def test_a_key_that_cannot_be_read_is_named_and_the_others_grade(
    made: Path, tmp_path: Path
) -> None:
    (made / "answer_keys/broken.json").write_text('{"format": "quizgen-key", "version": 2}')
    path = answers(made, tmp_path, "long")
    out = tmp_path / "grades"
    result = run("grade", path, "--keys", made / "answer_keys", "--out", out)
    assert result.exit_code == 1
    assert "broken.json: version: found 2" in result.stderr
    assert "100.00" in (out / "scores.csv").read_text()
    result = run("grade", path, "--keys", made / "answer_keys/broken.json", "--out", out)
    assert result.exit_code == 2


@pytest.mark.parametrize("args", [["no.csv"], ["no/"], []])
def test_a_submission_that_is_not_there_ends_the_call(
    made: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.chdir(made)
    assert run("grade", *args).exit_code == 2
    assert not (made / "grades").exists()


# solve

NETWORK = Path(__file__).parent.parent / "docs" / "network.toml"


def test_solve_prints_text_and_writes_pages_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = run("solve", NETWORK).stdout
    assert printed.startswith("The recitation's network\n")
    assert printed.rstrip().endswith("[−0.19181  0.80821  1.80914  1.81509]")
    assert tree(tmp_path) == {}
    both = run("solve", NETWORK, "--format", "text,html", "--out", "new/folder")
    assert both.stdout == f"{printed}new/folder/network.html\n"
    quiet = run("solve", NETWORK, "--format", "pdf,html", "--out", "new/folder", "--quiet")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, "", "")
    assert set(tree(tmp_path)) == {"new/folder/network.html", "new/folder/network.pdf"}
    narrow = run("solve", NETWORK, "--width", 66).stdout
    assert max(map(len, narrow.splitlines())) == 66


def test_solve_overwrites_only_what_it_may(tmp_path: Path) -> None:
    page = tmp_path / "network.html"
    call = ["solve", NETWORK, "--format", "html,pdf", "--out", tmp_path]
    page.write_text("mine")
    refused = run(*call)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"quizgen: {page}: is there and differs; --force overwrites it\n"
    assert tree(tmp_path) == {"network.html": b"mine"}
    assert run(*call, "--force").exit_code == 0
    assert run(*call).exit_code == 0  # the same bytes are no overwrite
    own = tmp_path / "own.html"
    own.write_bytes(NETWORK.read_bytes())
    refused = run("solve", own, "--format", "html", "--out", tmp_path, "--force")
    assert refused.exit_code == 2
    assert refused.stderr == f"quizgen: {own}: would be overwritten by its own solution\n"
    assert own.read_bytes() == NETWORK.read_bytes()


def test_solve_says_what_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        result = run("solve", NETWORK, "--format", "html", "--out", out)
        assert (result.exit_code, result.stdout) == (2, "")
        assert str(tmp_path / "file") in result.stderr


def test_solve_takes_a_folder_of_templates(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text('language = "de"\n')
    call = ["solve", NETWORK, "--format", "html", "--out", tmp_path, "--templates", tmp_path]
    assert run(*call).exit_code == 0
    page = (tmp_path / "network.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    (tmp_path / "page.html.j2").write_text("{{ nothing }}")
    assert run(*call, "--force").exit_code == 2


def test_what_is_piped_is_utf_8_in_any_locale() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "quizgen.cli", "solve", str(NETWORK)],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert "α = ⎢ 2  1  0 ⎥" in done.stdout.decode()


# list


@pytest.mark.parametrize("what", LISTS)
def test_lists_name_and_summarise(what: str) -> None:
    rows = json.loads(run("list", what, "--json").stdout)
    assert rows
    assert all(set(row) == {"name", "summary"} and all(row.values()) for row in rows)
    plain = run("list", what).stdout
    assert all(row["name"] in plain for row in rows)


@pytest.mark.parametrize("command", [[], ["make"], ["grade"], ["list"]])
def test_every_command_has_help(command: list[str]) -> None:
    for flag in ("--help", "-h"):
        result = run(*command, flag)
        assert result.exit_code == 0
        assert "Usage: " in result.stdout


def test_a_student_who_names_files_and_columns_cannot_steer_the_terminal(made: Path) -> None:
    odd = made / os.fsdecode(b"\x1b]0;owned\x07\xff.csv")
    odd.write_text("student,variant,forward.yhat,e.\x9b31m\u202ex\nada,seed7,1\nada,seed8,1\n")
    result = run("grade", odd, "--keys", made / "answer_keys", "--out", made / "grades")
    assert result.exit_code == 0
    said = result.stderr.splitlines()
    assert all(line.isprintable() for line in said)
    assert any("\ufffd]0;owned\ufffd\ufffd.csv: columns left aside" in line for line in said)
    rejected = (made / "grades" / "rejected.csv").read_text(encoding="utf-8")
    assert "\\udcff.csv,3,unknown variant 'seed8'" in rejected
