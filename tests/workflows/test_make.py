"""`make`: which files, which exit status, and what it refuses to touch."""

import errno
import os
import re
from pathlib import Path

import pytest
from by_hand import set_toml
from click.testing import CliRunner

from quizgen.cli import main

from .conftest import Make, tree

ENDINGS = ["answer_keys/{}.html", "answer_keys/{}.json", "handouts/{}.csv", "handouts/{}.html"]
AS_WRITTEN = [ENDINGS[at] for at in (1, 3, 0, 2)]  # in this order


def names(*variants: str) -> list[str]:
    return sorted(ending.format(f"recitation5-{v}") for v in variants for ending in ENDINGS)


CALLS: list[tuple[str, list[str]]] = [
    ("--seed 7", ["seed7"]),
    ("recitation5 --seed 0", ["seed0"]),
    ("--seed 1 --quiet", ["seed1"]),
    (f"--seed {2**63}", [f"seed{2**63}"]),
    (f"--seed {2**64 - 1}", [f"seed{2**64 - 1}"]),
    ("--seed 007", ["seed7"]),
    ("--original", ["original"]),
    ("--seed 7 --count 1", ["seed7-0001"]),
    ("--seed 7 --count 3", ["seed7-0001", "seed7-0002", "seed7-0003"]),
    ("--seed 7 --count 3 --jobs 1", ["seed7-0001", "seed7-0002", "seed7-0003"]),
]


@pytest.mark.parametrize(("call", "variants"), CALLS)
def test_the_files_of_a_call(make: Make, out: Path, call: str, variants: list[str]) -> None:
    result = make(*call.split(), *([] if "--jobs" in call else ["--jobs", "1"]))
    assert result.exit_code == 0, result.stderr
    assert sorted(tree(out)) == names(*variants)
    assert result.stderr == ""
    assert (result.stdout == "") == ("--quiet" in call)


FORMATS = [
    ("html", {"html"}),
    ("pdf", {"pdf"}),
    ("html,pdf", {"html", "pdf"}),
    ("pdf, html,pdf", {"html", "pdf"}),
]


@pytest.mark.parametrize(("formats", "endings"), FORMATS)
def test_the_formats(make: Make, out: Path, formats: str, endings: set[str]) -> None:
    assert make("--seed", 7, "--format", formats).exit_code == 0
    written = {path.rpartition(".")[2] for path in tree(out)}
    assert written == {"json", "csv", *endings}


REFUSED = [
    ("", "seed"),
    ("recitation5", "seed"),
    ("--seed seven", "'seven'"),
    ("--seed -1", "'-1'"),
    ("--seed 1.5", "'1.5'"),
    ("--seed 1e3", "'1e3'"),
    ("--seed ٣", "'٣'"),
    ("--seed 1_000", "'1_000'"),
    (f"--seed {2**64}", str(2**64)),
    ("--seed " + "9" * 5000, "99999"),
    ("--seed 7 --count 0", "0"),
    ("--seed 7 --count -3", "-3"),
    ("--seed 7 --count 10000", "10000"),
    ("--seed 7 --count three", "three"),
    ("--seed 7 --format docx", "'docx'"),
    ("--seed 7 --jobs 0", "0"),
    ("--seed 7 --original --count 2", "every number is given"),
    ("recitation6 --seed 7", "recitation6.*built in are .*recitation5"),
    ("/nowhere/set.toml --seed 7", "/nowhere/set.toml"),
    ("--seed 7 --secret /nowhere/secret", "/nowhere/secret"),
    ("--seed 7 --roster /nowhere/roster.csv", "/nowhere/roster.csv"),
    ("--seed 7 --count 2 --roster /nowhere/roster.csv", "both"),
    ("--seed 7 --unknown", "--unknown"),
    ("recitation5 more --seed 7", "more"),
]


@pytest.mark.parametrize(("call", "says"), REFUSED, ids=[row[0][:40] for row in REFUSED])
def test_a_call_that_cannot_be_used_writes_nothing(
    make: Make, out: Path, call: str, says: str
) -> None:
    result = make(*call.split())
    assert result.exit_code == 2
    assert result.stdout == ""
    assert not out.exists()
    lines = [
        line for line in result.stderr.splitlines() if not line.startswith(("Usage", "Try"))
    ]
    text = "\n".join(lines).strip()
    assert 1 <= len(text.splitlines()) <= 2
    assert re.search(says, text)
    assert len(text) < 400


def test_a_set_s_path_names_its_files(make: Make, out: Path, tmp_path: Path) -> None:
    path = tmp_path / "my set.toml"
    path.write_text(set_toml())
    assert make(path, "--seed", 7).exit_code == 0
    assert "handouts/my set-seed7.html" in tree(out)


@pytest.mark.parametrize("where", ["file", "file/below", "file/deep/below", "/proc/below"])
def test_a_folder_that_cannot_be_written_to(make: Make, tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("mine")
    result = make("--seed", 7, into=tmp_path / where)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) <= 2
    assert where.partition("/")[0] in result.stderr
    assert tree(tmp_path) == {"file": b"mine"}


def test_the_same_bytes_are_no_overwrite(make: Make, out: Path) -> None:
    make("--seed", 7)

    def files() -> dict[Path, tuple[int, int]]:
        stats = {path: path.stat() for path in out.rglob("*")}
        return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}

    before = files()
    assert make("--seed", 7).exit_code == 0
    assert files() == before


@pytest.mark.parametrize("ending", [ending.format("recitation5-seed7") for ending in ENDINGS])
def test_a_file_that_differs_is_kept_without_force(make: Make, out: Path, ending: str) -> None:
    path = out / ending
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    result = make("--seed", 7)
    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert "--force" in result.stderr
    assert tree(out) == {ending: b"mine"}
    assert make("--seed", 7, "--force").exit_code == 0
    assert path.read_bytes() != b"mine"


