"""The rows of the operations that steps of descent and gradient checks are made of.

No gradient is taken through any of them.
"""

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.op import Op
from quizgen.engine.ranges.descent import (
    adam_step_interval,
    central_difference_interval,
    corrected_interval,
    decay_step_interval,
    running_mean_interval,
    running_square_interval,
)


def _moved(xp: Arithmetic, weights: Array, by: Array, row: Array, column: Array) -> Array:
    """Return the matrix with the entry at a row and a column moved."""
    moved = np.array(weights)
    at = (..., int(row.item()), int(column.item()))
    moved[at] = moved[at] + by
    return moved


DESCENT: dict[str, Op] = {
    "running_mean": Op(  # of rate, mean, gradient
        latex=r"#1 \cdot #2 + (1 - #1) \cdot #3",
        latex_whole=r"#1 \cdot #2 + (1 - #1) \, #3",
        arity=3,
        forward=lambda xp, rate, mean, g: rate * mean + (1 - rate) * g,
        interval=running_mean_interval,
    ),
    "running_square": Op(
        latex=r"#1 \cdot #2 + (1 - #1) \cdot #3^2",
        latex_whole=r"#1 \cdot #2 + (1 - #1) \, #3^2",
        arity=3,
        forward=lambda xp, rate, mean, g: rate * mean + (1 - rate) * g * g,
        interval=running_square_interval,
    ),
    "corrected": Op(  # for its start at 0: of a mean, its rate, the number of the step
        latex=r"\frac{#1}{1 - #2^{#3}}",
        arity=3,
        forward=lambda xp, mean, rate, t: mean / (1 - rate**t),
        interval=corrected_interval,
    ),
    "adam_step": Op(
        latex=r"\frac{#1 \cdot #2}{\sqrt{#3}}",
        latex_whole=r"\frac{#1 \, #2}{\sqrt{#3}}",
        arity=3,
        forward=lambda xp, eta, mean, square: eta * mean / xp.sqrt(square),
        interval=adam_step_interval,
    ),
    "decay_step": Op(  # of the parameter, η, λ, the gradient
        latex=r"#1 - #2 \cdot (#4 + #3 \cdot #1)",
        latex_whole=r"#1 - #2 \, \left(#4 + #3 \, #1\right)",
        arity=4,
        forward=lambda xp, theta, eta, decay, g: theta - eta * (g + decay * theta),
        interval=decay_step_interval,
    ),
    "moved_entry": Op(  # of a matrix, by how much, row and column
        latex="#1",
        form="array",
        arity=4,
        shaped=lambda weights, by, row, column: weights,
        forward=_moved,
        interval=lambda honest, weights, by, row, column: weights.each(
            lambda end: _moved(honest.arithmetic, end, by.lo, row.lo, column.lo)
        ),
    ),
    "central_difference": Op(  # of the losses above and below, and ε
        latex=r"\frac{#1 - #2}{2 \cdot #3}",
        arity=3,
        forward=lambda xp, above, below, nudge: (above - below) / (2 * nudge),
        interval=central_difference_interval,
    ),
}
