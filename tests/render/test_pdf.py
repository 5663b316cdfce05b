import io
import re

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from weasyprint.urls import URLFetcher

from quizgen.document import (
    Block,
    Derivation,
    Document,
    Line,
    Question,
    Section,
    Solution,
    Table,
    Text,
    Together,
)
from quizgen.render.drawn import Drawn
from quizgen.render.html import to_html
from quizgen.render.images import STEP, Drawing
from quizgen.render.math import glyphs
from quizgen.render.paper import Paper
from quizgen.render.pdf import to_pdf
from quizgen.render.typesetter import fetcher
from quizgen.resources import templates

from .made import sheet
from .sample import field, sample
from .test_html import HOSTILE, Outline

PAPERS: dict[Paper, tuple[float, float]] = {"letter": (612, 792), "a4": (595.28, 841.89)}
NUMBER = re.compile(r"\d+\.\d{5}")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def tagged(pdf: bytes) -> list[DictionaryObject]:
    """Return the elements of the structure tree."""
    found, waiting = [], [read(pdf).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, DictionaryObject):
            found.append(element)
            kids = element.get("/K", [])
            waiting += kids if isinstance(kids, list) else [kids]
    return found


def wrap(*blocks: "Block") -> Document:
    return Document("handout", "A title", "", "v1", "CODE", None, None, blocks)


@pytest.fixture
def key() -> bytes:
    return sheet("key")


@pytest.fixture
def handout() -> bytes:
    return sheet("handout")


def test_each_page_says_what_it_is(key: bytes, handout: bytes) -> None:
    for pdf, is_key in ((key, True), (handout, False)):
        pages = [page.extract_text() for page in read(pdf).pages]
        assert len(pages) >= 2
        for number, text in enumerate(pages, start=1):
            assert f"page {number} of {len(pages)}" in text
            assert "Recitation 5: Neural Nets" in text
            assert "seed7" in text
            assert "K7Q29M4X" in text
            assert ("KEY" in text) is is_key


@pytest.mark.parametrize("paper", PAPERS)
def test_the_paper_is_the_one_asked_for(paper: Paper) -> None:
    box = read(to_pdf(wrap(Text("Hello.")), paper)).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(PAPERS[paper], abs=0.1)


def test_it_is_titled_tagged_and_has_a_language(key: bytes) -> None:
    root = read(key).trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert read(key).metadata is not None
    assert read(key).metadata.title.startswith("Recitation 5")
    assert "/CreationDate" not in read(key).metadata


def test_formulas_are_tagged_as_such_and_say_themselves(key: bytes) -> None:
    elements = tagged(key)
    formulas = [element for element in elements if element.get("/S") == "/Formula"]
    assert len(formulas) > 60
    assert all(formula["/Alt"] for formula in formulas)
    assert not [element for element in elements if element.get("/S") == "/Figure"]


def test_a_table_s_heads_say_what_they_speak_of() -> None:
    table = Table("Values", ("a", "1", "2"), (("b", "3", "4"),), row_heads=True)
    tags = tagged(to_pdf(wrap(table)))
    assert [tag.get("/S") for tag in tags].count("/Table") == 2  # whose sheet it is, and this
    heads = [tag for tag in tags if tag.get("/S") == "/TH"]
    scopes = [head["/A"]["/Scope"] for head in heads]
    assert [scope for scope in scopes if scope == "/Column"] == ["/Column"] * 3
    assert scopes[-1] == "/Row"


def test_pdf_and_html_show_the_same_numbers(key: bytes) -> None:
    alts = " ".join(str(element["/Alt"]) for element in tagged(key) if "/Alt" in element)
    shown = Outline(to_html(sample("key"))).text
    assert set(NUMBER.findall(words(key) + alts)) == set(NUMBER.findall(shown))


def test_a_handout_holds_no_answer(handout: bytes) -> None:
    alts = " ".join(str(element.get("/Alt", "")) for element in tagged(handout))
    for answer in ("4.91807", "1.83950", "0.54208", "Solution", "KEY"):
        assert answer not in words(handout) + alts


