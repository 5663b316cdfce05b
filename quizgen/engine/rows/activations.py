"""The rows of the activations, each with the row of its slope."""

from math import inf

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval
from quizgen.engine.op import Kink, Op, Term, scaled
from quizgen.engine.ranges.activations import (
    elu,
    elu_interval,
    gelu_interval,
    gelu_slope_interval,
    logistic,
    logistic_interval,
    normal_cdf,
    normal_density,
    softmax,
    softmax_flow_interval,
    softmax_interval,
    softplus,
    softplus_interval,
    softplus_slope_interval,
)
from quizgen.engine.ranges.ways import logistic_slope_interval, tanh_slope_interval
from quizgen.engine.views import along_units


def _softmax_flow(xp: Arithmetic, yhat: Array, g: Array) -> Array:
    return np.asarray(yhat * (g - (g * yhat).sum(axis=-1, keepdims=True)))


ACTIVATION_ROWS: dict[str, Op] = {
    "tanh": Op(
        latex=r"\tanh(#1)",
        forward=lambda xp, a: xp.tanh(a),
        vjp=lambda out, g, a: (scaled(g, Term("tanh_slope", (out,))),),
        interval=lambda honest, a: honest.looked_up("tanh", a, a.each(honest.arithmetic.tanh)),
        limits=(-1, 1),
    ),
    "tanh_slope": Op(
        latex="1 - #1^2",
        forward=lambda xp, z: 1 - z * z,
        interval=tanh_slope_interval,
    ),
    "sigmoid": Op(
        latex=r"\sigma(#1)",
        shortcut={"binary_cross_entropy": "sigmoid_surplus"},
        forward=logistic,
        vjp=lambda out, g, a: (scaled(g, Term("sigmoid_slope", (out,))),),
        interval=logistic_interval,
        limits=(0, 1),
    ),
    "sigmoid_slope": Op(
        latex=r"#1 (1 - #1)",
        latex_whole=r"#1 \odot (1 - #1)",
        forward=lambda xp, z: z * (1 - z),
        interval=logistic_slope_interval,
    ),
    "relu": Op(
        latex=r"\max(0, #1)",
        forward=lambda xp, a: np.maximum(a, 0),
        vjp=lambda out, g, a: (scaled(g, Term("relu_slope", (a,))),),
        interval=lambda honest, a: a.each(lambda v: np.maximum(v, 0)),
        limits=(0, inf),
        kink=Kink(lambda a: a, off=True),
    ),
    "relu_slope": Op(
        latex=r"\mathbf{1}[#1 > 0]",
        forward=lambda xp, a: xp.array(np.where(a > 0, 1, 0)),
        interval=lambda honest, a: a.each(
            lambda v: honest.arithmetic.array(np.where(v > 0, 1, 0))
        ),
        limits=(0, 1),
        selects=True,
    ),
    "leaky_relu": Op(
        latex=r"\max(#1, #2 \cdot #1)",
        arity=2,
        forward=lambda xp, a, slope: np.where(a > 0, a, slope * a),
        vjp=lambda out, g, a, slope: (scaled(g, Term("leaky_relu_slope", (a, slope))), None),
        interval=lambda honest, a, slope: Interval(
            np.where(a.lo > 0, a.lo, (slope * a).lo), np.where(a.hi > 0, a.hi, (slope * a).hi)
        ),
        kink=Kink(lambda a, slope: a),
    ),
    "leaky_relu_slope": Op(
        latex=r"\mathbf{1}[#1 > 0] + #2 \cdot \mathbf{1}[#1 < 0]",
        arity=2,
        forward=lambda xp, a, slope: np.where(a > 0, xp.array(1)[()], slope),
        interval=lambda honest, a, slope: Interval(
            np.where(a.lo > 0, 1, slope.lo), np.where(a.hi > 0, 1, slope.hi)
        ),
        limits=(0, 1),
    ),
    "elu": Op(
        latex=r"\operatorname{ELU}(#1)",
        forward=elu,
        vjp=lambda out, g, a: (scaled(g, Term("elu_slope", (out,))),),
        interval=elu_interval,
        limits=(-1, inf),
    ),
    "elu_slope": Op(  # e^a = z + 1 below 0
        latex=r"\min(1, #1 + 1)",
        forward=lambda xp, z: np.minimum(z + 1, 1),
        interval=lambda honest, z: z.each(lambda v: np.minimum(v + 1, 1)),
        limits=(-inf, 1),
    ),
    "softplus": Op(
        latex=r"\ln(1 + e^{#1})",
        forward=softplus,
        vjp=lambda out, g, a: (scaled(g, Term("softplus_slope", (a,))),),
        interval=softplus_interval,
        limits=(0, inf),
    ),
    "softplus_slope": Op(
        latex=r"\sigma(#1)",
        forward=logistic,
        interval=softplus_slope_interval,
        limits=(0, 1),
    ),
    "gelu": Op(
        latex=r"#1 \cdot \Phi(#1)",
        latex_whole=r"#1 \odot \Phi(#1)",
        forward=lambda xp, a: a * normal_cdf(xp, a),
        vjp=lambda out, g, a: (scaled(g, Term("gelu_slope", (a,))),),
        interval=gelu_interval,
    ),
    "gelu_slope": Op(
        latex=r"\Phi(#1) + #1 \cdot \varphi(#1)",
        latex_whole=r"\Phi(#1) + #1 \odot \varphi(#1)",
        forward=lambda xp, a: normal_cdf(xp, a) + a * normal_density(xp, a),
        interval=gelu_slope_interval,
    ),
    "softmax": Op(
        latex=r"\operatorname{softmax}(#1)",
        form="array",
        forward=softmax,
        shaped=along_units,
        vjp=lambda out, g, a: (Term("softmax_flow", (out, g)),),
        interval=softmax_interval,
        limits=(0, inf),  # a sum that is cut off may be less than a part
        shortcut={"cross_entropy": "softmax_surplus"},
    ),
    "softmax_flow": Op(  # ŷ_j (g_j − Σ_k g_k ŷ_k), as ∂ŷ_k/∂a_j = ŷ_k (δ_kj − ŷ_j)
        latex=r"#1 \odot (#2 - #2^{\top} #1)",
        form="array",
        arity=2,
        forward=_softmax_flow,
        shaped=along_units,
        interval=softmax_flow_interval,
    ),
}
