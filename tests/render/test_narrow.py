"""What a telephone cannot show whole is in the order of the tab key, and has a name."""

import re

import pytest

from quizgen.document import Block, Derivation, Document, Field, Formula, Line, Solution, Table
from quizgen.render.html import to_html
from quizgen.render.narrow import pieces_of
from quizgen.render.pages import markup
from quizgen.render.pdf import Drawn

ROW = r"\begin{bmatrix} 0.1 & 0.2 & 0.3 \end{bmatrix}"
LONG = " + ".join([ROW] * 4)
NARROW = {
    "formula": Formula("y = 2x"),
    "derivation": Derivation((Line("y", LONG),)),  # it is broken before each operator
    "table": Table("", ("$a$", "b"), (("1", "2"),)),
    "fields": Field("z", (("f.z",),), False, (("0.5",),)),
}
WIDE = {
    "formula": Formula(LONG),
    "derivation": Derivation((Line("y", f"{ROW} {ROW} {ROW}"),)),
    "table": Table("", tuple("abcdefghijkl"), (("0.12345",) * 12,)),
    "fields": Field("z", (tuple("abcd"),), True, (("0.5",) * 4,)),
}


def page(*blocks: Block) -> str:
    return to_html(Document("key", "T", "", "v", "C", None, None, (Solution(blocks),)))


@pytest.mark.parametrize("kind", NARROW)
def test_only_what_is_wide_stops_the_tab_key(kind: str) -> None:
    opens = f'<div class="{kind}"'
    assert f"{opens}>" in page(NARROW[kind])
    named = ' tabindex="0" role="group" aria-label="Wider than the page: scroll sideways"'
    assert f"{opens}{named}>" in page(WIDE[kind])


def test_a_grid_to_be_filled_in_stops_it_at_its_boxes_alone() -> None:
    asked = Field("z", (tuple("abcd"),), True)
    assert "tabindex" not in page(asked)
    assert "tabindex" not in markup(
        Document("key", "T", "", "v", "C", None, None, (WIDE["formula"],)), Drawn(40.0)
    )


def test_a_long_line_is_broken_before_its_operators() -> None:
    assert pieces_of(LONG) == (ROW + " ", *[f"{{}}+ {ROW} "] * 2, f"{{}}+ {ROW}")
    assert pieces_of("a + b") == ("a + b",)
    right = re.findall(r'<div class="right">(.*?)</div>', page(NARROW["derivation"]))
    assert [part.count("<math") for part in right] == [4]


def test_a_formula_that_heads_a_column_has_a_name() -> None:
    shown = page(Table("", (r"$\sigma(a)$", "b $c$"), (("1", "2"),)))
    assert '<th scope="col"><math aria-label="sigma' in shown
    assert shown.count("<math aria-label") == 1
