"""How names are typeset, whole and entry by entry."""

import pytest

from quizgen.engine import symbols
from quizgen.engine.networks import Architecture, network_graph
from quizgen.render.math import glyphs, mathml

Z = "<z|j+>"
ALPHA = r"<\alpha|j+i>"
BETA = "<\\beta|i>"  # of a single output: 1 × (n + 1), one subscript
YHAT = r"<\hat{y}|k+>"
DEEP = "<a|j+>^{(2)}"


@pytest.mark.parametrize(
    ("symbol", "whole", "hatted", "generic", "letters"),
    [
        (Z, r"\mathbf{z}", r"\hat{\mathbf{z}}", "z_{j}", "j"),
        (
            ALPHA,
            r"\boldsymbol{\alpha}",
            r"\hat{\boldsymbol{\alpha}}",
            r"\alpha_{j,i}",
            "j,i",
        ),
        (BETA, r"\boldsymbol{\beta}", r"\hat{\boldsymbol{\beta}}", r"\beta_{i}", "i"),
        (YHAT, r"\hat{\mathbf{y}}", r"\hat{\hat{\mathbf{y}}}", r"\hat{y}_{k}", "k"),
        (DEEP, r"\mathbf{a}^{(2)}", r"\hat{\mathbf{a}}^{(2)}", "a_{j}^{(2)}", "j"),
        (r"\ell", r"\ell", r"\ell", r"\ell", ""),
    ],
)
def test_a_symbol_reads_whole_and_open(
    symbol: str, whole: str, hatted: str, generic: str, letters: str
) -> None:
    assert symbols.whole(symbol) == whole
    assert symbols.hatted(symbol) == hatted
    assert symbols.generic(symbol) == generic
    assert symbols.letters(symbol) == letters


@pytest.mark.parametrize(
    ("symbol", "index", "entry", "printed"),
    [
        (Z, (0,), "z_{1}", (1,)),  # units are counted from 1
        (Z, (2,), "z_{3}", (3,)),
        (ALPHA, (0, 0), r"\alpha_{1,0}", (1, 0)),  # column 0 is the bias
        (ALPHA, (2, 1), r"\alpha_{3,1}", (3, 1)),
        (BETA, (0, 3), r"\beta_{3}", (3,)),
        (YHAT, (1,), r"\hat{y}_{2}", (2,)),
        (DEEP, (0,), "a_{1}^{(2)}", (1,)),
        (r"\ell", (), r"\ell", ()),
    ],
)
def test_an_entry_has_the_subscripts_of_the_page(
    symbol: str, index: tuple[int, ...], entry: str, printed: tuple[int, ...]
) -> None:
    assert symbols.entry(symbol, index) == entry
    assert symbols.subscripts(symbol, index) == printed


def test_a_derivative_keeps_its_subscripts_open() -> None:
    gradient = symbols.derivative(r"\ell", BETA)
    assert symbols.entry(gradient, (0, 2)) == r"\frac{\partial \ell}{\partial \beta_{2}}"
    whole = r"\frac{\partial \ell}{\partial \boldsymbol{\beta}}"
    assert symbols.whole(gradient) == whole


@pytest.mark.parametrize(
    "sizes", [(2, 3, 1), (1, 1, 1), (3, 2, 2), (2, 2, 2, 1), (2, 3, 2, 4, 3)]
)
@pytest.mark.parametrize("last", ["identity", "sigmoid"])
def test_every_name_of_a_network_is_drawn_and_told_apart(
    sizes: tuple[int, ...], last: str
) -> None:
    activations = ("tanh",) * (len(sizes) - 2) + (last,)
    graph = network_graph(Architecture(sizes, activations, "half_squared_error"))
    nodes = [node for node in graph.nodes if "<-" not in node.name]
    for node in nodes:
        first = (0,) * len(node.shape)
        for tex in (symbols.whole(node.symbol), symbols.entry(node.symbol, first)):
            assert "<" not in tex
            assert glyphs(tex).items
            assert mathml(tex).startswith("<math")
    assert len({symbols.whole(node.symbol) for node in nodes}) == len(nodes)
    entries = [symbols.entry(n.symbol, (0,) * len(n.shape)) for n in nodes]
    assert len(set(entries)) == len(entries)


