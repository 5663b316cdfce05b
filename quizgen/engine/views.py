"""How the operand of a product may be seen: with its bias entry put in, without a column, …

A row of `VIEWS` makes one array of another; it multiplies nothing, so that what is seen is as
exact as what is there.
"""

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.view import Shape, View
from quizgen.engine.windows import WINDOW_VIEWS

__all__ = ["VIEWS", "Shape", "View"]


def _longer(shape: Shape, more: int) -> Shape:
    if not shape:
        raise ValueError("takes an operand that has axes")
    return (*shape[:-1], shape[-1] + more)


def _square(shape: Shape, bias: int) -> Shape:
    if len(shape) < 2 or shape[-1] != shape[-2] + bias:
        raise ValueError("takes a square of weights")
    return shape


def _taller(shape: Shape) -> Shape:
    if len(shape) < 2:
        raise ValueError("takes a matrix")
    return (*shape[:-2], shape[-2] + 1, shape[-1])


def _with_bias(values: Array) -> Array:
    one = np.ones((*values.shape[:-1], 1), dtype=values.dtype)
    return np.concatenate([one, values], axis=-1)


def _with_bias_row(values: Array) -> Array:
    row = np.zeros((*values.shape[:-2], 1, values.shape[-1]), dtype=values.dtype)
    row[..., 0] = 1
    return np.concatenate([row, values], axis=-2)


def _with_bias_last(values: Array) -> Array:
    one = np.ones((*values.shape[:-1], 1), dtype=values.dtype)
    return np.concatenate([values, one], axis=-1)


def _weights_transposed(values: Array) -> Array:
    weights = values[..., 1:].swapaxes(-1, -2)
    return np.concatenate([values[..., :1], weights], axis=-1)


def _row_alone(weights: Array, row: int) -> Array:
    """Return weights without biases with zeros for what all rows but one hold."""
    kept = np.zeros_like(weights)
    kept[..., row, :] = weights[..., row, :]
    return kept


def _moved_on(weights: Array) -> Array:
    return np.roll(weights, 1, axis=-2)


VIEWS: dict[str, View] = {
    "": View(lambda shape: shape, lambda values: values),
    # x̂ = [1, x]
    "with bias": View(lambda shape: _longer(shape, 1), _with_bias),
    # β without its column 0, which multiplies the constant
    "without bias": View(lambda shape: _longer(shape, -1), lambda values: values[..., 1:]),
    # [[1, 0, …], α]: carries the constant 1 through
    "with bias row": View(_taller, _with_bias_row),
    # and as mistakes have it: x̂ = [x, 1],
    "with bias last": View(lambda shape: _longer(shape, 1), _with_bias_last),
    # β with its bias column taken for the first unit's,
    "without last": View(lambda shape: _longer(shape, -1), lambda values: values[..., :-1]),
    # 1 in place of x̂,
    "ones with bias": View(
        lambda shape: _longer(shape, 1),
        lambda values: np.ones_like(_with_bias(values)),
    ),
    # [b, Wᵀ] for [b, W],
    "weights transposed": View(lambda shape: _square(shape, 1), _weights_transposed),
    # [1, 0, …] over weights that lost their biases,
    "bias row alone": View(
        _taller, lambda values: _with_bias_row(values * (np.arange(values.shape[-1]) > 0))
    ),
    # every unit with the weights of the one before it, or none but the first's or the last's;
    "rows moved on": View(
        lambda shape: _longer(shape, -1), lambda values: _moved_on(values[..., 1:])
    ),
    "first row alone": View(
        lambda shape: _longer(shape, -1), lambda values: _row_alone(values[..., 1:], 0)
    ),
    "last row alone": View(
        lambda shape: _longer(shape, -1), lambda values: _row_alone(values[..., 1:], -1)
    ),
    # and the like for weights without biases
    "ones": View(lambda shape: shape, np.ones_like),
    "transposed": View(lambda shape: _square(shape, 0), lambda values: values.swapaxes(-1, -2)),
    "plain rows moved on": View(lambda shape: shape, _moved_on),
    "first plain row alone": View(lambda shape: shape, lambda values: _row_alone(values, 0)),
    "last plain row alone": View(lambda shape: shape, lambda values: _row_alone(values, -1)),
    **WINDOW_VIEWS,
}


def along_units(*shapes: Shape) -> Shape:
    """Return the shape of what is made of all units at once, the last axis.

    Raises ValueError for operands of different shapes, and for a number.
    """
    if len(set(shapes)) > 1:
        raise ValueError(f"takes operands of one shape, not {[*shapes]}")
    if not shapes[0]:
        raise ValueError("takes several units")
    return shapes[0]
