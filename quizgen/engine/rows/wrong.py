"""The rows of operations that nothing but a mistake is made of.

Each is what a student computes in place of a row of `OPS`, with what honest rounding may make
of that; no graph has them until `mistakes` puts them in.
"""

from functools import reduce
from math import inf

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.op import Kink, Op
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.ranges.losses import (
    ONE,
    binary_cross_entropy_interval,
    cross_entropy_interval,
)
from quizgen.engine.ranges.ways import (
    log_interval,
    power_interval,
    quotient_flow,
    quotient_interval,
    quotient_slope_interval,
    scaled_flow,
    wave_interval,
)
from quizgen.engine.rows.losses import LOSS_ROWS
from quizgen.engine.rows.windows import WRONG_WINDOWS
from quizgen.engine.rows.wrong_attention import WRONG_ATTENTION
from quizgen.engine.rows.wrong_layers import WRONG_LAYERS

DEGREE = "0.01745329251994329576923690768488612713443"  # π / 180


def _degrees(xp: Arithmetic, angle: Array) -> Array:
    return np.asarray(angle * xp.array(DEGREE))


def _wave_of_degrees(honest: Honest, angle: Interval, shift: float) -> Interval:
    return wave_interval(honest, angle.each(lambda v: _degrees(honest.arithmetic, v)), shift)


def _log(xp: Arithmetic, a: Array, base: int) -> Array:
    return np.asarray(xp.log(a) / xp.log(xp.array(base)))


def _log_interval(honest: Honest, a: Interval, base: int) -> Interval:
    scale = honest.arithmetic.log(honest.arithmetic.array(base))
    return log_interval(honest, a).each(lambda v: v / scale)


def _quotient_flow(honest: Honest, g: Interval, a: Interval, b: Interval) -> Interval:
    """Return g a / b, the factors in any order."""
    ways = (
        quotient_interval(honest, honest.written(g * a), b),
        g * honest.written(quotient_interval(honest, a, b)),
        honest.written(quotient_interval(honest, g, b)) * a,
    )
    return reduce(Interval.hull, ways)


ENTROPIES = {
    "cross_entropy": cross_entropy_interval,
    "binary_cross_entropy": binary_cross_entropy_interval,
}


def _entropy(loss: str, xp: Arithmetic, yhat: Array, y: Array) -> Array:
    forward = LOSS_ROWS[loss].forward
    assert forward is not None
    return forward(xp, yhat, y)


def _in_base(loss: str, base: int) -> Op:
    """Return an entropy with logarithms to a base: the natural one, divided."""

    def forward(xp: Arithmetic, yhat: Array, y: Array) -> Array:
        return np.asarray(_entropy(loss, xp, yhat, y) / xp.log(xp.array(base)))

    def interval(honest: Honest, yhat: Interval, y: Interval) -> Interval:
        scale = honest.arithmetic.log(honest.arithmetic.array(base))
        return ENTROPIES[loss](honest, yhat, y).each(lambda v: v / scale)

    latex = LOSS_ROWS[loss].latex.replace(r"\ln", rf"\log_{{{base}}}")
    return Op(latex, form="loss", arity=2, forward=forward, interval=interval)


WRONG: dict[str, Op] = {
    **WRONG_LAYERS,
    # activations
    "relu_reversed": Op(
        latex=r"\min(0, #1)",
        forward=lambda xp, a: np.minimum(a, 0),
        interval=lambda honest, a: a.each(lambda v: np.minimum(v, 0)),
        limits=(-inf, 0),
        kink=Kink(lambda a: a),
    ),
    "relu_slope_reversed": Op(
        latex=r"\mathbf{1}[#1 < 0]",
        forward=lambda xp, a: xp.array(np.where(a < 0, 1, 0)),
        interval=lambda honest, a: Interval(
            *(honest.arithmetic.array(np.where(end < 0, 1, 0)) for end in (a.hi, a.lo))
        ),
        limits=(0, 1),
        selects=True,
    ),
    # losses
    "binary_cross_entropy_exchanged": Op(
        latex=r"-\left((1 - #2) \ln #1 + #2 \ln(1 - #1)\right)",
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: _entropy("binary_cross_entropy", xp, yhat, 1 - y),
        interval=lambda honest, yhat, y: binary_cross_entropy_interval(honest, yhat, ONE - y),
        limits=(0, inf),
    ),
    **{f"{loss}_log{base}": _in_base(loss, base) for loss in ENTROPIES for base in (2, 10)},
    "summed_losses": Op(
        latex=r"\sum_{#0} #1",
        form="array",
        arity=2,
        forward=lambda xp, losses, n: losses.sum(axis=-1),
        shaped=LOSS_ROWS["mean"].shaped,
        interval=lambda honest, losses, n: honest.total(losses),
    ),
    "whole_shares": Op(
        latex="1",
        arity=2,
        spelled=True,
        forward=lambda xp, losses, n: xp.array(np.ones(np.shape(losses))),
        interval=lambda honest, losses, n: exactly(
            honest.arithmetic.array(np.ones(losses.lo.shape))
        ),
    ),
    # functions
    "sin_degrees": Op(
        latex=r"\sin(#1^{\circ})",
        forward=lambda xp, a: xp.sin(_degrees(xp, a)),
        interval=lambda honest, a: _wave_of_degrees(honest, a, 0.0),
        limits=(-1, 1),
    ),
    "cos_degrees": Op(
        latex=r"\cos(#1^{\circ})",
        forward=lambda xp, a: xp.cos(_degrees(xp, a)),
        interval=lambda honest, a: _wave_of_degrees(honest, a, np.pi / 2),
        limits=(-1, 1),
    ),
    "cos_slope_degrees": Op(
        latex=r"-\sin(#1^{\circ})",
        forward=lambda xp, a: -xp.sin(_degrees(xp, a)),
        interval=lambda honest, a: -_wave_of_degrees(honest, a, 0.0),
        limits=(-1, 1),
    ),
    "log10": Op(
        latex=r"\log_{10} #1",
        forward=lambda xp, a: _log(xp, a, 10),
        interval=lambda honest, a: _log_interval(honest, a, 10),
    ),
    "log2": Op(
        latex=r"\log_2 #1",
        forward=lambda xp, a: _log(xp, a, 2),
        interval=lambda honest, a: _log_interval(honest, a, 2),
    ),
    "quotient_slope_positive": Op(
        latex=r"\frac{#1}{#2^2}",
        arity=2,
        forward=lambda xp, a, b: a / (b * b),
        interval=lambda honest, a, b: -quotient_slope_interval(honest, a, b),
        flow=lambda honest, g, a, b: -quotient_flow(honest, g, a, b),
    ),
    "quotient_slope_unsquared": Op(
        latex=r"-\frac{#1}{#2}",
        arity=2,
        forward=lambda xp, a, b: -a / b,
        interval=lambda honest, a, b: -quotient_interval(honest, a, b),
        flow=lambda honest, g, a, b: -_quotient_flow(honest, g, a, b),
    ),
    "cube_slope_lowered": Op(
        latex="#1^2",
        forward=lambda xp, a: a * a,
        interval=lambda honest, a: a.squared(),
        flow=lambda honest, g, a: scaled_flow(honest, g, a, a),
        limits=(0, inf),
    ),
    "power_lowered": Op(
        latex="#1^{#2 - 1}",
        arity=2,
        forward=lambda xp, base, exponent: base ** (exponent - 1),
        interval=lambda honest, base, exponent: power_interval(
            honest, base, exponent.each(lambda v: v - 1)
        ),
    ),
    **WRONG_WINDOWS,
    **WRONG_ATTENTION,
}
