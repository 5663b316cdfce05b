"""Files appear whole or not at all."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizgen.files import sweep, write_once, write_whole


@pytest.mark.parametrize("mode", [0o600, 0o644])
@pytest.mark.parametrize("there", [None, b"before"])
def test_a_file_is_written_with_its_mode(
    tmp_path: Path, mode: int, there: bytes | None
) -> None:
    path = tmp_path / "folder" / "file"
    if there is not None:
        path.parent.mkdir()
        path.write_bytes(there)
        path.chmod(0o666)
    write_whole(path, b"content", mode)
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o777 == mode
    assert list(path.parent.iterdir()) == [path]


def test_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"before")
    link.symlink_to(target)
    write_whole(link, b"content")
    assert target.read_bytes() == b"before"
    assert not link.is_symlink()
    assert link.read_bytes() == b"content"


def fail(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupt(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("broken", [fail, interrupt])
@pytest.mark.parametrize("call", ["fsync", "fdopen", "open"])
@pytest.mark.parametrize("there", [None, b"before"])
def test_what_fails_midway_leaves_nothing_behind(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[..., None],
    call: str,
    there: bytes | None,
) -> None:
    path = tmp_path / "file"
    if there is not None:
        path.write_bytes(there)
    monkeypatch.setattr(os, call, broken)
    with pytest.raises((OSError, KeyboardInterrupt)) as raised:
        write_whole(path, b"content")
    monkeypatch.undo()
    assert isinstance(raised.value, KeyboardInterrupt) or raised.value.filename == str(path)
    assert [p.read_bytes() for p in tmp_path.iterdir()] == ([] if there is None else [there])


def test_a_file_that_cannot_be_put_in_its_place_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="file") as raised:
        write_whole(path, b"content")
    assert (raised.value.filename, raised.value.filename2) == (str(path), None)
    assert [*tmp_path.iterdir()] == [path]


def test_long_names_have_room_for_the_file_beside(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250)
    write_whole(path, b"content")
    assert path.read_bytes() == b"content"


LEFT = [
    (".page.html.0123456789ab", True),
    (f".{'x' * 60}.0123456789ab", True),
    (".page.html.0123456789ag", False),
    (".page.html.0123456789", False),
    (".other.html.0123456789ab", False),
    ("page.html.0123456789ab", False),
    (".page.html", False),
]


@pytest.mark.parametrize(("name", "goes"), LEFT)
def test_what_a_killed_process_left_is_swept_away(
    tmp_path: Path, name: str, goes: bool
) -> None:
    (tmp_path / name).write_bytes(b"half")
    sweep(tmp_path, ["page.html", "x" * 80])
    assert (tmp_path / name).exists() != goes


def test_what_another_process_is_writing_is_not_swept_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page.html"
    swept = []

    def sweep_meanwhile(descriptor: int) -> None:
        sweep(tmp_path, [path.name])
        swept.append([*tmp_path.iterdir()])

    monkeypatch.setattr(os, "fsync", sweep_meanwhile)
    write_whole(path, b"content")
    assert len(swept[0]) == 1
    assert [*tmp_path.iterdir()] == [path]


def test_a_link_among_what_was_left_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / ".page.html.0123456789ab").symlink_to(tmp_path / "mine")
    sweep(tmp_path, ["page.html"])
    assert (tmp_path / "mine").read_bytes() == b"mine"


@pytest.mark.parametrize("links", [True, False])
def test_of_two_who_write_once_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", fail)
    path = tmp_path / "secret"
    write_once(path, b"first", 0o600)
    with pytest.raises(FileExistsError):
        write_once(path, b"second", 0o600)
    assert path.read_bytes() == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [*tmp_path.iterdir()] == [path]
