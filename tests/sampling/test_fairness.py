"""Each condition is broken by itself; mistakes show, work is counted, as by hand."""

from typing import Any

import numpy as np
import pytest

from quizgen.engine import DIGITS40, DOUBLES, Arithmetic, bounds, evaluate, rewrite
from quizgen.engine.mistakes import MISTAKES
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.seen import CLEAR
from quizgen.streams import Stream
from tests.sampling.planted import ENTRY, PASS, PLANTED, Planted, candidates, plan

IDS = [row.condition for row in PLANTED]


@pytest.mark.parametrize("arithmetic", [DOUBLES, DIGITS40], ids=["doubles", "40 digits"])
@pytest.mark.parametrize("row", PLANTED, ids=IDS)
def test_planted_numbers_break_one_condition_alone(
    row: Planted, arithmetic: Arithmetic
) -> None:
    the_plan = plan(row.asks, row.activation, row.hidden)
    drawn = candidates(the_plan, row.numbers, arithmetic=arithmetic)
    assert [n for n, c in CONDITIONS.items() if not c.holds(drawn)[0]] == [row.condition]


def test_every_condition_is_planted() -> None:
    assert sorted(IDS) == sorted(CONDITIONS)


GOOD = {
    "alpha": [[1, -1, 1], [-3, -2, 2], [-1, -1, 2]],
    "beta": [[2, 3, -2, 2]],
    "x": [2, 3],
    "y": -1,
}
ONE_IN = {"alpha": [[2, -2], [-3, 2], [-1, 3]], "beta": [[2, 3, -2, 2]], "x": [2], "y": -1}
HIDDEN: list[tuple[str, tuple[str, ...], int, dict[str, Any], dict[str, Any]]] = [
    ("output bias forgotten", PASS, 2, GOOD, {"beta": [[0, 3, -2, 2]]}),
    (
        "layer's input left out",
        ENTRY,
        1,
        ONE_IN,
        {"x": [1], "alpha": [[1, -1], *ONE_IN["alpha"][1:]]},
    ),
    ("target minus output", ("backward-vector",), 2, GOOD, {"y": None}),
]


@pytest.mark.parametrize(("mistake", "asks", "inputs", "good", "change"), HIDDEN)
def test_numbers_that_hide_a_mistake_are_refused(
    mistake: str,
    asks: tuple[str, ...],
    inputs: int,
    good: dict[str, Any],
    change: dict[str, Any],
) -> None:
    the_plan = plan(asks, inputs=inputs)
    if change == {"y": None}:  # the right answer
        shown = candidates(the_plan, good, arithmetic=DOUBLES)
        change = {"y": float(shown.values["yhat"][0])}
    drawn = candidates(the_plan, good, good | change)
    shows = drawn.seen.in_doubles.shown.most[drawn.seen.rewritten.names.index(mistake)]
    assert shows[0] > CLEAR
    assert shows[1] <= CLEAR
    assert CONDITIONS["mistakes show"].holds(drawn).tolist() == [True, False]


@pytest.mark.parametrize("arithmetic", [DOUBLES, DIGITS40], ids=["doubles", "40 digits"])
@pytest.mark.parametrize("row", PLANTED, ids=IDS)
def test_mistakes_at_once_are_mistakes_one_by_one(row: Planted, arithmetic: Arithmetic) -> None:
    """Answers and their clearness, against graphs rewritten and evaluated each by itself."""
    the_plan = plan(row.asks, row.activation, row.hidden)
    drawn = candidates(the_plan, row.numbers, row.numbers, arithmetic=arithmetic)
    places, found = drawn.seen.rewritten.places, drawn.seen
    asked = [(name, number) for name, numbers in places.by_node.items() for number in numbers]
    inputs = {name: value[:1] for name, value in drawn.inputs.items()}
    ranges = bounds(drawn.graph, inputs, drawn.rounding, arithmetic=arithmetic)

    def at(values: Any, name: str, number: int) -> float:
        return float(np.broadcast_to(values[name], (1, *drawn.graph[name].shape)).flat[number])

    honest = evaluate(drawn.graph, inputs, arithmetic=arithmetic)
    for i, mistake in enumerate(found.rewritten.names):
        other = rewrite(drawn.graph, mistake)
        assert other is not None
        wrong = evaluate(other, inputs, arithmetic=arithmetic)
        clearest = 0.0
        for j, (name, number) in enumerate(asked):
            right, mistaken = at(honest, name, number), at(wrong, name, number)
            assert float(found.answers[i, 1, j]) == pytest.approx(mistaken, abs=1e-12)
            low = at({name: ranges[name].lo}, name, number)
            high = at({name: ranges[name].hi}, name, number)
            half = max(1e-5, high - right if mistaken > right else right - low)
            clearest = max(clearest, min(1e6, abs(mistaken - right) / half))
        assert found.shown.least[i, 0] == pytest.approx(clearest, rel=1e-5, abs=1e-5)


def test_the_mistakes_are_those_that_change_an_answer() -> None:
    the_plan = plan(PASS)
    found = candidates(the_plan, GOOD).seen.rewritten
    rest = [name for name in MISTAKES if name not in found.names]
    drawn = the_plan.naive(50, Stream(None, "rest"))
    honest = evaluate(drawn.graph, drawn.inputs)
    for name in rest:
        other = rewrite(drawn.graph, name)
        wrong = evaluate(other, drawn.inputs) if other else honest
        for asked in found.places.by_node:
            assert np.allclose(wrong[asked], honest[asked], rtol=0, atol=1e-12), name
