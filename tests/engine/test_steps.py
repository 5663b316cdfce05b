"""The worked solution: it can be typeset, it ends in the value, and its numbers work out."""

import math
import re
from collections.abc import Iterator
from typing import Any

import mathra
import numpy as np
import pytest

from quizgen.engine import (
    DIGITS40,
    Graph,
    Rounding,
    Step,
    bounds,
    evaluate,
    line,
    steps,
    update,
)
from quizgen.engine.networks import Architecture, network_graph
from quizgen.engine.typeset import fill
from quizgen.render.math import glyphs, mathml

ROUNDING = Rounding(5)
NETWORKS = [
    ((2, 3, 1), ("tanh", "identity"), "half_squared_error"),
    ((2, 3, 1), ("sigmoid", "sigmoid"), "squared_error"),
    ((1, 1, 1), ("relu", "identity"), "half_squared_error"),
    ((3, 2, 2), ("tanh", "identity"), "squared_error"),
    ((3, 2, 2), ("sigmoid", "tanh"), "half_squared_error"),
    ((2, 2, 2, 1), ("tanh", "relu", "identity"), "half_squared_error"),
    ((2, 2, 3, 2), ("identity", "sigmoid", "relu"), "half_squared_error"),
    ((2, 2), ("identity",), "half_squared_error"),
    ((2, 1), ("sigmoid",), "half_squared_error"),
]
IDS = ["-".join(map(str, sizes)) + " " + " ".join(names) for sizes, names, _ in NETWORKS]
each_network = pytest.mark.parametrize("network", NETWORKS, ids=IDS)


def solved(network: Any) -> tuple[Graph, dict[str, Any], dict[str, Any]]:
    """Return a network's graph, inputs on a grid of halves, and values in 40 digits."""
    architecture = Architecture(*network)
    rng = np.random.default_rng(11)
    inputs = {
        name: DIGITS40.array(rng.integers(-5, 6, shape) / 2)
        for name, shape in architecture.shapes().items()
    }
    graph = update(network_graph(architecture), architecture.parameters)
    inputs["eta"] = DIGITS40.array("0.05")
    return graph, inputs, evaluate(graph, inputs, arithmetic=DIGITS40)


def computed(graph: Graph) -> list[str]:
    return [n.name for n in graph.nodes if n.op != "input" and "<-" not in n.name]


