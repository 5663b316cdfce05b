"""A problem set as typed data: what its TOML says."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Grid:
    """Evenly spaced decimals from `low` to `high`, both included."""

    low: Decimal
    high: Decimal
    step: Decimal

    def numbers(self) -> tuple[Decimal, ...]:
        """Return the grid's numbers, in order."""
        count = int((self.high - self.low) / self.step) + 1
        return tuple(self.low + i * self.step for i in range(count))


@dataclass(frozen=True)
class NetworkSpec:
    """A network to draw, or, where `given` holds its numbers by input node, to take.

    `sizes` runs from the inputs to the outputs; the hidden layers share an activation,
    drawn from `activations`.
    """

    name: str
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    output_activation: str
    loss: str
    weights: Grid
    input: Grid
    target: Grid
    given: Mapping[str, Any] | None


@dataclass(frozen=True)
class ProblemSpec:
    """A problem of the set; `entries` names single entries to ask for, drawn where empty."""

    id: str
    kind: str
    network: str
    points: Fraction
    section: str
    entries: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class ProblemSet:
    """A set as its TOML says it.  `printed` is a table given with the set, if one is."""

    name: str
    title: str
    course: str
    decimals: int
    table: bool
    printed: tuple[tuple[float, ...], tuple[str, ...]] | None
    networks: Mapping[str, NetworkSpec]
    problems: tuple[ProblemSpec, ...]

    @property
    def drawn(self) -> bool:
        """Say whether any number of the set is drawn."""
        return any(network.given is None for network in self.networks.values())
