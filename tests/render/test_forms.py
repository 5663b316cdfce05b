"""The fields of a handout: their names, what they say, where they are; filled and read back."""

import re
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
from numpy.typing import NDArray

from quizgen.document import Choices, Document, Field, FieldForm, Question, Room, Text
from quizgen.render.html import to_html
from quizgen.render.pdf import to_pdf
from quizgen.sampling.sets import built_in

from .filling import (
    MULTILINE,
    RADIO,
    READ_ONLY,
    answers,
    fields,
    filled_by_pikepdf,
    filled_by_pypdf,
    flags,
    letters,
    opened,
    read_by_pikepdf,
    read_by_pypdf,
)
from .made import made, sheet, solved
from .sample import sample

WRITTEN = {"name", "student"}  # by the student, where a sheet is anonymous
TOLD = {"variant", "code"}
QUICK = ("recitation5", "rnn")  # the sets that are looked at each time
SETS = [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.trial)
    for name in built_in()
]
FILLING = {"pikepdf": filled_by_pikepdf, "pypdf": filled_by_pypdf}
SCALE = 4
READING = {"pikepdf": read_by_pikepdf, "pypdf": read_by_pypdf}


def handout(name: str = "") -> bytes:
    return made(name, "handout") if name else sheet("handout")


def asking(*blocks: Any, student: str | None = None) -> bytes:
    question = Question(1, "", "What is it?", blocks)
    return to_pdf(Document("handout", "T", "", "v1", "CODE", student, None, (question,)))


def widgets(pdf: bytes) -> list[list[pikepdf.Dictionary]]:
    """Return the widgets that are shown, page by page, in the order of the tab key."""
    pages = opened(pdf).pages
    assert all(page.obj.Tabs == "/S" for page in pages)
    return [
        [annotation for annotation in page.obj.get("/Annots", ()) if not int(annotation.F) & 2]
        for page in pages
    ]


@pytest.mark.parametrize("name", SETS)
def test_each_blank_that_can_be_typed_is_a_field_of_its_name(name: str) -> None:
    found, (_, _, key) = fields(handout(name)), solved(name)
    assert found.keys() >= TOLD | WRITTEN
    typed = {blank.id for blank in key.blanks if blank.type in ("number", "count", "shape")}
    chosen = {blank.id for blank in key.blanks if blank.type == "choice"}
    by_hand = {blank.id for blank in key.blanks if blank.type == "manual"}
    for blank, field in found.items():
        if blank in typed:
            assert field.FT == "/Tx"
            assert not flags(field) & (READ_ONLY | MULTILINE)
        elif blank in by_hand:
            assert flags(field) & MULTILINE
        elif blank in chosen:
            assert flags(field) & RADIO
        elif blank not in TOLD | WRITTEN:
            above, _, letter = blank.rpartition(".")
            assert above in chosen
            assert letters(field) == letter
        assert str(field.get("/V", "")) == ("" if blank not in TOLD else str(field.V))
        assert not {"/MaxLen", "/DV", "/AA", "/A"} & set(field.keys())
    of_choices = {name if name in chosen else name.rpartition(".")[0] for name in found}
    assert typed <= found.keys()
    assert chosen <= of_choices


@pytest.mark.parametrize("fill", FILLING)
@pytest.mark.parametrize("read", READING)
def test_what_is_filled_in_is_read_back(fill: str, read: str) -> None:
    pdf = handout()
    values = answers(pdf)
    assert len(values) > 30
    found = READING[read](FILLING[fill](pdf, values))
    assert {name: found[name] for name in values} == values
    assert (found["variant"], found["code"]) == ("seed7", "K7Q29M4X")


@pytest.mark.parametrize("fill", FILLING)
def test_what_is_filled_in_is_shown(fill: str) -> None:
    pdf = handout()
    filled = FILLING[fill](pdf, answers(pdf))
    for page, shown in enumerate(widgets(pdf)):
        before, after = (_drawn(it, page) for it in (pdf, filled))
        for widget in shown:
            left, bottom, right, top = (float(side) * 2 for side in widget.Rect)
            box = (int(left), before.height - int(top), int(right), before.height - int(bottom))
            name = widget.get("/T") or widget.Parent.T
            group = widget.get("/Parent")
            if (
                group is not None
                and flags(group) & RADIO
                and f"/{letters(group)[-1]}" not in widget.AP.N
            ):
                assert before.crop(box).tobytes() == after.crop(box).tobytes(), name
            else:
                assert before.crop(box).tobytes() != after.crop(box).tobytes(), name


def _drawn(pdf: bytes, page: int) -> Any:
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return document[page].render(scale=2, may_draw_forms=True, grayscale=True).to_pil()


def test_a_field_says_what_it_asks_for() -> None:
    spoken = {name: str(field.TU) for name, field in fields(handout()).items()}
    assert spoken["sample.dbeta[2]"] == "partial l by partial beta, entry 2 of 4"
    assert all(spoken.values())
    choice = fields(asking(Choices("c.one", ("Both $x$ and $y$.", "Neither."))))["c.one"]
    assert str(choice.TU) == "Question 1, Choose one."
    assert [str(kid.TU) for kid in choice.Kids] == ["A. Both x and y.", "B. Neither."]


