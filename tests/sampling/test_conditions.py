"""Every condition rejects what it names and keeps a good candidate, in either arithmetic."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from quizgen.engine import DIGITS40, DOUBLES, Arithmetic, Rounding
from quizgen.engine.models.convolutional import Convolutional
from quizgen.engine.networks import Architecture, network_graph
from quizgen.kinds.kind import Setting
from quizgen.kinds.pose import chosen, numbers_asked
from quizgen.problem import Model, Network
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.tables import printed_table
from quizgen.streams import Stream

ALPHA = [[1, -1, 1], [-3, -2, 2], [-1, -1, 2]]  # a = 2, −1, 3
GOOD = {"x": [2, 3], "alpha": ALPHA, "beta": [[2, 3, -2, 2]], "y": -1}

REJECTED: list[tuple[str, str, dict[str, Any]]] = [
    ("look-ups inside the table", "tanh", {"alpha": [[1, 2, 3], *ALPHA[1:]]}),  # a = 14
    ("look-ups inside the table", "tanh", {"x": [2.5, 3]}),  # between the table's places
    ("nothing zero", "tanh", {"alpha": [[1, 1, -1], *ALPHA[1:]]}),  # a = 0
    ("nothing zero", "relu", {"y": 14}),  # the right answer: no loss, no gradient
    ("nothing trivial", "tanh", {"x": [1, 3]}),
    ("nothing trivial", "tanh", {"beta": [[2, 1, -2, 2]]}),
    ("no ties", "tanh", {"alpha": [*ALPHA[:2], [-2, -1, 2]]}),  # a = 2, −1, 2
    ("away from kinks", "relu", {"alpha": [[1, 1, -1], *ALPHA[1:]]}),
    ("away from kinks", "relu", {"alpha": [[-4.999995, 1, 1], *ALPHA[1:]]}),
    ("units on and off", "relu", {"alpha": [ALPHA[0], [2, 2, -1], ALPHA[2]]}),  # all on
    ("units on and off", "relu", {"alpha": [[-9, 1, 1], ALPHA[1], [-9, 1, 1]]}),  # all off
    ("gradients flow", "relu", {"alpha": [[-9, 1, 1], ALPHA[1], [-9, 1, 1]]}),
    ("nothing lost in rounding", "tanh", {"alpha": [[1, 0, 2], *ALPHA[1:]]}),  # 1 − tanh²(7)
]


def candidates(activation: str, arithmetic: Arithmetic, *changes: dict[str, Any]) -> Candidates:
    architecture = Architecture((2, 3, 1), (activation, "identity"), "half_squared_error")
    graph = network_graph(architecture)
    inputs = {
        name: arithmetic.array(np.array([(GOOD | change)[name] for change in changes]))
        for name in GOOD
    }
    entries = (("grad:beta", (0, 1)), ("grad:alpha", (0, 1)))
    rounding = Rounding(5, printed_table(activation, Decimal(1), Rounding(5)))
    setting = Setting(Network("net", architecture, graph, rounding), Stream(None), entries)
    kinds = ("forward", "backward-scalar", "backward-vector")
    asked = tuple(entry for kind in kinds for entry in numbers_asked(chosen(kind, setting, ())))
    return Candidates(graph, rounding, arithmetic, inputs, asked)


@pytest.mark.parametrize("arithmetic", [DOUBLES, DIGITS40], ids=["doubles", "40 digits"])
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("name", CONDITIONS)
def test_a_good_candidate_is_kept(name: str, activation: str, arithmetic: Arithmetic) -> None:
    assert CONDITIONS[name].holds(candidates(activation, arithmetic, {})).tolist() == [True]


@pytest.mark.parametrize("arithmetic", [DOUBLES, DIGITS40], ids=["doubles", "40 digits"])
@pytest.mark.parametrize(("name", "activation", "change"), REJECTED)
def test_a_bad_candidate_is_rejected(
    name: str, activation: str, change: dict[str, Any], arithmetic: Arithmetic
) -> None:
    judged = candidates(activation, arithmetic, change)
    assert CONDITIONS[name].holds(judged).tolist() == [False]


MAP = {  # A = [[-3, -8], [9, 4]]
    "X": [[-3, -2, -2], [2, 2, -2], [-3, 2, -2]],
    "K": [[3, 3], [3, 2]],
    "b": 2,
    "V": [[3]],
    "c": 2,
    "y": 3,
}
REJECTED_MAPS: list[tuple[str, dict[str, Any]]] = [
    ("not saturated", {"X": [[1, -2, -2], [2, 2, -2], [-3, 2, -2]]}),  # 9 and 9
    ("not saturated", {"b": -20}),  # all off: nobody wins
    ("nothing zero", {"y": 29}),
]


def maps(arithmetic: Arithmetic, *changes: dict[str, Any]) -> Candidates:
    architecture = Convolutional(3, 3, 2)
    graph = architecture.graph()
    inputs = {
        name: arithmetic.array(np.array([(MAP | change)[name] for change in changes]))
        for name in MAP
    }
    setting = Setting(Model("net", architecture, graph, Rounding(4)), Stream(None), ())
    kinds = ("conv-forward", "conv-backward")
    asked = tuple(entry for kind in kinds for entry in numbers_asked(chosen(kind, setting, ())))
    return Candidates(graph, Rounding(4), arithmetic, inputs, asked)


@pytest.mark.parametrize("arithmetic", [DOUBLES, DIGITS40], ids=["doubles", "40 digits"])
def test_a_good_map_is_kept_and_a_bad_one_rejected(arithmetic: Arithmetic) -> None:
    for name, condition in CONDITIONS.items():
        assert condition.holds(maps(arithmetic, {})).tolist() == [True], name
    for name, change in REJECTED_MAPS:
        judged = maps(arithmetic, {}, change, {})
        assert CONDITIONS[name].holds(judged).tolist() == [True, False, True], name


@pytest.mark.parametrize("arithmetic", [DOUBLES, DIGITS40], ids=["doubles", "40 digits"])
@pytest.mark.parametrize(
    ("x", "kept"),
    [
        ([[2, 3], [-2, 3], [2, -3]], True),
        ([[2, 3], [-2, 3], [2, 3]], False),
        ([[2, 3], [2, 3], [2, 3]], False),
        ([[2, 3], [-2, 3], [3, 4]], False),  # 1 + 2 − 3 and 1 + 3 − 4
    ],
)
def test_the_rows_of_a_batch_differ(
    x: list[list[int]], kept: bool, arithmetic: Arithmetic
) -> None:
    graph = network_graph(Architecture((2, 1), ("identity",), "half_squared_error", rows=3))
    numbers = {"x": x, "alpha": [[1, 1, -1]], "y": [[1], [2], [3]]}
    inputs = {name: arithmetic.array(np.array([one])) for name, one in numbers.items()}
    judged = Candidates(graph, Rounding(5), arithmetic, inputs, (("yhat", None),))
    assert CONDITIONS["no ties"].holds(judged).tolist() == [kept]


def test_what_pooling_passed_over_may_be_zero() -> None:
    judged = maps(DOUBLES, {})
    assert judged.values["A"].tolist() == [[[-3, -8], [9, 4]]]
    assert judged.switched_off("Z").tolist() == [[[True, True], [False, False]]]
    assert judged.switched_off("grad:A").tolist() == [[[True, True], [False, True]]]
    assert judged.switched_off("grad:X")[0].tolist() == [
        [True] * 3,
        *[[False, False, True]] * 2,
    ]


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_candidate_is_judged_alone(name: str) -> None:
    for activation in ("tanh", "relu"):
        changes = [{}, *(row[2] for row in REJECTED), {}]
        together = CONDITIONS[name].holds(candidates(activation, DOUBLES, *changes))
        alone = [CONDITIONS[name].holds(candidates(activation, DOUBLES, c))[0] for c in changes]
        assert together.tolist() == alone


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_a_table_of_significant_figures_prints_that_many(activation: str) -> None:
    table = printed_table(activation, Decimal("0.5"), Rounding(figures=4))
    assert table is not None
    assert {len(entry.lstrip("0.")) for entry in table.printed} == {4}
    forward = {"tanh": np.tanh, "sigmoid": lambda a: 1 / (1 + np.exp(-a))}[activation]
    for x, entry in zip(table.x, table.printed, strict=True):
        assert float(entry) == float(f"{forward(x):.3e}")


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_says_what_it_asks_and_why(name: str) -> None:
    assert CONDITIONS[name].summary
    assert CONDITIONS[name].reason
