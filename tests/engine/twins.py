"""Every differentiable row once more, for HIPS autograd, many cases along the first axis.

`TWINS` has for each row of `OPS` that has a vjp what it computes; `operands` gives operands of
fitting shapes for any row.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import autograd.numpy as anp
import numpy as np

from quizgen.engine import Graph, Node, add_node
from quizgen.engine.op import Op
from quizgen.engine.views import VIEWS
from tests.engine.map_twins import MAP_SHAPES, MAP_TWINS

from .reference import ERRORS, FUNCTIONS

SIZES = (3, 2, 4)  # of the letters of a product, in their order
WHOLE: dict[str, list[tuple[int, ...]]] = {  # operands' shapes that no pattern tells
    "affine_weights_transposed": [(3, 4), (3,)],
    "weights_transposed": [(3, 4)],
    "affine_rows": [(3, 4), (2, 3)],
    **{name: [(3,), ()] for name in ("leaky_relu", "leaky_relu_slope")},
    **{name: [(3,), ()] for name in ("mean", "shares", "summed_losses", "whole_shares")},
    "inverse_root": [()],
    "inverse": [()],
    **{
        name: [(3, 3)] for name in ("causal_softmax", "causal_softmax_of_columns", "causal_exp")
    },
    "softmax_of_columns": [(3, 2)],
    **{name: [(3,), (), ()] for name in ("variance", "variance_unbiased")},
    **{
        name: [(3,), (), (), ()]
        for name in ("normalised", "normalised_uncentred", "normalised_by_variance")
    },
    **{name: [(3,), (3,), ()] for name in ("mean_squared_error", "mean_difference")},
    **{
        f"recur{way}": [(3, 3), (2,), (3, 3), (3,)]
        for way in ("", "_without_bias", "_bias_last", "_transposed", "_state_transposed")
    },
    "recur_weights_transposed": [(3, 4), (3,), (3, 3), (3,)],
    "backflow_plain_transposed": [(3, 3), (3,)],
    "moved_entry": [(3, 4), (), (), ()],
    **MAP_SHAPES,
}
NUMBERS: dict[str, dict[int, str]] = {  # operands that are numbers of the formula
    "corrected": {2: "2"},
    "moved_entry": {2: "0", 3: "1"},
    "variance": {2: "3"},
    "variance_unbiased": {2: "3"},
}


def operands(name: str, op: Op) -> list[tuple[int, ...]]:
    """Return shapes that the row takes."""
    if name in WHOLE:
        return WHOLE[name]
    if op.form != "product" or not op.subscripts:
        return [(3,)] * (3 if op.arity < 0 else op.arity)
    into = op.subscripts.replace("*", "").split("->")[0].split(",")
    sizes = dict(zip(sorted(set("".join(into))), SIZES, strict=False))
    shapes = []
    for letters, view in zip(into, op.views, strict=True):
        seen = tuple(sizes[letter] for letter in letters)
        shapes.append(
            next(s for s in product(range(1, 6), repeat=len(seen)) if see(view, s) == seen)
        )
    return shapes


def with_total(graph: Graph) -> Graph:
    """Return a graph of one array `out` with a scalar `total` that hangs on all of it.

    It is half the squared distance from `y` along an axis, Σ y ⊙ out of a matrix.
    """
    shape = graph["out"].shape
    graph = graph.plus(Node("y", "y", "input", (), shape))
    if len(shape) == 1:
        return add_node(graph, "total", "t", "half_squared_error", ("out", "y"))
    graph = graph.plus(Node("0", "0", "number", (), ()))
    return add_node(graph, "total", "t", "read_out", ("y", "out", "0"))


def see(view: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    return VIEWS[view].shape(shape)


def hat(x: Any) -> Any:
    return anp.concatenate([np.ones((*x.shape[:-1], 1)), x], axis=-1)


LOWER = np.tril(np.ones((3, 3)))
TWINS: dict[str, Callable[..., Any]] = {
    "affine": lambda w, x: anp.einsum("nji,ni->nj", w, hat(x)),
    "affine_rows": lambda w, x: anp.einsum("nji,nri->nrj", w, hat(x)),
    "matmul": lambda a, b: anp.matmul(a, b),
    "matmul_bt": lambda a, b: anp.einsum("cni,cmi->cnm", a, b),
    "matmul_at": lambda a, b: anp.einsum("cin,cij->cnj", a, b),
    "causal_softmax": lambda a: (
        anp.exp(a) * LOWER / anp.sum(anp.exp(a) * LOWER, axis=-1, keepdims=True)
    ),
    "scale_and_shift": lambda x, scale, shift: scale * x + shift,
    "linear": lambda w, x: anp.einsum("nji,ni->nj", w, x),
    "recur": lambda u, x, w, h: (
        anp.einsum("nji,ni->nj", u, hat(x)) + anp.einsum("njk,nk->nj", w, h)
    ),
    "identity": lambda a: a,
    "tanh": anp.tanh,
    "sigmoid": lambda a: 1 / (1 + anp.exp(-a)),
    "relu": lambda a: anp.maximum(a, 0),
    "leaky_relu": lambda a, slope: anp.where(a > 0, a, slope[:, None] * a),
    **{name: FUNCTIONS[name] for name in ("elu", "softplus", "gelu", "softmax")},
    **{
        name: ERRORS[name]
        for name in ("absolute_error", "binary_cross_entropy", "cross_entropy", "hinge")
    },
    "mean_squared_error": lambda yhat, y, n: anp.sum((yhat - y) ** 2, axis=-1) / n,
    "mean": lambda losses, n: anp.sum(losses, axis=-1) / n,
    "half_squared_error": lambda yhat, y: anp.sum((yhat - y) ** 2, axis=-1) / 2,
    "squared_error": lambda yhat, y: anp.sum((yhat - y) ** 2, axis=-1),
    "difference": lambda a, b: a - b,
    "sum": lambda a, b, c: a + b + c,
    "negate": lambda a: -a,
    "product": lambda a, b: a * b,
    "quotient": lambda a, b: a / b,
    "square": lambda a: a**2,
    "cube": lambda a: a**3,
    "power": lambda a, b: a**b,
    "sin": anp.sin,
    "cos": anp.cos,
    "exp": anp.exp,
    "log": anp.log,
    **MAP_TWINS,
}
