"""The rows of layer normalisation: variance, what is normalised, and its scale and shift."""

from math import inf

from quizgen.engine import put_in
from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.op import Op, Term, scaled
from quizgen.engine.ranges.normalisation import (
    normalised_interval,
    scaled_and_shifted_interval,
    variance_interval,
)
from quizgen.engine.views import Shape


def along_entries(entries: Shape, *numbers: Shape) -> Shape:
    """Return the shape of a number that is made of a vector's entries; raises ValueError."""
    if len(entries) != 1 or any(numbers):
        raise ValueError(f"takes a vector and numbers, not {[entries, *numbers]}")
    return ()


def _variance(xp: Arithmetic, x: Array, mean: Array, n: Array) -> Array:
    return ((x - mean[..., None]) ** 2).sum(axis=-1) / n


NORMALISATION_ROWS: dict[str, Op] = {
    "variance": Op(
        latex=r"\tfrac{1}{#3} \sum_i (#1 - #2)^2",
        form="array",
        arity=3,
        forward=_variance,
        shaped=along_entries,
        put_in=put_in.variance,
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
