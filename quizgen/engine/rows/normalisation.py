"""The rows of layer normalisation: variance, what is normalised, and its scale and shift."""

from math import inf

from quizgen.engine.op import Op, Term, scaled
from quizgen.engine.ranges.normalisation import (
    normalised_interval,
    scaled_and_shifted_interval,
    variance_interval,
)

NORMALISATION_ROWS: dict[str, Op] = {
    "variance": Op(
        latex=r"\tfrac{1}{#3} (#1 - #2)^2",
        latex_sum=r"\tfrac{1}{#3} \sum_{#0} (#1 - #2)^2",
        form="loss",
        arity=3,
        forward=lambda xp, x, mean, n: (x - mean) ** 2 / n,
        interval=variance_interval,
        limits=(0, inf),
    ),
    "normalised": Op(
        latex=r"\dfrac{#1 - #2}{\sqrt{#3 + #4}}",
        arity=4,
        forward=lambda xp, x, mean, variance, epsilon: (x - mean) / (variance + epsilon) ** 0.5,
        interval=normalised_interval,
    ),
    "scale_and_shift": Op(
        latex=r"#2 \cdot #1 + #3",
        latex_whole=r"#2 \odot #1 + #3",
        arity=3,
        forward=lambda xp, x, scale, shift: scale * x + shift,
        vjp=lambda out, g, x, scale, shift: (
            scaled(g, scale),
            scaled(g, x),
            Term("identity", (g,)),
        ),
        interval=scaled_and_shifted_interval,
    ),
}
