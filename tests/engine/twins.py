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

SIZES = (3, 2, 4)  # of the letters of a product, in their order
KERNELS = (
    (2, 1, 0),
    (2, 1, 1),
    (2, 2, 0),
    (2, 2, 1),
    (3, 1, 0),
    (3, 1, 1),
    (3, 2, 0),
    (3, 2, 1),
)
MAP = (3, 2)  # the shape that a convolution gives


def image(kernel: int, stride: int, padding: int) -> tuple[int, ...]:
    """Return the shape of what a kernel gives a map of when it is moved over it."""
    return tuple(stride * (n - 1) + kernel - 2 * padding for n in MAP)


WHOLE: dict[str, list[tuple[int, ...]]] = {  # the operands' shapes of the rows about maps
    f"{row} {k}/{s}/{p}{how}": [(k, k) if one == "K" else MAP if one == "g" else image(k, s, p)
                                for one in of]
    for row, of, hows in (
        ("convolve", "KX", ("", " flipped", " by one", " unpadded")),
        ("kernel_gradient", "gX", ("", " by one", " unpadded", " unsummed")),
        ("input_gradient", "gK", ("", " unflipped")),
    )
    for k, s, p in KERNELS
    for how in hows
} | {
    f"{row} {k}": [(2, 1), (2 * k, k)] if row == "route" else [(2 * k, k)]
    for row in ("max_pool", "avg_pool", "route", "winners", "shares")
    for k in (2, 3)
} | {f"winners {k} everywhere": [(2 * k, k)] for k in (2, 3)}  # fmt: skip
WHOLE["shift"], WHOLE["total"], WHOLE["inner"] = [(3, 2), ()], [(3, 2)], [(3, 2), (3, 2)]


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

    It is half the squared distance from `y` along an axis, Σ out ⊙ y of a matrix.
    """
    shape = graph["out"].shape
    graph = graph.plus(Node("y", "y", "input", (), shape))
    loss = "half_squared_error" if len(shape) == 1 else "inner"
    return add_node(graph, "total", "t", loss, ("out", "y"))


def see(view: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    return VIEWS[view].shape(shape)


def convolve(kernel: int, stride: int, padding: int) -> Callable[..., Any]:
    """Return the sum over the window, place by place."""

    def work(K: Any, X: Any) -> Any:
        zeros = ((0, 0), (padding, padding), (padding, padding))
        wide = anp.pad(X, zeros, mode="constant")
        rows = []
        for i in range(MAP[0]):
            top = stride * i
            places = [
                anp.sum(K * wide[:, top : top + kernel, left : left + kernel], axis=(1, 2))
                for left in (stride * j for j in range(MAP[1]))
            ]
            rows.append(anp.stack(places, axis=1))
        return anp.stack(rows, axis=1)

    return work


def pool(side: int, of: Callable[..., Any]) -> Callable[..., Any]:
    """Return what `of` makes of each window."""

    def work(a: Any) -> Any:
        rows = [
            anp.stack(
                [
                    of(anp.reshape(a[:, i : i + side, j : j + side], (len(a), -1)), axis=1)
                    for j in range(0, a.shape[2], side)
                ],
                axis=1,
            )
            for i in range(0, a.shape[1], side)
        ]
        return anp.stack(rows, axis=1)

    return work


def hat(x: Any) -> Any:
    return anp.concatenate([np.ones((*x.shape[:-1], 1)), x], axis=-1)


TWINS: dict[str, Callable[..., Any]] = {
    "affine": lambda w, x: anp.einsum("nji,ni->nj", w, hat(x)),
    "linear": lambda w, x: anp.einsum("nji,ni->nj", w, x),
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
    **{f"convolve {k}/{s}/{p}": convolve(k, s, p) for k, s, p in KERNELS},
    **{f"max_pool {k}": pool(k, anp.max) for k in (2, 3)},
    **{f"avg_pool {k}": pool(k, anp.mean) for k in (2, 3)},
    "shift": lambda a, b: a + b[:, None, None],
    "inner": lambda a, b: anp.sum(a * b, axis=(1, 2)),
}
