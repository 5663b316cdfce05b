"""The rows of convolutional networks: cross-correlation, the read-out, and what they send back.

A row's name has what stays the same throughout: `convolve 3/2/1` is of a 3 × 3 kernel with
stride 2 and padding 1.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval
from quizgen.engine.op import Op, Term
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.rows.pooling import POOLING_ROWS, WRONG_POOLING
from quizgen.engine.views import VIEWS, Shape
from quizgen.engine.windows import forms


def _product(latex: str, subscripts: str, *views: str) -> Op:
    return Op(latex, form="product", subscripts=subscripts, views=views, arity=len(views))


def _summed(
    seen: str = "", weights: str = "", biased: bool = True
) -> tuple[Callable[..., Array], Callable[..., Interval]]:
    """Return forward and interval of Σ weights · what is seen + bias, both through views.

    The sum is over the last two axes; the bias is one of its terms, added at any turn.
    """

    def operands(w: Array, x: Array) -> tuple[Array, Array]:
        w, x = VIEWS[weights].values(w), VIEWS[seen].values(x)
        return w.reshape(w.shape[:-2] + (1,) * VIEWS[seen].adds + w.shape[-2:]), x

    def forward(xp: Arithmetic, w: Array, x: Array, b: Array) -> Array:
        w, x = operands(w, x)
        total = np.asarray((w * x).sum(axis=(-2, -1)))
        return total + _behind(b, seen) if biased else total

    def interval(honest: Honest, w: Interval, x: Interval, b: Interval) -> Interval:
        low, high = operands(w.lo, x.lo), operands(w.hi, x.hi)
        products = honest.written(Interval(low[0], high[0]) * Interval(low[1], high[1]))
        flat = products.each(lambda v: v.reshape(*v.shape[:-2], -1))
        lows, highs = (np.moveaxis(end, -1, 0) for end in (flat.lo, flat.hi))
        terms = [Interval(*ends) for ends in zip(lows, highs, strict=True)]
        terms += [b.each(lambda v: _behind(v, seen))] * biased
        return honest.total(Interval.stacked(terms))

    return forward, interval


def _behind(b: Array, seen: str) -> Array:
    """Return a scalar with an axis of one for each that a map has."""
    return np.asarray(b)[(..., *(None,) * VIEWS[seen].adds)]


def _convolve(form: str, how: str = "", kernel: str = "", biased: bool = True) -> Op:
    """Return the row of a cross-correlation, or of what a mistake makes of it."""
    seen = f"windows {form}{how}"
    forward, interval = _summed(seen, kernel, biased)

    def shaped(K: Shape, X: Shape, b: Shape) -> Shape:
        *places, rows, columns = VIEWS[seen].shape(X)
        if (rows, columns) != K or b:
            raise ValueError(f"takes a kernel of {rows} × {columns} and a scalar")
        return tuple(places)

    return Op(
        latex=r"#1 \star #2 + #3",
        form="array",
        subscripts="uv,pquv,->pq",
        arity=3,
        shaped=shaped,
        forward=forward,
        interval=interval,
        vjp=lambda out, g, K, X, b: (
            Term(f"kernel_gradient {form}", (g, X)),
            Term(f"input_gradient {form}", (g, K)),
            Term("total", (g,)),
        ),
    )


def _read_out(biased: bool = True) -> Op:
    """Return the row of a weighted sum of a map's entries, with a bias."""
    forward, interval = _summed(biased=biased)

    def shaped(V: Shape, P: Shape, c: Shape) -> Shape:
        if len(P) != 2 or V != P or c:
            raise ValueError(f"takes two matrices of one shape and a scalar, not {V}, {P}, {c}")
        return ()

    return Op(
        latex=r"\sum #1 \odot #2 + #3",
        form="array",
        subscripts="ij,ij,->",
        arity=3,
        shaped=shaped,
        forward=forward,
        interval=interval,
        vjp=lambda out, g, V, P, c: (
            Term("scale", (g, P)),
            Term("scale", (g, V)),
            Term("identity", (g,)),
        ),
    )


def _wrong(op: Op) -> Op:
    """Return a row that nothing but a mistake is made of: no gradient flows through it."""
    return replace(op, vjp=None)


FORMS = tuple(f"{k}/{s}/{p}" for k, s, p in forms())
WINDOW_ROWS: dict[str, Op] = {
    **{f"convolve {form}": _convolve(form) for form in FORMS},
    **{
        f"kernel_gradient {form}": _product(
            r"#1 \star #2", "pq,pquv->uv", "", f"windows {form}"
        )
        for form in FORMS
    },
    **{
        f"input_gradient {form}": _product(
            r"\operatorname{flip}(#2) \star #1", "ijuv,uv->ij", f"spread {form}", "flipped"
        )
        for form in FORMS
    },
    "total": Op(latex=r"\sum #1", form="product", subscripts="*->", views=("",)),
    "read_out": _read_out(),
    **POOLING_ROWS,
}
WRONG_FORMS = {  # windows as mistakes have them, where there is such a view
    how: tuple(form for form in FORMS if f"windows {form} {how}" in VIEWS)
    for how in ("by one", "unpadded")
}
WRONG_WINDOWS: dict[str, Op] = {
    **{f"convolve {form} flipped": _wrong(_convolve(form, kernel="flipped")) for form in FORMS},
    **{f"convolve {form} unbiased": _wrong(_convolve(form, biased=False)) for form in FORMS},
    "read_out unbiased": _wrong(_read_out(biased=False)),
    **{
        f"convolve {form} {how}": _wrong(_convolve(form, f" {how}"))
        for how, found in WRONG_FORMS.items()
        for form in found
    },
    **{
        f"kernel_gradient {form} {how}": _product(
            r"#1 \star #2", "pq,pquv->uv", "", f"windows {form} {how}"
        )
        for how, found in WRONG_FORMS.items()
        for form in found
    },
    **{
        f"kernel_gradient {form} unsummed": _product(
            r"#1 \star #2", "pq,pquv->uv", "first place alone", f"windows {form}"
        )
        for form in FORMS
    },
    **{
        f"input_gradient {form} unflipped": _product(
            r"#2 \star #1", "ijuv,uv->ij", f"spread {form}", ""
        )
        for form in FORMS
    },
    **WRONG_POOLING,
}
