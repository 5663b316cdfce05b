"""The rows of operations that only mistakes in attention or normalisation are made of."""

from math import inf

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.op import Op
from quizgen.engine.ranges.activations import softmax, softmax_interval
from quizgen.engine.ranges.attention import causal_interval
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.ranges.normalisation import mean_of_squares
from quizgen.engine.ranges.ways import quotient_interval
from quizgen.engine.rows.attention import causal_softmax, square
from quizgen.engine.views import Shape


def _turned(values: Array) -> Array:
    return np.swapaxes(values, -1, -2)


def _turned_back(values: Array) -> Array:
    """Mirror a square at its other diagonal: columns from the diagonal down come to rows."""
    return np.swapaxes(values[..., ::-1, ::-1], -1, -2)


def _matrix(scores: Shape) -> Shape:
    if len(scores) != 2:
        raise ValueError(f"takes a matrix, not {scores}")
    return scores


def _uncentred(honest: Honest, x: Interval, variance: Interval, epsilon: Interval) -> Interval:
    under = honest.written(variance + epsilon)
    return quotient_interval(honest, x, honest.written(under.each(lambda v: v**0.5)))


def _by_variance(
    honest: Honest, x: Interval, mean: Interval, variance: Interval, epsilon: Interval
) -> Interval:
    return quotient_interval(
        honest, honest.written(x - mean), honest.written(variance + epsilon)
    )


WRONG_ATTENTION: dict[str, Op] = {
    "inverse": Op(
        latex=r"\frac{1}{#1}",
        spelled=True,
        forward=lambda xp, d: 1 / d,
        interval=lambda honest, d: exactly(honest.arithmetic.array(1.0)).over(d),
    ),
    "softmax_of_columns": Op(
        latex=r"\operatorname{softmax}(#1^{\top})^{\top}",
        form="array",
        forward=lambda xp, scores: _turned(softmax(xp, _turned(scores))),
        shaped=_matrix,
        interval=lambda honest, scores: softmax_interval(honest, scores.each(_turned)).each(
            _turned
        ),
        limits=(0, 1),
    ),
    "causal_softmax_of_columns": Op(
        latex=r"\operatorname{softmax}(#1^{\top})^{\top}",
        form="array",
        forward=lambda xp, scores: _turned_back(causal_softmax(xp, _turned_back(scores))),
        shaped=square,
        interval=lambda honest, scores: causal_interval(honest, scores.each(_turned_back)).each(
            _turned_back
        ),
        limits=(0, 1),
    ),
    "causal_exp": Op(
        latex="e^{#1}",
        form="array",
        forward=lambda xp, scores: np.tril(xp.exp(scores)),
        shaped=square,
        interval=lambda honest, scores: scores.each(
            lambda v: np.tril(honest.arithmetic.exp(v))
        ),
        limits=(0, inf),
    ),
    "variance_unbiased": Op(
        latex=r"\tfrac{1}{#3 - 1} (#1 - #2)^2",
        latex_sum=r"\tfrac{1}{#3 - 1} \sum_{#0} (#1 - #2)^2",
        form="loss",
        arity=3,
        forward=lambda xp, x, mean, n: (x - mean) ** 2 / (n - 1),
        interval=lambda honest, x, mean, n: mean_of_squares(
            honest, x, mean, n.each(lambda v: v - 1)
        ),
    ),
    "normalised_uncentred": Op(
        latex=r"\dfrac{#1}{\sqrt{#3 + #4}}",
        arity=4,
        forward=lambda xp, x, mean, variance, epsilon: x / (variance + epsilon) ** 0.5,
        interval=lambda honest, x, mean, variance, epsilon: _uncentred(
            honest, x, variance, epsilon
        ),
    ),
    "normalised_by_variance": Op(
        latex=r"\dfrac{#1 - #2}{#3 + #4}",
        arity=4,
        forward=lambda xp, x, mean, variance, epsilon: (x - mean) / (variance + epsilon),
        interval=_by_variance,
    ),
}
