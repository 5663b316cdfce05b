"""A set is read as it was written, with its defaults, and travels between processes."""

import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from by_hand import set_toml

from quizgen.engine import Rounding
from quizgen.errors import QuizgenError
from quizgen.sampling.given_networks import GivenNetwork
from quizgen.sampling.networks import DrawnNetwork
from quizgen.sampling.sets import read_set
from quizgen.sampling.specs import (
    ChainSpec,
    ExpressionSpec,
    Grid,
    NetworkSpec,
    NotationSpec,
    ProblemSet,
    RoundingSpec,
)
from quizgen.workflows.variant import Job, Variant, solve_variant

CASES = Path(__file__).resolve().parent.parent / "cases"
EVERYTHING = (CASES / "set.toml").read_text(encoding="utf-8")
PROBLEM = '[[problems]]\nkind = "forward"\n'
NETWORK = "[networks.net]\ninputs = 2\nhidden = [3]\noutputs = 1\n"
GIVEN = "[networks.net]\ninput = [1]\ntarget = 2\nalpha = [[0.5, 1]]\n"


def read(folder: Path, text: str, original: bool = False) -> ProblemSet:
    path = folder / "my-set.toml"
    path.write_text(text, encoding="utf-8")
    return read_set(str(path), original)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    the_set = read(tmp_path, f'title = "a"\n{NETWORK}{PROBLEM}{PROBLEM}')
    assert (the_set.name, the_set.course, the_set.paper) == ("my-set", "", "letter")
    assert the_set.rounding == RoundingSpec()
    assert the_set.rounding.kept == Rounding(decimals=4)
    assert the_set.notation == NotationSpec()
    network = the_set.networks["net"]
    assert isinstance(network, DrawnNetwork)
    assert (network.name, network.sizes) == ("net", (2, 3, 1))
    assert network.activations == ("tanh",)
    grid = Grid(low=Decimal(-3), high=Decimal(3), step=Decimal(1))
    assert network.weights == network.input == network.target == grid
    assert [problem.id for problem in the_set.problems] == ["forward", "forward-2"]
    assert {problem.subject for problem in the_set.problems} == {"net"}
    assert the_set.problems[0].points == Fraction(1)


@pytest.mark.parametrize("original", [False, True])
def test_every_part_pickles(tmp_path: Path, original: bool) -> None:
    the_set = read(tmp_path, EVERYTHING, original)
    again = pickle.loads(pickle.dumps(the_set))
    assert again == the_set
    assert again.name == "my-set"
    for table, form in (
        (again.networks, NetworkSpec),
        (again.expressions, ExpressionSpec),
        (again.chains, ChainSpec),
    ):
        assert all(isinstance(spec, form) and spec.name == name for name, spec in table.items())


@pytest.mark.parametrize(
    ("written", "step", "numbers"),
    [
        ("{low = 0, high = 0.3, step = 0.1}", "0.1", ["0.0", "0.1", "0.2", "0.3"]),
        ("{low = -1.50, high = -1, step = 0.25}", "0.25", ["-1.50", "-1.25", "-1.00"]),
        ("{low = 1e2, high = 102}", "1", ["100", "101", "102"]),
        ("{low = 999_999, high = 999_999.000001, step = 1e-6}", "0.000001", None),
    ],
)
def test_numbers_are_what_was_written(
    tmp_path: Path, written: str, step: str, numbers: list[str] | None
) -> None:
    grid = (
        read(tmp_path, f'title = "a"\n{NETWORK}weights = {written}\n{PROBLEM}')
        .networks["net"]
        .weights
    )
    assert str(grid.step) == step
    assert numbers is None or [str(number) for number in grid.numbers()] == numbers


DRAWN: list[tuple[str, bool]] = [
    (GIVEN, False),
    (NETWORK, True),
    (GIVEN + '[expressions.f]\nformula = "2*x"\ninputs = {x = 1}\n', False),
    (GIVEN + "[expressions.f]\n", True),
    (GIVEN + '[chains.c]\nvariables = ["x", "y"]\nsizes = [2, 3]\n', False),
    (GIVEN + "[chains.c]\nlength = 3\n", True),
]


@pytest.mark.parametrize(("subjects", "drawn"), DRAWN)
def test_a_set_is_drawn_if_anything_in_it_is(
    tmp_path: Path, subjects: str, drawn: bool
) -> None:
    assert read(tmp_path, f'title = "a"\n{subjects}{PROBLEM}').drawn is drawn