def test_one_variant_refused_leaves_the_others(make: Make, out: Path) -> None:
    path = out / "handouts" / "recitation5-seed7-0002.csv"
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    result = make("--seed", 7, "--count", 3, "--jobs", 1)
    assert result.exit_code == 1
    assert str(path) in result.stderr
    kept = names("seed7-0001", "seed7-0003")
    assert sorted(tree(out)) == sorted([*kept, "handouts/recitation5-seed7-0002.csv"])


@pytest.mark.parametrize("folder", ["handouts", "answer_keys"])
@pytest.mark.parametrize("force", [[], ["--force"]])
def test_no_link_is_followed_out_of_the_folder(
    make: Make, out: Path, tmp_path: Path, folder: str, force: list[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    out.mkdir()
    (out / folder).symlink_to(tmp_path / "elsewhere")
    result = make("--seed", 7, *force)
    assert result.exit_code == 2
    assert str(out / folder) in result.stderr
    assert tree(tmp_path / "elsewhere") == {}


def test_a_linked_file_is_replaced_only_with_force(
    make: Make, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine").write_text("mine")
    path = out / "handouts" / "recitation5-seed7.html"
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "mine")
    assert make("--seed", 7).exit_code == 2
    assert make("--seed", 7, "--force").exit_code == 0
    assert (tmp_path / "mine").read_text() == "mine"
    assert not path.is_symlink()


def test_a_linked_output_folder_is_written_to(make: Make, out: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    out.symlink_to(tmp_path / "real")
    assert make("--seed", 7).exit_code == 0
    assert sorted(tree(tmp_path / "real")) == names("seed7")


def test_a_folder_in_a_file_s_place_is_refused(make: Make, out: Path) -> None:
    path = out / "handouts" / "recitation5-seed7.html"
    path.mkdir(parents=True)
    result = make("--seed", 7, "--force")
    assert result.exit_code == 2
    assert str(path) in result.stderr


@pytest.mark.parametrize("room", [0, 1, 3, 4, 6, 8])
def test_a_full_disk_keeps_whole_files(
    make: Make, out: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    fsync, written = os.fsync, []

    def full(descriptor: int) -> None:
        if len(written) == room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(descriptor)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    result = make("--seed", 7, "--count", 3, "--jobs", 1)
    monkeypatch.undo()
    assert result.exit_code == (1 if room >= len(ENDINGS) else 2)
    assert len(result.stderr.splitlines()) <= 2
    kept = tree(out)
    assert len(kept) == room
    number, at = divmod(room, len(ENDINGS))
    next_one = out / AS_WRITTEN[at].format(f"recitation5-seed7-{number + 1:04d}")
    assert f"quizgen: {next_one}: cannot be written: No space left on device" in result.stderr
    again = make("--seed", 7, "--count", 3, "--jobs", 1)
    assert again.exit_code == 0, "whole files are the same bytes"
    assert {path: tree(out)[path] for path in kept} == kept


def test_the_key_is_for_its_owner_alone(make: Make, out: Path) -> None:
    before = os.umask(0o022)
    try:
        make("--seed", 7)
    finally:
        os.umask(before)
    for path in out.rglob("*.*"):
        mode = 0o600 if path.parent.name == "answer_keys" else 0o644
        assert path.stat().st_mode & 0o777 == mode, path


PROSE = [
    ("instructions = '$\\fraq{1}{2}$'", r"instructions: the formula .*fraq"),
    ("instructions = 'see \\( x \\)'", r"instructions: found \\\(, expected \$…\$"),
    ("text = '$x{$'", r"problems\[1\]\.text: the formula"),
    ("section = 'a $$ b'", r"problems\[1\]\.section: found \$\$, expected \$…\$"),
    ("text = 'a $$ b'", r"problems\[1\]\.text: found \$\$ without its partner"),
    ("text = '$a $$b$$ c$'", r"problems\[1\]\.text: '\$a': a \$ without its partner"),
    ("section = '$\\begin{array}$'", r"problems\[1\]\.section: the formula"),
]


@pytest.mark.parametrize(("line", "message"), PROSE)
def test_a_formula_that_cannot_be_set_is_named_by_its_place(
    tmp_path: Path, line: str, message: str
) -> None:
    head, _, problem = set_toml().partition("[[problems]]")
    top = line.startswith("instructions")
    toml = (
        f"{line}\n{head}[[problems]]{problem}"
        if top
        else f"{head}[[problems]]\n{line}{problem}"
    )
    (tmp_path / "bad.toml").write_text(toml)
    arguments = [
        "make",
        str(tmp_path / "bad.toml"),
        "--seed",
        "1",
        "--out",
        str(tmp_path / "o"),
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert re.search(message, result.stderr)
    assert not (tmp_path / "o").exists()


def test_a_formula_between_two_dollars_stands_by_itself(tmp_path: Path) -> None:
    text = "text = 'First $$\\frac{1}{2} x$$ then $x$.'"
    toml = set_toml().replace("[[problems]]", f"[[problems]]\n{text}", 1)
    (tmp_path / "good.toml").write_text(toml)
    arguments = ["make", str(tmp_path / "good.toml"), "--seed", "1", "--out", str(tmp_path)]
    assert CliRunner().invoke(main, [*arguments, "--format", "html"]).exit_code == 0
    page = (tmp_path / "handouts/good-seed1.html").read_text(encoding="utf-8")
    assert "<p>First</p>" in page
    assert "$$" not in page


def test_a_seed_that_changes_nothing_is_said(tmp_path: Path) -> None:
    arguments = ["make", "--original", "--seed", "3", "--out", str(tmp_path), "--format", ""]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert "the seed changes nothing" in result.stderr
