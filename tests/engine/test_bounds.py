"""The promise: who follows the sheet never leaves the accepted ranges."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random

import numpy as np
import pytest

from quizgen.engine import Graph, Rounding, Table, bounds, evaluate
from quizgen.engine.networks import Architecture, network_graph

from .student import Student, at_place, tanh

GUARD = 1e-6  # of a unit: what doubles read as the same number
HIDDEN = ("tanh", "sigmoid", "relu", "identity")
CURVED, FARTHEST = ("tanh", "sigmoid"), 9.0
NETWORKS = [  # sizes and activations, the recitation's most often
    *[((2, 3, 1), (hidden, "identity")) for hidden in ("tanh", "tanh", "tanh", *HIDDEN)],
    *[((2, 3, 1), (hidden, out)) for hidden in HIDDEN[:3] for out in HIDDEN[:3]],
    *[((1, 1, 1), (hidden, out)) for hidden in HIDDEN for out in ("identity", "sigmoid")],
    *[((3, 2, 2), (hidden, out)) for hidden in HIDDEN for out in ("identity", "sigmoid")],
    *[((2, 2, 2, 1), (one, two, "identity")) for one in HIDDEN for two in HIDDEN],
    ((2, 2, 2, 1), ("tanh", "tanh", "sigmoid")),
    ((2, 2, 2, 1), ("sigmoid", "relu", "tanh")),
    ((2, 2, 2, 2), ("tanh", "sigmoid", "identity")),
]
STEPS = (Decimal(1), Decimal("0.5"), Decimal("0.1"))


@dataclass(frozen=True)
class Sheet:
    """A network's form, the grid of its numbers, and what the sheet asks to keep."""

    architecture: Architecture
    step: Decimal
    rounding: Rounding

    def draw(self, chance: Random, count: int) -> list[dict[str, np.ndarray]]:
        """Draw the inputs of `count` networks between −3 and 3, as decimals.

        None is saturated: a function's value is not 1 in the digits that doubles have.
        """
        most = int(3 / self.step)
        graph = network_graph(self.architecture)

        def numbers(shape: tuple[int, ...]) -> np.ndarray:
            flat = [chance.randint(-most, most) * self.step for _ in range(int(np.prod(shape)))]
            return np.array(flat, dtype=object).reshape(shape)

        shapes = self.architecture.shapes()
        found: list[dict[str, np.ndarray]] = []
        while len(found) < count:
            drawn = [{name: numbers(shapes[name]) for name in shapes} for _ in range(4 * count)]
            values = evaluate(graph, in_doubles(drawn))
            curved = [
                f"a{k}" for k, f in enumerate(self.architecture.activations, 1) if f in CURVED
            ]
            far = [np.abs(values[a].reshape(4 * count, -1)).max(axis=1) for a in curved]
            clear = np.max([np.zeros(4 * count), *far], axis=0) <= FARTHEST
            found += [one for one, good in zip(drawn, clear, strict=True) if good]
        return found[:count]


def draw_sheet(chance: Random) -> Sheet:
    sizes, activations = chance.choice(NETWORKS)
    loss = chance.choice(("half_squared_error", "squared_error"))
    decimals = chance.randint(3, 6)
    table = None
    if "tanh" in activations and chance.random() < 0.6:
        table = tanh_table(decimals, chance.choice((ROUND_HALF_UP, ROUND_DOWN)))
    rounding = Rounding(decimals, table)
    return Sheet(Architecture(sizes, activations, loss), chance.choice(STEPS), rounding)


def tanh_table(places: int, how: str) -> Table:
    x = range(1, 10)
    printed = tuple(str(at_place(tanh(Decimal(at)), places, how)) for at in x)
    return Table("tanh", tuple(map(float, x)), printed, odd=True)


def student_of(
    sheet: Sheet, drawn: dict[str, np.ndarray], chance: Random, **more: int
) -> Student:
    table = sheet.rounding.table
    return Student(
        chance,
        sheet.rounding.decimals,
        sheet.architecture.activations,
        sheet.architecture.loss,
        drawn["x"],
        [drawn[name] for name in sheet.architecture.parameters],
        np.atleast_1d(drawn["y"]),
        table.look_ups() if table else {},
        **more,
    )


def work(
    sheet: Sheet, graph: Graph, drawn: dict[str, np.ndarray], chance: Random, **more: int
) -> Iterator[tuple[str, tuple[int, ...], Decimal]]:
    """Yield what a student writes: the node, the place in its array, the number."""
    student = student_of(sheet, drawn, chance, **more)
    for (name, index), answer in student.work().items():
        if name.startswith("grad:W"):
            name = f"grad:{sheet.architecture.parameters[int(name[6:]) - 1]}"
        yield name, index if graph[name].shape else (), answer


def in_doubles(drawn: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return the inputs of many networks as one batch."""
    return {name: np.array([one[name] for one in drawn], dtype=float) for name in drawn[0]}


def complaints(
    chance: Random, sheets: int, networks: int, students: int, **more: int
) -> Iterator[str]:
    """Yield each answer outside its range, over so many sheets, networks and students each."""
    for _ in range(sheets):
        sheet = draw_sheet(chance)
        graph = network_graph(sheet.architecture)
        drawn = sheet.draw(chance, networks)
        ranges = bounds(graph, in_doubles(drawn), sheet.rounding)
        guard = GUARD * 10.0**-sheet.rounding.decimals
        for at, one in enumerate(drawn):
            for _ in range(students):
                for name, index, answer in work(sheet, graph, one, chance, **more):
                    lo, hi = ranges[name].lo[(at, *index)], ranges[name].hi[(at, *index)]
                    if not lo - guard <= float(answer) <= hi + guard:
                        yield f"{sheet}\n{one}\n{name}{index}: {answer} not in [{lo}, {hi}]"


def test_an_honest_student_stays_inside_the_ranges() -> None:
    assert next(complaints(Random(5), sheets=250, networks=4, students=3), None) is None


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(20))
def test_a_hundred_thousand_honest_students_stay_inside(seed: int) -> None:
    found = complaints(Random(f"trial {seed}"), sheets=250, networks=5, students=4)
    assert next(found, None) is None