def test_given_numbers_are_by_input_node(tmp_path: Path) -> None:
    network = read(tmp_path, f'title = "a"\n{GIVEN}{PROBLEM}').networks["net"]
    half, one = Decimal("0.5"), Decimal(1)
    assert isinstance(network, GivenNetwork)
    assert network.given == {"alpha": ((half, one),), "x": (one,), "y": Decimal(2)}
    assert network.sizes == (1, 1)


def test_the_original_is_laid_over_the_set(tmp_path: Path) -> None:
    drawn, own = read(tmp_path, EVERYTHING), read(tmp_path, EVERYTHING, original=True)
    assert isinstance(drawn.networks["net"], DrawnNetwork)
    assert isinstance(own.networks["net"], GivenNetwork)
    assert own.networks["net"].activations == ("tanh", "sigmoid")
    assert [problem.points for problem in drawn.problems] == [8, 1, 1]
    assert [problem.points for problem in own.problems] == [8, 1, 2]


OVER: list[tuple[str, str, dict[str, Any]]] = [
    (
        "[expressions.f]\nvariables = 2\nshared = 2\n",
        '[original.expressions.f]\nformula = "x + y"\ninputs = {x = 1, y = 2}\n',
        {"formula": "x + y", "inputs": {"x": Decimal(1), "y": Decimal(2)}},
    ),
    (
        '[chains.f]\nlength = [3, 4]\nends = "scalar"\nlayout = "numerator"\n',
        '[original.chains.f]\nvariables = ["x", "y"]\nsizes = ["p", 1]\n',
        {"layout": "numerator", "variables": ("x", "y"), "sizes": ("p", 1)},
    ),
    (
        "[expressions.f]\nvariables = 2\nshared = 2\n",
        "[original.expressions.f]\nvariables = 3\n",
        {"variables": 3, "shared": 2},
    ),
]


@pytest.mark.parametrize(("below", "over", "expected"), OVER)
def test_an_original_may_give_expressions_and_chains(
    tmp_path: Path, below: str, over: str, expected: dict[str, Any]
) -> None:
    the_set = read(tmp_path, f'title = "a"\n{NETWORK}{below}{PROBLEM}{over}', original=True)
    spec = {**the_set.expressions, **the_set.chains}["f"]
    assert {name: getattr(spec, name) for name in expected} == expected


def test_kinds_name_the_problems_that_have_no_such_id(tmp_path: Path) -> None:
    named = '[[problems]]\nkind = "forward"\nid = "own"\n'
    text = f'title = "a"\n{NETWORK}{named}{named.replace("own", "other")}'
    own = read(tmp_path, f"{text}[original.problems.forward]\npoints = 5\n", original=True)
    assert [problem.points for problem in own.problems] == [5, 5]
    own = read(tmp_path, f"{text}[original.problems.other]\npoints = 5\n", original=True)
    assert [problem.points for problem in own.problems] == [1, 5]


def test_the_printed_table_s_range_is_the_set_s(tmp_path: Path) -> None:
    text = set_toml(table=True).replace("table = true", "table = {low = 0.5, high = 3.5}")
    the_set = read(tmp_path, text.replace("step = 1}", "step = 0.5}"))
    *_, key = solve_variant(Job(the_set, Variant("seed1", 1), None, ()))
    assert key.rounding.table is not None
    assert key.rounding.table.x == (0.5, 1.5, 2.5, 3.5)


@pytest.mark.parametrize(("written", "kept"), [("decimals = 6", 6), ("figures = 5", 5)])
def test_what_students_keep_is_the_set_s(tmp_path: Path, written: str, kept: int) -> None:
    rounding = read(tmp_path, f'title = "a"\n[rounding]\n{written}\n{GIVEN}{PROBLEM}').rounding
    assert rounding.kept == Rounding(**{written.split()[0]: kept})


def test_what_cannot_be_read_in_time_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(QuizgenError, match="larger than a set may be"):
        read(tmp_path, "#" * 1_000_001)


@pytest.mark.parametrize(
    ("more", "drawn"), [("", False), ('[[problems]]\nkind = "conv-shapes"\n', True)]
)
def test_what_is_about_nothing_is_drawn_beside_given_numbers(
    tmp_path: Path, more: str, drawn: bool
) -> None:
    assert read(tmp_path, f'title = "a"\n{GIVEN}{PROBLEM}{more}').drawn == drawn
