"""The form of a row of the operations' table.

Four forms cover them all.  An elementwise row computes entry by entry; a scalar operand goes
with every entry.  A loss row does too and then sums over the units, the last axis.  A product
row multiplies entries and sums what the result has no letter for: `ji,i->j` is a matrix times
a vector, `,*->*` a number times an array of any axes; its parents may be read through a view
(`views`).  An array row takes its operands whole, and says which shape it makes of theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval
from quizgen.engine.views import VIEWS, Shape


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

    `written` says of which operands of a product the sheet has the value written down before,
    so that nothing is multiplied across it.

    `limits` is what the operation can give at all, `kink` where its slope jumps, and
    `bias_column` says that its column 0 is multiplied by the constant 1.  `shaped` is the
    shape rule of an array row; it raises ValueError.

    `shortcut` names the losses behind which the gradient by the operand is written at once,
    and the operation by which: ŷ − y behind a softmax and a cross-entropy.
    """

    latex: str
    form: Literal["elementwise", "loss", "product", "array"] = "elementwise"
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
    views: tuple[str, ...] = ("", "")
    written: tuple[bool, ...] = ()
    arity: int = 1
    shaped: Callable[..., Shape] | None = None
    shortcut: Mapping[str, str] = field(default_factory=dict)

    def labels(self, parents: list[Shape]) -> tuple[list[str], str]:
        """Return the letters of each parent's axes, and of the result's, of a product row.

        A `*` stands for as many axes as the pattern leaves over, the same for all.
        """
        pattern = self.subscripts or ",".join("*" * len(parents)) + "->*"
        into, out = pattern.split("->")
        inputs = into.split(",")
        pairs = zip(inputs, self.views, parents, strict=False)
        spare = (len(shape) - len(letters) + 1 for letters, _, shape in pairs if "*" in letters)
        letters = "ABCDEF"[: max(spare, default=0)]
        return [labels.replace("*", letters) for labels in inputs], out.replace("*", letters)

    def shape(self, parents: list[Shape], wanted: Shape | None = None) -> Shape:
        """Return the result's shape; raises ValueError where the parents' don't fit.

        A loss of single outputs, one a row, has no axis to sum: `wanted` tells it from one of
        several outputs.
        """
        if len(parents) != self.arity and self.arity >= 0:
            raise ValueError(f"takes {self.arity} operands, not {len(parents)}")
        if self.shaped is not None:
            return self.shaped(*parents)
        if self.form != "product":
            whole = {shape for shape in parents if shape}
            if len(whole) > 1:
                raise ValueError(f"takes operands of one shape, not {parents}")
            entries = next(iter(whole), ())
            return entries[:-1] if self.form == "loss" and wanted != entries else entries
        sizes: dict[str, int] = {}
        letters, out = self.labels(parents)
        for labels, view, shape in zip(letters, self.views, parents, strict=True):
            axes = VIEWS[view].shape(shape or (1,) * len(labels))
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
            operands = self.aligned(parents)
            result = np.asarray(self.forward(arithmetic, *operands))
            if self.form == "loss" and parents[0][1] != shape:
                result = result.sum(axis=-1)
            return np.asarray(result)
        return self.multiplied(self.seen(parents), shape, parents)

    def seen(self, parents: list[tuple[Array, Shape]]) -> list[Array]:
        """Return the operands of a product row as its views show them."""
        letters, _ = self.labels([shape for _, shape in parents])
        return [
            VIEWS[view].values(axes(value, core, labels))
            for (value, core), view, labels in zip(parents, self.views, letters, strict=True)
        ]

    def multiplied(
        self, seen: list[Array], shape: Shape, parents: list[tuple[Array, Shape]]
    ) -> Array:
        """Return the product of what is `seen` of the parents, summed, of `batch + shape`."""
        letters, out = self.labels([core for _, core in parents])
        spec = ",".join("..." + labels for labels in letters) + "->..." + out
        result = np.asarray(np.einsum(spec, *seen))
        return result.reshape(result.shape[: result.ndim - len(out)] + shape)

    def aligned(self, parents: list[tuple[Array, Shape]]) -> list[Array]:
        """Return the operands of an entry-by-entry row: a scalar's with axes of one."""
        if self.form == "array":
            return [value for value, _ in parents]
        most = max((len(core) for _, core in parents), default=0)
        return [axes(value, core, " " * most) for value, core in parents]


def axes(values: Array, core: Shape, labels: str) -> Array:
    """Return `values` with an axis of one where a scalar stands for a single entry."""
    return values.reshape(values.shape + (1,) * (len(labels) - len(core)))
