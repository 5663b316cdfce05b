"""The honest ways through a head of attention: the scale of its scores, its causal softmax."""

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.ranges.activations import softmax_interval
from quizgen.engine.ranges.honest import Honest


def inverse_root_interval(honest: Honest, d: Interval) -> Interval:
    """Return 1/√d as a factor: written down, or a division by a written √d.

    To multiply by √d/d is one of the ways too.
    """
    one = exactly(honest.arithmetic.array(1.0))
    root = honest.written(d.each(lambda v: v**0.5))
    return one.over(root).hull(root.over(d))


def causal_interval(honest: Honest, scores: Interval) -> Interval:
    """Return the softmax of each row up to the diagonal, and exact zeros beyond."""
    size = scores.lo.shape[-1]
    first = exactly(np.ones_like(scores.lo[..., 0, :1]))
    rows = [
        softmax_interval(honest, scores.each(lambda v, n=n: v[..., n, : n + 1]))
        for n in range(1, size)
    ]

    def padded(row: Array) -> Array:
        beyond = size - row.shape[-1]
        return np.pad(row, [(0, 0)] * (row.ndim - 1) + [(0, beyond)])

    filled = [row.each(padded) for row in (first, *rows)]
    return Interval(
        *(np.stack([getattr(row, end) for row in filled], axis=-2) for end in ("lo", "hi"))
    )
