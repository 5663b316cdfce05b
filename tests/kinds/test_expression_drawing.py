"""The figure of an expression: what is drawn is what is counted, and what is said."""

import pytest

from quizgen.engine import DIGITS40, OPS, Graph, Rounding, evaluate
from quizgen.engine.expressions import count_nodes, expression_graph
from quizgen.engine.formula import FUNCTIONS, INFIX
from quizgen.kinds.expression_drawing import SHOWN, drawing, spoken
from quizgen.render.math import glyphs, mathml

RECITATION = "sin(x*y)/z + exp(x*z)/(x*y)"
EVERY = "2*x^2/(y - 1) + (x*3)^3 - exp(-z)*x^1.5 + ln(y) + 2^z - 1/x + cos(z)^z + 4"


def graph_of(formula: str) -> Graph:
    return expression_graph("f", formula, ["x", "y", "z"])


def test_every_operation_of_a_formula_is_shown() -> None:
    named = {*FUNCTIONS.values(), *(infix.op for infix in INFIX.values()), "negate"}
    assert set(SHOWN) == named | {"square", "cube"}
    assert set(SHOWN) <= set(OPS)


@pytest.mark.parametrize("formula", [RECITATION, EVERY, "x*x*y + z"])
@pytest.mark.parametrize("shown", [False, True])
def test_what_is_drawn_is_what_is_counted(formula: str, shown: bool) -> None:
    graph, rounding = graph_of(formula), Rounding(5)
    point = {"x": DIGITS40.array(1.5), "y": DIGITS40.array(2.5), "z": DIGITS40.array(0.5)}
    values = evaluate(graph, point, arithmetic=DIGITS40) if shown else None
    figure = drawing(graph, rounding, values)
    names = [vertex.name for vertex in figure.vertices]
    assert len(set(names)) == len(names) == count_nodes(graph)
    assert {name for edge in figure.edges for name in edge} == set(names)
    assert all(names.index(start) < names.index(end) for start, end in figure.edges)
    for vertex in figure.vertices:
        for tex in (vertex.label, vertex.value, vertex.adjoint):
            if tex:
                assert glyphs(tex).items
                assert mathml(tex)
        assert bool(vertex.adjoint) == shown
        assert bool(vertex.value) == (shown or vertex.form != "input")
        if values is not None:
            number = rounding.display(values[vertex.name][()])
            assert vertex.value.split(" = ")[-1] == number


@pytest.mark.parametrize(
    ("formula", "labels"),
    [
        (RECITATION, [r"\times", r"\sin", r"\div", r"\times", r"\exp", r"\div", "+"]),
        ("2*x + y*z*3 + 1", [r"\times 2", r"\times", r"\times 3", "+", "+ 1"]),
        ("1/x - 2 - (3 - y)/4*z", [r"1 \div", "- 2", "3 -", r"\div 4", r"\times", "-"]),
        ("x^2 - y^3*z^4", ["(\\cdot)^{2}", "(\\cdot)^{3}", "(\\cdot)^{4}", r"\times", "-"]),
        ("-x*2^y - y^z", ["-", r"2^{(\cdot)}", r"\times", r"(\cdot)^{(\cdot)}", "-"]),
        ("x*x - 2*3*y*z", [r"\times", r"2 \times 3", r"\times", r"\times", "-"]),
    ],
)
def test_a_vertex_is_labelled_by_its_operator(formula: str, labels: list[str]) -> None:
    figure = drawing(graph_of(formula), Rounding(5))
    assert [v.label for v in figure.vertices if v.form == "operation"] == labels


def test_edges_come_in_the_order_of_the_operands() -> None:
    figure = drawing(graph_of("(y - x)/(x - y) + z*z"), Rounding(5))
    assert figure.edges == (
        ("y", "node:u"), ("x", "node:u"), ("x", "node:v"), ("y", "node:v"),
        ("node:u", "node:w"), ("node:v", "node:w"), ("z", "node:s"), ("z", "node:s"),
        ("node:w", "value"), ("node:s", "value"),
    )  # fmt: skip


def test_the_words_say_what_the_figure_shows() -> None:
    graph = graph_of(RECITATION)
    assert spoken(graph, Rounding(3)) == (
        "x is an input; y is an input; z is an input; u is x times y; v is the sine of u; "
        "w is v divided by z; s is x times z; t is e to the power s; p is t divided by u; "
        "f is w plus p."
    )
    values = evaluate(graph, {"x": 1.0, "y": 2.0, "z": 1.0})
    said = spoken(graph, Rounding(3), values)
    assert said.startswith("x is an input, 1, with adjoint -0.832; ")
    assert said.endswith("f is w plus p, 2.268, with adjoint 1.")
    assert "\\" not in spoken(graph_of(EVERY), Rounding(3))
