"""The types of a set's models, and the recurrent one."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from quizgen.engine.losses import LOSSES
from quizgen.engine.models.recurrent import Recurrent
from quizgen.sampling import sources
from quizgen.sampling.attention_models import AttentionModel, LayerNormModel
from quizgen.sampling.convolutional_models import ConvolutionalModel
from quizgen.sampling.fields import OneOf, between
from quizgen.sampling.grids import Grid
from quizgen.sampling.model_spec import HALVES, ModelSpec
from quizgen.sampling.networks import Entrywise
from quizgen.sampling.sources import Source

# the losses that compare one output with a number
OF_NUMBERS = tuple(
    name for name, row in LOSSES.items() if row.targets == "numbers" and not row.counted
)


class RecurrentModel(ModelSpec):
    """An Elman network with one output after its last step."""

    type: Annotated[str, OneOf(("rnn",))] = Field(
        description="What it is: a recurrent network."
    )
    weights: Grid = Field(HALVES, description="The numbers that parameters are drawn from.")
    inputs: Annotated[int, between(1, 8)] = Field(2, description="How many inputs a step has.")
    units: Annotated[int, between(1, 8)] = Field(2, description="How many hidden units.")
    steps: Annotated[int, between(2, 6)] = Field(2, description="How many steps.")
    activation: Entrywise = Field(
        ("tanh",), description="The hidden units' activation; of several, one is drawn."
    )
    loss: Annotated[str, OneOf(OF_NUMBERS)] = Field(
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
    "cnn": ConvolutionalModel,
    "attention": AttentionModel,
    "layer-norm": LayerNormModel,
}


def model_form(raw: Any) -> type[ModelSpec]:
    """Return the form that a model's TOML has, or that was made of it: by its type."""
    if isinstance(raw, ModelSpec):
        return type(raw)
    found = raw.get("type") if isinstance(raw, Mapping) else None
    return MODELS.get(str(found), next(iter(MODELS.values())))
