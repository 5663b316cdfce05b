"""Letters that no font has are told once a call, with what would help."""

import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from quizgen.render.missing import missing_letters
from quizgen.render.styles import HOUSE
from quizgen.render.theme import PLAIN, Theme, packaged, read_theme
from quizgen.sampling.sets import read_set
from quizgen.workflows.lettering import OURS, unlettered
from quizgen.workflows.variant import Variant

from .conftest import Make

NOWHERE = "\U0010ff00"  # for private use, on the last plane: no font has it
OTHER = "\U0010ff01"
SETS = ("latin", "latin-ext", "greek")


def told(*names: str) -> list[str]:
    students = [
        Variant(f"s{place}", 3, f"s{place}", name) for place, name in enumerate(names, 1)
    ]
    return list(unlettered(read_set("rnn"), students, PLAIN))


def no_font(monkeypatch: pytest.MonkeyPatch, letters: str) -> None:
    """Let the machine have no font for these letters, whatever it has."""
    monkeypatch.setattr(
        "quizgen.render.missing.missing_letters",
        lambda texts, theme: frozenset(letters).intersection("".join(texts)),
    )


def test_a_call_has_one_line_with_letter_and_first_student(tmp_path: Path, make: Make) -> None:
    roster = tmp_path / "roster.csv"
    names = ["Ann", f"Bo {NOWHERE}", f"{OTHER}{NOWHERE} Cy", "Dee"]
    rows = [f"s{place},{name}" for place, name in enumerate(names, 1)]
    roster.write_text("\n".join(["student,name", *rows]), encoding="utf-8")
    quick = tmp_path / "quick.toml"
    quick.write_text(
        'title = "Quick"\n[chains.c]\n[[problems]]\nkind = "shapes"', encoding="utf-8"
    )
    asked = (quick, "--seed", 3, "--roster", roster, "--jobs", 1)
    lines = [
        line for line in make(*asked, "--format", "pdf").stderr.splitlines() if "font" in line
    ]
    assert lines == [
        "quizgen: student 's2' and 1 more: found U+10FF00, U+10FF01 that no font here has: "
        "PDFs show boxes; give a font with --templates"
    ]
    assert "font" not in make(*asked, "--format", "html").stderr


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("王小明", "found 王, 小, 明 (CJK) that no font here has: PDFs show boxes; install "
         "Debian's fonts-noto-cjk, or give a font with --templates"),
        ("김", "found 김 (Hangul) that no font here has: PDFs show boxes; install Debian's "
         "fonts-noto-cjk, or"),
        ("สม", "found ส, ม (Thai) that no font here has: PDFs show boxes; install Debian's "
         "fonts-noto-core, or"),
        ("के", "found क, ◌े (Devanagari) that"),
        ("王न", "(CJK, Devanagari) that no font here has: PDFs show boxes; install Debian's "
         "fonts-noto-cjk and fonts-noto-core, or"),
        ("😀", "found 😀 that no font here has: PDFs show boxes; install Debian's "
         "fonts-noto-color-emoji, or"),
        ("一二三四五六七八", "found 一, 二, 三, 四, 五, 六 and 2 more (CJK) that"),
    ],
)  # fmt: skip
def test_the_package_that_has_a_script_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    no_font(monkeypatch, name)
    (line,) = told("Ann", name)
    assert line.startswith("student 's2': ")
    assert says in line


def test_the_words_of_a_set_and_of_templates_are_told_as_well_but_no_formula() -> None:
    the_set, wanted = read_set("rnn"), [Variant("seed3", 3)]
    named = the_set.model_copy(update={"title": f"Nets {NOWHERE} $x$"})
    (line,) = unlettered(named, wanted, PLAIN)
    assert line.startswith("set rnn: found U+10FF00 that")
    theme = Theme("own", (("words.toml", f'name = "{OTHER}"'.encode()),))
    (line,) = unlettered(the_set, wanted, theme)
    assert line.startswith("--templates: words.toml: found U+10FF01 that")
    formula = the_set.model_copy(update={"title": rf"Nets $\text{{{NOWHERE}}}$"})
    assert not list(unlettered(formula, wanted, PLAIN))


def test_what_our_fonts_are_said_to_have_they_have() -> None:
    fonts = [packaged(f"fonts/stix-two-text-{name}-400-normal.woff2") or b"" for name in SETS]
    there = {code for font in fonts for code in TTFont(BytesIO(font)).getBestCmap() or {}}
    said = {code for code in range(32, 0x10000) if OURS.fullmatch(chr(code))}
    assert {code for code in said - there if not chr(code).isspace()} == set()


def test_a_class_of_latin_and_greek_names_loads_no_typesetter() -> None:
    program = (
        "import sys\n"
        "from quizgen.render.theme import PLAIN\n"
        "from quizgen.sampling.sets import read_set\n"
        "from quizgen.workflows.lettering import unlettered\n"
        "from quizgen.workflows.variant import Variant\n"
        "names = 'Zoë Łukasz', 'Άννα', 'O’Neill–SS', 'Nguyen\\x00'\n"
        "students = [Variant(name, 3, name, name) for name in names]\n"
        "assert not list(unlettered(read_set('recitation5'), students, PLAIN))\n"
        "assert 'weasyprint' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("texts", [[], [""], ["a b", "Zoë"], ["a\u200bb\u2060"]])
def test_nothing_is_missing_of_what_is_ours_or_not_seen(texts: Sequence[str]) -> None:
    assert not missing_letters(texts, PLAIN)


def test_each_letter_is_found_among_others() -> None:
    assert missing_letters([f"a{NOWHERE}", f"ab{NOWHERE}{OTHER}c " * 3], PLAIN) == {
        NOWHERE,
        OTHER,
    }


def test_a_font_of_the_templates_has_them(tmp_path: Path) -> None:
    font = FontBuilder(1000)
    font.setupGlyphOrder([".notdef", "own"])
    font.setupCharacterMap({ord(NOWHERE): "own"})
    font.setupGlyf({name: Glyph() for name in (".notdef", "own")})
    font.setupHorizontalMetrics(dict.fromkeys((".notdef", "own"), (500, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.font.flavor = "woff2"
    font.save(tmp_path / "own.woff2")
    house = '@font-face { font-family: "Own"; src: url(own.woff2) }'
    (tmp_path / HOUSE).write_text(house, encoding="utf-8")
    assert missing_letters([f"a{NOWHERE}{OTHER}"], read_theme(tmp_path)) == {OTHER}
