"""Heads of attention and layer normalisations of a set: drawn, or given with their numbers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from quizgen.engine.models.attention import Attention
from quizgen.engine.models.normalisation import LayerNorm
from quizgen.engine.rounding import plain
from quizgen.sampling import sources
from quizgen.sampling.fields import OneOf, between, number
from quizgen.sampling.grids import Grid
from quizgen.sampling.model_spec import SMALL, ModelSpec
from quizgen.sampling.sources import Source

HALVES = Grid(low=Decimal(-1), high=Decimal(1), step=Decimal("0.5"))
WIDE = Grid(low=Decimal(-4), high=Decimal(4), step=Decimal(1))


class AttentionModel(ModelSpec):
    """One head of scaled dot-product attention, whose tokens are the rows of a matrix."""

    type: Annotated[str, OneOf(("attention",))] = Field(
        description="What it is: a head of attention."
    )
    tokens: Annotated[int, between(2, 6)] = Field(3, description="How many tokens.")
    inputs: Annotated[int, between(1, 8)] = Field(
        2, description="How many numbers a token has."
    )
    keys: Annotated[int, between(1, 8)] = Field(
        2, description="How many numbers a query has, and a key: d_k."
    )
    values: Annotated[int, between(1, 8)] = Field(
        2, description="How many numbers a value has."
    )
    projected: bool = Field(
        True,
        description="Whether queries, keys and values are computed from the tokens; if not, "
        "they are given.",
    )
    mask: bool = Field(
        False, description="Whether it is causal: no token attends to those after it."
    )
    weights: Grid = Field(HALVES, description="The numbers that parameters are drawn from.")
    input: Grid = Field(
        SMALL,
        description="The numbers that the tokens are drawn from, or queries, keys and values.",
    )

    @property
    def lacks(self) -> tuple[str, ...]:
        """Return the parts of its kinds that there is nothing to ask in."""
        return () if self.projected else ("projections",)

    def architecture(self, activation: str) -> Attention:
        """Return the head's shape."""
        sizes = (self.tokens, self.inputs, self.keys, self.values)
        return Attention(*sizes, self.projected, self.mask)

    def sources(self) -> Mapping[str, Source]:
        """Return what draws each of the graph's inputs."""
        if not self.projected:
            return dict.fromkeys(("Q", "K", "V"), sources.weights(self.input))
        learned = self.architecture("identity").parameters
        return {
            "X": sources.data(self.input),
            **dict.fromkeys(learned, sources.weights(self.weights)),
        }


class LayerNormModel(ModelSpec):
    """Layer normalisation of one vector."""

    type: Annotated[str, OneOf(("layer-norm",))] = Field(
        description="What it is: a layer normalisation."
    )
    size: Annotated[int, between(3, 8)] = Field(
        4, description="How many entries the vector has."
    )
    epsilon: Annotated[Decimal, number(least=0, most=1)] = Field(
        Decimal("0.00001"), description="What is added to the variance."
    )
    weights: Grid = Field(SMALL, description="The numbers that γ and β are drawn from.")
    input: Grid = Field(WIDE, description="The numbers that the vector is drawn from.")

    def architecture(self, activation: str) -> LayerNorm:
        """Return the layer's shape."""
        return LayerNorm(self.size, plain(self.epsilon))

    def sources(self) -> Mapping[str, Source]:
        """Return what draws each of the graph's inputs."""
        return {
            "x": sources.weights(self.input),
            "gamma": sources.data(self.weights),
            "beta": sources.weights(self.weights),
        }