@pytest.mark.parametrize("cells", [1, 8, 14, 20, 40])
def test_no_formula_is_wider_than_its_room(cells: int) -> None:
    tex = " & ".join(["-0.12345"] * cells)
    tex = rf"\left[\begin{{array}}{{{'r' * cells}}} {tex} \end{{array}}\right]"
    setter = Drawn(40.0)
    width = re.search(r"width:([\d.]+)em", setter.math(tex, display=True))
    assert width is not None
    wide = glyphs(tex, True).width
    assert min(wide, 40) - 0.01 <= float(width[1]) <= min(wide + STEP, 40)


def test_a_long_sum_is_broken_and_keeps_its_size() -> None:
    setter = Drawn(40.0)
    image = setter.math(" + ".join(["0.12345"] * 40), display=True)
    assert image.count("<br/>") >= 2
    drawings = [drawing for drawing in setter.images.values() if isinstance(drawing, Drawing)]
    assert {drawing.scale for drawing in drawings} == {1}
    assert max(drawing.formula.width for drawing in drawings) <= 40


def test_equal_formulas_are_drawn_once() -> None:
    setter = Drawn(40.0)
    assert setter.math("x") == setter.math("x")
    assert len(setter.images) == 1


@pytest.mark.parametrize("lines", range(19, 29))
def test_no_heading_prompt_or_label_is_left_at_the_foot_of_a_page(lines: int) -> None:
    filler = tuple(Text(f"Line {line}.") for line in range(lines))
    steps = Derivation(tuple(Line("x", "1", f"reason {number}") for number in range(12)))
    asked = Question(
        1,
        "2 points",
        "What is it?",
        (
            field("x", "x", [["77.1"], ["77.2"], ["77.3"]], key=True),
            Solution((Text("It is thus:"), steps)),
        ),
    )
    pages = [
        page.extract_text()
        for page in read(to_pdf(wrap(*filler, Section("Heading", (asked,))))).pages
    ]

    def places(*texts: str) -> set[int]:
        return {page for page, shown in enumerate(pages) for text in texts if text in shown}

    assert len(places("Heading", "What is it?", "77.1", "77.2", "77.3")) == 1
    assert len(places("Solution", "It is thus:", "reason 0")) == 1
    assert places("reason 11")


@pytest.mark.parametrize("lines", range(18, 32, 2))
def test_what_belongs_together_stays_on_a_page(lines: int) -> None:
    filler = tuple(Text(f"Line {line}. " + "word " * 18) for line in range(lines))
    givens = Together(tuple(Text(f"given {number}") for number in range(6)))
    asked = Question(1, "2 points", "What is it?", (Solution((Text("It is this."),)),))
    pages = [
        page.extract_text()
        for page in read(to_pdf(wrap(*filler, givens, *filler, asked))).pages
    ]
    assert len({index for index, text in enumerate(pages) if "given" in text}) == 1
    assert any("What is it?" in text and "It is this." in text for text in pages)


@pytest.mark.parametrize("lines", range(10, 26, 3))
def test_a_solution_of_many_results_fills_the_page_that_it_starts_on(lines: int) -> None:
    filler = tuple(Text(f"Line {line}.") for line in range(lines))
    results = Derivation(tuple(Line("x", "1", f"result {number}.") for number in range(24)))
    pages = [
        page.extract_text() for page in read(to_pdf(wrap(*filler, Solution((results,))))).pages
    ]
    assert len(pages) == 2
    assert pages[0].count("result") >= 24 - lines
    assert "Solution" in pages[0]


def test_nothing_can_be_fetched() -> None:
    for url in (
        "file:///etc/passwd",
        "http://example.org/",
        "https://example.org/",
        "ftp://example.org/",
        (templates() / "pdf.css").as_uri(),
    ):
        with pytest.raises(ValueError, match="disallowed"):
            fetcher().fetch(url)
    assert fetcher().fetch("data:text/plain,hello").read() == b"hello"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_and_fetches_nothing(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_pdf(wrap(Text("Hello.")))  # the fonts are there before anything else is refused

    def refuse(self: URLFetcher, url: str, headers: object = None) -> None:
        raise AssertionError(url)

    monkeypatch.setattr(URLFetcher, "fetch", refuse)
    section = Section(text, (Text(text), Question(1, text, text, ())))
    pdf = to_pdf(Document("handout", text, text, text, text, text, text, (section,)))
    first = re.sub("[\x00\x1b\ud800]", "", text).split()[0]
    assert words(pdf).count(first) >= 7
