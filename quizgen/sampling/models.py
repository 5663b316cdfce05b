"""The models of a set, recurrent ones and others: drawn, or given with their numbers."""

from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from quizgen.engine.networks import LOSSES
from quizgen.engine.recurrent import Recurrent
from quizgen.problem import ModelArchitecture
from quizgen.sampling import sources
from quizgen.sampling.fields import Named, OneOf, between, wrong, wrongs
from quizgen.sampling.grids import Grid
from quizgen.sampling.networks import Activations
from quizgen.sampling.sources import Source
from quizgen.sampling.values import Array, Name

SMALL = Grid(low=Decimal(-2), high=Decimal(2), step=Decimal(1))
HALVES = Grid(low=Decimal("-1.5"), high=Decimal("1.5"), step=Decimal("0.5"))


class ModelSpec(Named):
    """A model of some type, which says what else there is to say."""

    type: str
    weights: Grid = Field(SMALL, description="The numbers that parameters are drawn from.")
    input: Grid = Field(
        default_factory=lambda read: read.get("weights"),
        description="The numbers that inputs are drawn from; the weights' where left out.",
    )
    numbers: Mapping[Name, Array] = Field(
        {}, description="Its own numbers, all of them, by name; drawn where left out."
    )

    @property
    def activations(self) -> tuple[str, ...]:
        """Return the activations of which one is drawn."""
        return ("identity",)

    @abstractmethod
    def architecture(self, activation: str) -> ModelArchitecture:
        """Return the model's shape, with one of its activations."""

    @abstractmethod
    def sources(self) -> Mapping[str, Source]:
        """Return what draws each of the graph's inputs."""

    @property
    def is_drawn(self) -> bool:
        """Say whether its numbers are drawn."""
        return not self.numbers

    @model_validator(mode="after")
    def _has_all_numbers(self) -> "ModelSpec":
        if not self.numbers:
            return self
        mistakes = []
        graph = self.architecture(self.activations[0]).graph()
        wanted = {node.name: node.shape for node in graph.nodes if node.op == "input"}
        for name, shape in wanted.items():
            if name not in self.numbers:
                error = wrong(f"the numbers of {', '.join(wanted)}", "no such numbers")
                mistakes.append((("numbers", name), None, error))
            elif np.shape(self.numbers[name]) != shape:
                expected = " × ".join(map(str, shape)) or "a number by itself"
                found = " × ".join(map(str, np.shape(self.numbers[name]))) or "one number"
                mistakes.append((("numbers", name), None, wrong(expected, found)))
        for name in self.numbers:
            if name not in wanted:
                expected = f"one of {', '.join(wanted)}"
                mistakes.append((("numbers", name), None, wrong(expected, name)))
        if mistakes:
            raise wrongs(*mistakes)
        return self


class RecurrentModel(ModelSpec):
    """An Elman network with one output after its last step."""

    type: Annotated[str, OneOf(("rnn",))] = Field(
        description="What it is: a recurrent network."
    )
    weights: Grid = Field(HALVES, description="The numbers that parameters are drawn from.")
    inputs: Annotated[int, between(1, 8)] = Field(2, description="How many inputs a step has.")
    units: Annotated[int, between(1, 8)] = Field(2, description="How many hidden units.")
    steps: Annotated[int, between(2, 6)] = Field(2, description="How many steps.")
    activation: Activations = Field(
        ("tanh",), description="The hidden units' activation; of several, one is drawn."
    )
    loss: Annotated[str, OneOf(tuple(LOSSES))] = Field(
        "half_squared_error", description="The loss."
    )
    target: Grid = Field(
        default_factory=lambda read: read.get("input"),
        description="The numbers that targets are drawn from; the input's where left out.",
    )

    @property
    def activations(self) -> tuple[str, ...]:
        """Return the activations of which one is drawn."""
        return self.activation

    def architecture(self, activation: str) -> Recurrent:
        """Return the network's shape."""
        return Recurrent(self.inputs, self.units, self.steps, activation, self.loss)

    def sources(self) -> Mapping[str, Source]:
        """Return what draws each of the graph's inputs."""
        shape = self.architecture(self.activation[0])
        steps = {f"x{t}": sources.data(self.input) for t in shape.times()}
        learned = {name: sources.weights(self.weights) for name in shape.parameters}
        return {**steps, **learned, "y": sources.weights(self.target)}


MODELS: Mapping[str, type[ModelSpec]] = {
    "rnn": RecurrentModel,
}


def model_form(raw: Any) -> type[ModelSpec]:
    """Return the form that a model's TOML has, or that was made of it: by its type."""
    if isinstance(raw, ModelSpec):
        return type(raw)
    found = raw.get("type") if isinstance(raw, Mapping) else None
    return MODELS.get(str(found), next(iter(MODELS.values())))
