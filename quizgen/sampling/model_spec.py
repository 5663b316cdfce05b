"""What every model of a set says, whatever its type: its grids, or its own numbers."""

from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal

import numpy as np
from pydantic import Field, model_validator

from quizgen.problem import ModelArchitecture
from quizgen.sampling.fields import Named, OneWrong, wrong, wrongs
from quizgen.sampling.grids import Grid
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
    def lacks(self) -> tuple[str, ...]:
        """Return the parts of its kinds that there is nothing to ask in."""
        return ()

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