@pytest.mark.parametrize(
    ("symbol", "whole", "entry"),
    [
        (ALPHA, r"\boldsymbol{\alpha}^{\text{new}}", r"\alpha^{\text{new}}_{2,0}"),
        (BETA, r"\boldsymbol{\beta}^{\text{new}}", r"\beta^{\text{new}}_{0}"),
        ("<W^{(2)}|j+i+>", r"\mathbf{W}^{(2)\, \text{new}}", r"W^{(2)\, \text{new}}_{2,1}"),
        (
            "<W^{(1)}|j+i;b^{(1)}|j+>",
            r"\mathbf{W}^{(1)\, \text{new}}",
            r"b^{(1)\, \text{new}}_{2}",
        ),
    ],
)
def test_what_a_step_makes_of_a_parameter_is_told_apart(
    symbol: str, whole: str, entry: str
) -> None:
    renewed = symbols.renewed(symbol)
    assert symbols.whole(renewed) == whole
    assert symbols.entry(renewed, (1, 0)) == entry
    assert glyphs(entry).items
    assert mathml(whole).startswith("<math")


@pytest.mark.parametrize(
    ("symbol", "marked", "again"),
    [
        (ALPHA, r"\boldsymbol{\alpha}^{\text{new}}", r"\boldsymbol{\alpha}^{\text{new 2}}"),
        (DEEP, r"\mathbf{a}^{(2)\, \text{new}}", ""),
        ("<W^{(1)}|j+i;b^{(1)}|j+>", r"\mathbf{W}^{(1)\, \text{new}}", ""),
        (YHAT, r"\hat{\mathbf{y}}^{\text{new}}", ""),
        (r"\ell", r"\ell^{\text{new}}", r"\ell^{\text{new 2}}"),
        (
            symbols.derivative(r"\ell", BETA),
            r"\frac{\partial \ell^{\text{new}}}{\partial \boldsymbol{\beta}^{\text{new}}}",
            "",
        ),
        (
            symbols.kept_of("v", BETA),
            r"\mathbf{v}^{\beta\, \text{new}}",
            r"\mathbf{v}^{\beta\, \text{new 2}}",
        ),
    ],
)
def test_a_mark_stands_in_the_superscript_and_gives_way_to_the_next(
    symbol: str, marked: str, again: str
) -> None:
    new = symbols.renewed(symbol)
    assert symbols.whole(new) == marked
    if again:
        assert symbols.whole(symbols.marked(new, r"\text{new 2}")) == again


@pytest.mark.parametrize(
    ("symbol", "in_line"),
    [
        (r"\frac{\partial \ell}{\partial z_1}", r"\partial \ell / \partial z_1"),
        (r"\frac{\Delta \ell}{2 \varepsilon}", r"\Delta \ell / (2 \varepsilon)"),
        (r"\frac{\eta \, m}{\sqrt{v}}", r"\frac{\eta \, m}{\sqrt{v}}"),
        (r"\hat{y}", r"\hat{y}"),
    ],
)
def test_a_derivative_and_a_difference_quotient_fit_in_a_line(
    symbol: str, in_line: str
) -> None:
    assert symbols.slashed(symbol) == in_line


def test_a_hat_is_on_the_letter_alone() -> None:
    new = symbols.renewed(symbols.kept_of("m", ALPHA))
    assert symbols.entry(symbols.hat(new), (0, 1)) == r"\hat{m}^{\alpha\, \text{new}}_{1,1}"
    assert symbols.hatted(symbols.renewed(Z)) == r"\hat{\mathbf{z}}^{\text{new}}"
