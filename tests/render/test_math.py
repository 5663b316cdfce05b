import re
from itertools import product
from xml.etree import ElementTree

import mathra
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.errors import QuizgenError
from quizgen.render.breaks import PRODUCTS, SPACES, SUMS, lines, pieces, separate
from quizgen.render.drawn import CLOSE, EQUALS, Drawn
from quizgen.render.images import Drawing
from quizgen.render.math import Bar, Placed, glyphs, mathml, parse_svg, split, spoken, width

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?[\d.]+")
FORMULAS = [
    r"a_j = \sum_{i=0}^{2} \alpha_{j,i}\, x_i",
    r"\boldsymbol{\alpha} = \left[\begin{array}{rr} 0 & -0.5 \\ 2 & 1 \end{array}\right]",
    r"\frac{\partial \ell}{\partial \boldsymbol{\beta}} \in \mathbb{R}^{3 \times 3}",
    r"\sqrt{\hat{y}^2 + 1} \odot \sigma(\mathbf{x}^T) \cdot \phantom{0}1",
    "-1.91790",
]


@pytest.mark.parametrize("tex", FORMULAS)
@pytest.mark.parametrize("display", [True, False])
def test_every_item_of_a_drawing_is_read(tex: str, display: bool) -> None:
    svg = mathra.tex_to_svg(tex, display=display, strict=True)
    formula = glyphs(tex, display)
    bars = [item for item in formula.items if isinstance(item, Bar)]
    placed = [item for item in formula.items if isinstance(item, Placed)]
    assert len(bars) == svg.count("<rect ")
    assert len(placed) == svg.count("<use ") > 0
    assert {item.glyph for item in placed} == {glyph for glyph, _ in formula.outlines}
    assert formula.width == pytest.approx(formula.box[2] / 1000, abs=1e-3)
    assert formula.height == pytest.approx(formula.box[3] / 1000, abs=1e-3)


@pytest.mark.parametrize("tex", FORMULAS)
@pytest.mark.parametrize("display", [True, False])
def test_a_formula_is_as_wide_when_it_is_only_measured(tex: str, display: bool) -> None:
    assert width(tex, display) == glyphs(tex, display).width > 0


@pytest.mark.parametrize("tex", FORMULAS)
def test_a_drawing_is_read_as_xml_is(tex: str) -> None:
    svg = mathra.tex_to_svg(tex, display=True, strict=True)
    root, formula = ElementTree.fromstring(svg), parse_svg(svg, tex)
    (group,) = root.iter(f"{SVG}g")
    numbers = [
        [
            float(n)
            for key in element.attrib
            if key != "href"
            for n in NUMBER.findall(element.attrib[key])
        ]
        for element in group
    ]
    read = [[n for n in item if isinstance(n, float)] for item in formula.items]
    assert [row[:2] for row in numbers] == [row[:2] for row in read]
    paths = [(one.attrib["id"], one.attrib["d"]) for one in root.iter(f"{SVG}path")]
    assert [(name.rpartition("-")[2], path) for name, path in paths] == list(formula.outlines)


@pytest.mark.parametrize("tex", FORMULAS)
def test_every_formula_has_words_and_mathml(tex: str) -> None:
    assert spoken(tex)
    assert mathml(tex).startswith("<math")


@pytest.mark.parametrize("tex", [r"\unheardof{x}", r"\frac{1", r"\left( x"])
@pytest.mark.parametrize("writer", [mathml, glyphs, width])
def test_what_cannot_be_read_is_named(writer: object, tex: str) -> None:
    assert callable(writer)
    with pytest.raises(QuizgenError, match=re.escape(tex)):
        writer(tex)


@pytest.mark.parametrize("tex", [r"\cancel{x}", r"\textcolor{red}{x}"])
def test_what_cannot_be_drawn_is_refused_and_not_left_out(tex: str) -> None:
    with pytest.raises(QuizgenError, match=re.escape(tex)):
        glyphs(tex)


