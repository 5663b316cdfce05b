"""The rows of convolutional networks: cross-correlation, pooling, and what they send back.

A row's name has what stays the same throughout: `convolve 3/2/1` is of a 3 × 3 kernel with
stride 2 and padding 1, `max_pool 2` of 2 × 2 windows side by side.
"""

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval
from quizgen.engine.op import Op, Term
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.windows import POOLS, blocks, forms, pooled, put_together


def _product(latex: str, subscripts: str, *views: str) -> Op:
    return Op(latex, form="product", subscripts=subscripts, views=views, arity=len(views))


def _convolve(form: str) -> Op:
    return Op(
        latex=r"#1 \star #2",
        form="product",
        subscripts="uv,pquv->pq",
        views=("", f"windows {form}"),
        arity=2,
        vjp=lambda out, g, K, X: (
            Term(f"kernel_gradient {form}", (g, X)),
            Term(f"input_gradient {form}", (g, K)),
        ),
    )


def _largest(xp: Arithmetic, values: Array, pool: int) -> Array:
    return np.asarray(blocks(values, pool).max(axis=-1))


def _winners(xp: Arithmetic, values: Array, pool: int) -> Array:
    """Return 1 where an entry is its window's largest, the first of several.

    Where all are alike, as where a ReLU has turned all off, none is.
    """
    windows = blocks(values, pool)
    largest = windows == windows.max(axis=-1, keepdims=True)
    first = largest & (np.cumsum(largest, axis=-1) == 1) & ~largest.all(axis=-1, keepdims=True)
    return np.asarray(xp.array(put_together(np.where(first, 1, 0), pool)))


def _winners_interval(honest: Honest, a: Interval, pool: int) -> Interval:
    """Return 1 where an entry is the largest for sure, 0 where it cannot be."""
    low, high = blocks(a.lo, pool), blocks(a.hi, pool)
    others = ~np.eye(pool**2, dtype=bool)

    def rivals(ends: Array) -> Array:
        """Return, for each entry of a window, the largest of the others."""
        return np.asarray(np.where(others, ends[..., None, :], -np.inf).max(axis=-1))

    ends = (low > rivals(high), high >= rivals(low))
    return Interval(
        *(honest.arithmetic.array(put_together(np.where(end, 1, 0), pool)) for end in ends)
    )


def _mean(xp: Arithmetic, values: Array, pool: int) -> Array:
    return np.asarray(blocks(values, pool).sum(axis=-1) / pool**2)


def _mean_interval(honest: Honest, a: Interval, pool: int) -> Interval:
    """Return the mean of each window: of the sum, or the sum of each entry's share."""
    terms = a.each(lambda v: blocks(v, pool))
    total = honest.written(honest.total(terms)).each(lambda v: v / pool**2)
    shares = honest.written(terms.each(lambda v: v / pool**2))
    return total.hull(honest.total(shares))


def _max_pool(pool: int) -> Op:
    return Op(
        latex=r"\operatorname{maxpool}(#1)",
        form="array",
        shaped=lambda shape: pooled(shape, pool),
        forward=lambda xp, a: _largest(xp, a, pool),
        interval=lambda honest, a: a.each(lambda v: _largest(honest.arithmetic, v, pool)),
        vjp=lambda out, g, a: (Term(f"route {pool}", (g, Term(f"winners {pool}", (a,)))),),
    )


def _avg_pool(pool: int) -> Op:
    return Op(
        latex=r"\operatorname{avgpool}(#1)",
        form="array",
        shaped=lambda shape: pooled(shape, pool),
        forward=lambda xp, a: _mean(xp, a, pool),
        interval=lambda honest, a: _mean_interval(honest, a, pool),
        vjp=lambda out, g, a: (Term(f"route {pool}", (g, Term(f"shares {pool}", (a,)))),),
    )


def _constant(latex: str, pool: int, share: int) -> Op:
    """Return the row of a map's local derivative that is 1/share at every entry."""

    def everywhere(xp: Arithmetic, a: Array) -> Array:
        return np.asarray(np.full(a.shape, xp.array(1.0)[()] / share))

    return Op(
        latex,
        form="array",
        shaped=lambda shape: (pooled(shape, pool), shape)[1],
        forward=everywhere,
        interval=lambda honest, a: a.each(lambda v: everywhere(honest.arithmetic, v)),
        limits=(0, 1),
    )


def _winners_row(pool: int) -> Op:
    return Op(
        latex=r"\mathbf{1}[#1 \text{ is the largest}]",
        form="array",
        shaped=lambda shape: (pooled(shape, pool), shape)[1],
        forward=lambda xp, a: _winners(xp, a, pool),
        interval=lambda honest, a: _winners_interval(honest, a, pool),
        limits=(0, 1),
        selects=True,
    )


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
    "shift": Op(  # a map by a scalar
        latex="#1 + #2",
        arity=2,
        forward=lambda xp, a, b: a + b,
        interval=lambda honest, a, b: a + b,
        vjp=lambda out, g, a, b: (Term("identity", (g,)), Term("total", (g,))),
    ),
    "total": Op(latex=r"\sum #1", form="product", subscripts="*->", views=("",)),
    "inner": Op(  # of two maps
        latex=r"\sum #1 \odot #2",
        form="product",
        subscripts="ij,ij->",
        arity=2,
        vjp=lambda out, g, a, b: (Term("scale", (g, b)), Term("scale", (g, a))),
    ),
    **{f"max_pool {k}": _max_pool(k) for k in POOLS},
    **{f"avg_pool {k}": _avg_pool(k) for k in POOLS},
    **{
        f"route {k}": _product(
            r"\operatorname{up}(#1) \odot #2", "pq,pq->pq", f"repeated {k}", ""
        )
        for k in POOLS
    },
    **{f"winners {k}": _winners_row(k) for k in POOLS},
    **{f"shares {k}": _constant(rf"\tfrac{{1}}{{{k**2}}}", k, k**2) for k in POOLS},
}
WRONG_WINDOWS: dict[str, Op] = {
    # true convolution, the kernel turned round
    **{
        f"convolve {form} flipped": _product(
            r"#1 \star #2", "uv,pquv->pq", "flipped", f"windows {form}"
        )
        for form in FORMS
    },
    **{
        f"{row} {form} {how}": _product(r"#1 \star #2", subscripts, "", f"windows {form} {how}")
        for row, subscripts in (("convolve", "uv,pquv->pq"), ("kernel_gradient", "pq,pquv->uv"))
        for how, forms_ in (
            ("by one", [f"{k}/{s}/{p}" for k, s, p in forms() if s > 1]),
            ("unpadded", [f"{k}/{s}/{p}" for k, s, p in forms() if p]),
        )
        for form in forms_
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
    **{f"winners {k} everywhere": _constant("1", k, 1) for k in POOLS},
}
