"""Numbers that break one condition and no other, planted among what a set may draw."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from quizgen.engine import DIGITS40, Arithmetic
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.chance import Chance
from quizgen.sampling.plan import Plan
from quizgen.sampling.sets import read_set
from quizgen.sampling.undrawn import undrawn_network
from quizgen.sampling.usual import reference

Numbers = Mapping[str, Any]


class Planted(NamedTuple):
    """The one condition that is broken, the set that asks, and the numbers."""

    condition: str
    asks: tuple[str, ...]  # kinds
    numbers: Numbers
    activation: str = "tanh"
    hidden: tuple[int, ...] = (3,)


PASS = ("forward", "backward-vector")
FORWARD = ("forward",)
DRAWING = ("network-graph",)  # asks for no number
ENTRY = ("backward-scalar",)  # of alpha[1,1] alone

PLANTED = (
    Planted(
        "look-ups inside the table",  # −14
        FORWARD,
        {
            "alpha": [[1, -2, 2], [3, 2, 2], [2, 2, 1]],
            "beta": [[-2, 1, -1, 3]],
            "x": [-2, -3],
            "y": 1,
        },
    ),
    Planted(
        "nothing zero",  # x₂
        PASS,
        {
            "alpha": [[-2, -1, 0], [1, -2, -3], [0, 1, -1]],
            "beta": [[-3, -1, 2, -3]],
            "x": [2, 0],
            "y": 3,
        },
    ),
    Planted(
        "nothing trivial",  # the −1 of a₁ = −1 + 3 − 3, where 1 for all weights is −1 too
        PASS,
        {
            "alpha": [[-1, 1, -1], [1, 3, -3], [3, -3, 1]],
            "beta": [[1, -3, 2, 3]],
            "x": [3, 3],
            "y": 3,
        },
    ),
    Planted(
        "no ties",  # units 1 and 3
        PASS,
        {
            "alpha": [[3, -2, 3], [-3, -1, -2], [3, -2, 3]],
            "beta": [[-1, -1, -3, -2]],
            "x": [-2, -2],
            "y": -3,
        },
    ),
    Planted(
        "away from kinks",  # a₂ = −1 − 3 + 4
        ("backward-vector",),
        {
            "alpha": [[1, -2, -2], [-1, 1, -2], [-1, 2, 2]],
            "beta": [[-2, 3, -3, -2]],
            "x": [-3, -2],
            "y": 1,
        },
        "relu",
    ),
    Planted(
        "units on and off",  # all on
        DRAWING,
        {
            "alpha": [[-1, -1, -3], [1, 1, -2], [1, -3, -2]],
            "beta": [[2, -1, -2, -2]],
            "x": [-1, -3],
            "y": -3,
        },
        "relu",
    ),
    Planted(
        "gradients flow",  # none past β
        DRAWING,
        {
            "alpha": [[-3, 1, 1], [-3, 1, 0], [3, -1, 2]],
            "beta": [[3, 0, 0, 0]],
            "x": [0, -1],
            "y": -3,
        },
    ),
    Planted(
        "nothing lost in rounding",
        FORWARD,
        {
            "alpha": [[-1, 2, 3], [-2, -3, -2], [2, -2, 1]],
            "beta": [[3, -3, -3, -3]],
            "x": [-1, 2],
            "y": -3,
        },
    ),
    Planted(
        "not saturated",  # one of the two paths that the entry adds up
        ENTRY,
        {
            "alpha": [[-2, -1, -1], [3, 3, 2]],
            "beta": [[3, 2, -1], [2, 1, -3]],
            "gamma": [[-2, -1, -1]],
            "x": [2, -2],
            "y": -1,
        },
        hidden=(2, 2),
    ),
    Planted(
        "numbers to work with",  # the loss
        PASS,
        {
            "alpha": [[-3, 1, 1], [3, -2, 3], [2, 2, -1]],
            "beta": [[2, -1, -3, -3]],
            "x": [-3, 3],
            "y": -2,
        },
        "relu",
    ),
    Planted(
        "equal work",  # two negative weights
        PASS,
        {
            "alpha": [[3, 2, 1], [3, 1, 3], [2, 3, 2]],
            "beta": [[1, -2, 2, -3]],
            "x": [2, -3],
            "y": 3,
        },
    ),
    Planted(
        "mistakes show",
        PASS,
        {
            "alpha": [[-2, -3, 1], [-3, 2, -3], [1, -3, 1]],
            "beta": [[-2, 2, -3, 3]],
            "x": [-1, -3],
            "y": -3,
        },
    ),
    Planted(
        "mistakes differ",
        ENTRY,
        {
            "alpha": [[2, 2, 1], [-3, 3, 3]],
            "beta": [[1, 3, 2], [-1, -3, 1]],
            "gamma": [[2, -3, -2]],
            "x": [-3, 3],
            "y": 2,
        },
        hidden=(2, 2),
    ),
)

SET = """title = "Planted"
[rounding]
decimals = 5
table = {table}
[networks.net]
inputs = {inputs}
hidden = {hidden}
outputs = 1
activations = ["{activation}"]
weights = {{low = -3, high = 3}}
"""


@cache
def plan(
    asks: tuple[str, ...],
    activation: str = "tanh",
    hidden: tuple[int, ...] = (3,),
    inputs: int = 2,
) -> Plan:
    """Return the plan of a small set's network."""
    table = "false" if activation == "relu" else "true"
    toml = SET.format(activation=activation, hidden=list(hidden), inputs=inputs, table=table)
    for kind in asks:
        entries = 'entries = ["alpha[1,1]"]' if kind == "backward-scalar" else ""
        toml += f'[[problems]]\nkind = "{kind}"\n{entries}\n'
    with TemporaryDirectory() as folder:
        path = Path(folder, "planted.toml")
        path.write_text(toml)
        the_set = read_set(str(path))
    chance = Chance(None, "planted", ("1",))
    return undrawn_network(the_set, the_set.networks["net"], chance, chance.of("net")).plan


def candidates(
    the_plan: Plan, *numbers: Numbers, arithmetic: Arithmetic = DIGITS40
) -> Candidates:
    """Return numbers as candidates, held against what is usual for the plan."""
    inputs = {
        name: arithmetic.array(np.array([one[name] for one in numbers], dtype=float))
        for name, _ in the_plan.sources
    }
    return Candidates(
        the_plan.graph,
        the_plan.rounding,
        arithmetic,
        inputs,
        the_plan.asked,
        reference(the_plan),
    )
