"""What a layer learns, as arrays of weights and a number of biases, and how counts go wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Learned:
    """A layer's arrays of weights, by their shapes, the outputs first; and its biases.

    `label` is its LaTeX.  `uses` is at how many places, steps or tokens the same numbers are
    used: they are learned once.
    """

    id: str
    label: str
    weights: tuple[Shape, ...]
    biases: int = 0
    uses: int = 1

    @property
    def count(self) -> int:
        """Return how many numbers it learns."""
        return sum(map(prod, self.weights)) + self.biases


def dense(id: str, label: str, inputs: int, units: int, uses: int = 1) -> Learned:
    """Return a fully connected layer with a bias for each unit."""
    return Learned(id, label, ((units, inputs),), units, uses)


@dataclass(frozen=True)
class CountSlip:
    """A row: a slip in counting, where it is made, what a teacher says to it, and its count."""

    name: str
    networks: tuple[str, ...]
    says: str
    wrong: Callable[[Learned], int]


def _weights(layer: Learned, each: Callable[[Shape], int] = prod) -> int:
    return sum(map(each, layer.weights))


def _without_channels(shape: Shape) -> int:
    return shape[0] * prod(shape[2:]) if len(shape) == 4 else prod(shape)


def _by_the_side(shape: Shape) -> int:
    return prod(shape[:3])


def _bias_invented(layer: Learned) -> int:
    return layer.count + (0 if layer.biases else layer.weights[0][0])


ALL = ("mlp", "cnn", "rnn", "attention")
COUNT_SLIPS = (
    CountSlip(
        "bias-forgotten",
        ALL,
        "The biases are learned too: one for each unit or filter of a layer that has them.",
        _weights,
    ),
    CountSlip(
        "one-bias",
        ALL,
        "Each unit or filter of the layer has a bias of its own, not all of them one together.",
        lambda layer: _weights(layer) + (layer.biases > 0),
    ),
    CountSlip(
        "channels-forgotten",
        ("cnn",),
        "A filter reaches through all channels of what comes in: it has a kernel for each.",
        lambda layer: _weights(layer, _without_channels) + layer.biases,
    ),
    CountSlip(
        "side-for-area",
        ("cnn",),
        "A kernel of k × k has k² weights, not k.",
        lambda layer: _weights(layer, _by_the_side) + layer.biases,
    ),
    CountSlip(
        "sharing-forgotten",
        ("cnn", "rnn", "attention"),
        "The same weights are used at every place, step or token: they are learned, and "
        "counted, once.",
        lambda layer: layer.count * layer.uses,
    ),
    CountSlip(
        "recurrence-forgotten",
        ("rnn",),
        "The hidden layer has a second matrix, for what it was a step before.",
        lambda layer: prod(layer.weights[0]) + layer.biases,
    ),
    CountSlip(
        "bias-invented",
        ("rnn", "attention"),
        "Count what is there: this layer is said to have no biases.",
        _bias_invented,
    ),
)


def counts(layers: Sequence[Learned], wrong: Callable[[Learned], int] | None = None) -> Shape:
    """Return what the layers learn, each, and in all; as a slip has it where one is given."""
    each = [layer.count if wrong is None else wrong(layer) for layer in layers]
    return (*each, sum(each))


def hides_no_slip(network: str, layers: Sequence[Learned]) -> bool:
    """Say whether each slip that a network invites changes a count, each otherwise."""
    slips = [slip for slip in COUNT_SLIPS if network in slip.networks]
    every = [counts(layers), *(counts(layers, slip.wrong) for slip in slips)]
    return all(a != b for k, a in enumerate(every) for b in every[:k])
