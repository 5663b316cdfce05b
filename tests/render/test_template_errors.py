"""Templates that are broken or hostile: each is refused, with its file and its line."""

import csv
from pathlib import Path

import pytest

from quizgen.errors import QuizgenError
from quizgen.render.html import to_html
from quizgen.render.theme import Theme
from quizgen.render.trial import try_theme

from .conftest import Write
from .sample import sample
from .test_theme import PNG

CASES = Path(__file__).parents[1] / "cases" / "templates.csv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = [(row["file"], row["content"], row["says"]) for row in csv.DictReader(file)]


def error(theme: Theme) -> str:
    with pytest.raises(QuizgenError) as raised:
        try_theme(theme)
    return str(raised.value)


@pytest.mark.parametrize(("name", "content", "says"), ROWS)
def test_what_is_broken_or_hostile_is_refused_in_a_line(
    write: Write, tmp_path: Path, name: str, content: str, says: str
) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    theme = write({name: content})
    said = error(theme)
    assert says in said
    assert said.startswith(theme.folder)
    assert "root:" not in said
    assert len(said.splitlines()) == 1


STYLES = [(content, says) for name, content, says in ROWS if name == "house.css"]


@pytest.mark.parametrize(("content", "says"), STYLES)
@pytest.mark.parametrize("sheet", ["html.css", "pdf.css"])
def test_both_style_sheets_are_held_to_the_same(
    write: Write, sheet: str, content: str, says: str
) -> None:
    assert says.replace("house.css", sheet) in error(write({sheet: content}))


@pytest.mark.parametrize("name", ["header.html.j2: line 1", "words.toml", "house.css"])
def test_what_is_not_utf_8_is_named(write: Write, name: str) -> None:
    assert f"{name}: expected UTF-8" in error(write({name.split(":")[0]: b"\xff\xfe"}))


def test_blocks_nested_without_end_are_refused(write: Write) -> None:
    assert "house.css: its blocks are nested too deeply" in error(
        write({"house.css": "a { " * 5000})
    )


def test_every_mistake_in_the_words_has_a_line(write: Write) -> None:
    said = error(write({"words.toml": "nam = 'x'\ncod = 'y'"}))
    assert [line.split(": ")[1] for line in said.splitlines()] == ["nam", "cod"]


def test_a_string_of_a_style_sheet_does_not_end_the_style(write: Write) -> None:
    theme = write({"house.css": "a::before { content: '</style><script>alert(1)</script>' }"})
    try_theme(theme)
    assert to_html(sample(), theme).count("</style>") == 1


def test_a_mistake_in_the_packages_own_templates_is_a_bug(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.setattr("quizgen.render.pages.rules", lambda room: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        to_html(sample("handout"))
    with pytest.raises(QuizgenError, match=r"package/blocks/room\.html\.j2: line 8"):
        to_html(sample("handout"), write({"own.html.j2": ""}))


def test_a_page_that_is_too_long_is_the_set_s_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizgen.render.sandbox.MOST_LETTERS", 1000)
    with pytest.raises(QuizgenError, match=r"more than 1,000 letters, expected fewer"):
        to_html(sample("handout"))
