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

    def row(n: int) -> Interval:
        return softmax_interval(honest, scores.each(lambda v: v[..., n, : n + 1]))

    def padded(end: Array) -> Array:
        beyond = size - end.shape[-1]
        return np.pad(end, [(0, 0)] * (end.ndim - 1) + [(0, beyond)])

    filled = [one.each(padded) for one in (first, *map(row, range(1, size)))]
    return Interval(
        *(np.stack([getattr(one, end) for one in filled], axis=-2) for end in ("lo", "hi"))
    )