@pytest.mark.parametrize(
    ("letter", "marks"),
    [
        (r"\mathbf{h}", "^{(2)}"),
        (r"\mathbf{x}", "^{(t)}"),
        (r"\boldsymbol{\beta}", r"^{\top}"),
        ("y", r"^{\text{new}}"),
        ("W", "_1^2"),
        ("W", "_{1,2}^{(2)}"),
    ],
)
def test_a_superscript_stands_as_high_behind_a_hat_as_without(letter: str, marks: str) -> None:
    def raised(tex: str) -> float:
        return max(item.y for item in glyphs(tex).items if item.y and scaled(item))

    def scaled(item: object) -> bool:
        return isinstance(item, Placed) and item.y_scale < 1

    assert raised(rf"\hat{{{letter}}}{marks}") == raised(f"{letter}{marks}")
    assert spoken(rf"\hat{{{letter}}}{marks}").startswith(f"{spoken(letter)} hat")


def test_prose_and_formulas_alternate() -> None:
    assert split(r"For $x_1$ pay \$5.") == [("For ", False), ("x_1", True), (" pay $5.", False)]
    assert split("$x$") == [("x", True)]
    assert split("") == []


def test_a_dollar_without_its_partner_is_an_error() -> None:
    with pytest.raises(QuizgenError, match="partner"):
        split("it costs $5")


@given(st.text("ab+-=( ){}[]\\cdotquad12", max_size=60))
def test_pieces_are_the_whole(tex: str) -> None:
    for operators in (SPACES, SUMS, PRODUCTS):
        assert "".join(pieces(tex, operators)) == tex


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("a + b", ["a ", "+ b"]),
        ("-a - -b", ["-a ", "- -b"]),
        (r"2 \cdot -3 + 1", [r"2 \cdot -3 ", "+ 1"]),
        (r"\frac{a + b}{c} (d - e)", [r"\frac{a + b}{c} (d - e)"]),
        (r"x = \left[\begin{array}{r} -1 \\ +2 \end{array}\right]", None),
        ("x^{-1} - e^-2", ["x^{-1} ", "- e^-2"]),
    ],
)
def test_sums_break_before_their_own_operators_only(
    tex: str, expected: list[str] | None
) -> None:
    parts = pieces(tex, SUMS)
    assert parts == (expected or [tex[:2], tex[2:]])


def test_lines_hold_as_much_as_fits_and_lose_nothing() -> None:
    tex = "x = " + " + ".join(str(number) for number in range(40))
    broken = lines(tex, lambda line: len(line) <= 30)
    assert len(broken) > 3
    assert all(len(line) <= 32 for line in broken)
    assert "".join(broken).replace("{}", "") == tex


def test_a_piece_that_never_fits_stands_alone() -> None:
    assert lines("x + y - z", lambda line: False) == ["x ", "{}+ y ", "{}- z"]


def test_formulas_side_by_side_come_apart() -> None:
    assert separate(r"x = 1, \quad y = 2") == ["x = 1, ", "y = 2"]


@pytest.mark.parametrize("tex", ["-1.5", r"-\ln 0.5 = 0.69"])
def test_a_sign_is_set_close_to_its_number(tex: str) -> None:
    assert separate(tex) == [tex]


@pytest.mark.parametrize(("one", "two"), [*product([*FORMULAS, "2 x"], FORMULAS)])
def test_formulas_with_an_equals_sign_between_are_as_wide_as_their_parts(
    one: str, two: str
) -> None:
    parts = width(one, True) + EQUALS + width(two, True)
    assert abs(width(f"{one} = {two}", True) - parts) < CLOSE / 5


@pytest.mark.parametrize("tex", ["1", "i", r"\beta_j", "1 + 2", r"\frac{1}{2}"])
def test_a_formula_alone_has_all_of_its_line_however_short(tex: str) -> None:
    drawn = Drawn(40.0)
    drawn.math(tex, display=True, alone=True, taken=3.0)
    (image,) = drawn.images.values()
    assert isinstance(image, Drawing)
    assert image.width == 37.0
