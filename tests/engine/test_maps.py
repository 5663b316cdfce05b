"""Convolutional networks: honest students, and what the rows say of a window's largest."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np
import pytest

from quizgen.engine import OPS, Graph, Interval, Node, Rounding, add_node, bounds, evaluate
from quizgen.engine.models.convolutional import Convolutional

from .map_student import MapStudent

FARTHEST = 9.0
GUARD = 1e-6  # of a unit: what doubles read as the same number
NETS = (
    Convolutional(5, 5, 2),
    Convolutional(3, 5, 2, activation="tanh"),
    Convolutional(5, 3, 2, pooling="average"),
    Convolutional(4, 4, 2, pooling="average", pool=3, activation="sigmoid"),
    Convolutional(3, 7, 3, stride=2, padding=1, pooling="average", loss="squared_error"),
    Convolutional(2, 4, 2, stride=2, padding=1, pooling="none", activation="tanh"),
    Convolutional(3, 3, 3, stride=2, padding=1, loss="squared_error"),
)
STEPS = (Decimal(1), Decimal("0.5"), Decimal("0.1"))


def complaints(chance: Random, sheets: int, networks: int, students: int) -> Iterator[str]:
    """Yield each answer outside its range, over so many sheets, networks and students each."""
    for _ in range(sheets):
        net, step = chance.choice(NETS), chance.choice(STEPS)
        kept, figures = chance.randint(2, 6), chance.random() < 0.25
        rounding = Rounding(figures=max(kept, 3)) if figures else Rounding(kept)
        graph = net.graph()
        inputs = [node for node in graph.nodes if node.op == "input"]
        drawn = [draw(net, graph, step, chance) for _ in range(networks)]
        batch = {n.name: np.array([d[n.name] for d in drawn], dtype=float) for n in inputs}
        ranges = bounds(graph, batch, rounding)
        for at, given in enumerate(drawn):
            for _ in range(students):
                kept = rounding.figures or rounding.decimals or 0
                student = MapStudent.of(chance, kept, net, given, figures=figures)
                for (name, index), answer in student.work().items():
                    lo, hi = ranges[name].lo[(at, *index)], ranges[name].hi[(at, *index)]
                    guard = GUARD * 10.0 ** -rounding.places(answer)
                    if not lo - guard <= float(answer) <= hi + guard:
                        yield (
                            f"{net}\n{rounding}\n{given}\n{name}{index}: "
                            f"{answer} not in [{lo}, {hi}]"
                        )


def draw(net: Convolutional, graph: Graph, step: Decimal, chance: Random) -> dict[str, Any]:
    """Draw numbers of which no activation is saturated in the digits that doubles have."""
    inputs = [node for node in graph.nodes if node.op == "input"]
    while True:
        given = {node.name: numbers(node.shape, step, chance) for node in inputs}
        found = evaluate(graph, {name: value.astype(float) for name, value in given.items()})
        if net.activation == "relu" or np.abs(found["A"]).max() <= FARTHEST:
            return given


def numbers(shape: tuple[int, ...], step: Decimal, chance: Random) -> np.ndarray:
    most = int(3 / step)
    flat = [chance.randint(-most, most) * step for _ in range(int(np.prod(shape)))]
    return np.array(flat, dtype=object).reshape(shape)


def test_an_honest_student_of_a_convolutional_network_stays_inside() -> None:
    assert next(complaints(Random(5), sheets=90, networks=3, students=4), None) is None


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_students_of_convolutional_networks_stay_inside(seed: int) -> None:
    found = complaints(Random(f"maps {seed}"), sheets=250, networks=5, students=8)
    assert next(found, None) is None


def one_window(op: str) -> Graph:
    graph = Graph((Node("a", "a", "input", (), (2, 2)),))
    return add_node(graph, "out", "o", op, ("a",))


@pytest.mark.parametrize(
    ("window", "winner"),
    [
        ([[1, 2], [4, 3]], [[0, 0], [1, 0]]),
        ([[-1, -2], [-4, -3]], [[1, 0], [0, 0]]),
        ([[1, 4], [4, 3]], [[0, 1], [0, 0]]),  # the first of two
        ([[0, 0], [0, 0]], [[0, 0], [0, 0]]),  # all units off: none
    ],
)
def test_the_largest_of_a_window_wins(window: list[list[int]], winner: list[list[int]]) -> None:
    assert evaluate(one_window("winners 2"), {"a": window})["out"].tolist() == winner


def test_who_wins_is_open_where_ranges_meet() -> None:
    graph = one_window("winners 2")
    low, high = np.array([[1.0, 2], [4, 3]]), np.array([[1.0, 4.5], [5, 3]])
    found = bounds(graph, {"a": low}, Rounding(3), {"a": Interval(low, high)})["out"]
    assert found.lo.tolist() == [[0, 0], [0, 0]]
    assert found.hi.tolist() == [[0, 1], [1, 0]]
    apart = np.array([[1.0, 2], [4.6, 3]])
    found = bounds(graph, {"a": low}, Rounding(3), {"a": Interval(apart, apart)})["out"]
    assert found.lo.tolist() == found.hi.tolist() == [[0, 0], [1, 0]]


def test_a_third_may_be_rounded_before_it_is_multiplied() -> None:
    shares = bounds(
        add_node(Graph((Node("a", "a", "input", (), (3, 3)),)), "s", "s", "shares 3", ("a",)),
        {"a": np.ones((3, 3))},
        Rounding(4),
    )["s"]
    assert shares.lo == pytest.approx(np.full((3, 3), 0.1111))
    assert shares.hi == pytest.approx(np.full((3, 3), 0.1112))


@pytest.mark.parametrize(
    ("op", "shapes", "says"),
    [
        ("convolve 3/2/0", [(3, 3), (6, 5), ()], "a window of 3 fills, moved by 2, not 6"),
        ("convolve 3/2/1", [(3, 3), (4, 5), ()], "moved by 2, not 4 with 1 on each end"),
        ("convolve 2/1/0", [(3, 3), (5, 5), ()], "takes a kernel of 2 × 2 and a scalar"),
        ("convolve 2/1/0", [(2, 2), (5,), ()], "takes a matrix"),
        ("read_out", [(2, 2), (2, 3), ()], "two matrices of one shape and a scalar"),
        ("max_pool 2", [(4, 3)], "a window of 2 fills, moved by 2, not 3"),
        ("avg_pool 3", [(2, 2, 2)], "takes a matrix"),
    ],
)
def test_windows_that_do_not_fit_are_refused(
    op: str, shapes: list[tuple[int, ...]], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        OPS[op].shape(shapes)
