"""The table of losses: what sheets and sets say of each; `OPS` says how it computes."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Targets: TypeAlias = Literal["numbers", "one-hot", "0 or 1", "-1 or 1"]


@dataclass(frozen=True)
class Loss:
    """A row: a loss in a list, in a sentence, and what it asks of the network.

    `targets` is what it compares the output with; one-hot targets may be class probabilities
    where they are given.  `behind` are the output activations that it stands behind; any
    where it names none.  A loss that is a mean over several outputs has their number as its
    `counted` third operand, and is the row `single` of a single output.
    """

    summary: str
    named: str
    targets: Targets = "numbers"
    behind: tuple[str, ...] = ()
    counted: bool = False
    single: str = ""


LOSSES: dict[str, Loss] = {
    "half_squared_error": Loss("½ Σ (ŷ − y)²", "half squared error"),
    "squared_error": Loss("Σ (ŷ − y)²", "squared error"),
    "mean_squared_error": Loss(
        "(1/m) Σ (ŷ − y)², the mean over the m outputs",
        "mean squared error",
        counted=True,
        single="squared_error",
    ),
    "absolute_error": Loss("Σ |ŷ − y|", "absolute error"),
    "binary_cross_entropy": Loss(
        "−Σ (y ln ŷ + (1 − y) ln(1 − ŷ)), y being 0 or 1, behind a sigmoid",
        "binary cross-entropy",
        targets="0 or 1",
        behind=("sigmoid",),
    ),
    "cross_entropy": Loss(
        "−Σ y ln ŷ, y one-hot, behind a softmax",
        "cross-entropy",
        targets="one-hot",
        behind=("softmax",),
    ),
    "hinge": Loss(
        "Σ max(0, 1 − yŷ), y being −1 or 1",
        "hinge loss",
        targets="-1 or 1",
        behind=("identity", "tanh"),
    ),
}
