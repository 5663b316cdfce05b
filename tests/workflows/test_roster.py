"""A roster: who is refused, under which name files stand, and the class's secret."""

import csv
import errno
import json
import os
from pathlib import Path

import pytest
from by_hand import set_toml

from quizgen.errors import QuizgenError
from quizgen.workflows.file_names import file_names
from quizgen.workflows.roster import read_roster

from .conftest import Make, tree


def roster(folder: Path, *ids: str, name: str = "") -> Path:
    path = folder / "roster.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["student", "name"])
        rows.writerows([id, name] for id in ids)
    return path


REFUSED: list[tuple[bytes, str]] = [
    (b"", "empty file"),
    (b"student\n", "no students"),
    (b"id,name\n1,Ada\n", "line 1: found the columns id, name, expected student"),
    (b"student,name\ns1,Ada\n,Bob\n", "line 3: found no student id"),
    (b"student,name\ns1,Ada\n  ,Bob\n", "line 3: found no student id"),
    (b"student\ns1\ns2\ns1\n", "lines 2, 4: found the student 's1'"),
    (b"student\ns1\n s1 \n", "lines 2, 3: found the student 's1'"),
    (b"student\ns1\n's1\n", "lines 2, 3: found the student 's1'"),
    (b"PK\x03\x04", "Excel workbook or a zip file, where a CSV file was expected"),
    (b"\x00\x01\x02", "a binary file, where a CSV file was expected"),
]


