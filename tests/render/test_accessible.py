"""PDF/UA-1, checked by a checker that none of us wrote, and what it does not look at."""

import io
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Any

import page as checker
import pikepdf
import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from quizgen.render.drawn import Drawn
from quizgen.render.pages import markup
from quizgen.sampling.sets import built_in

from .filling import opened
from .made import made, sheet
from .sample import sample

LEAVES = {"/Figure", "/Formula"}
QUICK = "recitation5"  # of the sets that are checked, the one that is so each time
SETS = [
    name if name == QUICK else pytest.param(name, marks=pytest.mark.trial)
    for name in built_in()
]


def elements(pdf: bytes) -> Iterator[pikepdf.Dictionary]:
    """Yield the structure elements in reading order."""
    waiting = [opened(pdf).Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            yield element
        kids = element.get("/K", ())
        waiting += [
            kid
            for kid in reversed(list(kids) if isinstance(kids, pikepdf.Array) else [kids])
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" not in kid
        ]


@pytest.mark.parametrize("role", ["handout", "key"])
@pytest.mark.parametrize("name", SETS)
def test_a_sheet_conforms_to_pdf_ua(name: str, role: str) -> None:
    report = checker.validate_pdf_bytes(made(name, role), profile="ua1")
    assert report.rules.total > 100
    assert not [(it.rule_id, it.message) for it in report.failures]
    assert report.is_compliant


def test_the_checker_finds_what_is_amiss() -> None:
    broken = pikepdf.open(io.BytesIO(sheet("handout")))
    for element in broken.objects:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Formula":
            del element["/Alt"]
        if isinstance(element, pikepdf.Dictionary) and element.get("/Subtype") == "/Widget":
            del element["/TU"]
    saved = io.BytesIO()
    broken.save(saved)
    rules = {it.rule_id for it in checker.validate_pdf_bytes(saved.getvalue()).failures}
    assert len(rules) >= 2


@pytest.mark.parametrize("role", ["handout", "key"])
def test_every_object_is_where_the_file_says(role: str) -> None:
    reader = PdfReader(io.BytesIO(sheet(role)), strict=True)
    size = int(reader.trailer["/Size"])
    for number in range(1, size - 1):  # without the cross-references themselves
        assert reader.get_object(IndirectObject(number, 0, reader)) is not None


@pytest.mark.parametrize("role", ["handout", "key"])
def test_it_says_what_it_is_and_in_which_language(role: str) -> None:
    root = opened(sheet(role)).Root
    assert root.Lang == "en"
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert root.MarkInfo.Marked is True
    with opened(sheet(role)).open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert str(metadata["dc:title"]).startswith("Recitation 5: Neural Nets, seed7")


@pytest.mark.parametrize("role", ["handout", "key"])
def test_headings_step_down_one_by_one(role: str) -> None:
    levels = [int(str(it.S)[2:]) for it in elements(sheet(role)) if str(it.S)[:2] == "/H"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(levels) >= 3
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("role", ["handout", "key"])
def test_every_mark_of_a_page_is_in_the_structure_once(role: str) -> None:
    pdf = sheet(role)
    tagged: dict[Any, list[int]] = {}
    for element in elements(pdf):
        kids = element.get("/K", ())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                tagged.setdefault(element.Pg.objgen, []).append(kid)
    for page in opened(pdf).pages:
        marks = []
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC" and "/MCID" in operands[1]:
                marks.append(int(operands[1].MCID))
        assert sorted(tagged[page.obj.objgen]) == sorted(marks)
        assert marks


@pytest.mark.parametrize("role", ["handout", "key"])
def test_running_heads_and_boxes_are_no_part_of_the_text(role: str) -> None:
    read = [str(element.get("/Alt", "")) for element in elements(sheet(role))]
    assert not [alt for alt in read if alt.startswith("field:")]
    for page in opened(sheet(role)).pages:
        depth, shown, kept = [], 0, 0
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) in ("BDC", "BMC"):
                depth.append(str(operands[0]))
            elif str(operator) == "EMC":
                depth.pop()
            elif str(operator) in ("Tj", "TJ", "Do", "f", "S"):
                assert depth, "everything is marked"
                shown += 1
                kept += "/Artifact" in depth and str(operator) in ("Tj", "TJ")
        assert shown > kept > 0


def test_what_is_shown_without_words_is_said() -> None:
    pdf = made("recitation5", "handout")
    shown = [element for element in elements(pdf) if str(element.S) in LEAVES]
    assert {str(element.S) for element in shown} == LEAVES
    assert all(len(str(element.Alt)) > 0 for element in shown)
    figures = [str(element.Alt) for element in shown if element.S == "/Figure"]
    assert all(len(figure) > 100 for figure in figures), "a figure is described, not named"


def test_nothing_that_says_nothing_is_read() -> None:
    for element in elements(sheet("handout")):
        empty = not len(element.get("/K", ()))
        assert not empty or str(element.S) in ("/TD", "/TH")


def test_lists_hold_items() -> None:
    lists = [element for element in elements(sheet("handout")) if element.S == "/L"]
    assert lists
    for one in lists:
        assert {str(kid.S) for kid in one.K} == {"/LI"}


@pytest.mark.parametrize("role", ["handout", "key"])
def test_it_is_read_in_the_order_of_the_page(role: str) -> None:
    page = markup(sample(role), Drawn(40.0))
    written = [unescape(alt) for alt in re.findall(r'alt="([^"]*)"', page)]
    read = [str(element.Alt) for element in elements(sheet(role)) if "/Alt" in element]
    lines = [alt for alt in read if alt in written]
    assert len(lines) > 30
    assert lines == [alt for alt in written if alt in read]
