"""What the recitation says, shows and draws stands on the pages of `--original`."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from quizgen.document import Derivation, Document
from quizgen.drawings import ComputationGraph, LayeredNetwork
from quizgen.keys import Key
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

CASES = Path(__file__).parent / "cases" / "recitation-text.csv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@cache
def original() -> tuple[Document, Document, Key]:
    the_set = read_set("recitation5", original=True)
    return solve_variant(Job(the_set, Variant("original", None), None, ()))


def within(value: object, wanted: Any) -> Iterator[Any]:
    """Yield everything of a type in a document."""
    if isinstance(value, wanted):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from within(item, wanted)
    elif is_dataclass(value):
        for field in fields(value):
            yield from within(getattr(value, field.name), wanted)


def bare(tex: str) -> str:
    """Return LaTeX without the thin spaces between factors."""
    return tex.replace(r"\, ", "")


def says(page: Document, key: Key, expected: str) -> bool:
    return any(bare(expected) in bare(text) for text in within(page, str))


def line(page: Document, key: Key, expected: str) -> bool:
    left, _, right = expected.partition(" = ")
    for derivation in within(page, Derivation):
        of = ""
        for one in derivation.lines:
            of = one.left or of
            if (of, bare(one.right)) == (left, bare(right)):
                return True
    return False


def shape(page: Document, key: Key, expected: str) -> bool:
    id, *sizes = expected.split()
    blank = next(blank for blank in key.blanks if blank.id == id)
    return isinstance(blank.value, tuple) and [*map(str, blank.value)] == sizes


def right(page: Document, key: Key, expected: str) -> bool:
    blank = next(blank for blank in key.blanks if blank.id == "update-gradients.used")
    chosen = [blank.choices["ABCDE".index(letter)].text for letter in str(blank.value)]
    assert len(chosen) == 2
    return f"${expected}$" in chosen


def unit(page: Document, key: Key, expected: str) -> bool:
    (first, *_) = within(page, LayeredNetwork)
    return any(expected in column.units for column in first.columns)


def bias(page: Document, key: Key, expected: str) -> bool:
    (first, *_) = within(page, LayeredNetwork)
    return any(expected == column.bias for column in first.columns)


def vertex(page: Document, key: Key, expected: str) -> bool:
    name, what = expected.split()
    drawn = [v for graph in within(page, ComputationGraph) for v in graph.vertices]
    return any(v.name == name and what in (v.label, v.form) for v in drawn)


def edge(page: Document, key: Key, expected: str) -> bool:
    wanted = tuple(expected.split())
    return any(wanted in graph.edges for graph in within(page, ComputationGraph))


HOW: dict[str, Callable[[Document, Key, str], bool]] = {
    function.__name__: function
    for function in (says, line, shape, right, unit, bias, vertex, edge)
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['where']}: {row['expected'][:40]}")
def test_what_the_recitation_has_stands_on_the_page(row: dict[str, str]) -> None:
    handout, key_page, key = original()
    page = {"handout": handout, "key": key_page}[row["page"]]
    assert HOW[row["how"]](page, key, row["expected"]), row["why"]


@pytest.mark.parametrize("how", HOW)
def test_what_is_not_there_is_not_found(how: str) -> None:
    handout, key_page, key = original()
    absent = {"shape": "shapes.dydx q r", "edge": "loss alpha", "vertex": "x parameter"}
    for page in (handout, key_page):
        assert not HOW[how](page, key, absent.get(how, "w_{7} = 8"))


def test_every_part_of_the_recitation_has_rows() -> None:
    parts = {row["where"].split()[0] for row in ROWS}
    assert {"1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "3.1", "3.2"} <= parts
    assert {"4.1", "4.2", "4.3"} <= parts