def entries(graph: Graph) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield every entry of the gradients by what is computed or learned, and of the step."""
    for node in graph.nodes:
        if node.name.startswith(("grad:", "step:", "new:")):
            yield from ((node.name, index) for index in np.ndindex(*node.shape))


def shown(tex: str) -> list[list[str]]:
    """Return the numbers of a typeset scalar, vector or matrix, row by row."""
    body = re.fullmatch(r"\\left\[\\begin\{array\}\{[rl]+\} (.*) \\end\{array\}\\right\]", tex)
    rows = (body[1] if body else tex).split(r" \\ ")
    plain = [re.sub(r"\\phantom\{[\d.]*\}", "", row) for row in rows]
    return [[cell.strip() for cell in row.split("&")] for row in plain]


def printed(values: np.ndarray) -> list[list[str]]:
    grid = values.reshape(-1, 1) if values.ndim < 2 else values
    return [[ROUNDING.display(value) for value in row] for row in grid]


def worked_out(tex: str) -> float:
    """Return what a line of numbers comes to, as a pocket calculator has it."""
    for pattern, python in [
        (r"\\tfrac\{1\}\{2\}", "0.5"),
        (r"\\mathbf\{1\}\[(.*?) > 0\]", r"(1.0 if \1 > 0 else 0.0)"),
        (r"\\tanh", "math.tanh"),
        (r"\\sigma", "sigmoid"),
        (r"\\max", "max"),
        (r"\\cdot", "*"),
        (r"\^", "**"),
        (r"(?<=[\d)]) (?=\()", " * "),
    ]:
        tex = re.sub(pattern, python, tex)
    assert "\\" not in tex, tex
    names = {"math": math, "max": max, "sigmoid": lambda a: 1 / (1 + math.exp(-a))}
    return float(eval(tex, {"__builtins__": {}}, names))


def typeset(step: Step) -> None:
    """Draw a step in both ways, or fail."""
    prose = re.findall(r"\$(.*?)\$", step.reason)
    for tex in (step.left, *step.rights, *prose):
        assert "#" not in tex
        assert "<" not in tex
        assert mathra.tex_to_svg(tex, display=True, strict=True)
        assert glyphs(tex, True).items
        assert mathml(tex, True).startswith("<math")


@each_network
def test_every_step_to_a_whole_is_typeset_and_ends_in_the_value(network: Any) -> None:
    graph, _, values = solved(network)
    for name in computed(graph):
        (whole,) = steps(graph, values, ROUNDING, [(name, None)])
        typeset(whole)
        assert shown(whole.rights[-1]) == printed(np.asarray(values[name])), name


@each_network
def test_every_step_to_an_entry_is_typeset_and_ends_in_the_value(network: Any) -> None:
    graph, _, values = solved(network)
    for name, index in entries(graph):
        worked = steps(graph, values, ROUNDING, [(name, index)])
        for step in worked:
            typeset(step)
        assert worked[-1].rights[-1] == ROUNDING.display(values[name][index]), (name, index)


@each_network
def test_the_numbers_put_in_come_to_the_result(network: Any) -> None:
    graph, inputs, values = solved(network)
    ranges = bounds(graph, inputs, ROUNDING, arithmetic=DIGITS40)
    for name, index in entries(graph):
        step = steps(graph, values, ROUNDING, [(name, index)])[-1]
        lo, hi = (float(np.asarray(end)[index]) for end in (ranges[name].lo, ranges[name].hi))
        assert lo - 1e-9 <= worked_out(step.rights[-2]) <= hi + 1e-9, (name, index, step)
    for name in ("yhat", "loss", "grad:yhat", "new:alpha"):
        (step,) = steps(graph, values, ROUNDING, [(name, None)])
        cells = [cell for row in shown(step.rights[-2]) for cell in row]
        ends = [
            np.asarray(end, dtype=float).ravel() for end in (ranges[name].lo, ranges[name].hi)
        ]
        for cell, lo, hi in zip(cells, *ends, strict=True):
            assert lo - 1e-9 <= worked_out(cell) <= hi + 1e-9, (name, step)


@each_network
def test_one_entry_in_a_line_comes_to_its_result(network: Any) -> None:
    graph, inputs, values = solved(network)
    ranges = bounds(graph, inputs, ROUNDING, arithmetic=DIGITS40)
    for name in computed(graph):
        for index in np.ndindex(*graph[name].shape):
            worked = line(graph, values, ROUNDING, name, index)
            assert worked is not None
            typeset(worked)
            if not worked.rights[-1].startswith(r"\left["):  # of several terms: the whole
                lo, hi = (
                    float(np.asarray(end)[index]) for end in (ranges[name].lo, ranges[name].hi)
                )
                assert worked.rights[-1] == ROUNDING.display(values[name][index])
                if "_" not in worked.rights[-2:][0]:
                    result = worked_out(worked.rights[-2:][0])
                    assert lo - 1e-9 <= result <= hi + 1e-9, (name, index, worked)


@each_network
def test_what_a_step_needs_is_worked_before_it(network: Any) -> None:
    graph, _, values = solved(network)
    architecture = Architecture(*network)
    worked = steps(graph, values, ROUNDING, [(f"grad:{architecture.parameters[0]}", (0, 1))])
    lefts = [step.left for step in worked]
    assert len(set(lefts)) == len(lefts)
    branches = any(size > 1 for size in architecture.sizes[2:])
    assert (len(worked) > 1) == branches
    for at, step in enumerate(worked):
        formula, parts = step.rights[0], lefts[:at]
        assert not any(later in formula for later in lefts[at + 1 :])
        if at == len(worked) - 1 and branches:
            assert any(part in formula for part in parts)


def test_the_recitations_chain_reads_as_it_prints_it() -> None:
    graph = network_graph(Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error"))
    inputs = {"x": [1, 2], "alpha": [[0, 1, 2], [2, 1, 0], [0, 2, 0]], "beta": [[0, 1, 2, 2]]}
    values = evaluate(graph, inputs | {"y": 3})
    (step,) = steps(graph, values, ROUNDING, [("grad:beta", (0, 1))])
    assert step.left == r"\frac{\partial \ell}{\partial \beta_{1}}"
    assert step.rights == (
        r"\frac{\partial \ell}{\partial \hat{y}} \, "
        r"\frac{\partial \hat{y}}{\partial \beta_{1}}",
        r"(\hat{y} - y) \, z_{1}",
        r"(4.91807 - 3) \cdot 0.99991",
        "1.91790",
    )
    (step,) = steps(graph, values, ROUNDING, [("grad:alpha", (0, 1))])
    assert step.rights[1:] == (
        r"(\hat{y} - y) \, \beta_{1} \, (1 - z_{1}^2) \, x_{1}",
        r"(4.91807 - 3) \cdot 1 \cdot (1 - 0.99991^2) \cdot 1",
        "0.000348",
    )
    bias = steps(graph, values, ROUNDING, [("grad:alpha", (0, 0))])[-1]
    assert bias.rights[2].endswith(r"\cdot 1")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (r"\max(0, #1)", r"\max(0, -2)"),  # an argument of its own
        (r"3 \, #1", r"3 \, (-2)"),  # the comma is a space
        ("#1 - 1", "-2 - 1"),
        ("#1^2", "(-2)^2"),
    ],
)
def test_negative_numbers_have_parentheses_where_they_need_them(
    template: str, expected: str
) -> None:
    assert fill(template, ["-2"]) == expected
