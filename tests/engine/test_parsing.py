"""What reads as a formula, what is refused and how, and that it is never run."""

import csv
import io
import math
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.engine.formula import (
    FUNCTIONS,
    INFIX,
    Number,
    Operation,
    Tree,
    Variable,
    latex,
    text,
)
from quizgen.engine.parsing import DEEPEST, LONGEST, MOST_OPERATIONS, parse
from quizgen.render.math import glyphs, mathml

TABLE = Path(__file__).parents[1] / "cases" / "expressions.csv"
CASES = list(csv.DictReader(io.StringIO(TABLE.read_text("utf-8"), newline="")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["formula"]))
def test_each_formula_reads_or_is_refused(case: dict[str, str]) -> None:
    if case["verdict"] == "refused":
        with pytest.raises(ValueError, match="found") as caught:
            parse(case["formula"])
        assert str(caught.value) == case["reads"]
    else:
        tree = parse(case["formula"])
        assert text(tree) == case["reads"]
        assert text(parse(text(tree))) == case["reads"]


def test_the_table_repeats_no_formula_and_says_why() -> None:
    formulas = [case["formula"] for case in CASES]
    assert len(set(formulas)) == len(formulas)
    assert all(case["why"] for case in CASES)


NUMBERS = st.builds(
    lambda units, places: Number(Decimal(units).scaleb(-places).normalize()),
    st.integers(-999, 999).filter(bool),  # the negative of 0 is 0
    st.integers(0, 3),
)
LEAVES = st.one_of(NUMBERS, st.sampled_from("xyz").map(Variable))


def _grown(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    unary = st.sampled_from([*FUNCTIONS.values(), "negate"])

    def applied(op: str, a: Tree) -> Tree:  # the negative of a number is a number
        folded = op == "negate" and isinstance(a, Number)
        return Number(-a.value) if folded else Operation(op, (a,))

    binary = st.sampled_from([infix.op for infix in INFIX.values()])
    return st.one_of(
        st.builds(applied, unary, parts),
        st.builds(lambda op, a, b: Operation(op, (a, b)), binary, parts, parts),
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=8)


def worth(tree: Tree) -> float:
    """Return a formula's value where x, y, z are 0.7, −1.3, 2.1; NaN where there is none."""
    if isinstance(tree, Number):
        return float(tree.value)
    if isinstance(tree, Variable):
        return {"x": 0.7, "y": -1.3, "z": 2.1}[tree.name]
    values = [worth(operand) for operand in tree.operands]
    a, b = values[0], values[-1]
    ways = {
        "sum": lambda: a + b,
        "difference": lambda: a - b,
        "product": lambda: a * b,
        "quotient": lambda: a / b,
        "power": lambda: math.pow(a, b),
        "negate": lambda: -a,
        "sin": lambda: math.sin(a),
        "cos": lambda: math.cos(a),
        "exp": lambda: math.exp(a),
        "log": lambda: math.log(a),
    }
    try:
        return ways[tree.op]()
    except (ValueError, ZeroDivisionError, OverflowError):
        return math.nan


@given(TREES)
def test_what_is_written_reads_as_the_same_value(tree: Tree) -> None:
    written = text(tree)
    if len(written) <= LONGEST:
        again = parse(written)
        assert text(again) == written
        assert worth(again) == pytest.approx(worth(tree), nan_ok=True, rel=1e-12)


@given(TREES)
def test_every_formula_can_be_typeset(tree: Tree) -> None:
    tex = latex(tree)
    assert glyphs(tex, True).items
    assert mathml(tex, True).startswith("<math")


@pytest.mark.parametrize(
    ("formula", "tex"),
    [
        ("sin(x*y)/z + exp(x*z)/(x*y)", r"\frac{\sin(x y)}{z} + \frac{e^{x z}}{x y}"),
        ("2*x*(y + z)", r"2 x \, (y + z)"),
        ("x*2*3", r"x \cdot 2 \cdot 3"),
        ("exp(x/y)*sin(x)^2", r"e^{x / y} \, \sin^{2}(x)"),
        ("ln(x/(y*z))", r"\ln(x / (y z))"),
        ("(x/y + 1)/z", r"\frac{x / y + 1}{z}"),
        ("x/y*z", r"\frac{x}{y} \, z"),
        ("x*(y/z)", r"x \, \frac{y}{z}"),
        ("(x*y)^2 - -3", "(x y)^{2} - (-3)"),
        ("-(x + y)", "-(x + y)"),
        ("exp(x)^2/x1", r"\frac{(e^{x})^{2}}{x_{1}}"),
        ("x - (y - z)", "x - (y - z)"),
        ("(-2)^x", "(-2)^{x}"),
    ],
)
def test_a_formula_is_set_as_a_mathematician_writes_it(formula: str, tex: str) -> None:
    assert latex(parse(formula)) == tex


HOSTILE = [
    "(" * 100_000,
    "(" * 90 + "x" + ")" * 90,
    "-" * 199 + "x",
    "sin(" * 40 + "x" + ")" * 40,
    "x^" * 99 + "x",
    "+".join("x" * 60),
    "9" * 200,
    "x" * 200,
    "1e999",
    "9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9^9",
    "__import__('os').system('true')",
    "\x00",
    "\ud800",
]


@pytest.mark.parametrize("formula", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_formula_is_refused_at_once(formula: str) -> None:
    start = time.process_time()
    with pytest.raises(ValueError, match=r"found .*, expected ") as caught:
        parse(formula)
    assert time.process_time() - start < 0.2
    assert len(str(caught.value)) < 160
    assert str(caught.value).isascii()


@given(st.text(max_size=60) | st.text(st.sampled_from("xy19.+-*/^() sincoexpl"), max_size=60))
def test_any_text_is_read_or_refused(formula: str) -> None:
    try:
        tree = parse(formula)
    except ValueError as error:
        expected = "found" in str(error) and "expected" in str(error)
        if not expected:
            raise
    else:
        assert text(parse(text(tree))) == text(tree)


def test_the_bounds_are_met_exactly() -> None:
    parse("+".join("x" * (MOST_OPERATIONS + 1)))
    with pytest.raises(ValueError, match=f"expected {MOST_OPERATIONS} operations at most"):
        parse("+".join("x" * (MOST_OPERATIONS + 2)))
    parse("(" * DEEPEST + "x" + ")" * DEEPEST)
    with pytest.raises(ValueError, match=f"expected {DEEPEST} parentheses"):
        parse("(" * (DEEPEST + 1) + "x" + ")" * (DEEPEST + 1))
    parse(" " * (LONGEST - 1) + "x")
    with pytest.raises(ValueError, match="found 201 characters"):
        parse(" " * LONGEST + "x")
