"""The rows of pooling: the largest of each window, the average, and who gets the gradient.

A row's name has the side of its windows, which lie side by side: `max_pool 2`.
"""

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval
from quizgen.engine.op import Op, Term
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.windows import POOLS, blocks, pooled, put_together


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


def _route(pool: int) -> Op:
    """Return the row that hands each window's gradient to its entries, to each its part."""
    return Op(
        latex=r"\operatorname{up}(#1) \odot #2",
        form="product",
        subscripts="pq,pq->pq",
        views=(f"repeated {pool}", ""),
        arity=2,
    )


POOLING_ROWS: dict[str, Op] = {
    **{f"max_pool {k}": _max_pool(k) for k in POOLS},
    **{f"avg_pool {k}": _avg_pool(k) for k in POOLS},
    **{f"route {k}": _route(k) for k in POOLS},
    **{f"winners {k}": _winners_row(k) for k in POOLS},
    **{f"shares {k}": _constant(rf"\tfrac{{1}}{{{k**2}}}", k, k**2) for k in POOLS},
}
WRONG_POOLING: dict[str, Op] = {
    **{f"winners {k} everywhere": _constant("1", k, 1) for k in POOLS},
}
