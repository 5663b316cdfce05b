"""The convolutional models of a set."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from quizgen.engine.models.convolutional import POOLINGS, Convolutional
from quizgen.sampling import sources
from quizgen.sampling.fields import OneOf, OneWrong, between, wrong
from quizgen.sampling.grids import Grid
from quizgen.sampling.model_spec import HALVES, SMALL, ModelSpec
from quizgen.sampling.networks import Entrywise
from quizgen.sampling.sources import Source

LOSSES = ("half_squared_error", "squared_error")  # of a linear output
MOST_SIDE = 8  # rows and columns of an input


class ConvolutionalModel(ModelSpec):
    """A convolutional network of one map, with a linear read-out to one output."""

    type: Annotated[str, OneOf(("cnn",))] = Field(
        description="What it is: a convolutional network."
    )
    weights: Grid = Field(HALVES, description="The numbers that parameters are drawn from.")
    input: Grid = Field(SMALL, description="The numbers that inputs are drawn from.")
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
    activation: Entrywise = Field(
        ("relu",), description="The map's activation; of several, one is drawn."
    )
    loss: Annotated[str, OneOf(LOSSES)] = Field("half_squared_error", description="The loss.")
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
            self.loss,
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
