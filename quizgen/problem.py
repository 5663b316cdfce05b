"""A problem as it is posed: what it is about, and the blanks that it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np

from quizgen.engine import DIGITS40, Graph, Interval, Rounding, bounds, evaluate
from quizgen.engine.networks import Architecture, network_graph
from quizgen.engine.optimizers import Descent

BlankType: TypeAlias = Literal["number", "count", "choice", "shape", "manual"]
Dimension: TypeAlias = int | str  # how many, or the letter that stands for it
Value: TypeAlias = float | str | tuple[Dimension, ...] | None


@dataclass(frozen=True, eq=False)
class Solved:
    """A graph with every value and every honest range, in 40 digits."""

    values: Mapping[str, Any]
    ranges: Mapping[str, Interval]


def solve(graph: Graph, inputs: Mapping[str, Any], rounding: Rounding) -> Solved:
    """Return the exact values of a graph and what its rounding accepts."""
    exact = {name: DIGITS40.array(value) for name, value in inputs.items()}
    return Solved(
        values=evaluate(graph, exact, arithmetic=DIGITS40),
        ranges=bounds(graph, exact, rounding, arithmetic=DIGITS40),
    )


def json_number(value: Any) -> int | float:
    """Return a number as JSON has it: a whole one without a decimal point."""
    number = float(value)
    return int(number) if number == int(number) else number


def json_numbers(values: Any) -> Any:
    """Return an array as lists of JSON's numbers; a scalar is a number by itself."""
    if np.ndim(values):
        return [json_numbers(value) for value in values]
    return json_number(np.asarray(values)[()])


UNSOLVED = Solved({}, {})


@dataclass(frozen=True, eq=False)
class Network:
    """A network that problems are about; before its numbers are drawn it has none.

    `inputs` are the numbers by input node, whole ones as integers.  `descent` is how it
    learns, of which the graph has a step where one is asked for.
    """

    name: str
    architecture: Architecture
    graph: Graph
    rounding: Rounding
    inputs: Mapping[str, Any] = field(default_factory=dict)
    solved: Solved = UNSOLVED
    descent: Descent = field(default_factory=Descent)

    @property
    def single(self) -> "Network":
        """Return the network as a single input goes through it, without numbers; or itself."""
        if not self.architecture.rows:
            return self
        architecture = replace(self.architecture, rows=0)
        return Network(self.name, architecture, network_graph(architecture), self.rounding)

    def layers(self) -> range:
        """Return the numbers of the layers, from 1."""
        return range(1, len(self.architecture.activations) + 1)

    def value(self, layer: int) -> str:
        """Return the name of a layer's value: z1, …, yhat."""
        return "yhat" if layer == len(self.architecture.activations) else f"z{layer}"

    def computed(self, *names: str) -> tuple[str, ...]:
        """Return those of `names` that are there and are more than a copy of another node."""
        there = [name for name in names if name in self.graph]
        return tuple(name for name in there if self.graph[name].op != "identity")


@dataclass(frozen=True, eq=False)
class Expression:
    """A scalar expression that problems are about, with the graph of its parts.

    Its intermediate results are the nodes `node:u`, …, its result is `value`.
    """

    name: str
    formula: str
    graph: Graph
    rounding: Rounding
    inputs: Mapping[str, Any] = field(default_factory=dict)
    solved: Solved = UNSOLVED


class ModelArchitecture(Protocol):
    """The shape of a model of some type, plain data."""

    @property
    def type(self) -> str:
        """Return the type's name: rnn, cnn, attention."""
        ...

    def graph(self) -> Graph:
        """Return the model's graph, with all that it is asked about."""
        ...


@dataclass(frozen=True, eq=False)
class Model:
    """A recurrent, convolutional or attention model that problems are about."""

    name: str
    architecture: ModelArchitecture
    graph: Graph
    rounding: Rounding
    inputs: Mapping[str, Any] = field(default_factory=dict)
    solved: Solved = UNSOLVED


@dataclass(frozen=True)
class Chain:
    """Variables of which each is a function of the one before: x → y → z.

    `sizes` has each variable's dimension, a number or a letter, and None for a scalar.
    In denominator layout dy/dx has a row for each entry of x, in numerator layout one for
    each of y.  `parameter` says that the first step is y = W x, and W is asked about too.
    """

    name: str
    variables: tuple[str, ...]
    sizes: tuple[Dimension | None, ...]
    layout: Literal["denominator", "numerator"] = "denominator"
    parameter: bool = False


Computed: TypeAlias = Network | Expression | Model  # what has a graph
Subject: TypeAlias = Computed | Chain | None


@dataclass(frozen=True)
class Choice:
    """One of several answers, as prose, and what there is to say to whoever chooses it."""

    text: str
    why: str = ""


@dataclass(frozen=True)
class Blank:
    """One answer that a student gives.

    `id` carries the subscripts that the sheet prints (`forward.a[1]`), and `points` is an
    exact share of the problem's.  A number is the entry at `index` of the graph's node
    `quantity`; what no graph computes has its answer in `right`.  A manual blank has a
    model answer and what to look for in a student's.
    """

    id: str
    type: BlankType
    points: Fraction
    quantity: str = ""
    index: tuple[int, ...] = ()
    right: Value = None
    choices: tuple[Choice, ...] = ()
    model: str = ""
    rubric: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Problem:
    """A problem: its blanks, and the subject that they are about (None for no subject)."""

    id: str
    kind: str
    points: Fraction
    subject: Subject
    blanks: tuple[Blank, ...]
