"""The rows of the losses, each with the row of its slope; and the mean over a batch's rows.

A loss sums over the units.  Behind a softmax or a sigmoid the entropies' gradient is ŷ − y:
rows of their own, whose ranges hold the long way too.
"""

from math import inf

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval
from quizgen.engine.op import Kink, Op, Term, each, in_rows
from quizgen.engine.ranges.losses import (
    binary_cross_entropy_interval,
    binary_cross_entropy_slope_interval,
    cross_entropy_interval,
    cross_entropy_slope_interval,
    half_squares_interval,
    margin_slope_interval,
    margins_interval,
    mean_difference_interval,
    mean_interval,
    mean_squares_interval,
    sigmoid_surplus_interval,
    sizes_interval,
    softmax_surplus_interval,
    squares_interval,
)
from quizgen.engine.views import Shape, along_units


def _weighted_log(xp: Arithmetic, weight: Array, share: Array) -> Array:
    """Return weight · ln share, 0 where the weight is 0."""
    there = np.asarray(weight != 0)
    sure = np.where(there, share, xp.array(1)[()])
    with np.errstate(divide="ignore"):  # ln 0 is −∞
        return np.asarray(np.where(there, weight * _log(xp, sure), 0))


def _log(xp: Arithmetic, share: Array) -> Array:
    some = np.asarray(share > 0)
    return np.asarray(np.where(some, xp.log(np.where(some, share, xp.array(1)[()])), -np.inf))


def _over(weight: Array, share: Array) -> Array:
    """Return weight / share, 0 where the weight is 0."""
    there = np.asarray(weight != 0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(there, weight / np.where(there, share, 1), 0))


def _mean_of(losses: Shape, number: Shape) -> Shape:
    if len(losses) != 1 or number:
        raise ValueError("takes a number a row, and how many there are")
    return ()


def _sign(values: Array) -> Array:
    return np.asarray(np.where(values > 0, 1, np.where(values < 0, -1, 0)))


