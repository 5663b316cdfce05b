"""A department's own templates, words and styles: what they change."""

import pickle
import re
from pathlib import Path

import quizgen
from quizgen.render.html import to_html
from quizgen.render.pdf import to_pdf
from quizgen.render.styles import style
from quizgen.render.theme import PLAIN, packaged, read_theme
from quizgen.render.trial import BLOCKS, SOLVED
from quizgen.render.words import PLACEHOLDER, in_css, said, words
from quizgen.resources import templates

from .conftest import Write
from .sample import sample
from .test_html import Outline
from .test_pdf import tagged
from .test_pdf import words as shown
from .test_theme import PNG, SVG


def test_without_a_folder_nothing_changes(write: Write) -> None:
    theme = write({"own.html.j2": "never included"})
    assert theme != PLAIN
    for role in ("handout", "key"):
        assert to_html(sample(role), theme) == to_html(sample(role))
        assert to_pdf(sample(role), "a4", theme) == to_pdf(sample(role), "a4")


def test_one_template_is_replaced_and_the_others_stay(write: Write) -> None:
    theme = write({"blocks/text.html.j2": "<p><em>{{ prose(block.content) }}</em></p>"})
    outline = Outline(to_html(sample(), theme))
    plain = Outline(to_html(sample()))
    assert len(outline.all("em")) > 5
    assert outline.all("section") == plain.all("section")


def test_the_packages_own_can_be_included(write: Write) -> None:
    page = to_html(
        sample(), write({"header.html.j2": '<b>ours</b>{% include "package/header.html.j2" %}'})
    )
    assert page.index("<b>ours</b>") < page.index('<header class="title">')


def test_words_are_replaced_one_by_one_in_both_writers(write: Write) -> None:
    theme = write(
        {
            "words.toml": 'solution = "Lösung"\nkey = "LÖSUNG \\"1\\" \\\\"\nlanguage = "de"\n'
            'page = "Seite {page} von {pages}"\nquestion = "Aufgabe {number}"\n'
            'entry = "{label}, Eintrag {i} von {n}"\n'
        }
    )
    page, pdf = to_html(sample(), theme), to_pdf(sample(), "letter", theme)
    assert '<html lang="de">' in page
    assert "Lösung" in Outline(page).text
    assert 'aria-label="Aufgabe 1"' in page
    assert "Answer key" in Outline(page).text
    assert 'LÖSUNG "1" \\' in shown(pdf)
    assert "Seite 1 von" in shown(pdf)
    assert "Solution" not in shown(pdf)
    handout = to_html(sample("handout"), theme)
    assert "a, Eintrag 3 von 3" in handout


def test_every_word_of_the_templates_is_in_words_toml_and_none_besides() -> None:
    known = set(words(PLAIN))
    used = {
        word
        for template in templates().rglob("*.j2")
        for word in re.findall(r"\bwords\.(\w+)", template.read_text(encoding="utf-8"))
    }
    assert used <= known
    for module in Path(quizgen.__file__).parent.rglob("*.py"):
        literals = re.findall(r"[\"'](\w+)[\"']", module.read_text(encoding="utf-8"))
        used |= known.intersection(literals)
    assert used == known


def test_no_template_prints_a_word_of_its_own() -> None:
    for template in templates().rglob("*.j2"):
        text = re.sub(r"\{[{%].*?[%}]\}|<[^>]*>", "", template.read_text("utf-8"), flags=re.S)
        assert not re.search(r"[A-Za-z]{2}", text), template.name
    for sheet in ("pdf.css", "html.css"):
        contents = re.findall(r'content:\s*"([^"]*)"', (templates() / sheet).read_text("utf-8"))
        assert not [text for text in contents if text.isalpha()]


def test_what_stands_in_braces_is_put_in_and_nothing_else() -> None:
    assert said("{i} of {n}, {i.__class__} {0}", i=1, n=2) == "1 of 2, {i.__class__} {0}"
    assert all(PLACEHOLDER.sub("", text) for text in words(PLAIN).values())


def test_a_word_cannot_end_its_place_in_the_style_sheet(write: Write) -> None:
    text = 'key = """a"; } </style> @import url(x) \\\\ \\n"""'
    css = in_css(write({"words.toml": text}))
    assert css.count("}") == 1
    assert "<" not in css
    assert "@" not in css
    assert "\n" not in css


def test_house_rules_come_last_in_both_style_sheets(write: Write) -> None:
    theme = write({"house.css": ".band { color: #123456 }"})
    for sheet in ("html.css", "pdf.css"):
        assert style(theme, sheet).endswith(".band { color: #123456 }")
        assert style(theme, sheet) == f"{style(PLAIN, sheet)}\n.band {{ color: #123456 }}"


def test_a_logo_is_in_both_writers_and_the_page_needs_nothing_else(write: Write) -> None:
    logo = '<img src="{{ asset("images/photo.png") }}" alt="The department"/>'
    theme = write(
        {
            "images/photo.png": PNG,
            "logo.svg": SVG,
            "header.html.j2": logo + '{% include "package/header.html.j2" %}',
            "house.css": ".role { background: url(logo.svg) }"
            " h2 { background: url('images/photo.png') }",
        }
    )
    page = to_html(sample(), theme)
    (image,) = Outline(page).all("img")
    assert (image["src"] or "").startswith("data:image/png;base64,")
    assert not [url for url in re.findall(r"url\(([^)]*)\)", page) if "data:" not in url[:6]]
    figures = [e for e in tagged(to_pdf(sample(), "letter", theme)) if e.get("/S") == "/Figure"]
    assert [str(figure["/Alt"]) for figure in figures] == ["The department"]


def test_a_font_of_the_folder_is_used(write: Write) -> None:
    font = packaged("fonts/stix-two-text-latin-400-normal.woff2")
    assert font is not None
    theme = write(
        {
            "fonts/house.woff2": font,
            "house.css": "@font-face { font-family: House; src: url(fonts/house.woff2) }",
        }
    )
    assert "url(fonts" not in style(theme, "html.css")
    assert style(theme, "html.css").count("data:font/woff2") == 4


def test_the_same_folder_gives_the_same_bytes_in_any_process(write: Write) -> None:
    theme = write(
        {"logo.svg": SVG, "header.html.j2": '<img src="{{ asset("logo.svg") }}" alt="logo"/>'}
    )
    travelled = pickle.loads(pickle.dumps(theme))
    assert travelled == theme
    for writer in (to_html, lambda d, t: to_pdf(d, "letter", t)):
        assert writer(sample("key"), theme) == writer(sample("key"), travelled)


def test_two_folders_in_one_process_do_not_mix(tmp_path: Path) -> None:
    pages = []
    for name in ("one", "two", "one"):
        folder = tmp_path / "dept"
        folder.mkdir(exist_ok=True)
        (folder / "words.toml").write_text(f'solution = "{name}"')
        (folder / "text.html.j2").write_text("")
        pages.append(Outline(to_html(sample(), read_theme(folder))).text)
    assert pages[0] == pages[2] != pages[1]


def test_the_trial_has_every_block_that_a_document_may_hold() -> None:
    named = {path.name.partition(".")[0] for path in (templates() / "blocks").iterdir()}
    page = repr((BLOCKS, SOLVED)).lower()
    tried = {name for name in named if f"{name.removesuffix('s')}" in page}
    assert tried | {"section", "question"} == named