def test_of_several_choices_each_is_a_box_of_its_own() -> None:
    pdf = asking(Choices("c.some", ("This.", "That.", "Those."), several=True))
    found = fields(pdf)
    assert [name for name in found if name.startswith("c.")] == [
        "c.some.A",
        "c.some.B",
        "c.some.C",
    ]
    values = {"c.some.A": "A", "c.some.C": "C"}
    read = read_by_pypdf(filled_by_pikepdf(pdf, values))
    assert {name: it for name, it in read.items() if it and name.startswith("c.")} == values


def test_the_tab_key_goes_as_one_reads() -> None:
    shown = [_name_of(widget) for page in widgets(handout()) for widget in page]
    asked = re.findall(
        r'<(?:input|textarea)[^>]* name="([^"]*)"(?: value="(.)")?', to_html(sample("handout"))
    )
    several = {name.rpartition(".")[0] for name in shown}
    assert shown == [f"{name}.{letter}" if name in several else name for name, letter in asked]


def _name_of(widget: pikepdf.Dictionary) -> str:
    above = _name_of(widget.Parent) if "/Parent" in widget else ""
    own = str(widget.get("/T", ""))
    return ".".join(part for part in (above, own) if part)


def test_each_widget_is_in_the_structure() -> None:
    numbers = opened(handout()).Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    seen = 0
    for page in opened(handout()).pages:
        for widget in page.obj.get("/Annots", ()):
            if int(widget.F) & 2:
                assert "/StructParent" not in widget
                continue
            element = parents[int(widget.StructParent)]
            assert element.S == "/Form"
            (reference,) = element.K
            assert reference.Obj.objgen == widget.objgen
            assert reference.Pg.objgen == page.obj.objgen
            seen += 1
    assert seen > 40


def test_a_sheet_with_a_student_s_name_on_it_says_so() -> None:
    found = fields(asking(Text("Hello."), student="=s'(0)\\1 é"))
    assert str(found["student"].V) == "=s'(0)\\1 é"
    for name in ("student", "variant", "code"):
        assert flags(found[name]) & READ_ONLY
        assert int(found[name].F) & 2, "it is printed already"


def test_the_font_of_a_field_follows_the_page() -> None:
    found = fields(handout())
    assert b" 10.5 Tf" in bytes(found["sample.yhat"].DA)
    assert b" 8.5 Tf" in bytes(found["sample.w[1,1]"].DA)
    assert found["sample.yhat"].Q == 1
    assert found["name"].Q == 0


@pytest.mark.parametrize(
    ("form", "typed", "signs"), [("shape", "(12, 4)", 1), ("volume", "3 × 9 × 9", 2)]
)
@pytest.mark.parametrize("fill", FILLING)
def test_what_is_typed_as_a_shape_stands_clear_of_the_sheet_s_own_signs(
    form: FieldForm, typed: str, signs: int, fill: str
) -> None:
    pdf = asking(Field("A", (("q.a",),), False, form=form))
    field = fields(pdf)["q.a"]
    left, bottom, right, _ = map(float, field.Rect)
    assert field.Q == 1
    printed = times(pdf)
    assert len(printed) == signs
    for begin, low, end, high in printed:
        assert left < begin < end < right
        assert (low + high) / 2 == pytest.approx(bottom, abs=1), "on the edge"
    new = ink(FILLING[fill](pdf, {"q.a": typed})) & ~ink(pdf)
    rows, _ = np.nonzero(new)
    assert rows.size, "it is shown"
    lowest = (len(new) - 1 - rows.max()) / SCALE
    assert lowest > max(high for *_, high in printed) + 0.5


def ink(pdf: bytes) -> NDArray[np.bool_]:
    """Return where a first page is dark, its form filled in as it is; `SCALE` dots a point."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return np.asarray(document[0].render(scale=SCALE, grayscale=True).to_pil()) < 128


def times(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Return where a page has the sign ×: left, bottom, right, top."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    text = page.get_text_range()
    return [page.get_charbox(at) for at, sign in enumerate(text) if sign == "×"]


def test_only_a_handout_that_is_to_be_filled_in_is_a_form() -> None:
    for pdf in (sheet("key"), sheet("handout", False)):
        assert "/AcroForm" not in opened(pdf).Root
        assert not any("/Annots" in page.obj for page in opened(pdf).pages)


def test_a_form_takes_no_room_on_the_page() -> None:
    plain, form = (sheet("handout", it) for it in (False, True))
    for page in range(len(pypdfium2.PdfDocument(plain))):
        assert _drawn(plain, page).tobytes() == _drawn(form, page).tobytes()


def test_room_that_is_for_paper_is_no_field() -> None:
    pdf = asking(Room("frame", 40, "d.graph"), Room("open", 40), Room("ruled", 24, "d.why"))
    assert {name for name in fields(pdf) if name.startswith("d.")} == {"d.why"}
