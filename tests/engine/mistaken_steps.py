"""Students who make one mistake each on a recurrent network, in plain numpy.

Nothing here knows the engine's rows.  `STEP_TWINS` has a student for every mistake that
the steps of such a network can show.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from quizgen.engine import Graph
from quizgen.engine.models.recurrent import Recurrent
from tests.engine.plain import FUNCTIONS, REVERSED, SLOPES, Case, Values, hat, sigmoid

HALF, WHOLE = "half_squared_error", "squared_error"


@dataclass(frozen=True)
class Steps:
    """Habits on an Elman network; U and V have their biases in column 0."""

    into: Callable[[Any, Any], Any] = lambda U, x: U @ hat(x)
    across: Callable[[Any, Any], Any] = lambda W, h: W @ h
    output: Callable[[Any, Any], Any] = lambda V, h: V @ hat(h)
    activate: Callable[[str, Any], Any] = lambda f, a: FUNCTIONS[f](a)
    slope: Callable[[str, Any, Any], Any] = lambda f, a, z: SLOPES[f](a, z)
    half: float = 0.5
    by_output: Callable[[Any, Any, str], Any] = lambda yhat, y, loss: (
        (1 if loss == HALF else 2) * (yhat - y)
    )
    by_biased: Callable[[Any, Any], Any] = lambda g, x: np.outer(g, hat(x))
    by_recurrent: Callable[[Any, Any], Any] = lambda g, h: np.outer(g, h)
    state: Callable[[Any, Any], Any] = lambda before, after: before
    from_output: Callable[[Any, Any], Any] = lambda V, g: V[:, 1:].T @ g
    from_next: Callable[[Any, Any], Any] = lambda W, g: W.T @ g
    over_steps: Callable[[list[Any]], Any] = sum  # the last step's first

    def work(self, net: Recurrent, inputs: Values) -> Values:
        U, W, V = (inputs[name] for name in "UWV")
        f, letter = net.activation, "h" if net.activation == "identity" else "a"
        values: dict[str, Any] = {}
        sums, states = [], [np.zeros(net.units)]
        for t in range(1, net.steps + 1):
            a = self.into(U, inputs[f"x{t}"])
            if t > 1:
                a = a + self.across(W, states[-1])
            sums.append(a)
            states.append(self.activate(f, a))
            values |= {f"a{t}": a, f"h{t}": states[-1]}
        yhat = self.output(V, states[-1])
        factor = self.half if net.loss == HALF else 1
        values |= {"yhat": yhat, "loss": factor * np.sum((yhat - inputs["y"]) ** 2)}
        g = self.by_output(yhat, inputs["y"], net.loss)
        values |= {"grad:yhat": g, "grad:V": self.by_biased(g, states[-1])}
        g = self.from_output(V, g)
        by_U, by_W = [], []
        for t in range(net.steps, 0, -1):
            values[f"grad:h{t}"] = g
            g = g * self.slope(f, sums[t - 1], states[t])
            values[f"grad:{letter}{t}"] = g
            by_U.append(self.by_biased(g, inputs[f"x{t}"]))
            values[f"grad:U<-{letter}{t}"] = by_U[-1]
            if t > 1:
                by_W.append(self.by_recurrent(g, self.state(states[t - 1], states[t])))
                values[f"grad:W<-{letter}{t}"] = by_W[-1]
                g = self.from_next(W, g)
        return values | {"grad:U": self.over_steps(by_U), "grad:W": self.over_steps(by_W)}


NETWORKS = (
    Recurrent(2, 2, 3, "tanh", HALF),
    Recurrent(1, 2, 3, "sigmoid", WHOLE),
    Recurrent(3, 3, 2, "relu", HALF),
    Recurrent(2, 3, 4, "tanh", WHOLE),
    Recurrent(1, 2, 2, "identity", HALF),
)


@cache
def drawn() -> tuple[tuple[Recurrent, Graph, Values], ...]:
    """Return each network twice, at drawn numbers."""
    rng = np.random.default_rng(8)
    found = []
    for net in NETWORKS:
        graph = net.graph()
        shapes = {node.name: node.shape for node in graph.nodes if node.op == "input"}
        for _ in range(2):
            found.append((net, graph, {n: rng.uniform(-2, 2, s) for n, s in shapes.items()}))
    return tuple(found)


def step_cases(student: Steps) -> Iterable[Case]:
    """Yield what a student has at each network."""
    for net, graph, inputs in drawn():
        yield graph, inputs, student.work(net, inputs)


def ends_with_one(x: Any) -> Any:
    return np.concatenate([x, [1.0]])


def turned(U: Any, x: Any) -> Any:
    """Multiply with columns: of the whole matrix if it is square, else of square weights."""
    rows, columns = U.shape
    if rows == columns:
        return U.T @ hat(x)
    return U[:, 0] + U[:, 1:].T @ x if rows == columns - 1 else U @ hat(x)


def turned_gradient(g: Any, x: Any) -> Any:
    return np.outer(hat(x), g) if len(g) == len(x) + 1 else np.outer(g, hat(x))


def taken_for(one: str, other: str) -> Steps:
    """Use another activation, and its derivative."""
    functions = {**FUNCTIONS, one: FUNCTIONS[other]}
    slopes = {**SLOPES, one: SLOPES[other]}
    return Steps(activate=lambda f, a: functions[f](a), slope=lambda f, a, z: slopes[f](a, z))


def slopes(**changed: Callable[[Any, Any], Any]) -> Steps:
    return Steps(slope=lambda f, a, z: {**SLOPES, **changed}[f](a, z))


def one_row(row: int) -> Steps:
    return Steps(from_next=lambda W, g: W[row] * g[row])


STEP_TWINS: Mapping[str, tuple[Steps, ...]] = {
    "hidden bias forgotten": (Steps(into=lambda U, x: U[:, 1:] @ x),),
    "output bias forgotten": (Steps(output=lambda V, h: V[:, 1:] @ h),),
    "bias taken from the wrong end": (
        Steps(
            into=lambda U, x: U @ ends_with_one(x),
            output=lambda V, h: V @ ends_with_one(h),
            by_biased=lambda g, x: np.outer(g, ends_with_one(x)),
            from_output=lambda V, g: V[:, :-1].T @ g,
        ),
    ),
    "weights transposed": (Steps(into=turned),),
    "hidden activation left out": (Steps(activate=lambda f, a: a),),
    "sigmoid for tanh": (taken_for("tanh", "sigmoid"),),
    "tanh for sigmoid": (taken_for("sigmoid", "tanh"),),
    "ReLU the wrong way round": (
        replace(
            slopes(relu=lambda a, z: (a < 0) * 1.0),
            activate=lambda f, a: REVERSED[f](a),
        ),
    ),
    "half left out of the loss": (Steps(half=1),),
    "target minus output": (
        Steps(by_output=lambda yhat, y, loss: (1 if loss == HALF else 2) * (y - yhat)),
    ),
    "derivative of the loss doubled": (Steps(by_output=lambda yhat, y, loss: 2 * (yhat - y)),),
    "2 left out of the derivative of the loss": (
        Steps(by_output=lambda yhat, y, loss: yhat - y),
    ),
    "activation's derivative left out": (Steps(slope=lambda f, a, z: np.ones_like(a)),),
    "derivative taken at z": (
        slopes(
            tanh=lambda a, z: 1 - np.tanh(z) ** 2,
            sigmoid=lambda a, z: sigmoid(z) * (1 - sigmoid(z)),
        ),
    ),
    "sigmoid's derivative for tanh's": (slopes(tanh=lambda a, z: z * (1 - z)),),
    "tanh's derivative for sigmoid's": (slopes(sigmoid=lambda a, z: 1 - z * z),),
    "derivative taken as 1 minus z": (
        slopes(tanh=lambda a, z: 1 - z, sigmoid=lambda a, z: 1 - z),
    ),
    "layer's input left out": (
        Steps(
            by_biased=lambda g, x: np.outer(g, np.ones(len(x) + 1)),
            by_recurrent=lambda g, h: np.outer(g, np.ones(len(h))),
        ),
    ),
    "bias column carried back": (Steps(from_output=lambda V, g: V[:, :-1].T @ g),),
    "outer product transposed": (
        Steps(by_biased=turned_gradient, by_recurrent=lambda g, h: np.outer(h, g)),
    ),
    "another row of the weights": (
        Steps(from_next=lambda W, g: W[[-1, *range(len(W) - 1)]].T @ g),
    ),
    "only the first path followed": (one_row(0),),
    "only the last path followed": (one_row(-1),),
    "previous hidden state left out": (Steps(across=lambda W, h: 0 * h),),
    "recurrent weights transposed": (Steps(across=lambda W, h: W.T @ h),),
    "recurrent weights not transposed back": (Steps(from_next=lambda W, g: W @ g),),
    "hidden state of the same step": (Steps(state=lambda before, after: after),),
    "only the last step's gradient": (Steps(over_steps=lambda steps: steps[0]),),
}
