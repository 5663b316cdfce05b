"""Students at a head of attention, and at a layer normalisation, who make one mistake each.

In plain numpy, as in `mistaken`: a student is an honest one with a single habit replaced.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from quizgen.engine import Graph
from quizgen.engine.models.attention import Attention
from quizgen.engine.models.normalisation import LayerNorm

Values = Mapping[str, Any]
Case = tuple[Graph, Values, Values]  # a graph, its inputs, what the student has for its nodes


def products(Q: Any, K: Any) -> Any:
    return Q @ K.T


def seen(tokens: int, mask: bool) -> Any:
    """Return 1 where row n may look at column m, else 0."""
    return np.tril(np.ones((tokens, tokens))) if mask else np.ones((tokens, tokens))


def weights(S: Any, mask: bool) -> Any:
    powers = np.exp(S) * seen(len(S), mask)
    return powers / powers.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Head:
    """Habits at a head; `mixed` is told the tokens too, None where they are not given."""

    products: Callable[[Any, Any], Any] = products
    scale: Callable[[int], float] = lambda d: 1 / d**0.5
    weights: Callable[[Any, bool], Any] = weights
    mixed: Callable[[Any, Any, Any], Any] = lambda P, V, X: P @ V

    def work(self, head: Attention, given: Values) -> Values:
        values = {n: given["X"] @ given[f"W{n}"] if head.projected else given[n] for n in "QKV"}
        S = self.products(values["Q"], values["K"]) * self.scale(head.keys)
        P = self.weights(S, head.mask)
        return {**values, "S": S, "P": P, "O": self.mixed(P, values["V"], given.get("X"))}


@dataclass(frozen=True)
class Norm:
    """Habits at a layer normalisation."""

    variance: Callable[[Any, float], float] = lambda x, mean: np.mean((x - mean) ** 2)
    centred: Callable[[Any, float], Any] = lambda x, mean: x - mean
    divisor: Callable[[float], float] = np.sqrt
    output: Callable[[Any, Any, Any], Any] = lambda x, gamma, beta: gamma * x + beta

    def work(self, norm: LayerNorm, given: Values) -> Values:
        x = given["x"]
        mean = np.mean(x)
        variance = self.variance(x, mean)
        normal = self.centred(x, mean) / self.divisor(variance + float(norm.epsilon))
        y = self.output(normal, given["gamma"], given["beta"])
        return {"mean": mean, "variance": variance, "normalised": normal, "y": y}


HEADS = (
    Attention(2, 2, 2, 2),
    Attention(3, 2, 2, 2),
    Attention(3, 2, 3, 1, mask=True),
    Attention(2, 2, 3, 2, projected=False),
    Attention(3, 2, 3, 2, projected=False, mask=True),
)
NORMS = (LayerNorm(4), LayerNorm(3, "0.5"))


def drawn(model: Attention | LayerNorm, seed: int) -> tuple[Graph, Values]:
    """Return a model's graph, and numbers for it."""
    graph, rng = model.graph(), np.random.default_rng(seed)
    given = (node for node in graph.nodes if node.op == "input")
    return graph, {node.name: rng.uniform(-2, 2, node.shape) for node in given}


DRAWN = {model: drawn(model, seed) for seed, model in enumerate((*HEADS, *NORMS))}


def cases(student: Head | Norm) -> Iterable[Case]:
    """Yield what a student has at each model of their sort."""
    if isinstance(student, Head):
        for head in HEADS:
            graph, given = DRAWN[head]
            yield graph, given, student.work(head, given)
    else:
        for norm in NORMS:
            graph, given = DRAWN[norm]
            yield graph, given, student.work(norm, given)


def of_columns(S: Any, mask: bool) -> Any:
    powers = np.exp(S) * seen(len(S), mask)
    return powers / powers.sum(axis=0)


def square(Q: Any, K: Any) -> Any:
    """Multiply Q by K as it stands where the shapes allow it."""
    return Q @ K if K.shape[0] == K.shape[1] else Q @ K.T


def tokens(P: Any, V: Any, X: Any) -> Any:
    """Mix the tokens where they are as long as the values."""
    return P @ (V if X is None or X.shape != V.shape else X)


HEAD_TWINS: Mapping[str, tuple[Head | Norm, ...]] = {
    "scores not divided by the root of d": (Head(scale=lambda d: 1),),
    "d for its root": (Head(scale=lambda d: 1 / d),),
    "keys not transposed": (Head(products=square),),
    "queries and keys exchanged": (Head(products=lambda Q, K: K @ Q.T),),
    "softmax over the columns": (Head(weights=of_columns),),
    "weights not normalised": (Head(weights=lambda S, mask: np.exp(S) * seen(len(S), mask)),),
    "mask forgotten": (Head(weights=lambda S, mask: weights(S, False)),),
    "tokens mixed for their values": (Head(mixed=tokens),),
    "weights transposed before mixing": (Head(mixed=lambda P, V, X: P.T @ V),),
    "variance over n minus 1": (Norm(variance=lambda x, mean: np.var(x, ddof=1)),),
    "mean not subtracted": (Norm(centred=lambda x, mean: x),),
    "variance for its root": (Norm(divisor=lambda variance: variance),),
    "scale and shift exchanged": (Norm(output=lambda x, gamma, beta: beta * x + gamma),),
    "scale and shift left out": (Norm(output=lambda x, gamma, beta: x),),
}
