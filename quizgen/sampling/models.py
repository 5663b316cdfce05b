"""The models of a set, recurrent ones and others: drawn, or given with their numbers."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from quizgen.engine.convolutional import POOLINGS, Convolutional
from quizgen.engine.recurrent import Recurrent
from quizgen.problem import ModelArchitecture
from quizgen.sampling import sources
from quizgen.sampling.fields import Named, OneOf, OneWrong, between, wrong, wrongs
from quizgen.sampling.grids import Grid
from quizgen.sampling.networks import Activations
from quizgen.sampling.sources import Source
from quizgen.sampling.values import Array, Name

SMALL = Grid(low=Decimal(-2), high=Decimal(2), step=Decimal(1))
THREES = Grid(low=Decimal(-3), high=Decimal(3), step=Decimal(1))
MOST_SIDE = 8  # rows and columns of a convolutional network's input


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

    def misfits(self) -> list[OneWrong]:
        """Return which sizes don't fit each other, as a field's mistakes."""
        return []

    @model_validator(mode="after")
    def _fits_together(self) -> "ModelSpec":
        mistakes = self.misfits()
        if mistakes:
            raise wrongs(*mistakes)
        if not self.numbers:
            return self
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
    inputs: Annotated[int, between(1, 8)] = Field(2, description="How many inputs a step has.")
    units: Annotated[int, between(1, 8)] = Field(2, description="How many hidden units.")
    steps: Annotated[int, between(2, 6)] = Field(2, description="How many steps.")
    activation: Activations = Field(
        ("tanh",), description="The hidden units' activation; of several, one is drawn."
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
        return Recurrent(self.inputs, self.units, self.steps, activation)

    def sources(self) -> Mapping[str, Source]:
        """Return what draws each of the graph's inputs."""
        shape = self.architecture(self.activation[0])
        steps = {f"x{t}": sources.data(self.input) for t in shape.times()}
        learned = {name: sources.weights(self.weights) for name in shape.parameters}
        return {**steps, **learned, "y": sources.weights(self.target)}


class ConvolutionalModel(ModelSpec):
    """A convolutional network of one map, with a linear read-out to one output."""

    type: Annotated[str, OneOf(("cnn",))] = Field(
        description="What it is: a convolutional network."
    )
    input: Grid = Field(THREES, description="The numbers that inputs are drawn from.")
    height: Annotated[int, between(2, MOST_SIDE)] = Field(
        5, description="How many rows the input has."
    )
    width: Annotated[int, between(2, MOST_SIDE)] = Field(
        5, description="How many columns the input has."
    )
    kernel: Annotated[int, between(2, 3)] = Field(
        2, description="How many rows and columns the kernel has."
    )
    stride: Annotated[int, between(1, 2)] = Field(
        1, description="By how many entries the kernel moves."
    )
    padding: Annotated[int, between(0, 1)] = Field(
        0, description="How many zeros are put on each side of the input."
    )
    pooling: Annotated[str, OneOf((*POOLINGS, "none"))] = Field(
        "max", description="What is kept of each pooling window: its largest or its average."
    )
    pool: Annotated[int, between(2, 3)] = Field(
        2, description="How many rows and columns a pooling window has."
    )
    activation: Activations = Field(
        ("relu",), description="The map's activation; of several, one is drawn."
    )
    target: Grid = Field(
        default_factory=lambda read: read.get("weights"),
        description="The numbers that targets are drawn from; the weights' where left out.",
    )

    @property
    def activations(self) -> tuple[str, ...]:
        """Return the activations of which one is drawn."""
        return self.activation

    def architecture(self, activation: str) -> Convolutional:
        """Return the network's shape."""
        return Convolutional(
            self.height,
            self.width,
            self.kernel,
            self.stride,
            self.padding,
            self.pooling,
            self.pool,
            activation,
        )

    def misfits(self) -> list[OneWrong]:
        """Return the sides of the input that the windows don't fill."""
        found: list[OneWrong] = []
        for side in ("height", "width"):
            size = getattr(self, side)
            able = [n for n in range(2, MOST_SIDE + 1) if self._fills(n)]
            if size not in able:
                windows = "the kernel and the pooling windows fill"
                if self.pooling == "none":
                    windows = "the kernel fills"
                expected = f"a {side} that {windows}: {', '.join(map(str, able))}"
                found.append(((side,), size, wrong(expected)))
        return found

    def _fills(self, size: int) -> bool:
        try:
            replace(self.architecture("relu"), height=size, width=size).read()
        except ValueError:
            return False
        return True

    def sources(self) -> Mapping[str, Source]:
        """Return what draws each of the graph's inputs: no factor is 1."""
        factors = sources.data(self.weights)
        terms = sources.weights(self.weights)
        return {
            "X": sources.data(self.input),
            "K": factors,
            "b": terms,
            "V": factors,
            "c": terms,
            "y": sources.weights(self.target),
        }


MODELS: Mapping[str, type[ModelSpec]] = {
    "rnn": RecurrentModel,
    "cnn": ConvolutionalModel,
}


def model_form(raw: Any) -> type[ModelSpec]:
    """Return the form that a model's TOML has, or that was made of it: by its type."""
    if isinstance(raw, ModelSpec):
        return type(raw)
    found = raw.get("type") if isinstance(raw, Mapping) else None
    return MODELS.get(str(found), next(iter(MODELS.values())))
