"""Gradients of 10,000 small networks as one batch: the engine, torch and HIPS autograd.

The recitation's network, 2-3-1 with tanh, each with weights, an input and a target of its own;
all three compute in doubles and give the gradients of both matrices.
"""

from collections.abc import Callable, Mapping
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad

from quizgen.engine import evaluate
from quizgen.engine.arithmetic import Array
from quizgen.engine.networks import Architecture, network_graph

NETWORKS = 10_000
ARCHITECTURE = Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error")
Gradients = Callable[[], Mapping[str, Array]]


def numbers() -> dict[str, Array]:
    """Return the numbers of all networks, one a row."""
    rng = np.random.default_rng(0)
    return {
        name: rng.uniform(-3, 3, (NETWORKS, *shape))
        for name, shape in ARCHITECTURE.shapes().items()
    }


def engine(given: Mapping[str, Array]) -> Gradients:
    """Return what evaluates the graph with its gradients."""
    graph = network_graph(ARCHITECTURE)

    def gradients() -> Mapping[str, Array]:
        values = evaluate(graph, given)
        return {name: values[f"grad:{name}"] for name in ("alpha", "beta")}

    return gradients


def with_autograd(given: Mapping[str, Array]) -> Gradients:
    """Return what differentiates the sum of all losses, written for the whole batch."""

    def losses(alpha: Any, beta: Any) -> Any:
        one = np.ones((NETWORKS, 1))
        x = anp.concatenate([one, given["x"]], axis=1)
        hidden = anp.tanh(anp.einsum("bji,bi->bj", alpha, x))
        z = anp.concatenate([one, hidden], axis=1)
        yhat = anp.einsum("bji,bi->bj", beta, z)[:, 0]
        return anp.sum((yhat - given["y"]) ** 2) / 2

    by = grad(losses, argnum=(0, 1))
    return lambda: dict(zip(("alpha", "beta"), by(given["alpha"], given["beta"]), strict=True))


def with_torch(given: Mapping[str, Array]) -> Gradients:
    """Return torch's `vmap` of `grad` of one network's loss."""
    import torch
    from torch.func import grad as gradient
    from torch.func import vmap

    tensors = {name: torch.from_numpy(value) for name, value in given.items()}
    one = torch.ones(1, dtype=torch.float64)

    def loss(alpha: Any, beta: Any, x: Any, y: Any) -> Any:
        hidden = torch.tanh(alpha @ torch.cat([one, x]))
        yhat = (beta @ torch.cat([one, hidden]))[0]
        return (yhat - y) ** 2 / 2

    by = vmap(gradient(loss, argnums=(0, 1)))
    order = [tensors[name] for name in ("alpha", "beta", "x", "y")]
    return lambda: {
        name: found.numpy() for name, found in zip(("alpha", "beta"), by(*order), strict=True)
    }


OTHERS: Mapping[str, Callable[[Mapping[str, Array]], Gradients]] = {
    "HIPS autograd": with_autograd,
    "torch vmap(grad)": with_torch,
}


def beside(other: str) -> tuple[Gradients, Gradients]:
    """Return the engine's work and another's, once they agree to 10⁻⁹.

    Raises ImportError where the other is not installed.
    """
    given = numbers()
    ours, theirs = engine(given), OTHERS[other](given)
    for name, value in theirs().items():
        assert np.abs(value - ours()[name]).max() < 1e-9
    return ours, theirs
