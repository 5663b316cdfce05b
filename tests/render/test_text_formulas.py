"""Formulas as characters: a table of cases, and rectangles whatever is put in."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.render.text.characters import (
    ACCENTS,
    LOWERED,
    RAISED,
    SLASHED,
    SPACES,
    SYMBOLS,
)
from quizgen.render.text.formulas import drawing, flat
from quizgen.render.text.rectangles import columns
from quizgen.render.text.tex import COMMANDS, ENVIRONMENTS

CASES = Path(__file__).parent.parent / "cases" / "text_math.csv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))

# Commands that can be written around something, with a place for it.
AROUND = [
    r"\frac{%s}{2}",
    r"\frac{2}{%s}",
    r"\tfrac{%s}{x}",
    r"\sqrt[%s]{y}",
    r"\sqrt{%s}",
    r"\hat{%s}",
    r"\mathbf{%s}",
    r"\text{%s}",
    r"\operatorname{%s}",
    r"\phantom{%s}",
    r"\left[%s\right)",
    r"\left\{%s\right.",
    r"\left[\begin{array}{rl} %s & 1 \\ 2 \end{array}\right]",
    r"\begin{cases} %s & x \\ y & z \end{cases}",
    r"\begin{bmatrix} a \\ %s \end{bmatrix}",
    r"x^{%s}",
    r"x_{%s}",
    r"{%s}^2_i",
    r"\sum_{%s}^{n}",
    r"\max_{%s}",
    r"(%s)",
    r"{%s}",
]


def formulas() -> st.SearchStrategy[str]:
    """Return formulas of every command that there is, nested."""
    atoms = st.sampled_from([*SYMBOLS, *SPACES, "x", "12.5", "日", r"\unheardof", "&"])
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(" ".join),
            st.tuples(st.sampled_from(AROUND), inner).map(lambda pair: pair[0] % pair[1]),
        ),
        max_leaves=12,
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["tex"])
def test_a_formula_is_drawn(row: dict[str, str]) -> None:
    lines = drawing(row["tex"]).rows if row["style"] == "display" else (flat(row["tex"]),)
    assert "\n".join(line.rstrip() for line in lines) == row["drawing"]


@pytest.mark.parametrize("name", SYMBOLS)
def test_a_symbol_is_drawn_as_its_character(name: str) -> None:
    character, _ = SYMBOLS[name]
    assert flat(name) == character
    assert flat(f"x {name} y").replace(" ", "") == f"x{character}y"


@pytest.mark.parametrize("name", [*COMMANDS, *ACCENTS, *SPACES])
def test_a_command_does_not_show_its_name(name: str) -> None:
    if name.strip("\\").isalpha() and name != r"\operatorname":
        assert name[1:] not in flat(name + r"{x}{x}")


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_is_drawn_in_rows(name: str) -> None:
    shape = drawing(rf"\begin{{{name}}} 1 & 2 \\[2pt] 3 & 4 \\ \end{{{name}}}")
    assert shape.height == 2
    assert [char for row in shape.rows for char in row if char.isdigit()] == list("1234")


@pytest.mark.parametrize("table", [RAISED, LOWERED])
def test_a_moved_character_is_the_one_that_was_meant(table: dict[str, str]) -> None:
    lookalikes = {"⊤": "T", "×": "x"}
    for character, moved in table.items():
        meant = lookalikes.get(character, character)
        assert unicodedata.normalize("NFKC", moved) == unicodedata.normalize("NFKC", meant)


def test_a_common_fraction_is_its_number() -> None:
    for written, character in SLASHED.items():
        top, bottom = map(int, written.split("/"))
        assert unicodedata.numeric(character) == pytest.approx(top / bottom)
        assert flat(rf"\frac{{{top}}}{{{bottom}}}") == character


@given(formulas())
def test_any_nesting_of_commands_is_a_rectangle(tex: str) -> None:
    shape = drawing(tex)
    assert 0 <= shape.baseline < shape.height
    assert {columns(row) for row in shape.rows} == {shape.width}
    assert "\n" not in flat(tex)


@given(st.text(r"\{}[]()^_&'$ab1leftright|.,", max_size=40) | st.text(max_size=40))
def test_whatever_is_typed_is_a_rectangle(tex: str) -> None:
    shape = drawing(tex)
    assert {columns(row) for row in shape.rows} == {shape.width}
    flat(tex)


@pytest.mark.parametrize(
    "tex",
    [
        "(" * 10**5,
        "{" * 10**5,
        r"\hat" * 10**4,
        r"\left(" * 10**4,
        r"\begin{matrix}" * 10**3,
        r"\begin{matrix}" + "&" * 10**4 + r"\\" * 10**4,
        "x^" * 10**4,
        ")" * 10**4,
    ],
    ids=lambda tex: tex[:8],
)
def test_a_monster_is_shown_and_nothing_breaks(tex: str) -> None:
    assert drawing(tex).height >= 1
    assert isinstance(flat(tex), str)
