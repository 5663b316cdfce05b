"""What a key holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from quizgen.engine import Graph, Rounding, evaluate
from quizgen.engine.arithmetic import Array
from quizgen.keys.policy import Policy
from quizgen.problem import BlankType, Choice, Value

FORMAT, VERSION = "quizgen-key", 1


@dataclass(frozen=True, slots=True)
class Answer:
    """A blank with its answer.

    `value` is a number, a count, the right letters of a choice, a shape, or None where a
    person marks; `display` is how the key prints it.  `accept` is the closed range that is
    marked right for a number, `points` the blank's exact share.  `also` are other answers that
    a policy accepts in its place; no key's JSON holds them.

    `subject` is the network, expression or model that a number is a `quantity` of, as
    (sort, name); `index` is the place in the quantity's array as the contract counts it:
    weights are always two-dimensional, scalars have ().
    """

    id: str
    problem: str
    type: BlankType
    points: Fraction
    value: Value
    display: str
    subject: tuple[str, str] = ("", "")
    quantity: str = ""
    index: tuple[int, ...] = ()
    accept: tuple[float, float] = (0.0, 0.0)
    choices: tuple[Choice, ...] = ()
    model: str = ""
    rubric: tuple[str, ...] = ()
    also: tuple["Answer", ...] = ()


@dataclass(frozen=True)
class Key:
    """One variant, solved.

    `problems` holds (id, kind, points) in the sheet's order.  `graphs` are those of its
    networks, expressions and models, by name, and `givens` the numbers of their inputs; a
    key without them is marked without following answers through.
    """

    generator: str
    set: str
    title: str
    variant: str
    code: str
    student: str | None
    seed: int | None
    rounding: Rounding
    networks: Mapping[str, Any]
    expressions: Mapping[str, Any]
    models: Mapping[str, Any]
    graphs: Mapping[str, Graph]
    givens: Mapping[str, Mapping[str, Any]]
    problems: tuple[tuple[str, str, Fraction], ...]
    blanks: tuple[Answer, ...]
    policy: Policy = field(default_factory=Policy)

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, Array]]:
        """Return the right values of its graphs, by name, in doubles; of those with givens."""
        with np.errstate(all="ignore"):
            return {
                name: evaluate(self.graphs[name], given) for name, given in self.givens.items()
            }
