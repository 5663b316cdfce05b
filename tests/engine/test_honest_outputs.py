"""Who follows the sheet never leaves the ranges: every activation, loss, batch and output."""

from random import Random

import numpy as np
import pytest

from quizgen.engine import Rounding, bounds
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.losses import LOSSES
from quizgen.engine.networks import Architecture

from .reference import outputs_of
from .test_bounds import GUARD, STEPS, Sheet, in_doubles, work

HIDDEN = [name for name, row in ACTIVATIONS.items() if not row.units]


def some_sheet(chance: Random, figures: bool) -> Sheet:
    loss = chance.choice(sorted(LOSSES))
    outputs = chance.choice((1, 2, 3)) if loss != "cross_entropy" else chance.choice((2, 3))
    output = chance.choice(outputs_of(loss, single=outputs == 1))
    hidden = [chance.choice(HIDDEN) for _ in range(chance.choice((0, 1, 1, 1, 2)))]
    sizes = (2, *[chance.choice((1, 2, 3)) for _ in hidden], outputs)
    rows = chance.choice((0, 0, 2, 3))
    kept = chance.randint(3, 6)
    architecture = Architecture(sizes, (*hidden, output), loss, rows=rows)
    rounding = Rounding(figures=kept) if figures else Rounding(kept)
    return Sheet(architecture, chance.choice(STEPS), rounding)


def complaints(chance: Random, sheets: int, networks: int, students: int, figures: bool):
    """Yield each answer outside its range."""
    for _ in range(sheets):
        sheet = some_sheet(chance, figures)
        graph = sheet.graph()
        drawn = sheet.draw(chance, networks)
        ranges = bounds(graph, in_doubles(drawn), sheet.rounding)
        for at, one in enumerate(drawn):
            for _ in range(students):
                for name, index, answer in work(sheet, graph, one, chance):
                    accepted = ranges[name].each(
                        lambda v, node=graph[name]: np.broadcast_to(v, (networks, *node.shape))
                    )
                    lo, hi = accepted.lo[(at, *index)], accepted.hi[(at, *index)]
                    guard = GUARD * 10.0 ** -sheet.rounding.places(answer)
                    if not lo - guard <= float(answer) <= hi + guard:
                        yield f"{sheet}\n{one}\n{name}{index}: {answer} not in [{lo}, {hi}]"


@pytest.mark.parametrize("figures", [False, True], ids=["decimals", "figures"])
def test_an_honest_student_stays_inside_the_ranges(figures: bool) -> None:
    chance = Random(f"outputs {figures}")
    found = complaints(chance, 12 if figures else 50, 3, 4, figures)
    assert next(found, None) is None


@pytest.mark.trial
@pytest.mark.parametrize("figures", [False, True], ids=["decimals", "figures"])
@pytest.mark.parametrize("seed", range(10))
def test_many_honest_students_stay_inside_the_ranges(seed: int, figures: bool) -> None:
    found = complaints(Random(f"outputs {seed}"), 500, 5, 4, figures)
    assert next(found, None) is None
