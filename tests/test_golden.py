"""The reference keys and pages are what the program makes; `make golden` rewrites them."""

from pathlib import Path

import golden
import pytest

FILES = golden.golden()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_reference_file_is_what_is_made(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path]


def test_reference_keys_are_all_made_by_the_program() -> None:
    kept = set((golden.ROOT / "answer_keys").glob("*"))
    assert kept == {path for path in FILES if path.parent.name == "answer_keys"}
