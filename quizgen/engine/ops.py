"""The table of operations: everything that is known of each, one row an operation.

A row says how the operation reads in LaTeX, which shapes it takes, how it computes (in
either arithmetic), which operations its gradient is made of, and what honest rounding may
make of it.  Activations and losses are rows like any other.

Three forms cover them all.  An elementwise row computes entry by entry.  A loss row does
too and then sums the entries.  A product row multiplies entries and sums what the result
has no letter for: `ji,i->j` is a matrix times a vector; its parents may be read with the
bias entry put in (x̂ = [1, x]) or with the bias column left out (β̂).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, pi
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval, exactly

if TYPE_CHECKING:
    from quizgen.engine.bounds import Honest

Shape: TypeAlias = tuple[int, ...]
View: TypeAlias = Literal["", "with bias", "without bias"]


class Term(NamedTuple):
    """An operation yet without a name, by which `vjp` says what a gradient is made of.

    An argument of None stands for the gradient of the output itself, which is 1.
    """

    op: str
    args: tuple["str | Term | None", ...]


Vjp: TypeAlias = Callable[..., tuple["Term | str | None", ...]]


@dataclass(frozen=True)
class Op:
    """A row of the table.

    `latex` is a format string over the parents, for one entry; `latex_whole` the same for
    whole vectors where it reads differently.  `forward(arithmetic, *parents)` computes.
    `vjp(out, g, *parents)` takes names and returns what is added to each parent's
    gradient; None marks a row of the backward pass that is not differentiated again.
    `interval(honest, *parents)` bounds the result before it is written down, each
    intermediate result written on the way (see `bounds.Honest.written`).  `limits` is
    what the operation can give at all; `kink` where its slope jumps.
    """

    latex: str
    form: Literal["elementwise", "loss", "product"] = "elementwise"
    latex_whole: str = ""
    forward: Callable[..., Array] | None = None
    vjp: Vjp | None = None
    interval: "Callable[..., Interval] | None" = None
    limits: tuple[float, float] = (-inf, inf)
    kink: float | None = None
    subscripts: str = ""
    views: tuple[View, ...] = ("", "")
    arity: int = 1

    def labels(self, parents: list[Shape]) -> tuple[list[str], str]:
        """Return the letters of each parent's axes, and of the result's, of a product row."""
        if not self.subscripts:  # entry by entry
            letters = "".join(chr(ord("p") + axis) for axis in range(len(parents[0])))
            return [letters] * len(parents), letters
        into, out = self.subscripts.split("->")
        return into.split(","), out

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
                result = result.sum(axis=tuple(range(-len(parents[0][1]), 0)))
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
    """Return the shape that a view makes of `shape`: one more or one fewer in the last axis."""
    more = {"": 0, "with bias": 1, "without bias": -1}[view]
    return (*shape[:-1], shape[-1] + more) if more else shape


def look(view: View, values: Array) -> Array:
    """Return `values` seen through `view`."""
    if view == "with bias":
        one = np.ones((*values.shape[:-1], 1), dtype=values.dtype)
        return np.concatenate([one, values], axis=-1)
    return values[..., 1:] if view == "without bias" else values


def axes(values: Array, core: Shape, labels: str) -> Array:
    """Return `values` with an axis of one where a scalar stands for a single entry."""
    return values.reshape(values.shape + (1,) * (len(labels) - len(core)))


def scaled(g: str | None, slope: Term | str) -> Term | str:
    """Return g times the local derivative; the derivative itself where g is the output's 1."""
    return slope if g is None else Term("product", (g, slope))


def _logistic(xp: Arithmetic, a: Array) -> Array:
    small = xp.exp(-np.abs(a))  # never overflows
    return np.where(a >= 0, 1, small) / (1 + small)


def _logistic_interval(honest: "Honest", a: Interval) -> Interval:
    grown = honest.written((-a).each(honest.arithmetic.exp), (0, inf))
    return honest.looked_up("sigmoid", a, Interval(1 / (1 + grown.hi), 1 / (1 + grown.lo)))


def _logistic_slope_interval(honest: "Honest", z: Interval) -> Interval:
    ends = [z.lo * (1 - z.lo), z.hi * (1 - z.hi)]
    top = np.where((z.lo < 0.5) & (z.hi > 0.5), 0.25, np.maximum(*ends))
    # z − z², with a full z and a rounded z², is off by up to a unit more than z(1 − z)
    off = honest.unit * (z.lo != z.hi)
    return Interval(np.minimum(*ends) - off, top + off)


def _half_square_interval(honest: "Honest", yhat: Interval, y: Interval) -> Interval:
    off = honest.written(yhat - y)
    half = exactly(np.asarray(honest.half))
    return (half * honest.written(off.squared())).hull(honest.written(half * off) * off)


