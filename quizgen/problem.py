"""A problem as it is posed: its graph, its numbers, and the blanks that it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from quizgen.document import Block
from quizgen.engine import Graph

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
    """A question about one network, with its numbers.

    `network` names the network in the set; `inputs` are its numbers, by input node.
    """

    id: str
    kind: str
    points: Fraction
    prompt: str
    setting: tuple[Block, ...]
    network: str
    graph: Graph
    inputs: Mapping[str, Any]
    blanks: tuple[Blank, ...]
