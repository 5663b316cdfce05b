"""Variants as they are surveyed, made by hand: the first is right, others are changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from quizgen.reports.quality import Quality, Tally
from quizgen.sampling.sets import read_set
from quizgen.sampling.specs import ProblemSet
from quizgen.sampling.survey import Surveyed

SET: ProblemSet = read_set("recitation5")
NET = Surveyed(
    subject="net",
    values={"a1[0]": 5.0, "a1[1]": -1.25, "grad:beta[0,0]": 0.000348},
    tried=10,
    unmet={"nothing zero": 4, "nothing trivial": 0},
    broken=(),
    shown={"target minus output": 40.0, "half left out of the loss": 9.0},
    alike=(),
    work={"products": 20},
    reference={"products": 20.0},
    given="1 2",
)
F = Surveyed(
    subject="f",
    values={"value": 2.5, "grad:x": -0.75},
    tried=1,
    unmet={},
    broken=(),
    shown={},
    alike=(),
    work={"operations": 7},
    reference={"operations": 7.0},
    given="f",
)
Change = dict[str, Any]


def variant(number: int, **net: Any) -> tuple[Surveyed, ...]:
    """Return a variant with numbers of its own, its network's figures changed."""
    own = {name: value * (1 + number / 64) for name, value in NET.values.items()}
    changed = {"values": own, "given": f"{number}"} | net
    return replace(NET, **changed), replace(
        F, given=f"f{number if 'reference' in net else changed['given']}"
    )


def quality(
    changes: Sequence[Change | str], conditions: bool = True, seed: int | None = 3
) -> Quality:
    """Return the quality of variants, each with its changes, or the reason that it failed."""
    tally = Tally(SET)
    for number, change in enumerate(changes, 1):
        name = f"seed3-{number:04d}"
        if isinstance(change, str):
            tally.fail(name, change)
        else:
            tally.add(name, variant(number, **change), 0.01 * number)
    return tally.quality(seed, conditions, 1.5)
