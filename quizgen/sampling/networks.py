"""A network of a set: drawn from grids, or given with its numbers."""

from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import Field, model_validator

from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.losses import LOSSES
from quizgen.engine.networks import PARAMETERS
from quizgen.sampling import sources
from quizgen.sampling.fields import LIST, ListOf, Named, OneOf, OrOne, between, wrong, wrongs
from quizgen.sampling.grids import Grid
from quizgen.sampling.sources import Source
from quizgen.sampling.values import LARGEST, Matrix, Numbers, Step

MATRICES = PARAMETERS[:5]  # of four hidden layers and the output
Activations: TypeAlias = Annotated[
    tuple[Annotated[str, OneOf(tuple(ACTIVATIONS))], ...], OrOne()
]


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
    learning_rate: Step | None = Field(
        None, description="The step of gradient descent, for problems that ask for an update."
    )

    @property
    @abstractmethod
    def sizes(self) -> tuple[int, ...]:
        """Return the sizes of the layers, from the inputs to the outputs."""

    @property
    def all_sizes(self) -> tuple[tuple[int, ...], ...]:
        """Return the sizes that the network may have, of which one is drawn."""
        return (self.sizes,)

    @model_validator(mode="after")
    def _has_activations(self) -> "NetworkSpec":
        if not self.activations and any(len(sizes) > 2 for sizes in self.all_sizes):
            raise wrongs((("activations",), [], wrong("one activation at least")))
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
        description="The numbers that targets are drawn from; the input's where left out.",
    )

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return the sizes of the layers."""
        return (self.inputs, *self.hidden, self.outputs)

    @property
    def all_sizes(self) -> tuple[tuple[int, ...], ...]:
        """Return the sizes that the network may have, its own first."""
        return (self.sizes, *self.other_sizes)

    def sources(self, sizes: tuple[int, ...]) -> Mapping[str, Source]:
        """Return what draws each of the graph's inputs, in a network of these sizes."""
        learned = {name: sources.weights(self.weights) for name in PARAMETERS[: len(sizes) - 1]}
        return {
            **learned,
            "x": sources.data(self.input),
            "y": sources.TARGETS["numbers"](self.target),
        }


def _of(layer: str) -> str:
    return f"The weights of the {layer} layer, a row for each unit, its bias first."


class GivenNetwork(NetworkSpec):
    """A network with its own numbers: every matrix, the input and the target."""

    input: Numbers = Field(description="The input's numbers.")
    target: Numbers = Field(description="The target's numbers.")
    alpha: Matrix = Field(description=_of("first"))
    beta: Matrix | None = Field(None, description=_of("second"))
    gamma: Matrix | None = Field(None, description=_of("third"))
    delta: Matrix | None = Field(None, description=_of("fourth"))
    epsilon: Matrix | None = Field(None, description=_of("fifth"))

    @model_validator(mode="after")
    def _fits_together(self) -> "GivenNetwork":
        names = [name for name in MATRICES if getattr(self, name) is not None]
        first = MATRICES[: len(names)]
        if tuple(names) != first:
            missing = next(name for name in first if name not in names)
            error = wrong(f"all matrices: {', '.join(first)}", f"none beside {names[-1]}")
            raise wrongs(((missing,), None, error))
        sizes, mistakes = self.sizes, []
        for name, below in zip(names, sizes, strict=False):
            width = len(getattr(self, name)[0])
            if width != below + 1:
                error = wrong(
                    f"rows of {below + 1} numbers, the bias first", f"rows of {width}"
                )
                mistakes.append(((name,), None, error))
        for name, numbers, size in (
            ("input", self.input, sizes[0]),
            ("target", self.target, sizes[-1]),
        ):
            if len(numbers) != size:
                many = wrong(f"{size}, to fit the matrices", f"{len(numbers)} numbers")
                mistakes.append(((name,), None, many))
        if mistakes:
            raise wrongs(*mistakes)
        return self

    @property
    def is_drawn(self) -> bool:
        """Say that nothing is drawn."""
        return False

    @property
    def matrices(self) -> Mapping[str, tuple[tuple[Decimal, ...], ...]]:
        """Return the matrices by name, the first layer's first."""
        there = {name: getattr(self, name) for name in MATRICES}
        return {name: rows for name, rows in there.items() if rows is not None}

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return the sizes of the layers, as the matrices have them."""
        rows = list(self.matrices.values())
        return (len(rows[0][0]) - 1, *(len(matrix) for matrix in rows)) if rows else (1, 1)

    @property
    def given(self) -> Mapping[str, Any]:
        """Return the numbers by input node; a single output's target is a number."""
        target = self.target[0] if self.sizes[-1] == 1 else self.target
        return {**self.matrices, "x": self.input, "y": target}
