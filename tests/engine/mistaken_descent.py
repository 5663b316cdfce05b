"""Students who take steps of each optimizer with one mistake, in plain numpy.

As in `mistaken`, a student is an honest one with a single habit replaced.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from quizgen.engine import Graph, update
from quizgen.engine.networks import Architecture, network_graph
from quizgen.engine.optimizers import OPTIMIZERS
from quizgen.engine.update import difference_quotient, loss_after

Values = Mapping[str, Any]
NET = Architecture((2, 2, 1), ("tanh", "identity"), "half_squared_error")
NUDGE = 0.1


@dataclass(frozen=True)
class Descent:
    """Habits on a 2-2-1 tanh network."""

    velocity: Callable[[float, Any, Any], Any] = lambda mu, v, g: mu * v + g
    decayed: Callable[[Any, float, Any], Any] = lambda g, decay, theta: g + decay * theta
    corrected: Callable[[Any, float, int], Any] = lambda m, rate, t: m / (1 - rate**t)
    root: Callable[[Any], Any] = np.sqrt
    gradients_again: bool = True
    change: Callable[[float, float], float] = lambda before, after: after - before
    quotient: Callable[[float, float, float], float] = lambda above, at, below: (
        (above - below) / (2 * NUDGE)
    )

    def cases(self) -> Iterator[tuple[Graph, Values, Values]]:
        """Yield what the student has of each optimizer's graph."""
        for optimizer, graph, inputs in drawn():
            yield graph, inputs, self.work(optimizer, inputs)

    def work(self, optimizer: str, inputs: Values) -> Values:
        weights = {name: inputs[name] for name in NET.parameters}
        loss, gradients = passed(weights, inputs)
        values: dict[str, Any] = {"loss": loss}
        kept: dict[str, Any] = {}
        first = self.step(optimizer, weights, gradients, inputs, 1, kept, values, "")
        after, again = passed(first, inputs)
        values |= {"after:loss": after, "change:loss": self.change(loss, after)}
        if optimizer == "adam":
            gradients = again if self.gradients_again else gradients
            self.step(optimizer, first, gradients, inputs, 2, kept, values, "after:")
        losses = []
        for by in (NUDGE, -NUDGE):
            moved = {**weights, "alpha": weights["alpha"].copy()}
            moved["alpha"][1, 2] += by
            losses.append(passed(moved, inputs)[0])
        values["quotient[alpha,1,2]"] = self.quotient(losses[0], loss, losses[1])
        return values

    def step(
        self,
        optimizer: str,
        weights: Values,
        gradients: Values,
        inputs: Values,
        t: int,
        kept: dict[str, Any],
        values: dict[str, Any],
        stage: str,
    ) -> dict[str, Any]:
        found = {}
        for name, theta in weights.items():
            g, direction = gradients[name], gradients[name]
            if optimizer == "momentum":
                direction = self.velocity(inputs["momentum"], inputs[f"velocity:{name}"], g)
                values[f"new:velocity:{name}"] = direction
            if optimizer == "weight_decay":
                direction = self.decayed(g, inputs["weight_decay"], theta)
            if optimizer == "adam":
                b1, b2 = inputs["beta1"], inputs["beta2"]
                m = kept[f"m{name}"] = b1 * kept.get(f"m{name}", 0) + (1 - b1) * g
                v = kept[f"v{name}"] = b2 * kept.get(f"v{name}", 0) + (1 - b2) * g**2
                values[f"{stage}mean:{name}"], values[f"{stage}square:{name}"] = m, v
                root = self.root(self.corrected(v, b2, t))
                direction = self.corrected(m, b1, t) / root
            found[name] = values[f"{stage}new:{name}"] = theta - inputs["eta"] * direction
        return found


def passed(weights: Values, inputs: Values) -> tuple[float, dict[str, Any]]:
    """Return the loss of the network, and the gradients of its weights."""
    alpha, beta = weights["alpha"], weights["beta"]
    x = np.concatenate([[1.0], inputs["x"]])
    z = np.tanh(alpha @ x)
    error = float(beta[0, 0] + beta[0, 1:] @ z - inputs["y"])
    back = error * beta[0, 1:] * (1 - z**2)
    gradients = {"alpha": np.outer(back, x), "beta": error * np.array([[1.0, *z]])}
    return 0.5 * error**2, gradients


@cache
def drawn() -> tuple[tuple[str, Graph, Values], ...]:
    """Return the graph of each optimizer's step at drawn numbers."""
    rng, found = np.random.default_rng(5), []
    for optimizer, row in OPTIMIZERS.items():
        graph = update(network_graph(NET), NET.parameters, optimizer)
        graph = loss_after(graph, NET.parameters)
        graph = difference_quotient(graph, "alpha", (1, 2), f"{NUDGE}")
        shapes = NET.shapes()
        inputs = {name: rng.uniform(-0.6, 0.6, shape) for name, shape in shapes.items()}
        inputs |= {"x": rng.uniform(1, 2, 2), "y": 4.0}  # no unit saturated, no small gradient
        inputs |= {name: rng.uniform(0.2, 0.8) for name in row.settings}
        for what in row.given:
            inputs |= {f"{what}:{n}": rng.uniform(-1, 1, shapes[n]) for n in NET.parameters}
        found.append((optimizer, graph, inputs))
    return tuple(found)


DESCENTS: Mapping[str, tuple[Descent, ...]] = {
    "old velocity forgotten": (Descent(velocity=lambda mu, v, g: g),),
    "velocity taken as a mean": (Descent(velocity=lambda mu, v, g: mu * v + (1 - mu) * g),),
    "weight decay left out": (Descent(decayed=lambda g, decay, theta: g),),
    "sign of the weight decay lost": (
        Descent(decayed=lambda g, decay, theta: g - decay * theta),
    ),
    "bias correction left out": (Descent(corrected=lambda m, rate, t: m),),
    "first bias correction kept": (Descent(corrected=lambda m, rate, t: m / (1 - rate)),),
    "first gradient used again": (Descent(gradients_again=False),),
    "root left out of the step": (Descent(root=lambda v: v),),
    "loss before less loss after": (Descent(change=lambda before, after: before - after),),
    "2 left out of the difference quotient": (
        Descent(quotient=lambda above, at, below: (above - below) / NUDGE),
    ),
    "difference taken to one side": (
        Descent(quotient=lambda above, at, below: (above - at) / NUDGE),
    ),
}
