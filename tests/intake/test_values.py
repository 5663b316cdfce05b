"""Where programs put what was typed or clicked, and in which words."""

import io
import json
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from quizgen.intake.forms import read_form

from .made import form_of


def made(**entries: Any) -> Any:
    """Return a dictionary, of entries that may be Python's."""
    return Dictionary({f"/{key}": value for key, value in entries.items()})


TX, BTN = {"FT": Name.Tx}, {"FT": Name.Btn}
STATES = Dictionary(N=Dictionary(B=Dictionary(), Off=Dictionary()))


def utf_16(text: str) -> Any:
    return String(b"\xfe\xff" + text.encode("utf-16-be"))


def radio(of: dict[str, Any], *kids: dict[str, Any]) -> dict[str, Any]:
    return {**BTN, "Ff": 1 << 15, **of, "Kids": Array([made(**kid) for kid in kids])}


# A field x as programs leave it, and what it holds.
FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": (TX, ""),
    "a text": ({**TX, "V": String("-1.5")}, "-1.5"),
    "an empty text": ({**TX, "V": String("")}, ""),
    "signs of PDF's own encoding": ({**TX, "V": String(b"\x8a1 \xbd")}, "−1 ½"),
    "UTF-16": ({**TX, "V": utf_16("−½ é 𝛼")}, "−½ é 𝛼"),
    "UTF-16, the other way round": (
        {**TX, "V": String(b"\xff\xfe" + "−½".encode("utf-16-le"))}, "−½"),
    "UTF-8": ({**TX, "V": String(b"\xef\xbb\xbf" + "−½".encode())}, "−½"),
    "a text as a name": ({**TX, "V": Name("/1.5")}, "1.5"),
    "a number": ({**TX, "V": 5}, "5"),
    "a number with decimals": ({**TX, "V": Decimal("-0.50")}, "-0.50"),
    "a list of texts": ({**TX, "V": Array([String("1"), String("2")])}, "1, 2"),
    "lines as Acrobat ends them": ({**TX, "V": String("a\rb\r\nc")}, "a\nb\nc"),
    "on a widget": ({**TX, "Kids": Array([Dictionary(V=String("1"))])}, "1"),
    "on the second widget": (
        {**TX, "Kids": Array([Dictionary(), Dictionary(V=String("1"))])}, "1"),
    "as rich text alone": (
        {**TX, "RV": String("<body><p>1 &lt; <b>2</b></p><p>3</p></body>")}, "1 < 2\n3"),
    "as rich text too": ({**TX, "V": String("1"), "RV": String("<p><b>1</b></p>")}, "1"),
    "radio buttons": (radio({"V": Name.B}, {"AS": Name.Off}, {"AS": Name.B}), "B"),
    "radio buttons as text": (radio({"V": String("B")}), "B"),
    "radio buttons as text with a slash": (radio({"V": String("/B")}), "B"),
    "radio buttons that only look so": (radio({}, {"AS": Name.Off}, {"AS": Name.B}), "B"),
    "radio buttons, off, that look on": (
        radio({"V": Name.Off}, {"AS": Name.Off}, {"AS": Name.B}), "B"),
    "radio buttons, none": (radio({"V": Name.Off}, {"AS": Name.Off}), ""),
    "radio buttons by number": (
        radio({"V": Name("/1"), "Opt": Array([String("A"), String("B")])}), "B"),
    "a box": ({**BTN, "V": Name.B, "AS": Name.B, "AP": STATES}, "B"),
    "a box that only looks so": ({**BTN, "AS": Name.B, "AP": STATES}, "B"),
    "a box, off": ({**BTN, "V": Name.Off, "AS": Name.Off, "AP": STATES}, ""),
    "a push button": ({**BTN, "Ff": 1 << 16, "V": Name.B}, ""),
}  # fmt: skip


def read(*fields: dict[str, Any], whose: bool = True) -> dict[str, str]:
    with pikepdf.new() as pdf:
        found = json.loads(
            read_form(form_of(pdf, *(made(**field) for field in fields), whose=whose))
        )
    assert "fields" in found, found
    return found["fields"]


@pytest.mark.parametrize("what", FIELDS)
def test_a_value_is_found_wherever_it_was_put(what: str) -> None:
    field, value = FIELDS[what]
    found = read({"T": String("x"), **field})
    assert found["x"] == value
    assert (found["variant"], found["code"]) == ("seed7", "K7Q29M4X")


@pytest.mark.parametrize("what", FIELDS)
def test_nor_does_it_matter_what_hands_it_down(what: str) -> None:
    field, value = FIELDS[what]
    above = {key: field[key] for key in ("FT", "Ff") if key in field}
    below = {key: it for key, it in field.items() if key not in above}
    kid = made(T=String("y"), **below)
    assert read({"T": String("x"), **above, "Kids": Array([kid])})["x.y"] == value


@pytest.mark.parametrize("on", ["B", "Yes", "On", "1"])
def test_the_boxes_of_one_answer_are_one(on: str) -> None:
    boxes = [
        made(**BTN, T=String(letter), V=Name(f"/{state}"))
        for letter, state in (("A", on), ("B", "Off"), ("C", on))
    ]
    assert read({"T": String("x"), "Kids": Array(boxes)})["x"] == "A, C"
    assert read({"T": String("x"), "Kids": Array(boxes[1:2])})["x"] == ""


def test_fields_are_found_on_the_pages_where_the_form_has_lost_its_list() -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        above = pdf.make_indirect(Dictionary(T=String("x")))
        widgets = [
            pdf.make_indirect(
                made(**TX, Subtype=Name.Widget, T=String(name), V=String("1"), **of)
            )
            for name, of in (
                ("y", {"Parent": above}),
                ("z", {"Parent": above}),
                ("variant", {}),
            )
        ]
        above.Kids = Array(widgets[:2])
        page.obj.Annots = Array(widgets)
        found = json.loads(read_form(form_of(pdf, whose=False)))
    assert found["fields"] == {"x.y": "1", "x.z": "1", "variant": "1"}


def test_of_a_file_that_was_saved_again_and_again_the_last_values_are_read() -> None:
    with pikepdf.new() as pdf:
        field = pdf.make_indirect(made(**TX, T=String("x"), V=String("1")))
        whole = form_of(pdf, field)
    for value in (b"2", b"3"):
        with pikepdf.open(io.BytesIO(whole)) as pdf:
            (number,) = (f.objgen[0] for f in pdf.Root.AcroForm.Fields if f.T == "x")
            size = int(pdf.trailer.Size)
            root = pdf.Root.objgen[0]
        start = whole.rindex(b"startxref") + 10
        before = int(whole[start:].split()[0])
        at = len(whole)
        whole += b"%d 0 obj\n<< /FT /Tx /T (x) /V (%s) >>\nendobj\n" % (number, value)
        table = len(whole)
        whole += b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
        trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        whole += trailer % (size, root, before, table)
    found = json.loads(read_form(whole))
    assert found["fields"]["x"] == "3"


def test_a_damaged_file_that_can_be_mended_is_read() -> None:
    with pikepdf.new() as pdf:
        whole = form_of(pdf, made(**TX, T=String("x"), V=String("1")))
    found = json.loads(read_form(whole.replace(b"startxref\n", b"startxref\n9")))
    assert found["fields"]["x"] == "1"
