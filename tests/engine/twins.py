"""Every differentiable row once more, for HIPS autograd, many cases along the first axis.

`TWINS` has for each row of `OPS` that has a vjp what it computes; `operands` gives operands of
fitting shapes for any row.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import autograd.numpy as anp
import numpy as np

from quizgen.engine.op import Op
from quizgen.engine.views import VIEWS

SIZES = (3, 2, 4)  # of the letters of a product, in their order
WHOLE: dict[str, list[tuple[int, ...]]] = {  # operands' shapes that no pattern tells
    "affine_weights_transposed": [(3, 4), (3,)],
    "weights_transposed": [(3, 4)],
    **{
        f"recur{way}": [(3, 3), (2,), (3, 3), (3,)]
        for way in ("", "_without_bias", "_bias_last", "_transposed", "_state_transposed")
    },
    "recur_weights_transposed": [(3, 4), (3,), (3, 3), (3,)],
    "backflow_plain_transposed": [(3, 3), (3,)],
    "moved_entry": [(3, 4), (), (), ()],
}
NUMBERS: dict[str, dict[int, str]] = {  # operands that are numbers of the formula
    "corrected": {2: "2"},
    "moved_entry": {2: "0", 3: "1"},
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


def see(view: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    return VIEWS[view].shape(shape)


def hat(x: Any) -> Any:
    return anp.concatenate([np.ones((*x.shape[:-1], 1)), x], axis=-1)


TWINS: dict[str, Callable[..., Any]] = {
    "affine": lambda w, x: anp.einsum("nji,ni->nj", w, hat(x)),
    "linear": lambda w, x: anp.einsum("nji,ni->nj", w, x),
    "recur": lambda u, x, w, h: (
        anp.einsum("nji,ni->nj", u, hat(x)) + anp.einsum("njk,nk->nj", w, h)
    ),
    "identity": lambda a: a,
    "tanh": anp.tanh,
    "sigmoid": lambda a: 1 / (1 + anp.exp(-a)),
    "relu": lambda a: anp.maximum(a, 0),
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
}
