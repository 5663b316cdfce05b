"""Where the numbers of an input are drawn from: a grid, or the few values of a target."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.sampling.grids import Grid
from quizgen.streams import Stream


class Source(Protocol):
    """What draws one input of a graph."""

    def draw(self, shape: Sequence[int], stream: Stream) -> Array:
        """Return drawn numbers of a shape, candidates along its first axis."""
        ...

    def naive(self) -> "Source":
        """Return the source without care: every number that there is, alike."""
        ...


@dataclass(frozen=True)
class Numbers:
    """Numbers drawn alike, without those that no kept variant could have.

    A 0 hides the step that it stands in; so does an input of 1.
    """

    numbers: tuple[Decimal, ...]
    unwanted: tuple[int, ...] = ()

    def draw(self, shape: Sequence[int], stream: Stream) -> Array:
        """Return drawn numbers."""
        wanted = [n for n in self.numbers if n not in self.unwanted] or self.numbers
        return np.array(wanted, dtype=float)[stream.below(len(wanted), shape)]

    def naive(self) -> "Numbers":
        """Return the source with the unwanted numbers."""
        return replace(self, unwanted=())


@dataclass(frozen=True)
class OneHot:
    """Vectors along the last axis, one of whose entries is 1, the others 0."""

    def draw(self, shape: Sequence[int], stream: Stream) -> Array:
        """Return drawn vectors."""
        return np.eye(shape[-1])[stream.below(shape[-1], shape[:-1])]

    def naive(self) -> "OneHot":
        """Return the source itself."""
        return self


def weights(grid: Grid) -> Numbers:
    """Return the source of weights: no 0."""
    return Numbers(grid.numbers(), (0,))


def data(grid: Grid) -> Numbers:
    """Return the source of inputs: neither 0 nor 1."""
    return Numbers(grid.numbers(), (0, 1))


TARGETS: Mapping[str, Callable[[Grid], Source]] = {
    "numbers": weights,
    "one-hot": lambda grid: OneHot(),
    "0 or 1": lambda grid: Numbers((Decimal(0), Decimal(1))),
    "-1 or 1": lambda grid: Numbers((Decimal(-1), Decimal(1))),
}
