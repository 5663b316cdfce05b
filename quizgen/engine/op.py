"""The form of a row of the operations' table.

Three forms cover them all.  An elementwise row computes entry by entry.  A loss row does
too and then sums the entries.  A product row multiplies entries and sums what the result
has no letter for: `ji,i->j` is a matrix times a vector, `,*->*` a number times an array of any
axes; its parents may be read with the bias entry put in (x̂ = [1, x]), with the bias column
left out (β̂), or with the row on top that carries the constant 1 through (as α stands when β
is multiplied by it).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval

Shape: TypeAlias = tuple[int, ...]
View: TypeAlias = Literal["", "with bias", "without bias", "with bias row"]


class Term(NamedTuple):
    """An operation yet without a name, by which `vjp` says what a gradient is made of.

    An argument of None stands for the gradient of the output itself, which is 1.
    """

    op: str
    args: tuple["str | Term | None", ...]


Vjp: TypeAlias = Callable[..., tuple["Term | str | None", ...]]


def scaled(g: str | None, slope: Term | str) -> Term | str:
    """Return g times the local derivative; the derivative itself where g is the output's 1."""
    return slope if g is None else Term("product", (g, slope))


@dataclass(frozen=True)
class Op:
    """A row of the table.

    `latex` reads the row out for one entry of the parents, `#1` and `#2`; `latex_whole` the
    same for whole vectors where it reads differently; `reason` is what a solution says
    beside it, and `turned` which numbers it lays down or transposes.

    `forward(arithmetic, *parents)` computes.  `vjp(out, g, *parents)` takes names and
    returns what is added to each parent's gradient; None marks a row of the backward pass
    that is not differentiated again.  `interval(honest, *parents)` bounds the result before
    it is written down, with each intermediate result written on the way; of a loss it takes
    the entries along the last axis, scalars too.

    `flow(honest, g, *parents)` bounds a gradient g times the result where g is multiplied into
    its parts first: (g a) / b² for g · a/b².

    `limits` is what the operation can give at all, `kink` where its slope jumps, and
    `bias_column` says that its column 0 is multiplied by the constant 1.
    """

    latex: str
    form: Literal["elementwise", "loss", "product"] = "elementwise"
    latex_whole: str = ""
    reason: str = ""
    turned: tuple[bool, ...] = ()
    forward: Callable[..., Array] | None = None
    vjp: Vjp | None = None
    interval: Callable[..., Interval] | None = None
    flow: Callable[..., Interval] | None = None
    limits: tuple[float, float] = (-inf, inf)
    kink: float | None = None
    bias_column: bool = False
    subscripts: str = ""
    views: tuple[View, ...] = ("", "")
    arity: int = 1

    def labels(self, parents: list[Shape]) -> tuple[list[str], str]:
        """Return the letters of each parent's axes, and of the result's, of a product row."""
        pattern = self.subscripts or ",".join("*" * len(parents)) + "->*"
        into, out = pattern.split("->")
        inputs = into.split(",")
        most = max(
            (len(p) for p, axes in zip(parents, inputs, strict=True) if axes == "*"), default=0
        )
        letters = "".join(chr(ord("p") + axis) for axis in range(most))
        return [labels.replace("*", letters) for labels in inputs], out.replace("*", letters)

    def shape(self, parents: list[Shape]) -> Shape:
        """Return the result's shape; raises ValueError where the parents' don't fit."""
        if len(parents) != self.arity and self.arity >= 0:
            raise ValueError(f"takes {self.arity} operands, not {len(parents)}")
        if self.form != "product":
            if len(set(parents)) > 1:
                raise ValueError(f"takes operands of one shape, not {parents}")
            return () if self.form == "loss" or not parents else parents[0]
        sizes: dict[str, int] = {}
        letters, out = self.labels(parents)
        for labels, view, shape in zip(letters, self.views, parents, strict=True):
            axes = seen(view, shape or (1,) * len(labels))
            if len(axes) != len(labels):
                raise ValueError(f"takes an operand of {len(labels)} axes, not {shape}")
            for label, size in zip(labels, axes, strict=True):
                if sizes.setdefault(label, size) != size or size < 1:
                    raise ValueError(f"operands of shapes {parents} do not fit")
        return tuple(sizes[label] for label in out)

    def evaluate(
        self, arithmetic: Arithmetic, shape: Shape, parents: list[tuple[Array, Shape]]
    ) -> Array:
        """Return the values, of `batch + shape`, from the parents' values and their shapes."""
        if self.form != "product":
            assert self.forward is not None
            result = np.asarray(self.forward(arithmetic, *(value for value, _ in parents)))
            if self.form == "loss" and parents[0][1]:
                result = result.sum(axis=-1)
            return np.asarray(result)
        letters, out = self.labels([shape for _, shape in parents])
        operands = [
            look(view, axes(value, core, labels))
            for (value, core), view, labels in zip(parents, self.views, letters, strict=True)
        ]
        spec = ",".join("..." + labels for labels in letters) + "->..." + out
        result = np.asarray(np.einsum(spec, *operands))
        return result.reshape(result.shape[: result.ndim - len(out)] + shape)


def seen(view: View, shape: Shape) -> Shape:
    """Return the shape that a view makes of `shape`."""
    if view == "with bias row":
        return (shape[-2] + 1, shape[-1])
    more = {"": 0, "with bias": 1, "without bias": -1}[view]
    return (*shape[:-1], shape[-1] + more) if more else shape


def look(view: View, values: Array) -> Array:
    """Return `values` seen through `view`."""
    if view == "with bias":
        one = np.ones((*values.shape[:-1], 1), dtype=values.dtype)
        return np.concatenate([one, values], axis=-1)
    if view == "with bias row":
        row = np.zeros((*values.shape[:-2], 1, values.shape[-1]), dtype=values.dtype)
        row[..., 0] = 1
        return np.concatenate([row, values], axis=-2)
    return values[..., 1:] if view == "without bias" else values


def axes(values: Array, core: Shape, labels: str) -> Array:
    """Return `values` with an axis of one where a scalar stands for a single entry."""
    return values.reshape(values.shape + (1,) * (len(labels) - len(core)))
