"""Expressions as graphs: names, shared parts, gradients, ranges, worked steps."""

import re
from decimal import Decimal

import mathra
import numpy as np
import pytest

from quizgen.engine import DIGITS40, Graph, Rounding, bounds, evaluate, steps
from quizgen.engine.expressions import (
    count_nodes,
    expression_graph,
    nodes,
    operations,
    shared,
    variables,
)
from quizgen.engine.formula import text
from quizgen.engine.parsing import parse
from quizgen.engine.rows.elementary import ELEMENTARY
from quizgen.render.math import glyphs, mathml

RECITATION = "sin(x*y)/z + exp(x*z)/(x*y)"


def gradients(graph: Graph) -> list[str]:
    return [n.name for n in graph.nodes if n.name.startswith("grad:") and "<-" not in n.name]


def test_the_recitations_expression_has_the_keys_names() -> None:
    graph = expression_graph("f", RECITATION, ["x", "y", "z"])
    assert nodes(graph) == {
        "u": "x*y",
        "v": "sin(u)",
        "w": "v/z",
        "s": "x*z",
        "t": "exp(s)",
        "p": "t/u",
        "value": "w + p",
    }
    assert [node.name for node in shared(graph)] == ["node:u"]
    assert count_nodes(graph) == 10
    assert {"x", "node:u", "value", "grad:x", "grad:u", "grad:u<-v"} <= set(graph.by_name)
    assert not [name for name in graph.by_name if name.startswith("grad:node:")]
    values = evaluate(graph, {"x": 1, "y": 2, "z": 1})
    assert values["value"] == pytest.approx(np.sin(2) + np.e / 2)
    assert values["grad:x"] == pytest.approx(2 * np.cos(2))  # d/dx of e^(xz)/(xy) is 0 here
    assert values["grad:u"] == pytest.approx(np.cos(2) - np.e / 4)


def test_the_nodes_formulas_make_the_expression_again() -> None:
    formula = "2*x^2/(y - x1) + x^3 - exp(-x)*x^1.5 + ln(y)"
    graph = expression_graph("f", formula, ["x", "y", "x1"])
    worth = {"x": 1.2, "y": 3.1, "x1": 0.4}
    values = evaluate(graph, worth)
    for name, part in nodes(graph).items():
        inner = expression_graph("g", part, variables(parse(part)))
        taken = {one: worth[one] for one in variables(parse(part))}
        worth[name] = float(evaluate(inner, taken)["value"])
        node = "value" if name == "value" else f"node:{name}"
        assert worth[name] == pytest.approx(float(values[node]))


@pytest.mark.parametrize(
    ("formula", "same", "count"),
    [
        ("x*y + y*x*z", "x*y + x*y*z", 6),
        ("(x + y)/(y + x)*z", "(x + y)/(x + y)*z", 6),
        ("x - y + (y - x)*z", None, 7),  # a difference has an order
        ("2*x + 2*y*z", None, 7),  # numbers are not counted
        ("sin(x)*sin(x) + y + z", None, 7),
        ("x^2*x^3 + y + z", None, 8),
    ],
)
def test_what_occurs_twice_is_one_node(formula: str, same: str | None, count: int) -> None:
    graph = expression_graph("f", formula, ["x", "y", "z"])
    assert count_nodes(graph) == count
    if same:
        other = expression_graph("f", same, ["x", "y", "z"])
        shapes = [(n.name, n.op, sorted(n.parents)) for n in graph.nodes]
        assert shapes == [(n.name, n.op, sorted(n.parents)) for n in other.nodes]


@pytest.mark.parametrize(
    ("name", "formula", "inputs", "letters"),
    [
        ("f", "u*v + s*u", ["u", "v", "s"], ["w", "t", "f"]),
        ("w", "sin(x*y)*x", ["x", "y"], ["u", "v", "w"]),
        ("x", "sin(x)*x", ["x"], ["u", "f"]),
        ("f", "sin(f)*g", ["f", "g"], ["u", "h"]),
        ("my-sum", "sin(x)*x", ["x"], ["u", "f"]),
        ("e", "sin(x)*x", ["x"], ["u", "f"]),
        ("f", "+".join(["x"] * 12), ["x"], [*"uvwstpqr", "u_{1}", "v_{1}", "f"]),
    ],
)
def test_letters_are_free_ones(
    name: str, formula: str, inputs: list[str], letters: list[str]
) -> None:
    graph = expression_graph(name, formula, inputs)
    assert [node.symbol for node in operations(graph)] == letters