LOSS_ROWS: dict[str, Op] = {
    "half_squared_error": Op(
        latex=r"\tfrac{1}{2} (#1 - #2)^2",
        latex_sum=r"\tfrac{1}{2} \sum_{#0} (#1 - #2)^2",
        latex_whole=r"\tfrac{1}{2} \lVert #1 - #2 \rVert^2",
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: (yhat - y) ** 2 / 2,
        vjp=lambda out, g, yhat, y: (
            in_rows(g, Term("difference", (yhat, y))),
            in_rows(g, Term("difference", (y, yhat))),
        ),
        interval=half_squares_interval,
        limits=(0, inf),
    ),
    "squared_error": Op(
        latex="(#1 - #2)^2",
        latex_sum=r"\sum_{#0} (#1 - #2)^2",
        latex_whole=r"\lVert #1 - #2 \rVert^2",
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: (yhat - y) ** 2,
        vjp=lambda out, g, yhat, y: (
            in_rows(g, Term("twice_difference", (yhat, y))),
            in_rows(g, Term("twice_difference", (y, yhat))),
        ),
        interval=squares_interval,
        limits=(0, inf),
    ),
    "mean_squared_error": Op(
        latex=r"\tfrac{1}{#3} (#1 - #2)^2",
        latex_sum=r"\tfrac{1}{#3} \sum_{#0} (#1 - #2)^2",
        latex_whole=r"\tfrac{1}{#3} \lVert #1 - #2 \rVert^2",
        form="loss",
        arity=3,
        forward=lambda xp, yhat, y, n: (yhat - y) ** 2 / n,
        vjp=lambda out, g, yhat, y, n: (
            in_rows(g, Term("mean_difference", (yhat, y, n))),
            in_rows(g, Term("mean_difference", (y, yhat, n))),
            None,
        ),
        interval=mean_squares_interval,
        limits=(0, inf),
    ),
    "mean_difference": Op(
        latex=r"\tfrac{2}{#3} (#1 - #2)",
        arity=3,
        forward=lambda xp, a, b, n: 2 * (a - b) / n,
        interval=mean_difference_interval,
    ),
    "absolute_error": Op(
        latex=r"\lvert #1 - #2 \rvert",
        latex_sum=r"\sum_{#0} \lvert #1 - #2 \rvert",
        latex_whole=r"\lVert #1 - #2 \rVert_1",
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: np.abs(yhat - y),
        vjp=lambda out, g, yhat, y: (
            in_rows(g, Term("sign", (yhat, y))),
            in_rows(g, Term("sign", (y, yhat))),
        ),
        interval=sizes_interval,
        limits=(0, inf),
        kink=Kink(lambda yhat, y: yhat - y),
    ),
    "sign": Op(
        latex=r"\operatorname{sign}(#1 - #2)",
        arity=2,
        forward=lambda xp, a, b: _sign(a - b),
        interval=lambda honest, a, b: (a - b).each(_sign),
    ),
    "binary_cross_entropy": Op(
        latex=r"-\left(#2 \ln #1 + (1 - #2) \ln(1 - #1)\right)",
        latex_for={"1": r"-\ln #1", "0": r"-\ln(1 - #1)"},
        latex_sum=r"-\sum_{#0} \left(#2 \ln #1 + (1 - #2) \ln(1 - #1)\right)",
        classes=True,
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: (
            -_weighted_log(xp, y, yhat) - _weighted_log(xp, 1 - y, 1 - yhat)
        ),
        vjp=lambda out, g, yhat, y: (
            in_rows(g, Term("binary_cross_entropy_slope", (yhat, y))),
            None,
        ),
        interval=binary_cross_entropy_interval,
        limits=(0, inf),
    ),
    "binary_cross_entropy_slope": Op(
        latex=r"-\frac{#2}{#1} + \frac{1 - #2}{1 - #1}",
        classes=True,
        arity=2,
        forward=lambda xp, yhat, y: _over(1 - y, 1 - yhat) - _over(y, yhat),
        interval=binary_cross_entropy_slope_interval,
    ),
    "sigmoid_surplus": Op(
        latex="#1 - #2",
        classes=True,
        arity=2,
        forward=lambda xp, yhat, y: yhat - y,
        interval=sigmoid_surplus_interval,
    ),
    "cross_entropy": Op(
        latex=r"-#2 \ln #1",
        latex_for={"1": r"-\ln #1", "0": ""},
        latex_sum=r"-\sum_{#0} #2 \ln #1",
        classes=True,
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: -_weighted_log(xp, y, yhat),
        vjp=lambda out, g, yhat, y: (in_rows(g, Term("cross_entropy_slope", (yhat, y))), None),
        interval=cross_entropy_interval,
    ),
    "cross_entropy_slope": Op(
        latex=r"-\frac{#2}{#1}",
        classes=True,
        arity=2,
        forward=lambda xp, yhat, y: -_over(y, yhat),
        interval=cross_entropy_slope_interval,
    ),
    "softmax_surplus": Op(
        latex="#1 - #2",
        classes=True,
        form="array",
        shaped=along_units,
        arity=2,
        forward=lambda xp, yhat, y: yhat - y,
        interval=softmax_surplus_interval,
    ),
    "hinge": Op(
        latex=r"\max(0, 1 - #2 \cdot #1)",
        latex_sum=r"\sum_{#0} \max(0, 1 - #2 \, #1)",
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: np.maximum(1 - y * yhat, 0),
        vjp=lambda out, g, yhat, y: (
            in_rows(g, Term("hinge_slope", (yhat, y))),
            in_rows(g, Term("hinge_slope", (y, yhat))),
        ),
        interval=margins_interval,
        limits=(0, inf),
        kink=Kink(lambda yhat, y: y * yhat, at=1.0),
    ),
    "hinge_slope": Op(
        latex=r"-#2 \cdot \mathbf{1}[#2 \cdot #1 < 1]",
        arity=2,
        forward=lambda xp, yhat, y: np.where(y * yhat < 1, -y, 0),
        interval=margin_slope_interval,
    ),
    "mean": Op(
        latex=r"\tfrac{1}{#2} \sum_{#0} #1",
        form="array",
        arity=2,
        forward=lambda xp, losses, n: losses.sum(axis=-1) / n,
        shaped=_mean_of,
        vjp=lambda out, g, losses, n: (each(g, Term("shares", (losses, n))), None),
        interval=mean_interval,
    ),
    "shares": Op(
        latex=r"\tfrac{1}{#2}",
        arity=2,
        spelled=True,
        forward=lambda xp, losses, n: np.broadcast_to(1 / n, np.shape(losses)),
        interval=lambda honest, losses, n: Interval(1 / n.hi, 1 / n.lo).each(
            lambda v: np.broadcast_to(v, losses.lo.shape)
        ),
    ),
}
