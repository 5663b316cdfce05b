"""A network of a set that gives its own numbers: every matrix, the input, the target."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field, model_validator

from quizgen.engine.losses import LOSSES, Targets
from quizgen.sampling.fields import (
    OneWrong,
    wrong,
    wrongs,
)
from quizgen.sampling.networks import MATRICES, MOST_ROWS, NetworkSpec
from quizgen.sampling.values import Matrix, Name, NumbersOrRows

CLASSES: Mapping[Targets, Callable[[Sequence[Decimal]], bool]] = {  # what a target may be
    "numbers": lambda target: True,
    "one-hot": lambda target: min(target) >= 0 and sum(target) == 1,  # or probabilities
    "0 or 1": lambda target: set(target) <= {0, 1},
    "-1 or 1": lambda target: set(target) <= {-1, 1},
}


def _of(layer: str) -> str:
    return f"The weights of the {layer} layer, a row for each unit, its bias first."


def _size(matrix: Sequence[Sequence[Decimal]]) -> str:
    return f"{len(matrix)} × {len(matrix[0])}"


class GivenNetwork(NetworkSpec):
    """A network with its own numbers: every matrix, the input and the target."""

    input: NumbersOrRows = Field(
        description="The input's numbers; for a batch a row for each input."
    )
    target: NumbersOrRows = Field(
        description="The target's numbers; for a batch a row for each, or one number for each."
    )
    alpha: Matrix = Field(description=_of("first"))
    beta: Matrix | None = Field(None, description=_of("second"))
    gamma: Matrix | None = Field(None, description=_of("third"))
    delta: Matrix | None = Field(None, description=_of("fourth"))
    epsilon: Matrix | None = Field(None, description=_of("fifth"))
    velocity: Mapping[Name, Matrix] = Field(
        {}, description="The velocity that momentum has of each matrix; 0 where left out."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> "GivenNetwork":
        names = [name for name in MATRICES if getattr(self, name) is not None]
        first = MATRICES[: len(names)]
        if tuple(names) != first:
            missing = next(name for name in first if name not in names)
            error = wrong(f"all matrices: {', '.join(first)}", f"none beside {names[-1]}")
            raise wrongs(((missing,), None, error))
        sizes = self.sizes
        mistakes: list[OneWrong] = []
        for name, below in zip(names, sizes, strict=False):
            width = len(getattr(self, name)[0])
            if width != below + 1:
                error = wrong(
                    f"rows of {below + 1} numbers, the bias first", f"rows of {width}"
                )
                mistakes.append(((name,), None, error))
        mistakes += self._data_that_do_not_fit()
        for name, velocity in self.velocity.items():
            matrix = self.matrices.get(name)
            if matrix is None:
                expected = wrong(f"one of {', '.join(self.matrices)}", name)
                mistakes.append((("velocity", name), None, expected))
            elif _size(matrix) != _size(velocity):
                expected = wrong(f"{_size(matrix)} numbers, as {name} has", _size(velocity))
                mistakes.append((("velocity", name), None, expected))
        if mistakes:
            raise wrongs(*mistakes)
        return self

    def _data_that_do_not_fit(self) -> list[OneWrong]:
        """Return what is wrong with the input and the target."""
        size, last = self.sizes[0], self.sizes[-1]
        rows = self.input if self.batch else (self.input,)
        if self.batch and not 2 <= self.batch <= MOST_ROWS:
            many = wrong(f"2 to {MOST_ROWS} rows", f"{self.batch} rows")
            return [(("input",), None, many)]
        found: list[OneWrong] = []
        if len(rows[0]) != size:
            many = wrong(f"{size}, to fit the matrices", f"{len(rows[0])} numbers")
            found.append((("input",), None, many))
        targets = self.target if self.batch else (self.target,)
        if self.batch and last == 1:
            targets = [one if isinstance(one, tuple) else (one,) for one in targets]
        if not all(isinstance(one, tuple) for one in targets) or (
            len(targets) != len(rows) or {len(one) for one in targets} != {last}
        ):
            expected = f"{last}, to fit the matrices"
            if self.batch:
                expected = f"{self.batch} rows of {last}, to fit input and matrices"
            many = wrong(
                expected, f"{len(self.target)} {'rows' * bool(self.batch) or 'numbers'}"
            )
            return [*found, (("target",), None, many)]
        kind = LOSSES[self.loss].targets
        if not all(map(CLASSES[kind], targets)):
            found.append((("target",), self.target, wrong(f"{kind}, as {self.loss} takes it")))
        return found

    @property
    def batch(self) -> int:
        """Return how many rows its batch has, 0 for a single input."""
        return len(self.input) if isinstance(self.input[0], tuple) else 0

    @property
    def is_drawn(self) -> bool:
        """Say that nothing is drawn."""
        return False

    @property
    def matrices(self) -> Mapping[str, tuple[tuple[Decimal, ...], ...]]:
        """Return the matrices by name, the first layer's first."""
        there = {name: getattr(self, name) for name in MATRICES}
        return {name: rows for name, rows in there.items() if rows is not None}

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return the sizes of the layers, as the matrices have them."""
        rows = list(self.matrices.values())
        return (len(rows[0][0]) - 1, *(len(matrix) for matrix in rows)) if rows else (1, 1)

    @property
    def given(self) -> Mapping[str, Any]:
        """Return the numbers by input node; a single output's target is a number."""
        target = self.target
        if self.sizes[-1] == 1:  # a number by itself, or one a row
            flat = tuple(one[0] if isinstance(one, tuple) else one for one in target)
            target = flat if self.batch else flat[0]
        return {**self.matrices, "x": self.input, "y": target}
