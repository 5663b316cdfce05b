"""A problem as it is posed, and as it is solved."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from quizgen.engine import DIGITS40, Graph, Interval, Rounding, bounds, evaluate

BlankType: TypeAlias = Literal["number", "count", "choice", "shape", "manual"]


@dataclass(frozen=True)
class Blank:
    """One answer that a student gives: an entry of a node of the problem's graph.

    `id` carries the subscripts that the sheet prints (`forward.a[1]`), `index` is the
    entry's place in the node's array, and `points` an exact share of the problem's.
    """

    id: str
    type: BlankType
    points: Fraction
    quantity: str
    index: tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """A question about one network, which `network` names in the set.

    `inputs` are the network's numbers, by input node; `prompt` is what the sheet asks.
    """

    id: str
    kind: str
    points: Fraction
    prompt: str
    network: str
    graph: Graph
    inputs: Mapping[str, Any]
    blanks: tuple[Blank, ...]


@dataclass(frozen=True, eq=False)
class Solved:
    """A network's graph with every value and every honest range, in 40 digits."""

    values: Mapping[str, Any]
    ranges: Mapping[str, Interval]


def solve(graph: Graph, inputs: Mapping[str, Any], rounding: Rounding) -> Solved:
    """Return the exact values of a graph and what its rounding accepts."""
    exact = {name: DIGITS40.array(value) for name, value in inputs.items()}
    return Solved(
        values=evaluate(graph, exact, arithmetic=DIGITS40),
        ranges=bounds(graph, exact, rounding, arithmetic=DIGITS40),
    )
