"""Students of convolutional networks, honest and mistaken, entry by entry in plain loops."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np

from quizgen.engine import Graph
from quizgen.engine.models.convolutional import Convolutional

Values = Mapping[str, Any]


def laid(X: Any, i: int, j: int, net: Convolutional) -> Any:
    """Return what lies beneath the kernel at a place, zeros outside the input."""
    k, s, p = net.kernel, net.stride, net.padding
    seen = np.zeros((k, k))
    for u in range(k):
        for v in range(k):
            row, column = s * i + u - p, s * j + v - p
            if 0 <= row < X.shape[0] and 0 <= column < X.shape[1]:
                seen[u, v] = X[row, column]
    return seen


def largest(window: Any) -> Any:
    return window.max()


def to_largest(window: Any, g: float) -> Any:
    """Return the gradient by a window's entries; by none where all are alike."""
    found = np.zeros_like(window)
    if window.max() > window.min():
        found[np.unravel_index(window.argmax(), window.shape)] = g
    return found


def in_shares(window: Any, g: float) -> Any:
    return np.full_like(window, g / window.size)


KEPT = {"max": largest, "average": np.mean}
BACK = {"max": to_largest, "average": in_shares}
SLOPES = {"relu": lambda a: (a > 0) * 1.0, "tanh": lambda a: 1 - np.tanh(a) ** 2}
FORWARD = {"relu": lambda a: np.maximum(a, 0), "tanh": np.tanh}


@dataclass(frozen=True)
class Maps:
    """Habits on convolutional networks."""

    laid: Callable[[Any, int, int, Convolutional], Any] = laid
    kernel: Callable[[Any], Any] = lambda K: K
    bias: float = 1
    output_bias: float = 1
    kept: Mapping[str, Callable[[Any], Any]] = field(default_factory=lambda: KEPT)
    back: Mapping[str, Callable[[Any, float], Any]] = field(default_factory=lambda: BACK)
    places: Callable[[list[Any]], Any] = sum
    turned: Callable[[Any], Any] = lambda K: K

    def work(self, net: Convolutional, given: Values) -> Values:
        X, K, V, b, c, y = (given[name] for name in ("X", "K", "V", "b", "c", "y"))
        rows, columns = net.map()
        at = [(i, j) for i in range(rows) for j in range(columns)]
        A = np.zeros((rows, columns))
        for i, j in at:
            A[i, j] = np.sum(self.kernel(K) * self.laid(X, i, j, net)) + self.bias * b
        Z = FORWARD[net.activation](A)
        values: dict[str, Any] = {"A": A, "Z": Z}
        read, side = Z, net.pool
        blocks: list[tuple[tuple[int, int], tuple[slice, slice]]] = []
        if net.pooling in self.kept:
            read = np.zeros((rows // side, columns // side))
            for i, j in np.ndindex(*read.shape):
                rows_, columns_ = (slice(side * n, side * n + side) for n in (i, j))
                blocks.append(((i, j), (rows_, columns_)))
                read[i, j] = self.kept[net.pooling](Z[rows_, columns_])
            values["P"] = read
        yhat = np.sum(V * read) + self.output_bias * c
        factor = {"half_squared_error": 1, "squared_error": 2}[net.loss]
        g = factor * (yhat - y)
        loss = factor * (yhat - y) ** 2 / 2
        values |= {"yhat": yhat, "loss": loss, "grad:yhat": g, "grad:V": g * read}
        values["grad:c"], gZ = g, g * V
        if blocks:
            values["grad:P"], gZ = g * V, np.zeros_like(Z)
            for (i, j), window in blocks:
                gZ[window] = self.back[net.pooling](Z[window], g * V[i, j])
        gA = gZ * SLOPES[net.activation](A)
        gX = np.zeros(np.array(X.shape) + 2 * net.padding)
        for i, j in at:
            top, left = net.stride * i, net.stride * j
            window = gX[top : top + net.kernel, left : left + net.kernel]
            window += gA[i, j] * self.turned(K)
        p = net.padding
        inner = gX[p : gX.shape[0] - p, p : gX.shape[1] - p]
        terms = [gA[i, j] * self.laid(X, i, j, net) for i, j in at]
        return values | {
            "grad:Z": gZ,
            "grad:A": gA,
            "grad:K": self.places(terms),
            "grad:b": gA.sum(),
            "grad:X": inner,
        }


SQUARED = "squared_error"
NETS = (
    Convolutional(5, 5, 2),
    Convolutional(3, 7, 3, stride=2, padding=1, pooling="average"),
    Convolutional(4, 6, 2, stride=2, padding=1, pooling="none", activation="tanh"),
    Convolutional(5, 8, 3, pooling="max", pool=3, activation="tanh"),
    Convolutional(4, 4, 3, padding=1, pooling="average", activation="tanh", loss=SQUARED),
    Convolutional(6, 6, 2, stride=2, pooling="average", pool=3),
)


@cache
def drawn() -> tuple[tuple[Convolutional, Graph, Values], ...]:
    """Return each network twice, at drawn numbers."""
    rng = np.random.default_rng(8)
    found = []
    for net in NETS:
        graph = net.graph()
        inputs = [node for node in graph.nodes if node.op == "input"]
        for _ in range(2):
            found.append((net, graph, {n.name: rng.uniform(-2, 2, n.shape) for n in inputs}))
    return tuple(found)


def map_cases(student: Maps) -> Iterable[tuple[Graph, Values, Values]]:
    """Yield what a student has at each network."""
    for net, graph, inputs in drawn():
        yield graph, inputs, student.work(net, inputs)


def laid_at_the_first_entry(X: Any, i: int, j: int, net: Convolutional) -> Any:
    wide = np.zeros(np.array(X.shape) + 2 * net.padding)
    wide[: X.shape[0], : X.shape[1]] = X
    return laid(wide, i, j, replace(net, padding=0))


MAP_MISTAKES: Mapping[str, tuple[Maps, ...]] = {
    "kernel flipped": (Maps(kernel=lambda K: K[::-1, ::-1]),),
    "padding left out in front": (Maps(laid=laid_at_the_first_entry),),
    "stride forgotten": (
        Maps(laid=lambda X, i, j, net: laid(X, i, j, replace(net, stride=1))),
    ),
    "kernel's bias forgotten": (Maps(bias=0),),
    "read-out's bias forgotten": (Maps(output_bias=0),),
    "average for the largest": (
        Maps(
            kept={"max": np.mean, "average": np.mean},
            back={"max": in_shares, "average": in_shares},
        ),
    ),
    "largest for the average": (
        Maps(
            kept={"max": largest, "average": largest},
            back={"max": to_largest, "average": to_largest},
        ),
    ),
    "gradient to all of a max window": (
        Maps(back={"max": np.full_like, "average": in_shares}),
    ),
    "share of the average left out": (Maps(back={"max": to_largest, "average": np.full_like}),),
    "kernel's gradient at one place": (Maps(places=lambda terms: terms[0]),),
    "kernel not flipped on the way back": (Maps(turned=lambda K: K[::-1, ::-1]),),
}
