"""Drawn expressions: right, calm, as the set asks; given ones: solved, or refused with why."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
import sympy
from autograd import grad
from engine.expression_student import ExpressionStudent

from quizgen.engine import DIGITS40, Rounding, evaluate
from quizgen.engine.expressions import count_nodes, expression_graph, nodes, operations, shared
from quizgen.engine.formula import FUNCTIONS, Number, Tree, Variable, text
from quizgen.engine.parsing import parse
from quizgen.errors import QuizgenError
from quizgen.problem import Expression
from quizgen.sampling.expressions import answers, draw_expression, given_expression
from quizgen.sampling.grammar import NAMES, formulas
from quizgen.sampling.grids import Grid
from quizgen.sampling.style import Draft, Shape
from quizgen.streams import Stream

ALL = tuple(FUNCTIONS)
SHAPES = [
    *[Shape(3, (5, 8), ALL, 1)] * 4,
    Shape(2, (3, 6), ("sin", "exp"), 1),
    Shape(1, (3, 5), ALL, 1),
    Shape(4, (8, 12), ALL, 1),
    Shape(3, (4, 7), (), 1),
    Shape(2, (2, 4), ("cos", "ln"), 0),
    Shape(3, (7, 9), ALL, 2),
]
GRIDS = [
    Grid(low=Decimal(1), high=Decimal(3), step=Decimal(1)),
    Grid(low=Decimal("0.5"), high=Decimal(3), step=Decimal("0.5")),
    Grid(low=Decimal(-2), high=Decimal(2), step=Decimal("0.1")),
]
PLACE = "set.toml: expressions.f"


@lru_cache(maxsize=2048)
def drawn(seed: int) -> tuple[Expression, Shape]:
    shape, grid = SHAPES[seed % len(SHAPES)], GRIDS[seed // len(SHAPES) % len(GRIDS)]
    rounding = Rounding(4 + seed % 3)
    stream = Stream(None, "expressions", str(seed))
    return draw_expression(PLACE, "f", shape, grid, rounding, stream), shape


SEEDS = [*range(60), *(pytest.param(seed, marks=pytest.mark.trial) for seed in range(60, 1000))]
each_draw = pytest.mark.parametrize("seed", SEEDS)


@each_draw
def test_values_and_adjoints_agree_with_an_autodiff_library(seed: int) -> None:
    expression, _ = drawn(seed)
    parts = nodes(expression.graph)
    code = {
        name: compile(part.replace("^", "**"), name, "eval") for name, part in parts.items()
    }
    functions = {"sin": anp.sin, "cos": anp.cos, "exp": anp.exp, "ln": anp.log}

    def last(nudges: Any) -> Any:
        """Return the expression with each input and each part moved by its nudge."""
        worth: dict[str, Any] = {}
        for nudge, (name, number) in zip(nudges, expression.inputs.items(), strict=False):
            worth[name] = number + nudge
        for nudge, (name, part) in zip(nudges[len(worth) :], code.items(), strict=True):
            worth[name] = eval(part, {"__builtins__": {}}, functions | worth) + nudge
        return worth["value"]

    nudges = np.zeros(len(expression.inputs) + len(parts))
    found = expression.solved.values
    assert float(found["value"]) == pytest.approx(last(nudges), rel=1e-11)
    slopes = grad(last)(nudges)
    for name, slope in zip([*expression.inputs, *parts][:-1], slopes, strict=False):
        assert float(found[f"grad:{name}"]) == pytest.approx(slope, rel=1e-10), name


@each_draw
def test_values_and_gradients_agree_with_a_computer_algebra_system(seed: int) -> None:
    expression, _ = drawn(seed)
    names = {name: sympy.Symbol(name) for name in expression.inputs}
    formula = sympy.sympify(
        expression.formula.replace("^", "**"), locals={**names, "ln": sympy.log}
    )
    point = {names[name]: sympy.Rational(str(n)) for name, n in expression.inputs.items()}

    def close(exact: Any, found: Any) -> bool:
        worth = sympy.N(exact.subs(point), 35)
        return bool(abs(worth - sympy.Float(str(found), 40)) < abs(worth) * 1e-30)

    assert close(formula, expression.solved.values["value"])
    for name, symbol in names.items():
        assert close(sympy.diff(formula, symbol), expression.solved.values[f"grad:{name}"])


@each_draw
def test_gradients_agree_with_finite_differences_in_40_digits(seed: int) -> None:
    expression, _ = drawn(seed)
    point = {name: DIGITS40.array(str(value)) for name, value in expression.inputs.items()}
    step = DIGITS40.array("1e-13")[()]
    for name in point:
        above, below = (
            evaluate(expression.graph, {**point, name: point[name] + side}, arithmetic=DIGITS40)
            for side in (step, -step)
        )
        slope = (above["value"] - below["value"]) / (2 * step)
        assert float(slope) == pytest.approx(
            float(expression.solved.values[f"grad:{name}"]), rel=1e-9
        )


def calmly(
    tree: Tree, worth: dict[str, Any], off: Callable[[], Any], clear: float, most: float
) -> Any:
    """Return a tree's value, each part moved by `off`, having looked at what it is made of."""
    if isinstance(tree, Number):
        return mpmath.mpf(str(tree.value))
    if isinstance(tree, Variable):
        return worth[tree.name]
    operands = [calmly(operand, worth, off, clear, most) for operand in tree.operands]
    a, b = operands[0], operands[-1]
    if tree.op == "quotient":
        assert abs(b) >= clear
    if tree.op == "log":
        assert a >= clear
        assert abs(a - 1) >= clear
    if tree.op == "exp":
        assert abs(a) <= 4.1
    ways: dict[str, Callable[[], Any]] = {
        "sum": lambda: a + b,
        "difference": lambda: a - b,
        "product": lambda: a * b,
        "quotient": lambda: a / b,
        "power": lambda: a ** int(b),
        "sin": lambda: mpmath.sin(a),
        "cos": lambda: mpmath.cos(a),
        "exp": lambda: mpmath.exp(a),
        "log": lambda: mpmath.log(a),
    }
    value = ways[tree.op]()
    assert 1 / most <= abs(value) <= most
    return value + off()


