import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from quizgen.document import Document, Room, Table, Text
from quizgen.render.html import to_html

from .conftest import Write
from .sample import ALPHA, TANH, sample

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src="http://example.org/x.png">',
    "O'Brien & Sons </style></title>",
    "{{ 7 * 7 }} {% raw %}",
    "\x00 control \x1b and lone \ud800 surrogate",
    "<!-- comment",
]
VOID = {"meta", "input", "img", "br"}


def body(page: str) -> str:
    return page[page.index("<body") :]


class Outline(HTMLParser):
    """Checks that tags nest, and keeps what the tests ask about."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.text += " "

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.mark.parametrize("role", ["handout", "key"])
def test_tags_nest_in_a_page_with_one_title(role: str) -> None:
    outline = Outline(to_html(sample(role)))
    assert [len(outline.all(tag)) for tag in ("h1", "main", "header", "title")] == [1] * 4


def test_every_box_has_a_name_of_its_own_and_no_value() -> None:
    outline = Outline(to_html(sample("handout")))
    inputs = [attrs for attrs in outline.all("input") if "type" not in attrs]
    inputs += outline.all("textarea")
    labels = [attrs["aria-label"] for attrs in inputs]
    assert len(inputs) > 40
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert len({attrs["name"] for attrs in inputs}) == len(inputs)
    assert not any("value" in attrs for attrs in inputs)
    assert {attrs["placeholder"] for attrs in inputs if "placeholder" in attrs} == {
        "rows × columns"
    }


def test_choices_are_buttons_of_their_blanks_name_in_a_labelled_group() -> None:
    outline = Outline(to_html(sample("handout")))
    buttons = [
        (attrs["type"], attrs["name"], attrs["value"])
        for attrs in outline.all("input")
        if "type" in attrs
    ]
    assert buttons == [
        *(("radio", "concepts.order", letter) for letter in "ABC"),
        *(("checkbox", "concepts.linear", letter) for letter in "ABCD"),
    ]
    assert not any("checked" in attrs for attrs in outline.all("input"))
    tags = [tag for tag, _ in outline.elements]
    assert tags.count("fieldset") == tags.count("legend") == 2
    assert tags.count("label") == len(buttons)


def test_a_key_marks_the_right_choices_and_no_other() -> None:
    page = to_html(sample("key"))
    options = re.findall(r'<li class="option( right)?">(.*?)</li>', page, re.DOTALL)
    marked = [bool(right) for right, _ in options]
    assert marked == [True, False, False, True, False, True, False]
    assert ["right:" in text for _, text in options] == marked
    handout = to_html(sample("handout"))
    assert "right:" not in Outline(handout).text
    assert "option right" not in body(handout)


def test_what_is_written_has_a_text_area_and_what_is_drawn_a_note() -> None:
    outline = Outline(to_html(sample("handout")))
    assert [area["name"] for area in outline.all("textarea")] == ["concepts.element"]
    assert outline.all("textarea")[0]["aria-label"] == "Your answer, Question 6, Part c"
    rooms = [attrs for attrs in outline.all("div") if (attrs.get("class") or "")[:5] == "room "]
    assert [room["style"] for room in rooms] == [f"--height:{mm}mm" for mm in (24, 60, 30)]
    assert outline.text.count("Draw this on paper.") == 1


def test_a_room_outside_a_question_still_has_a_name() -> None:
    blocks = (Room("ruled", 16, "note"),)
    page = to_html(Document("handout", "T", "", "v", "C", None, None, blocks))
    assert Outline(page).all("textarea")[0]["aria-label"] == "Answer"


def test_the_term_stands_under_the_course_where_there_is_one() -> None:
    assert "Fall 2026" in Outline(to_html(sample("handout"))).text
    bare = to_html(Document("handout", "T", "", "v", "C", None, None, ()))
    assert 'class="term"' not in bare


def test_a_handout_holds_no_answer() -> None:
    page = to_html(sample("handout"))
    for answer in ("4.91807", "1.83950", "0.54208", "1.90857", "Solution"):
        assert answer in body(to_html(sample("key")))
        assert answer not in body(page)


def test_the_key_shows_answers_as_text_and_has_no_field() -> None:
    outline = Outline(to_html(sample("key")))
    assert not outline.all("input")
    assert not outline.all("textarea")
    assert "−0.27104" in outline.text
    assert len(outline.all("details")) == 9
    assert all("open" in attrs for attrs in outline.all("details"))


def test_the_page_needs_nothing_else() -> None:
    page = to_html(sample("key"))
    outline = Outline(page)
    for tag in ("script", "link", "img", "iframe", "object", "base"):
        assert not outline.all(tag)
    assert not [url for url in re.findall(r"url\(([^)]*)\)", page) if "data:" not in url[:6]]
    assert not re.search(r"@import|https?://(?!www\.w3\.org/1998/Math)", page)


def test_tables_and_headings_can_be_walked() -> None:
    outline = Outline(to_html(sample("key")))
    assert all(attrs["scope"] in ("row", "col") for attrs in outline.all("th"))
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str) -> None:
    document = Document(
        "handout",
        text,
        text,
        text,
        text,
        text,
        text,
        (Text(text), Table(text, (text,), ((text,),))),
    )
    page = to_html(document)
    page.encode()
    outline = Outline(page)
    assert not outline.all("script")
    assert not outline.all("img")
    shown = re.sub("[\x00\x1b\ud800]", "\ufffd", text)
    assert outline.text.count(shown) >= 9


def test_no_line_is_broken_before_a_comma_behind_a_formula() -> None:
    text = Text("Find $a$, $b$; then ($c$) and $d$ of $e$.")
    handout = sample("handout")
    page = body(to_html(replace(handout, blocks=(text,))))
    closed = re.findall(r'<span class="closed"><math.*?</math>(\W)</span>', page)
    assert closed == [",", ";", ")", "."]
    assert ".closed { white-space: nowrap }" in to_html(handout)


def test_a_template_s_end_of_no_formula_stays_as_it_is(write: Write) -> None:
    page = to_html(
        sample(), write({"header.html.j2": "<p>{{ math('x') }}, and</math>, no more</p>"})
    )
    assert re.search('<span class="closed"><math[^,]*</math>,</span> and</math>, no more', page)


def test_the_numbers_of_the_givens_are_on_the_page() -> None:
    text = Outline(to_html(sample("handout"))).text
    for number in (*TANH, *(entry for row in ALPHA for entry in row)):
        assert number in text
