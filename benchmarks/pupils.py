"""One made student before one sheet: their habits, their faults, and what stands on the paper.

Each value of a graph is worked from what stands on the same paper, and kept in the student's
way.  A fault is a mistake, that is another graph, or a slip: one wrong number that is carried
on.  Nothing here knows the ranges that are accepted.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

import numpy as np

from quizgen.engine import DOUBLES, OPS, Graph, Rounding

Values: TypeAlias = Mapping[str, Any]
Entry: TypeAlias = tuple[str, tuple[int, ...]]  # a node and a place in its array
FIGURES = 3  # that a sheet asks for where these are more than its decimals


@dataclass(frozen=True)
class Habit:
    """How a student keeps what is worked out.

    `how` is a way of rounding, None for who keeps all digits; `extra` counts places beyond
    those that the sheet asks; `writes` is the share of the values in between that are written
    down and kept at all; `table` says whether the printed table is used.
    """

    how: str | None
    extra: int = 0
    writes: float = 1.0
    table: bool = True


HABITS: Mapping[str, Habit] = {
    "rounds half up": Habit(ROUND_HALF_UP),
    "rounds half to even": Habit(ROUND_HALF_EVEN),
    "cuts off": Habit(ROUND_DOWN),
    "without the table": Habit(ROUND_HALF_UP, table=False),
    "two places more": Habit(ROUND_HALF_UP, extra=2),
    "calculator, few steps written": Habit(ROUND_HALF_UP, writes=0.3, table=False),
    "program, all digits": Habit(None, table=False),
}


@dataclass(frozen=True)
class Pupil:
    """A student: a habit, and the numbers that are slipped in, by node and index."""

    habit: Habit
    slips: Mapping[Entry, float] = field(default_factory=dict)

    def work(
        self, graph: Graph, given: Values, rounding: Rounding, chance: random.Random
    ) -> dict[str, Any]:
        """Return what stands on the paper for every node of a subject's graph."""
        paper: dict[str, Any] = {}
        for node in graph.nodes:
            if node.is_given:
                paper[node.name] = np.asarray(DOUBLES.array(node.given(given)))
                continue
            parents = [(paper[name], graph[name].shape) for name in node.parents]
            value = OPS[node.op].evaluate(DOUBLES, node.shape, parents)
            if chance.random() < self.habit.writes:
                value = self.kept(value, rounding)
            if self.habit.table and rounding.table and node.op == rounding.table.activation:
                value = looked_up(rounding, paper[node.parents[0]], value)
            value = np.array(value, dtype=float)
            for (name, at), number in self.slips.items():
                if name == node.name:
                    value[at] = number
            paper[node.name] = value
        return paper

    def kept(self, values: Any, rounding: Rounding) -> Any:
        """Return values as they are written down and worked on with."""
        return np.vectorize(lambda v: float(self.digits(float(v), rounding)), otypes=[float])(
            values
        )

    def digits(self, value: float, rounding: Rounding) -> Decimal:
        """Return a value with the places that this student keeps of it."""
        number = Decimal(repr(value))
        if self.habit.how is None or not number.is_finite():
            return number
        places = rounding.places(number) + self.habit.extra
        if number:
            places = max(places, FIGURES - 1 - number.adjusted())
        nearest = number.quantize(Decimal(1).scaleb(-places - 6))  # the last bits of a double
        return nearest.quantize(Decimal(1).scaleb(-places), self.habit.how)


def looked_up(rounding: Rounding, operand: Any, value: Any) -> Any:
    """Return a function's values, those of the printed table where it has them."""
    assert rounding.table is not None
    found = {float(x): float(printed) for x, printed in rounding.table.look_ups().items()}
    return np.array(
        [found.get(x, v) for x, v in zip(np.ravel(operand), np.ravel(value), strict=True)]
    ).reshape(np.shape(value))


def plain(number: Decimal) -> str:
    return f"{number:f}"


def _power(number: Decimal) -> str:
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    return f"{'−' * sign}{text[0]}.{text[1:] or '0'}×10^{exponent + len(digits) - 1}"


SPELLINGS: Mapping[str, Callable[[Decimal], str]] = {
    "a plus": lambda n: f"+{n:f}" if n > 0 else f"{n:f}",
    "a minus of print": lambda n: f"{n:f}".replace("-", "−"),
    "no zero before the point": lambda n: (
        f"{n:f}".replace("0.", ".", 1) if abs(n) < 1 else f"{n:f}"
    ),
    "a power of ten": lambda n: _power(n) if n else "0",
    "an exponent": lambda n: f"{n:e}",
    "an equal sign": lambda n: f"= {n:f}",
    "spaces": lambda n: f"  {n:f} ",
}
