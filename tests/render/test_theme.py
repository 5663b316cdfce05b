"""What a folder of templates may hold, and what of it a page may."""

import os
import re
from pathlib import Path

import pytest

from quizgen.errors import QuizgenError
from quizgen.render.assets import FORMATS, AssetError, asset
from quizgen.render.theme import MOST_BYTES, MOST_ENTRIES, MOST_IN_ALL, Theme, read_theme
from quizgen.resources import templates

PNG = (templates().parent / "docs" / "handout.png").read_bytes()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>'


@pytest.mark.parametrize("leads", ["/etc/passwd", "../secret.svg", "nowhere.svg", "a.svg"])
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, leads: str) -> None:
    folder = tmp_path / "dept"
    folder.mkdir()
    (tmp_path / "secret.svg").write_bytes(SVG)
    (folder / "a.svg").symlink_to(leads)
    with pytest.raises(QuizgenError, match=r"a\.svg: is a link"):
        read_theme(folder)


def test_a_link_inside_the_folder_is_fine_and_a_linked_folder_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "dept"
    folder.mkdir()
    (folder / "a.svg").write_bytes(SVG)
    (folder / "b.svg").symlink_to("a.svg")
    assert dict(read_theme(folder).files)["b.svg"] == SVG
    (folder / "etc").symlink_to("/etc")
    with pytest.raises(QuizgenError, match="etc: is a link, expected a folder"):
        read_theme(folder)


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.css")
    with pytest.raises(QuizgenError, match=r"a\.css: is not a regular file"):
        read_theme(tmp_path)


def test_other_files_and_hidden_ones_are_left_alone(tmp_path: Path) -> None:
    for name in ("README.md", ".secret.css", ".git/config.toml", "run.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert read_theme(tmp_path).files == ()


@pytest.mark.parametrize("place", ["nowhere", "file"])
def test_what_is_no_folder_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(QuizgenError, match=f"{place}: is .*expected a folder of templates"):
        read_theme(tmp_path / place)


def test_a_folder_too_large_to_be_templates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(b"x" * (MOST_BYTES + 1))
    with pytest.raises(QuizgenError, match=r"a\.svg: larger than"):
        read_theme(tmp_path)
    (tmp_path / "a.svg").unlink()
    for number in range(MOST_IN_ALL // MOST_BYTES + 1):
        (tmp_path / f"{number}.svg").write_bytes(b"x" * MOST_BYTES)
    with pytest.raises(QuizgenError, match="bytes, expected a folder of templates"):
        read_theme(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    for number in range(MOST_ENTRIES + 1):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(QuizgenError, match="files, expected a folder of templates"):
        read_theme(tmp_path)


BAD_FILES = [
    ("a.png", b"GIF89a", "its content is not image/png"),
    ("a.png", PNG[:16] + b"\xff" * 8 + PNG[24:], "pixels, expected"),
    ("a.png", PNG[:10], "pixels, expected"),
    ("a.jpg", PNG, "its content is not image/jpeg"),
    ("a.svg", b"<html/>", "found no <svg>"),
    ("a.woff2", b"wOFF", "its content is not font/woff2"),
    ("b.png", PNG, "no such file"),
]


@pytest.mark.parametrize(("name", "content", "says"), BAD_FILES)
def test_a_file_is_what_its_name_says(name: str, content: bytes, says: str) -> None:
    theme = Theme("dept", ((name.replace("b.", "c."), content),))
    with pytest.raises(AssetError, match=re.escape(says)):
        asset(theme, name)


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_becomes_an_address(suffix: str) -> None:
    known = FORMATS[suffix]
    content = {"image/png": PNG, "image/svg+xml": SVG}.get(known.media, known.starts + b"x")
    theme = Theme("dept", ((f"a{suffix}", content),))
    assert asset(theme, f"a{suffix}").startswith(f"data:{known.media};base64,")
