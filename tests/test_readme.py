"""What the README and the pages of docs/ show is what the program prints."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs import generate
from docs.answers import answers
from quizgen.cli import main

ROOT = Path(__file__).resolve().parent.parent


def test_readme_shows_what_the_demo_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    submission = str(ROOT / "docs" / "submission-seed7.csv")
    printed = ""
    for call in (
        ["make", "--seed", "7", "--out", "demo", "--force"],
        ["grade", submission, "--keys", "demo/answer_keys", "--out", "demo/grades"],
    ):
        result = CliRunner().invoke(main, call)
        assert result.exit_code == 0, result.output
        printed += result.output
    printed += (tmp_path / "demo" / "grades" / "scores.csv").read_text()
    shown = re.search(r"\$ make demo\n…\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert shown is not None
    assert printed == shown[1]


PAGES = {
    "reference.md": generate.reference,
    "numbers.md": answers,
    "solve.md": generate.solve,
}


@pytest.mark.parametrize("name", PAGES)
def test_made_pages_are_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]()


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
