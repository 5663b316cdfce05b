import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from quizgen.document import Document, Table, Text
from quizgen.render.html import to_html

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


def test_every_input_has_a_name_of_its_own_and_no_value() -> None:
    inputs = Outline(to_html(sample("handout"))).all("input")
    labels = [attrs["aria-label"] for attrs in inputs]
    assert len(inputs) > 40
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert len({attrs["name"] for attrs in inputs}) == len(inputs)
    assert not any("value" in attrs or "placeholder" in attrs for attrs in inputs)


def test_a_handout_holds_no_answer() -> None:
    page = to_html(sample("handout"))
    for answer in ("4.91807", "1.83950", "0.54208", "1.90857", "Solution"):
        assert answer in body(to_html(sample("key")))
        assert answer not in body(page)


def test_the_key_shows_answers_as_text_and_has_no_field() -> None:
    outline = Outline(to_html(sample("key")))
    assert not outline.all("input")
    assert "−0.27104" in outline.text
    assert len(outline.all("details")) == 4
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


def test_the_numbers_of_the_givens_are_on_the_page() -> None:
    text = Outline(to_html(sample("handout"))).text
    for number in (*TANH, *(entry for row in ALPHA for entry in row)):
        assert number in text
