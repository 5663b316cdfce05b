"""Pages put together from pieces look as if they were laid out as a whole."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from pypdf import PageObject, PdfReader
from weasyprint import CSS

from quizgen.document import Document, Formula, Solution, Text
from quizgen.render import frames, galley, pdf, typesetter
from quizgen.render.assembling import assembled
from quizgen.render.drawn import Drawn, room_of
from quizgen.render.inputs import mark_inputs
from quizgen.render.pages import markup
from quizgen.render.paper import Paper
from quizgen.render.pdf import to_pdf
from quizgen.render.theme import PLAIN, Theme
from quizgen.render.typesetter import tree_of
from quizgen.sampling.sets import built_in, read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

from .sample import sample
from .test_pdf import tagged, wrap

SETS = ("forward-practice", "matrix-calculus")
NAMES = ("Ai", "Wolfeschlegelsteinhausenbergerdorff " * 4, "ليلى 07")


@lru_cache(maxsize=64)
def documents(name: str, seed: int) -> tuple[Document, Document]:
    handout, key = solve_variant(Job(read_set(name), Variant(f"s{seed}", seed), None, ()))[:2]
    return handout, key


def fresh() -> None:
    """Forget what was laid out."""
    galley.galley.cache_clear()


def put_together(document: Document, monkeypatch: pytest.MonkeyPatch) -> bytes:
    with monkeypatch.context() as patched:
        patched.delattr(pdf, "whole")
        return to_pdf(document)


def as_a_whole(document: Document, monkeypatch: pytest.MonkeyPatch) -> bytes:
    with monkeypatch.context() as patched:
        patched.setattr(pdf, "assembled", lambda *_: None)
        return to_pdf(document)


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make pages so long that none ends: what differs then is not where pages end."""
    sheets_of: Callable[..., Any] = typesetter.sheets_of

    @lru_cache(maxsize=4)
    def tall(paper: Paper, theme: Theme) -> tuple[Any, ...]:
        fonts, *sheets = sheets_of(paper, theme)
        tall_page = CSS(string="@page { size: 8.5in 14000pt }", font_config=fonts)
        return fonts, *sheets, tall_page

    for module in (galley, frames, pdf):
        monkeypatch.setattr(module, "sheets_of", tall)
    fresh()
    yield
    fresh()


def drawn(pdf: bytes) -> Any:
    """Return the first page as grey pixels, dark being high."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return 255 - page.render(scale=1, grayscale=True).to_numpy().astype(int)


def letters(page: PageObject) -> Counter[str]:
    """Count a page's letters: what is positioned is painted after its piece, or the page."""
    return Counter("".join(page.extract_text().split()))


def differing(ours: Any, theirs: Any) -> Iterator[int]:
    """Yield by how much rows of ink differ, which a hair may have moved to the next pixel."""
    ink = np.flatnonzero((ours.max(axis=1) > 0) | (theirs.max(axis=1) > 0))
    for rows in np.split(ink, np.flatnonzero(np.diff(ink) > 1) + 1):
        band = slice(max(rows[0] - 1, 0), rows[-1] + 2)
        moved = (np.roll(ours[band], step, axis=0) for step in (0, 1, -1))
        yield int(min(np.abs(one - theirs[band]).sum() for one in moved))


def same(put_together: bytes, whole: bytes) -> None:
    """Hold two files against each other: pixels, text and tags.

    Pixels but for a hair: semibold digits are 494 or 495 thousandths of an em wide.
    """
    ours, theirs = drawn(put_together), drawn(whole)
    assert ours.shape == theirs.shape
    assert sum(differing(ours, theirs)) <= 0.002 * theirs.sum()
    one, other = (PdfReader(io.BytesIO(file)).pages[0] for file in (put_together, whole))
    assert letters(one) == letters(other)
    ours, theirs = (
        [(tag.get("/S"), tag.get("/Alt")) for tag in tagged(file)]
        for file in (put_together, whole)
    )
    assert ours == theirs


