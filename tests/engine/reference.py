"""Networks and their losses written for an independent autodiff library, without the engine."""

import math

import autograd.numpy as anp
import numpy as np
from autograd.extend import defvjp, primitive
from hypothesis import strategies as st

from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.losses import LOSSES
from quizgen.engine.networks import Architecture


@primitive
def erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)


defvjp(erf, lambda out, x: lambda g: g * 2 / math.sqrt(math.pi) * anp.exp(-(x**2)))


def softmax(a):
    grown = anp.exp(a - anp.max(a, axis=-1, keepdims=True))
    return grown / anp.sum(grown, axis=-1, keepdims=True)


FUNCTIONS = {
    "identity": lambda a: a,
    "tanh": anp.tanh,
    "sigmoid": lambda a: 1 / (1 + anp.exp(-a)),
    "relu": lambda a: anp.where(a > 0, a, 0.0 * a),
    "leaky_relu": lambda a: anp.where(a > 0, a, 0.1 * a),
    "elu": lambda a: anp.where(a > 0, a, anp.exp(anp.minimum(a, 0.0)) - 1),
    "softplus": lambda a: anp.logaddexp(0.0, a),
    "gelu": lambda a: 0.5 * a * (1 + erf(a / math.sqrt(2))),
    "softmax": softmax,
}
ERRORS = {  # along the last axis, the outputs
    "half_squared_error": lambda yhat, y: 0.5 * anp.sum((yhat - y) ** 2, axis=-1),
    "squared_error": lambda yhat, y: anp.sum((yhat - y) ** 2, axis=-1),
    "mean_squared_error": lambda yhat, y: anp.mean((yhat - y) ** 2, axis=-1),
    "absolute_error": lambda yhat, y: anp.sum(anp.abs(yhat - y), axis=-1),
    "binary_cross_entropy": lambda yhat, y: (
        -anp.sum(y * anp.log(yhat) + (1 - y) * anp.log(1 - yhat), axis=-1)
    ),
    "cross_entropy": lambda yhat, y: -anp.sum(y * anp.log(yhat), axis=-1),
    "hinge": lambda yhat, y: anp.sum(anp.maximum(0.0, 1 - y * yhat), axis=-1),
}
OUTPUTS = {  # behind which a loss stands
    "binary_cross_entropy": ["sigmoid"],
    "cross_entropy": ["softmax"],
    "hinge": ["identity", "tanh"],
}


def loss_of(architecture, weights, x, y):
    """Return the loss, the mean over the rows of a batch; `x` may have batch axes before.

    A target without an axis of outputs has a single one.
    """
    z = x
    for matrix, activation in zip(weights, architecture.activations, strict=True):
        linear = anp.matmul(matrix[..., 1:], z[..., None])[..., 0]
        z = FUNCTIONS[activation](matrix[..., 0] + linear)
    target = y[..., None] if architecture.sizes[-1] == 1 else y
    errors = ERRORS[architecture.loss](z, target)
    return anp.mean(errors, axis=-1) if architecture.rows else errors


def outputs_of(loss, single):
    """Return the activations that may be an output's."""
    among = OUTPUTS.get(loss, sorted(ACTIVATIONS))
    return [one for one in among if not (single and one == "softmax")]


@st.composite
def architectures(draw):
    """Draw an architecture, a batch or a single input."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    loss = draw(st.sampled_from(sorted(LOSSES)))
    if loss == "cross_entropy":
        sizes[-1] = max(2, sizes[-1])
    activations = [draw(st.sampled_from(sorted(ACTIVATIONS))) for _ in sizes[2:]]
    activations.append(draw(st.sampled_from(outputs_of(loss, sizes[-1] == 1))))
    rows = draw(st.sampled_from((0, 0, 2, 3)))
    return Architecture(tuple(sizes), tuple(activations), loss, rows=rows)


def random_inputs(architecture, seed, batch=()):
    """Return inputs between −2 and 2, and targets that the loss may have."""
    rng = np.random.default_rng(seed)
    shapes = {name: (*batch, *shape) for name, shape in architecture.shapes().items()}
    inputs = {name: rng.uniform(-2, 2, shape) for name, shape in shapes.items()}
    shape = shapes["y"]
    targets = {
        "binary_cross_entropy": lambda: rng.integers(0, 2, shape).astype(float),
        "cross_entropy": lambda: np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])],
        "hinge": lambda: rng.choice([-1.0, 1.0], shape),
    }
    if architecture.loss in targets:
        inputs["y"] = targets[architecture.loss]()
    return inputs
