"""What a key holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizgen.engine import Graph, Rounding
from quizgen.problem import BlankType

FORMAT, VERSION = "quizgen-key", 1


@dataclass(frozen=True)
class Answer:
    """A blank with its answer.

    `accept` is the closed range that is marked right; `points` the blank's exact share.
    `index` is the place in the quantity's array as the contract counts it: weights are
    always two-dimensional, scalars have ().
    """

    id: str
    problem: str
    type: BlankType
    points: Fraction
    value: float | str | tuple[int | str, ...] | None
    display: str
    network: str = ""
    quantity: str = ""
    index: tuple[int, ...] = ()
    accept: tuple[float, float] = (0.0, 0.0)
    choices: tuple[object, ...] = ()


@dataclass(frozen=True)
class Key:
    """One variant, solved.  `problems` holds (id, kind, points) in the sheet's order."""

    generator: str
    set: str
    title: str
    variant: str
    code: str
    student: str | None
    seed: int | None
    rounding: Rounding
    networks: Mapping[str, Any]
    graphs: Mapping[str, Graph]
    problems: tuple[tuple[str, str, Fraction], ...]
    blanks: tuple[Answer, ...]