@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize(("name", "role"), [(SETS[0], 0), (SETS[0], 1), (SETS[1], 0)])
def test_a_page_looks_and_reads_as_it_does_as_a_whole(
    name: str, role: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_pdf(documents(name, 0)[role])  # most of the pieces come from here
    document = documents(name, 1)[role]
    same(put_together(document, monkeypatch), as_a_whole(document, monkeypatch))


@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize("name", NAMES)
def test_a_name_stands_as_it_does_as_a_whole(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = replace(wrap(Text("Hello.")), name=name, student="s0042")
    same(put_together(document, monkeypatch), as_a_whole(document, monkeypatch))


@pytest.mark.trial
@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize("name", built_in())
def test_every_set_looks_as_it_does_as_a_whole(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(5):
        for document in documents(name, seed):
            same(put_together(document, monkeypatch), as_a_whole(document, monkeypatch))


def test_what_was_made_before_changes_no_byte() -> None:
    handout, key = sample("handout"), replace(sample("key"), variant="another", code="WWWWWWWW")
    made = [handout, replace(handout, name="Žofie Łuć", student="s0001"), key]
    alone = []
    for document in made:
        fresh()
        alone.append(to_pdf(document))
    fresh()
    for place in (1, 2, 0):
        assert to_pdf(made[place]) == alone[place]


def test_no_more_pieces_are_kept_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    handout = sample("handout")
    expected = to_pdf(handout)
    monkeypatch.setattr(galley, "MOST", 5)
    fresh()
    assert to_pdf(handout) == to_pdf(handout) == expected
    assert len(galley.galley("letter", PLAIN)._kept) == 5
    fresh()


def laid_out(document: Document, theme: Theme = PLAIN) -> Any:
    setter = Drawn(room_of("letter"))
    root = tree_of(markup(document, setter, theme))
    return assembled(root, setter.images | mark_inputs(root), "letter", theme)


def test_most_of_a_further_variant_is_laid_out_already() -> None:
    fresh()
    for seed in range(2):
        for document in documents("forward-practice", seed):
            laid_out(document)
    kept = galley.galley("letter", PLAIN)._kept
    before = set(kept)
    pages = [laid_out(document) for document in documents("forward-practice", 2)]
    assert None not in pages
    assert len(set(kept) - before) <= 30 < 150 <= len(before)


@pytest.mark.parametrize(
    ("file", "content"),
    [("house.css", b".question { float: left }"), ("header.html.j2", b"<h1>A title</h1>")],
)
def test_a_theme_with_rules_of_its_own_is_laid_out_as_a_whole(
    file: str, content: bytes
) -> None:
    theme = Theme(str(Path("theme")), ((file, content),))
    assert laid_out(wrap(Text("Hello.")), theme) is None
    assert to_pdf(wrap(Text("Hello.")), theme=theme).startswith(b"%PDF")


def test_words_of_ones_own_are_no_rules() -> None:
    theme = Theme("theme", (("words.toml", b'running = "Blatt {page}/{pages}"'),))
    document = wrap(*(Text(f"Line {line}.") for line in range(120)))
    assert laid_out(document, theme) is not None
    pages = PdfReader(io.BytesIO(to_pdf(document, theme=theme))).pages
    texts = [page.extract_text() for page in pages]
    assert len(texts) > 2
    for number, text in enumerate(texts[1:], start=2):
        assert f"Blatt {number}/{len(texts)}" in text


def test_what_is_higher_than_a_page_is_laid_out_as_a_whole() -> None:
    paragraph = Text("word " * 2000)
    assert laid_out(wrap(paragraph)) is not None  # it ends between two lines
    tex = r"\begin{array}{r}" + r"1 \\ " * 90 + r"2\end{array}"
    tall = wrap(Solution((Text(f"${tex}$"),)))
    assert laid_out(tall) is None
    assert to_pdf(tall).startswith(b"%PDF")


def test_a_theme_may_paint_groups_and_link() -> None:
    rules = b".formula { opacity: 0.5 } h1 { background: linear-gradient(#fff, #eef) }"
    links = b'<a href="https://example.edu/">there</a> <a href="#top">up</a>'
    header = b'<header><h1 id="top">T</h1><p>%b</p></header>' % links
    theme = Theme("theme", (("house.css", rules), ("header.html.j2", header)))
    file = to_pdf(wrap(Formula(r"\alpha = 3")), theme=theme)
    page = PdfReader(io.BytesIO(file)).pages[0]
    assert "α = 3" in page.extract_text()
    assert [str(tag["/Alt"]) for tag in tagged(file) if "/Alt" in tag] == ["alpha equals 3"]
    made = [link.get_object() for link in page["/Annots"]]
    led = [link.get("/Dest", link.get("/A", {}).get("/URI")) for link in made]
    assert led == ["https://example.edu/", "top"]
    assert list(PdfReader(io.BytesIO(file)).named_destinations) == ["top"]
