"""The rows about maps, their convolution and pooling, once more for HIPS autograd.

`MAP_SHAPES` has operands' shapes that fit, `MAP_TWINS` what is computed, cases along the first
axis.
"""

from collections.abc import Callable
from typing import Any

import autograd.numpy as anp

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


MAP_SHAPES: dict[str, list[tuple[int, ...]]] = {
    f"{row} {k}/{s}/{p}{how}": [
        {"K": (k, k), "g": MAP, "X": image(k, s, p), "b": ()}[one] for one in of
    ]
    for row, of, hows in (
        ("convolve", "KXb", ("", " flipped", " unbiased", " by one", " unpadded")),
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
MAP_SHAPES["total"] = [(3, 2)]
MAP_SHAPES["read_out"] = MAP_SHAPES["read_out unbiased"] = [(3, 2), (3, 2), ()]


def convolve(kernel: int, stride: int, padding: int) -> Callable[..., Any]:
    """Return the sum over the window, place by place."""

    def work(K: Any, X: Any, b: Any) -> Any:
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
        return anp.stack(rows, axis=1) + b[:, None, None]

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


MAP_TWINS: dict[str, Callable[..., Any]] = {
    **{f"convolve {k}/{s}/{p}": convolve(k, s, p) for k, s, p in KERNELS},
    **{f"max_pool {k}": pool(k, anp.max) for k in (2, 3)},
    **{f"avg_pool {k}": pool(k, anp.mean) for k in (2, 3)},
    "read_out": lambda v, p, c: anp.sum(v * p, axis=(1, 2)) + c,
}