@pytest.mark.parametrize(
    ("formula", "inputs", "message"),
    [
        ("x", ["x"], "found 'x', expected an operation on a variable"),
        ("2 + 3", [], "found '2 + 3', expected an operation on a variable"),
        ("x*y", ["x"], "found no number for the variable y"),
        ("x*x", ["x", "y"], "found a number for 'y', which is not in x*x"),
        ("+".join("abcdfghij"), list("abcdfghij"), "found 9 variables, expected 8 at most"),
        ("x +", ["x"], "column 4: found the end"),
    ],
)
def test_what_is_no_expression_says_why(formula: str, inputs: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        expression_graph("f", formula, inputs)


EVERY = "sin(x*y)/z - exp(x - z)*(x*y)^2 + cos(z)^3/ln(y) - -x^1.5 + y^x + 2/(x + z^4)"
POINT = {"x": 1.5, "y": 2.5, "z": 0.5}


def test_the_expression_uses_every_elementary_row_that_has_a_derivative() -> None:
    used = {node.op for node in expression_graph("f", EVERY, ["x", "y", "z"]).nodes}
    assert {name for name, row in ELEMENTARY.items() if row.vjp} <= used


@pytest.mark.parametrize("formula", [RECITATION, EVERY, "x*y*z*x", "(x + y)*sin(x + y) - z"])
def test_every_step_is_typeset_and_its_numbers_work_out(formula: str) -> None:
    graph = expression_graph("f", formula, ["x", "y", "z"])
    values = evaluate(
        graph, {k: DIGITS40.array(v) for k, v in POINT.items()}, arithmetic=DIGITS40
    )
    rounding = Rounding(6)
    targets = [node.name for node in operations(graph)] + gradients(graph)
    for name in targets:
        (step,) = steps(graph, values, rounding, [(name, None)])
        for tex in (step.left, *step.rights):
            assert mathra.tex_to_svg(tex, display=True, strict=True)
            assert glyphs(tex, True).items
            assert mathml(tex, True).startswith("<math")
        assert step.rights[-1] == rounding.display(values[name][()])
        if len(step.rights) > 1 and has_no_letters(step.rights[-2]):
            worked = worked_out(step.rights[-2])
            assert worked == pytest.approx(float(values[name]), rel=2e-4, abs=2e-4), step


def has_no_letters(tex: str) -> bool:
    """Return whether a line has numbers for letters; where these say no more it is left out."""
    return not re.search(r"[a-df-z]", re.sub(r"\\[a-z]+", "", tex))


def worked_out(tex: str) -> float:
    """Return what a line of numbers comes to."""
    while r"\frac" in tex:
        tex = re.sub(r"\\frac\{([^{}]*|[^{}]*\^\{[^{}]*\})\}\{([^{}]*)\}", r"((\1)/(\2))", tex)
    for pattern, python in [
        (r"e\^\{([^{}]*)\}", r"exp(\1)"),
        (r"\\ln ([\d.]+)", r"log(\1)"),
        (r"\^\{([^{}]*)\}", r"**(\1)"),
        (r"\^", "**"),
        (r"\\cdot", "*"),
        (r"\\(left|right|)", ""),
    ]:
        tex = re.sub(pattern, python, tex)
    names = {name: getattr(np, name) for name in ("sin", "cos", "exp", "log")}
    return float(eval(tex, {"__builtins__": {}}, names))


def test_a_gradient_over_several_paths_reads_as_the_chain_rule() -> None:
    graph = expression_graph("f", RECITATION, ["x", "y", "z"])
    values = evaluate(graph, {"x": 1, "y": 2, "z": 1})
    (step,) = steps(graph, values, Rounding(5), [("grad:u", None)])
    assert step.rights == (
        r"\frac{\partial f}{\partial v} \frac{\partial v}{\partial u}"
        r" + \frac{\partial f}{\partial p} \frac{\partial p}{\partial u}",
        r"\frac{\partial f}{\partial v} \cdot \cos(u)"
        r" + \frac{\partial f}{\partial p} \cdot \left(-\frac{t}{u^2}\right)",
        r"1 \cdot \cos(2) + 1 \cdot \left(-\frac{2.71828}{2^2}\right)",
        "-1.09572",
    )
    assert step.reason == "the sum over the paths"


def test_a_direct_path_to_the_output_is_not_written_as_the_whole_gradient() -> None:
    graph = expression_graph("f", "(x + y)*sin(x + y)", ["x", "y"])
    values = evaluate(graph, {"x": 0.5, "y": 1})
    (step,) = steps(graph, values, Rounding(5), [("grad:u", None)])
    assert step.rights[0] == r"\frac{\partial f}{\partial v} \cdot \cos(u) + v"


def test_a_number_has_no_batch_and_no_gradient() -> None:
    graph = expression_graph("f", "2*x + 2/y", ["x", "y"])
    batch = evaluate(graph, {"x": np.arange(1.0, 4), "y": np.arange(2.0, 5)})
    assert batch["value"] == pytest.approx([3, 4 + 2 / 3, 6.5])
    assert [node.name for node in graph.nodes if node.op == "number"] == ["2"]
    assert "grad:2" not in graph


@pytest.mark.parametrize("formula", ["x/y - y^-2", "ln(x - y)", "(x - y)^0.5", "1/sin(x - y)"])
def test_where_rounding_reaches_a_pole_a_range_has_no_end(formula: str) -> None:
    """At one decimal 0.04 may be written 0, so that anything may follow."""
    inner = "x*0.2 - y*0.2"
    text_ = text(parse(formula)).replace("x - y", inner).replace("y^(-2)", f"({inner})^(-2)")
    graph = expression_graph("f", text_, ["x", "y"])
    inputs = {"x": DIGITS40.array("0.4"), "y": DIGITS40.array("0.2")}
    found = bounds(graph, inputs, Rounding(1), arithmetic=DIGITS40)["value"]
    assert np.isinf(np.array([found.lo, found.hi], dtype=float)).any()


@pytest.mark.parametrize(
    "formula",
    [
        RECITATION,
        "cos(1/(x*y)) + ln(x*y)*z + (x*y)^1.5",
        "exp(exp(x*y))/z - sin(1/(x*y)*z)^2",
        "(x*y)^z/(x - y)",
    ],
)
@pytest.mark.parametrize("wrote", [0.0, -3.0, 1e15, 1e300])
def test_whatever_a_student_writes_has_ranges_after_it(formula: str, wrote: float) -> None:
    graph = expression_graph("f", formula, ["x", "y", "z"])
    ranges = bounds(graph, {"x": 1, "y": 2, "z": 1}, Rounding(4), {"node:u": wrote})
    assert all(range_.lo <= range_.hi for range_ in ranges.values())


def test_large_products_do_not_overflow() -> None:
    graph = expression_graph("f", "x*y", ["x", "y"])
    inputs = {"x": DIGITS40.array("987654.321"), "y": DIGITS40.array("-123456.789012")}
    found = bounds(graph, inputs, Rounding(9), arithmetic=DIGITS40)["value"]
    exact = Decimal("987654.321") * Decimal("-123456.789012")
    assert Decimal(str(found.lo)) == Decimal(str(found.hi)) == exact


def test_the_formula_of_a_set_may_be_long() -> None:
    graph = expression_graph("f", "*".join(["(x + y)"] * 20), ["x", "y"])
    assert text(parse(nodes(graph)["value"])) == nodes(graph)["value"]
    assert evaluate(graph, {"x": 0.5, "y": 0.5})["grad:x"] == pytest.approx(20)
