"""docs/quality.md: made by a command, every built-in set in it and each of them fair."""

import re
from pathlib import Path

import pytest

from docs import quality
from quizgen.sampling.sets import built_in


def rows(page: str) -> dict[str, tuple[str, str]]:
    """Return each set's verdict with conditions, and the row below it."""
    found = re.findall(r"^\| `([\w-]+)` \| with conditions \| (.*) \|\n(.*)$", page, re.M)
    return {name: (verdict, below) for name, verdict, below in found}


def test_every_built_in_set_is_on_the_page_and_fair() -> None:
    page = rows(quality.PAGE.read_text(encoding="utf-8"))
    assert [*page] == [*built_in()], "run `make quality`"
    assert all(verdict.startswith("fair | 0% | ") for verdict, _ in page.values())


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = {"forward-practice": built_in()["forward-practice"]}
    monkeypatch.setattr(quality, "PAGE", tmp_path / "quality.md")
    monkeypatch.setattr(quality, "built_in", lambda: one)
    monkeypatch.setattr("sys.argv", ["quality", "--variants", "6"])
    quality.main()
    page = (tmp_path / "quality.md").read_text(encoding="utf-8")
    assert "`quizgen check SET --variants 6 --seed 0`" in page
    assert [*rows(page)] == ["forward-practice"]
    assert rows(page)["forward-practice"][1].startswith("|  | without | not fair | ")
    for heading in ("### Network `small`", "| Condition |", "| Mistake |", "| Work |"):
        assert heading in page