@pytest.mark.parametrize(("content", "says"), REFUSED)
def test_a_bad_roster_is_refused_by_line(
    make: Make, out: Path, tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    result = make("--seed", 7, "--roster", path)
    assert result.exit_code == 2
    assert f"quizgen: {path}: " in result.stderr
    assert says in result.stderr
    assert not out.exists()


def test_twenty_mistakes_are_named_at_most(tmp_path: Path) -> None:
    path = roster(tmp_path, *[f"s{n // 2}" for n in range(100)])
    with pytest.raises(QuizgenError) as caught:
        read_roster(path)
    assert len(caught.value.lines) == 20


READ: list[tuple[bytes, list[tuple[str, str | None]]]] = [
    (b"student\ns1\ns2", [("s1", None), ("s2", None)]),
    (b"\xef\xbb\xbfstudent;name\r\ns1;Ada\r\n", [("s1", "Ada")]),
    ("Student\tName\ns1\tŽofie\n".encode("utf-16"), [("s1", "Žofie")]),
    (b"section,student\nA,s1\nB\n", []),
    (b'name,student\n"Lovelace, Ada",s1\n', [("s1", "Lovelace, Ada")]),
    (b"student\ns1\n\n\ns2\n", [("s1", None), ("s2", None)]),
]


@pytest.mark.parametrize(("content", "students"), READ)
def test_a_roster_in_any_usual_form_is_read(
    tmp_path: Path, content: bytes, students: list[tuple[str, str | None]]
) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    if not students:
        with pytest.raises(QuizgenError, match="line 3: found no student id"):
            read_roster(path)
    else:
        assert [(s.id, s.name) for s in read_roster(path).students] == students


HOSTILE = [
    *("../up", "../../etc/passwd", "/etc/passwd", "..", ".", "...", "a/b", "a\\b", "~"),
    *("CON", "nul", "com1.txt", "x.", "x ", ".hidden", "-rf", "--force", "a:b", "a*b?"),
    *("=cmd", "+1", "@x", "a,b", 'a"b', "a;b", "<b>", "$x^2$", "\x7f", "a\tb", "é", "e\u0301"),
    *(
        "x" * 300,
        "x" * 299 + "y",
        "学生",
        "\u202eabc",
        "A1",
        "a1",
        "Ａ1",
        "ß",
        "ss",
        "SS",
        "🙂",
    ),
    *("seed7", "secret", "a_b", "a%2Fb", "İ", "i", "I", "ı"),
]


def test_file_names_are_safe_and_distinct_on_any_file_system() -> None:
    names = file_names(HOSTILE)
    assert len({name.casefold() for name in names}) == len(HOSTILE)
    for name in names:
        assert name.isascii()
        assert not set(name) & set('/\\:*?"<>| \t\0')
        assert name.strip(".") == name != ""
        assert len(name) <= 80


def test_a_file_name_does_not_hang_on_the_order() -> None:
    names = dict(zip(HOSTILE, file_names(HOSTILE), strict=True))
    turned = HOSTILE[::-1]
    assert dict(zip(turned, file_names(turned), strict=True)) == names


def test_hostile_ids_stay_inside_the_folder(make: Make, out: Path, tmp_path: Path) -> None:
    path = roster(tmp_path, *HOSTILE, name="=HYPERLINK()")
    before = set(tmp_path.iterdir())
    result = make("--seed", 7, "--roster", path, "--jobs", 1, "--format", "")
    assert result.exit_code == 0, result.stderr
    assert set(tmp_path.iterdir()) - before == {out}
    written = tree(out)
    assert len(written) == 2 * len(HOSTILE) + 1
    keys = [json.loads(c) for name, c in written.items() if name.endswith(".json")]
    stripped = {id.strip() for id in HOSTILE}
    assert {key["student"] for key in keys} == stripped
    for name, content in written.items():
        if name.endswith(".csv"):
            cells = {row[0] for row in csv.reader(content.decode().splitlines())}
            assert not any(cell.startswith(("=", "@", "-")) for cell in cells)


def test_a_nul_in_an_id_stays_inside_the_folder(make: Make, out: Path, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(b"student\na\0b\n")
    result = make("--seed", 7, "--roster", path)
    assert result.exit_code in (0, 2)
    assert all("\0" not in name for name in tree(out))


def test_the_class_s_secret_is_made_once_and_never_shown(
    make: Make, out: Path, tmp_path: Path
) -> None:
    path = roster(tmp_path, "s1", "s2", name="Ada Lovelace")
    first = make("--seed", 7, "--roster", path, "--jobs", 1)
    secret = out / "answer_keys" / "secret.key"
    assert f"{secret}: created" in first.stderr
    assert secret.stat().st_mode & 0o777 == 0o600
    value = secret.read_bytes().strip()
    assert len(value) >= 32
    before = tree(out)
    second = make("--seed", 7, "--roster", path, "--jobs", 1)
    assert second.exit_code == 0
    assert second.stderr == ""
    assert tree(out) == before
    for text in (first.output, second.output, first.stderr):
        assert value.decode() not in text
    assert not any(value in content for name, content in before.items() if "secret" not in name)


def test_no_secret_stays_where_no_sheet_is_made(make: Make, out: Path, tmp_path: Path) -> None:
    never = tmp_path / "never.toml"
    never.write_text(set_toml(low=0, high=0))
    result = make(never, "--seed", 7, "--roster", roster(tmp_path, "s1", "s2"), "--jobs", 1)
    assert result.exit_code == 2
    assert "created" not in result.stderr
    assert not out.exists()


def test_another_secret_makes_other_sheets(make: Make, tmp_path: Path) -> None:
    path = roster(tmp_path, "s1")
    trees = []
    for folder in ("one", "two"):
        make("--seed", 7, "--roster", path, into=tmp_path / folder)
        trees.append(tree(tmp_path / folder))
    name = "handouts/recitation5-s1.html"
    assert trees[0][name] != trees[1][name]


@pytest.mark.parametrize("where", ["/proc/below", "x" * 300, "loop", "dangling"])
def test_a_folder_that_cannot_hold_the_secret_is_named(
    make: Make, tmp_path: Path, where: str
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").mkdir()
    (tmp_path / "dangling" / "answer_keys").symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.iterdir())
    path = roster(tmp_path / "..", "s1")
    for who in ([], ["--roster", path]):
        result = make("--seed", 7, *who, into=tmp_path / where)
        assert result.exit_code == 2
        assert where in result.stderr
        assert len(result.stderr.splitlines()) <= 2
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("content", [b"", b"short", b" " * 40])
def test_a_secret_that_is_none_is_refused(
    make: Make, out: Path, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    result = make("--seed", 7, "--secret", path)
    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert "16" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("option", ["--secret", "--roster"])
def test_a_file_without_end_is_refused(make: Make, out: Path, option: str) -> None:
    result = make("--seed", 7, option, "/dev/zero")
    assert result.exit_code == 2
    assert "/dev/zero: is not a regular file, expected a " in result.stderr
    assert not out.exists()


def test_a_secret_is_the_same_with_another_line_end(make: Make, tmp_path: Path) -> None:
    trees = []
    for end in (b"", b"\n", b"\r\n"):
        (tmp_path / "secret").write_bytes(b"a secret of a class" + end)
        make("--seed", 7, "--secret", tmp_path / "secret", into=tmp_path / f"out{len(trees)}")
        trees.append(tree(tmp_path / f"out{len(trees)}"))
    assert trees[0] == trees[1] == trees[2]


def test_a_full_disk_leaves_no_part_of_a_secret(
    make: Make, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = roster(tmp_path, "s1")
    monkeypatch.setattr(os, "fsync", full)
    result = make("--seed", 7, "--roster", path)
    monkeypatch.undo()
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert tree(out) == {}
