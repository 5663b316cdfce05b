"""A network of a set: what every one says, and one whose numbers are drawn from grids."""

from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import Field, model_validator

from quizgen.engine import names
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.losses import LOSSES
from quizgen.engine.networks import PARAMETERS
from quizgen.engine.optimizers import Descent
from quizgen.sampling import sources
from quizgen.sampling.fields import (
    LIST,
    ListOf,
    Named,
    OneOf,
    OneOrMore,
    OrOne,
    between,
    number,
    wrong,
    wrongs,
)
from quizgen.sampling.grids import Grid
from quizgen.sampling.optimizers import OptimizerSpec
from quizgen.sampling.sources import Source
from quizgen.sampling.values import LARGEST, Step

MATRICES = PARAMETERS[:5]  # of four hidden layers and the output
MOST_ROWS = 8  # of a batch: with more there is more to write than to learn
HIDDEN = tuple(name for name, row in ACTIVATIONS.items() if not row.units)
Entrywise: TypeAlias = OneOrMore[  # without a number of the set's
    Annotated[str, OneOf(tuple(n for n in HIDDEN if not ACTIVATIONS[n].sloped))]
]
Activations: TypeAlias = Annotated[tuple[Annotated[str, OneOf(HIDDEN)], ...], OrOne()]


Sizes: TypeAlias = Annotated[
    tuple[Annotated[int, between(1, LARGEST)], ...],
    Field(min_length=2, max_length=len(MATRICES) + 1),
    LIST,
]


class NetworkSpec(Named):
    """A network of layers; `sizes` runs from the inputs to the outputs."""

    activations: Activations = Field(
        ("tanh",), description="The hidden layers' activation; of several, one is drawn."
    )
    output_activation: Annotated[str, OneOf(tuple(ACTIVATIONS))] = Field(
        "identity", description="The output layer's activation."
    )
    loss: Annotated[str, OneOf(tuple(LOSSES))] = Field(
        "half_squared_error", description="The loss."
    )
    slope: Annotated[Decimal, number(above=0, most=1)] = Field(
        Decimal("0.1"), description="The slope of a leaky ReLU below 0."
    )
    learning_rate: Step | None = Field(
        None, description="The learning rate of a step; 0.1 where it is left out."
    )
    optimizer: OptimizerSpec = Field(
        default_factory=OptimizerSpec,
        description="How a step moves the weights; by plain gradient descent where left out.",
    )

    @property
    def descent(self) -> Descent:
        """Return how the network learns, with every number of it."""
        return self.optimizer.descent(self.learning_rate)

    @property
    @abstractmethod
    def sizes(self) -> tuple[int, ...]:
        """Return the sizes of the layers, from the inputs to the outputs."""

    @property
    @abstractmethod
    def batch(self) -> int:
        """Return how many rows its batch has, 0 for a single input."""

    @property
    def all_sizes(self) -> tuple[tuple[int, ...], ...]:
        """Return the sizes that the network may have, of which one is drawn."""
        return (self.sizes,)

    @model_validator(mode="after")
    def _has_activations(self) -> "NetworkSpec":
        if not self.activations and any(len(sizes) > 2 for sizes in self.all_sizes):
            raise wrongs((("activations",), [], wrong("one activation at least")))
        return self

    @model_validator(mode="after")
    def _has_an_output_for_its_loss(self) -> "NetworkSpec":
        behind, output = LOSSES[self.loss].behind, self.output_activation
        if behind and output not in behind:
            said = wrong(f"{' or '.join(behind)}, which {self.loss} stands behind")
            raise wrongs((("output_activation",), output, said))
        if ACTIVATIONS[output].units and any(sizes[-1] == 1 for sizes in self.all_sizes):
            said = wrong(
                f"an activation of a single output; {output} takes two outputs at least"
            )
            raise wrongs((("output_activation",), output, said))
        return self


class DrawnNetwork(NetworkSpec):
    """A network whose numbers are drawn from grids."""

    inputs: Annotated[int, between(1, LARGEST)] = Field(description="How many inputs.")
    hidden: Annotated[
        tuple[Annotated[int, between(1, LARGEST)], ...],
        Field(max_length=len(MATRICES) - 1),
        LIST,
    ] = Field(description="The units of each hidden layer, such as [3]; [] for none.")
    outputs: Annotated[int, between(1, LARGEST)] = Field(description="How many outputs.")
    other_sizes: ListOf[Sizes] = Field(
        (),
        description=(
            "Other sizes, each from the inputs to the outputs, such as [[3, 4, 1], [2, 2, 2]]; "
            "of these and its own, one is drawn."
        ),
    )
    rows: Annotated[int, between(2, MOST_ROWS)] | None = Field(
        None, description="How many inputs a batch has, a row each; a single input without it."
    )
    weights: Grid = Field(
        Grid(low=Decimal(-3), high=Decimal(3), step=Decimal(1)),
        description="The numbers that weights and biases are drawn from.",
    )
    input: Grid = Field(
        default_factory=lambda read: read.get("weights"),
        description="The numbers that inputs are drawn from; the weights' where left out.",
    )
    target: Grid = Field(
        default_factory=lambda read: read.get("input"),
        description=(
            "The numbers that targets are drawn from; the input's where left out. Classes have "
            "none: they are one-hot, 0 or 1, −1 or 1, as the loss has them."
        ),
    )
    velocity: Grid = Field(
        Grid(low=Decimal(-1), high=Decimal(1), step=Decimal("0.1")),
        description="The numbers that momentum's velocities are drawn from.",
    )

    @model_validator(mode="after")
    def _draws_targets(self) -> "DrawnNetwork":
        targets = LOSSES[self.loss].targets
        if targets != "numbers" and "target" in self.model_fields_set:
            raise wrongs((("target",), None, wrong(f"no grid: {self.loss} takes {targets}")))
        return self

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return the sizes of the layers."""
        return (self.inputs, *self.hidden, self.outputs)

    @property
    def batch(self) -> int:
        """Return how many rows its batch has, 0 for a single input."""
        return self.rows or 0

    @property
    def all_sizes(self) -> tuple[tuple[int, ...], ...]:
        """Return the sizes that the network may have, its own first."""
        return (self.sizes, *self.other_sizes)

    def sources(self, sizes: tuple[int, ...]) -> Mapping[str, Source]:
        """Return what draws each input that the graph may have, in a network of these sizes."""
        parameters = PARAMETERS[: len(sizes) - 1]
        learned = {name: sources.weights(self.weights) for name in parameters}
        velocity = {
            names.kept("velocity", name): sources.weights(self.velocity) for name in parameters
        }
        settings = {
            name: sources.Numbers((value,)) for name, value in self.descent.settings.items()
        }
        return {
            **learned,
            "x": sources.data(self.input),
            "y": sources.TARGETS[LOSSES[self.loss].targets](self.target),
            **velocity,
            **settings,
        }