def _wave_interval(honest: "Honest", angle: Interval, shift: float) -> Interval:
    """Return what sin can be for angles moved by `shift`: the ends, and ±1 where it turns."""
    moved = angle.each(lambda v: v + shift)
    wave = honest.arithmetic.cos if shift else honest.arithmetic.sin
    lo, hi = wave(angle.lo), wave(angle.hi)

    def turns(at: float) -> Array:
        laps = moved.each(lambda v: np.floor((v.astype(float) - at) / (2 * pi)))
        return laps.hi > laps.lo

    least = np.where(turns(-pi / 2), -1, np.minimum(lo, hi))
    return Interval(least, np.where(turns(pi / 2), 1, np.maximum(lo, hi)))


def _power_interval(honest: "Honest", base: Interval, exponent: Interval) -> Interval:
    corners = [b**e for b in (base.lo, base.hi) for e in (exponent.lo, exponent.hi)]
    even = (base.lo < 0) & (base.hi > 0) & (exponent.lo % 2 == 0)
    least = np.minimum(np.minimum(*corners[:2]), np.minimum(*corners[2:]))
    most = np.maximum(np.maximum(*corners[:2]), np.maximum(*corners[2:]))
    return Interval(np.where(even, np.minimum(least, 0), least), most)


OPS: dict[str, Op] = {
    # layers
    "affine": Op(
        latex="{0} {1}",
        form="product",
        subscripts="ji,i->j",
        views=("", "with bias"),
        arity=2,
        vjp=lambda out, g, W, x: (Term("outer", (g, x)), Term("backflow", (W, g))),
    ),
    "outer": Op(
        latex=r"{0} {1}^{{\top}}",
        form="product",
        subscripts="j,i->ji",
        views=("", "with bias"),
        arity=2,
    ),
    "backflow": Op(
        latex=r"{0}^{{\top}} {1}",
        form="product",
        subscripts="kj,k->j",
        views=("without bias", ""),
        arity=2,
    ),
    # activations
    "identity": Op(
        latex="{0}",
        form="product",
        views=("",),
        vjp=lambda out, g, a: (Term("identity", (g,)),),
    ),
    "tanh": Op(
        latex=r"\tanh({0})",
        forward=lambda xp, a: xp.tanh(a),
        vjp=lambda out, g, a: (scaled(g, Term("tanh_slope", (out,))),),
        interval=lambda honest, a: honest.looked_up("tanh", a, a.each(honest.arithmetic.tanh)),
        limits=(-1, 1),
    ),
    "tanh_slope": Op(
        latex="1 - {0}^2",
        latex_whole="1 - {0}^2",
        forward=lambda xp, z: 1 - z * z,
        interval=lambda honest, z: exactly(np.asarray(1)) - honest.written(z.squared()),
        limits=(0, 1),
    ),
    "sigmoid": Op(
        latex=r"\sigma({0})",
        forward=_logistic,
        vjp=lambda out, g, a: (scaled(g, Term("sigmoid_slope", (out,))),),
        interval=_logistic_interval,
        limits=(0, 1),
    ),
    "sigmoid_slope": Op(
        latex=r"{0} (1 - {0})",
        latex_whole=r"{0} \odot (1 - {0})",
        forward=lambda xp, z: z * (1 - z),
        interval=_logistic_slope_interval,
        limits=(0, 0.25),
    ),
    "relu": Op(
        latex=r"\max(0, {0})",
        forward=lambda xp, a: np.maximum(a, 0),
        vjp=lambda out, g, a: (scaled(g, Term("relu_slope", (a,))),),
        interval=lambda honest, a: a.each(lambda v: np.maximum(v, 0)),
        limits=(0, inf),
        kink=0.0,
    ),
    "relu_slope": Op(
        latex=r"[{0} > 0]",
        forward=lambda xp, a: xp.array(np.where(a > 0, 1, 0)),
        interval=lambda honest, a: a.each(lambda v: honest.array(np.where(v > 0, 1, 0))),
        limits=(0, 1),
    ),
    # losses
    "half_squared_error": Op(
        latex=r"\tfrac{{1}}{{2}} ({0} - {1})^2",
        latex_whole=r"\tfrac{{1}}{{2}} \lVert {0} - {1} \rVert^2",
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: (yhat - y) ** 2 / 2,
        vjp=lambda out, g, yhat, y: (
            scaled(g, Term("difference", (yhat, y))),
            scaled(g, Term("difference", (y, yhat))),
        ),
        interval=_half_square_interval,
        limits=(0, inf),
    ),
    "squared_error": Op(
        latex="({0} - {1})^2",
        latex_whole=r"\lVert {0} - {1} \rVert^2",
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: (yhat - y) ** 2,
        vjp=lambda out, g, yhat, y: (
            scaled(g, Term("twice_difference", (yhat, y))),
            scaled(g, Term("twice_difference", (y, yhat))),
        ),
        interval=lambda honest, yhat, y: honest.written(yhat - y).squared(),
        limits=(0, inf),
    ),
    "difference": Op(
        latex="{0} - {1}",
        arity=2,
        forward=lambda xp, a, b: a - b,
        vjp=lambda out, g, a, b: (Term("identity", (g,)), Term("negate", (g,))),
        interval=lambda honest, a, b: a - b,
    ),
    "twice_difference": Op(
        latex="2 ({0} - {1})",
        arity=2,
        forward=lambda xp, a, b: 2 * (a - b),
        interval=lambda honest, a, b: exactly(np.asarray(2)) * honest.written(a - b),
    ),
    # elementary functions
    "one": Op(
        latex="1",
        arity=0,
        forward=lambda xp: xp.array(1.0),
        interval=lambda honest: exactly(honest.array(1.0)),
    ),
    "sum": Op(
        latex="{0} + {1}",
        arity=-1,
        forward=lambda xp, *terms: sum(terms[1:], start=terms[0]),
        vjp=lambda out, g, *terms: tuple(Term("identity", (g,)) for _ in terms),
        interval=lambda honest, *terms: sum(terms[1:], start=terms[0]),
    ),
    "negate": Op(
        latex="-{0}",
        forward=lambda xp, a: -a,
        vjp=lambda out, g, a: (Term("negate", (g,)),),
        interval=lambda honest, a: -a,
    ),
    "product": Op(
        latex=r"{0} \cdot {1}",
        latex_whole=r"{0} \odot {1}",
        form="product",
        arity=2,
        vjp=lambda out, g, a, b: (scaled(g, b), scaled(g, a)),
    ),
    "quotient": Op(
        latex=r"\frac{{{0}}}{{{1}}}",
        arity=2,
        forward=lambda xp, a, b: a / b,
        vjp=lambda out, g, a, b: (
            Term("quotient", (g, b)),
            scaled(g, Term("quotient_slope", (out, b))),
        ),
        interval=lambda honest, a, b: a.over(b),
    ),
    "quotient_slope": Op(  # of a / b by b, from the quotient q: −q / b
        latex=r"-\frac{{{0}}}{{{1}}}",
        arity=2,
        forward=lambda xp, q, b: -q / b,
        interval=lambda honest, q, b: -q.over(b),
    ),
    "power": Op(
        latex="{0}^{{{1}}}",
        arity=2,
        forward=lambda xp, base, exponent: base**exponent,
        vjp=lambda out, g, base, exponent: (
            scaled(g, Term("power_slope", (base, exponent))),
            scaled(g, Term("exponent_slope", (out, base))),
        ),
        interval=_power_interval,
    ),
    "power_slope": Op(
        latex="{1} {0}^{{{1} - 1}}",
        arity=2,
        forward=lambda xp, base, exponent: exponent * base ** (exponent - 1),
        interval=lambda honest, base, exponent: exponent * honest.written(
            _power_interval(honest, base, exponent.each(lambda v: v - 1))
        ),
    ),
    "exponent_slope": Op(  # of b^e by e, from the power p: p ln b
        latex=r"{0} \ln {1}",
        arity=2,
        forward=lambda xp, p, base: p * xp.log(base),
        interval=lambda honest, p, base: p * honest.written(base.each(honest.arithmetic.log)),
    ),
    "sin": Op(
        latex=r"\sin({0})",
        forward=lambda xp, a: xp.sin(a),
        vjp=lambda out, g, a: (scaled(g, Term("cos", (a,))),),
        interval=lambda honest, a: _wave_interval(honest, a, 0.0),
        limits=(-1, 1),
    ),
    "cos": Op(
        latex=r"\cos({0})",
        forward=lambda xp, a: xp.cos(a),
        vjp=lambda out, g, a: (scaled(g, Term("cos_slope", (a,))),),
        interval=lambda honest, a: _wave_interval(honest, a, pi / 2),
        limits=(-1, 1),
    ),
    "cos_slope": Op(
        latex=r"-\sin({0})",
        forward=lambda xp, a: -xp.sin(a),
        interval=lambda honest, a: -_wave_interval(honest, a, 0.0),
        limits=(-1, 1),
    ),
    "exp": Op(
        latex="e^{{{0}}}",
        forward=lambda xp, a: xp.exp(a),
        vjp=lambda out, g, a: (scaled(g, out),),
        interval=lambda honest, a: a.each(honest.arithmetic.exp),
        limits=(0, inf),
    ),
    "log": Op(
        latex=r"\ln {0}",
        forward=lambda xp, a: xp.log(a),
        vjp=lambda out, g, a: (Term("quotient", (g, a)),),
        interval=lambda honest, a: a.each(honest.arithmetic.log),
    ),
}
