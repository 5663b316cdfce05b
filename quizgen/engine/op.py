"""The form of a row of the operations' table.

Four forms cover them all.  An elementwise row computes entry by entry; a scalar operand goes
with every entry.  A loss row does too and then sums over the units, the last axis.  A product
row multiplies entries and sums what the result has no letter for: `ji,i->j` is a matrix times
a vector, `,*->*` a number times an array of any axes; its parents may be read through a view
(`views`), and what has fewer axes than letters has one entry along the last.  An array row
takes its operands whole, and says which shape it makes of theirs; where it multiplies entries
and sums, its subscripts say so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from math import inf
from typing import Any, Literal, NamedTuple, TypeAlias

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


def each(g: str | None, slope: Term | str) -> Term | str:
    """Return a scalar g times the local derivatives by an array's entries."""
    return slope if g is None else Term("scale", (g, slope))


def in_rows(g: str | None, slope: Term | str) -> Term | str:
    """Return row n of the local derivative times gₙ, the gradient by the loss of row n."""
    return slope if g is None else Term("per_row", (slope, g))


@dataclass(frozen=True)
class Kink:
    """Where a slope jumps: where `of`, a function of the operands, is `at`.

    `off` says that below it both value and slope are 0.
    """

    of: Callable[..., Any]
    at: float = 0.0
    off: bool = False


@dataclass(frozen=True)
class Op:
    """A row of the table.

    `latex` reads the row out for one entry of the parents, `#1` and `#2`; `latex_whole` the
    same for whole vectors where it reads differently, `latex_sum` for a sum over the letters
    `#0`, and `latex_for` for one entry where its last operand is such a number; `reason` is
    what a solution says beside it, and `turned` which numbers it lays down or transposes.
    What is `spelled` has no name on a sheet: it is spoken of by its formula.

    `forward(arithmetic, *parents)` computes.  `vjp(out, g, *parents)` takes names and
    returns what is added to each parent's gradient; None marks a row of the backward pass
    that is not differentiated again.  `interval(honest, *parents)` bounds the result before
    it is written down, with each intermediate result written on the way; of a loss it takes
    the entries along the last axis, scalars too.

    Where the last operand is one of few `classes`, 0 is as good as any.

    `flow(honest, g, *parents)` bounds a gradient g times the result where g is multiplied into
    its parts first: (g a) / b² for g · a/b².

    `written` says of which operands of a product the sheet has the value written down before,
    so that nothing is multiplied across it.

    `limits` is what the operation can give at all, and `bias_column` says that its column 0 is
    multiplied by the constant 1.  What `selects` gives 1 for the entries that it takes, 0 for
    the others.  `shaped` is the shape rule of an array row; it raises ValueError.

    `shortcut` names the losses behind which the gradient by the operand is written at once,
    and the operation by which: ŷ − y behind a softmax and a cross-entropy.
    """

    latex: str
    form: Literal["elementwise", "loss", "product", "array"] = "elementwise"
    latex_whole: str = ""
    latex_sum: str = ""
    latex_for: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    turned: tuple[bool, ...] = ()
    spelled: bool = False
    forward: Callable[..., Array] | None = None
    vjp: Vjp | None = None
    interval: Callable[..., Interval] | None = None
    flow: Callable[..., Interval] | None = None
    limits: tuple[float, float] = (-inf, inf)
    kink: Kink | None = None
    bias_column: bool = False
    classes: bool = False
    selects: bool = False
    subscripts: str = ""
    views: tuple[str, ...] = ("", "")
    written: tuple[bool, ...] = ()
    arity: int = 1
    shaped: Callable[..., Shape] | None = None
    shortcut: Mapping[str, str] = field(default_factory=dict)

    def multiplies(self, place: int) -> bool:
        """Say whether the operand at a place is a factor, not a term."""
        letters = self.subscripts.partition("->")[0].split(",")
        return self.form == "product" or any(letters[place : place + 1])

    def labels(self, parents: list[Shape]) -> tuple[tuple[str, ...], str]:
        """Return the letters of each parent's axes, and of the result's, of a product row.

        A `*` stands for as many axes as the pattern leaves over, the same for all.
        """
        pattern = self.subscripts or ",".join("*" * len(parents)) + "->*"
        return _lettered(pattern, tuple(map(len, parents)))

    def shape(self, parents: list[Shape], wanted: Shape | None = None) -> Shape:
        """Return the result's shape; raises ValueError where the parents' don't fit.

        A loss of single outputs, one a row, has no axis to sum: `wanted` tells it from one of
        several outputs.
        """
        if len(parents) != self.arity and self.arity >= 0:
            raise ValueError(f"takes {self.arity} operands, not {len(parents)}")
        if not parents and self.arity:
            raise ValueError("takes one operand at least")
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
            axes = VIEWS[view].shape(padded(shape, view, labels))
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
        if not self.subscripts and not any(self.views):  # entry by entry
            return np.asarray(reduce(np.multiply, self.aligned(parents)))
        return self.multiplied(self.seen(parents), shape, parents)

    def seen(self, parents: list[tuple[Array, Shape]]) -> list[Array]:
        """Return the operands of a product row as its views show them."""
        letters, _ = self.labels([shape for _, shape in parents])
        return [
            VIEWS[view].values(axes(value, core, labels[VIEWS[view].adds :]))
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


@lru_cache(maxsize=1024)
def _lettered(pattern: str, axes: tuple[int, ...]) -> tuple[tuple[str, ...], str]:
    """Return a pattern with letters for its `*`, of operands with so many axes."""
    into, out = pattern.split("->")
    inputs = into.split(",")
    pairs = zip(inputs, axes, strict=False)
    spare = (many - len(letters) + 1 for letters, many in pairs if "*" in letters)
    letters = "ABCDEF"[: max(spare, default=0)]
    return tuple(one.replace("*", letters) for one in inputs), out.replace("*", letters)


def padded(shape: Shape, view: str, labels: str) -> Shape:
    """Return `shape` with an axis of one for each letter that is left, seen through a view."""
    return shape + (1,) * (len(labels) - VIEWS[view].adds - len(shape))


def axes(values: Array, core: Shape, labels: str) -> Array:
    """Return `values` with an axis of one where a scalar stands for a single entry."""
    more = len(labels) - len(core)
    return values.reshape(values.shape + (1,) * more) if more else values
