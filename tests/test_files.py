"""Files appear whole or not at all."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizgen.files import write_whole


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
@pytest.mark.parametrize("call", ["fsync", "fdopen"])
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
    with pytest.raises((OSError, KeyboardInterrupt)):
        write_whole(path, b"content")
    monkeypatch.undo()
    assert [p.read_bytes() for p in tmp_path.iterdir()] == ([] if there is None else [there])


def test_long_names_have_room_for_the_file_beside(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250)
    write_whole(path, b"content")
    assert path.read_bytes() == b"content"