@each_draw
def test_the_domain_never_meets_a_pole_a_branch_or_an_overflow(seed: int) -> None:
    expression, _ = drawn(seed)
    tree = parse(expression.formula)
    chance, unit = Random(seed), mpmath.mpf(10) ** -expression.rounding.decimals
    with mpmath.workdps(40):
        worth = {name: mpmath.mpf(str(value)) for name, value in expression.inputs.items()}
        exact = calmly(tree, worth, lambda: 0, 0.2 - 1e-12, 100 + 1e-9)
        assert mpmath.almosteq(exact, str(expression.solved.values["value"]), 1e-30)
        for _ in range(5):

            def off() -> Any:
                return unit * chance.uniform(-1, 1)

            moved = {name: value + off() for name, value in worth.items()}
            calmly(tree, moved, off, 0.15, 150)


@each_draw
def test_a_drawn_expression_is_what_the_set_asks_for(seed: int) -> None:
    expression, shape = drawn(seed)
    graph = expression.graph
    low, high = shape.operations
    assert list(expression.inputs) == list(NAMES[shape.variables])
    assert low <= len(operations(graph)) <= high
    assert count_nodes(graph) == len(operations(graph)) + shape.variables
    assert len(shared(graph)) >= shape.shared
    used = {name for name, op in FUNCTIONS.items() if op in {n.op for n in graph.nodes}}
    assert used <= {*shape.functions, "sin", "cos"}  # each is in the other's gradient
    forward = {name for name in FUNCTIONS if f"{name}(" in expression.formula}
    assert forward <= set(shape.functions)
    grid = GRIDS[seed // len(SHAPES) % len(GRIDS)]
    assert {Decimal(str(number)) for number in expression.inputs.values()} <= set(
        grid.numbers()
    )


@each_draw
def test_answers_are_of_a_size_told_apart_and_not_lost_in_rounding(seed: int) -> None:
    expression, _ = drawn(seed)
    found, asked = expression.solved, [name for name, _ in answers(expression.graph)]
    assert "value" in asked
    assert {f"grad:{name}" for name in expression.inputs} <= set(asked)
    assert len(set(asked)) == len(asked)
    for name in asked:
        value = float(found.values[name])
        assert 0.01 <= abs(value) <= (1000 if name.startswith("grad:") else 100)
        lo, hi = float(found.ranges[name].lo), float(found.ranges[name].hi)
        assert lo <= value <= hi
        assert max(hi - value, value - lo) <= 0.0501 * abs(value)
    forward = [float(found.values[node.name]) for node in operations(expression.graph)]
    assert len({f"{value:.8g}" for value in forward}) == len(forward)


@each_draw
def test_honest_students_stay_in_the_accepted_ranges(seed: int) -> None:
    expression, _ = drawn(seed)
    ranges, decimals = expression.solved.ranges, expression.rounding.decimals
    inputs = {name: Decimal(str(value)) for name, value in expression.inputs.items()}
    for chance in range(8):
        student = ExpressionStudent(
            Random(100 * seed + chance), decimals, expression.graph, inputs
        )
        sheet = student.work()
        for name, _ in answers(expression.graph):
            lo, hi = Decimal(str(ranges[name].lo)), Decimal(str(ranges[name].hi))
            tiny = Decimal("1e-25")
            assert lo - tiny <= sheet[name] <= hi + tiny, (name, expression.formula)


@pytest.mark.parametrize("shape", dict.fromkeys(SHAPES), ids=str)
def test_a_draft_counts_as_its_graph_does(shape: Shape) -> None:
    found = formulas(PLACE, shape, Stream(None, "drafts"))
    for tree in (next(found) for _ in range(5)):
        draft = Draft(tree, shape)
        graph = expression_graph("f", text(tree), NAMES[shape.variables])
        assert len(draft.parts) == len(operations(graph))
        assert sum(count > 1 for count in draft.uses.values()) == len(shared(graph))


def test_seeds_draw_different_expressions() -> None:
    first = [drawn(seed)[0].formula for seed in range(60) if SHAPES[seed % 10].variables > 1]
    assert len(set(first)) >= len(first) - 3


SCRIPT = """
from decimal import Decimal
from quizgen.engine import Rounding
from quizgen.sampling.expressions import draw_expression
from quizgen.sampling.grids import Grid
from quizgen.sampling.style import Shape
from quizgen.streams import Stream
shape = Shape(3, (5, 8), ("sin", "cos", "exp", "ln"), 1)
grid = Grid(low=Decimal(1), high=Decimal(3), step=Decimal(1))
for seed in range(5):
    e = draw_expression("p", "f", shape, grid, Rounding(5), Stream(b"s", "f", str(seed)))
    print(e.formula, e.inputs, e.graph, e.solved.values["value"], e.solved.ranges["grad:x"])
"""


def test_the_same_stream_draws_the_same_in_any_process() -> None:
    def run(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", SCRIPT]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout

    first = run("0")
    assert first.count("\n") >= 5
    assert run("1") == run("4000000000") == first


IMPOSSIBLE = [
    (Shape(4, (2, 2), ALL, 0), GRIDS[0], 5, 'rule "operations"'),
    (Shape(2, (3, 3), ("sin",), 3), GRIDS[0], 5, 'rule "shared parts"'),
    (
        Shape(3, (5, 8), ("exp",), 1),
        Grid(low=Decimal(60), high=Decimal(60), step=Decimal(1)),
        5,
        'condition "',
    ),
    (
        Shape(2, (3, 5), ("sin",), 1),
        Grid(low=Decimal(0), high=Decimal(0), step=Decimal(1)),
        5,
        'condition "',
    ),
    (
        Shape(3, (7, 8), ("exp", "ln"), 1),
        Grid(low=Decimal("0.1"), high=Decimal("0.4"), step=Decimal("0.1")),
        1,
        'condition "nothing lost in rounding"',
    ),
]


@pytest.mark.parametrize(("shape", "grid", "decimals", "named"), IMPOSSIBLE)
def test_what_cannot_be_met_is_named(
    shape: Shape, grid: Grid, decimals: int, named: str
) -> None:
    stream = Stream(None, "impossible")
    with pytest.raises(QuizgenError, match=re.escape(named)) as caught:
        draw_expression(PLACE, "f", shape, grid, Rounding(decimals), stream)
    assert caught.value.lines[0].startswith(f"{PLACE}: no ")


def given(formula: str, decimals: int = 5, **inputs: str) -> Expression:
    numbers = {name: Decimal(number) for name, number in inputs.items()}
    return given_expression(PLACE, "f", formula, numbers, Rounding(decimals))


def test_the_recitations_expression_is_solved() -> None:
    expression = given("sin(x*y)/z + exp(x*z)/(x*y)", x="1", y="2", z="1")
    assert expression.inputs == {"x": 1, "y": 2, "z": 1}
    assert float(expression.solved.values["value"]) == pytest.approx(np.sin(2) + np.e / 2)
    assert float(expression.solved.values["grad:y"]) == pytest.approx(np.cos(2) - np.e / 4)


@pytest.mark.parametrize(
    ("formula", "inputs"),
    [
        ("x - x*y", {"x": "0", "y": "1"}),  # zeros and ties are the teacher's own
        ("exp(x)*y", {"x": "20", "y": "-1"}),
        ("(x - 5)^3 + y^4", {"x": "2", "y": "-0.5"}),
        ("x^0.5/y", {"x": "2.25", "y": "-3"}),
        ("x^y", {"x": "2", "y": "-1"}),
        ("ln(x)*y", {"x": "1", "y": "1"}),
    ],
)
def test_a_given_expression_is_solved_whatever_it_is_worth(
    formula: str, inputs: dict[str, str]
) -> None:
    expression = given(formula, **inputs)
    for name, _ in answers(expression.graph):
        value, accepted = expression.solved.values[name], expression.solved.ranges[name]
        assert float(accepted.lo) <= float(value) <= float(accepted.hi)


@pytest.mark.parametrize(
    ("formula", "inputs", "message"),
    [
        ("1/(x - y)", {"x": "0.3", "y": "0.3"}, "value = 1/u: found 1, 0, expected a divisor"),
        (
            "1/(x + y - z)",
            {"x": "0.1", "y": "0.2", "z": "0.3"},
            "expected a divisor that is not 0",
        ),
        (
            "ln(x)",
            {"x": "0"},
            "value = ln(x): found 0, expected a logarithm of a number above 0",
        ),
        ("ln(x - y)*x", {"x": "1", "y": "3"}, "v = ln(u): found -2, expected a logarithm"),
        (
            "x^0.5",
            {"x": "-1"},
            "value = x^0.5: found -1, 0.5, expected a power of a number above",
        ),
        ("x^y", {"x": "-2", "y": "3"}, "a gradient: found -8, -2, expected a number above 0"),
        ("x^0.5*y", {"x": "0", "y": "1"}, "a gradient: found 0, 0.5, expected a power"),
        ("x^-1", {"x": "0"}, "value = x^(-1): found 0, -1, expected a power"),
        ("exp(exp(x))", {"x": "9"}, "value = exp(u): found inf, expected 1,000,000,000,000"),
        ("x*y", {"x": "1"}, ".formula: found no number for the variable y"),
        ("x +", {"x": "1"}, ".formula: column 4: found the end, expected a number"),
        ("__import__('os')", {}, '.formula: column 1: found "_", expected a formula'),
        ("ln(cos(x))", {"x": "1.570796"}, "found a rounded value for which"),
    ],
)
def test_a_given_expression_that_is_not_defined_says_where(
    formula: str, inputs: dict[str, str], message: str
) -> None:
    with pytest.raises(QuizgenError) as caught:
        given(formula, **inputs)
    (line,) = caught.value.lines
    assert line.startswith(PLACE)
    assert message in line
