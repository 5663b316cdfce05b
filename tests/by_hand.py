"""Networks worked by hand in plain numpy, and small sets to draw them from.

`work` uses nothing of the engine: its few lines are what the engine's answers are held
against.
"""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import mpmath
import numpy as np

from quizgen.document import Document
from quizgen.engine.recurrent import Recurrent
from quizgen.keys import Key
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.engine.mistaken_steps import Steps

ACTIVATIONS = {
    "identity": (lambda a: a, np.ones_like),
    "tanh": (np.tanh, lambda a: 1 - np.tanh(a) ** 2),
    "sigmoid": (lambda a: 1 / (1 + np.exp(-a)), lambda a: np.exp(-a) / (1 + np.exp(-a)) ** 2),
    "relu": (lambda a: np.maximum(a, 0.0), lambda a: (a > 0) * 1.0),
}
LOSSES = {
    "half_squared_error": (lambda e: 0.5 * np.sum(e * e), lambda e: e),
    "squared_error": (lambda e: np.sum(e * e), lambda e: 2 * e),
}


def work(network: Mapping[str, Any]) -> dict[str, Any]:
    """Return every quantity of a key's network: a1, z1, …, yhat, loss and grad: of them."""
    values: dict[str, Any] = {}
    z = np.array(network["input"], dtype=float)
    layers = network["layers"]
    below, linear = [], []
    for k, layer in enumerate(layers, 1):
        forward, _ = ACTIVATIONS[layer["activation"]]
        below.append(np.concatenate([[1.0], z]))
        linear.append(np.array(layer["weights"], dtype=float) @ below[-1])
        z = forward(linear[-1])
        values[f"a{k}"], values["yhat" if k == len(layers) else f"z{k}"] = linear[-1], z
    loss, slope = LOSSES[network["loss"]]
    error = z - np.array(network["target"], dtype=float)
    values["loss"] = loss(error)
    back = slope(error)
    values["grad:yhat"] = back
    for k in range(len(layers), 0, -1):
        layer = layers[k - 1]
        _, slope = ACTIVATIONS[layer["activation"]]
        back = back * slope(linear[k - 1])
        values[f"grad:a{k}"] = back
        values[f"grad:{layer['parameter']}"] = np.outer(back, below[k - 1])
        back = np.array(layer["weights"], dtype=float)[:, 1:].T @ back
        values[f"grad:z{k - 1}"] = back
    return values | {"collapsed": collapsed(network)}


def _work_rnn(model: Mapping[str, Any]) -> dict[str, Any]:
    net = Recurrent(**{field.name: model[field.name] for field in fields(Recurrent)})
    given = {name: np.array(value, dtype=float) for name, value in model["numbers"].items()}
    return dict(Steps().work(net, given))


WORK_MODEL = {"rnn": _work_rnn}


def work_model(model: Mapping[str, Any]) -> dict[str, Any]:
    """Return every quantity of a key's model, by the student who works such by hand."""
    return WORK_MODEL[model["type"]](model)


def collapsed(network: Mapping[str, Any]) -> Any:
    """Return the one matrix that the layers are without their activations."""
    first, *others = (np.array(layer["weights"], dtype=float) for layer in network["layers"])
    for weights in others:
        slopes = weights[:, 1:] @ first[:, 1:]
        biases = weights[:, 1:] @ first[:, :1] + weights[:, :1]
        first = np.hstack([biases, slopes])
    return first


FUNCTIONS = {name: getattr(mpmath, name) for name in ("sin", "cos", "exp", "ln")}


def work_expression(expression: Mapping[str, Any]) -> dict[str, Any]:
    """Return an expression's quantities: value, node:u, …, grad:x, grad:u, ….

    A node's formula is Python's once ^ is **; an adjoint is mpmath's numerical derivative of
    the rest of the nodes by that one.
    """
    nodes = {name: text.replace("^", "**") for name, text in expression["nodes"].items()}
    inputs = {name: mpmath.mpf(str(value)) for name, value in expression["inputs"].items()}

    def run(**put: Any) -> dict[str, Any]:
        found = inputs | {name: value for name, value in put.items() if name in inputs}
        for name, text in nodes.items():
            found[name] = put.get(name, eval(text, dict(FUNCTIONS), found))
        return found

    values, last = run(), list(nodes)[-1]
    quantities = {f"node:{name}": values[name] for name in nodes} | {"value": values[last]}
    for name in (*inputs, *nodes):
        slope = mpmath.diff(lambda v, name=name: run(**{name: v})[last], values[name])
        quantities[f"grad:{name}"] = slope
    return quantities


def numbers(data: Mapping[str, Any]) -> list[Any]:
    """Return a key's number blanks, of its JSON."""
    return [blank for blank in data["blanks"] if blank["type"] == "number"]


def entry(values: Mapping[str, Any], quantity: str, index: list[int]) -> float:
    """Return the entry of a quantity; a single output's scalars have the index []."""
    found = np.asarray(values[quantity])
    return float(found[tuple(index)] if index else found.reshape(()))


SETS = {
    "1-1-1 tanh": {"hidden": [1], "inputs": 1},
    "2-3-1 sigmoid": {"hidden": [3], "activations": ["sigmoid"]},
    "2-3-1 table": {"hidden": [3], "table": True},
    "2-3-1 halves": {"hidden": [3], "step": 0.5, "decimals": 6},
    "3-2-2 tanh": {"inputs": 3, "hidden": [2], "outputs": 2, "high": 1, "low": -1},
    "2-2-2-1 sigmoid": {"hidden": [2, 2], "activations": ["sigmoid"], "decimals": 7},
    "2-8-1 relu": {"hidden": [8], "activations": ["relu"]},
    "2-2-1 squared error": {"hidden": [2], "loss": "squared_error"},
    "3-1 no hidden layer": {"inputs": 3, "hidden": []},
    "2-2-1 sigmoid output": {"hidden": [2], "output": "sigmoid", "decimals": 6},
}


def set_toml(
    inputs: int = 2,
    hidden: list[int] | None = None,
    outputs: int = 1,
    activations: list[str] | None = None,
    output: str = "identity",
    loss: str = "half_squared_error",
    step: float = 1,
    low: float = -2,
    high: float = 2,
    decimals: int = 5,
    table: bool = False,
    points: tuple[float, float, float] = (8, 4, 10),
    figures: int | None = None,
) -> str:
    """Return a set about one network, of the three kinds that ask for its numbers."""
    kept = f"figures = {figures}" if figures else f"decimals = {decimals}"
    grid = f"{{low = {low}, high = {high}, step = {step}}}"
    problems = zip(("forward", "backward-scalar", "backward-vector"), points, strict=True)
    return f"""title = "A small set"
[rounding]
{kept}
table = {str(table).lower()}
[networks.net]
inputs = {inputs}
hidden = {[3] if hidden is None else hidden}
outputs = {outputs}
activations = {activations or (["tanh"] if hidden != [] else [])}
output_activation = "{output}"
loss = "{loss}"
weights = {grid}
""" + "\n".join(f'[[problems]]\nkind = "{kind}"\npoints = {p}\n' for kind, p in problems)


def solved(
    name: str, seed: int, folder: Path, **options: Any
) -> tuple[Document, Document, Key]:
    """Return handout, worked key and key of one of SETS, or of a built-in set.

    `options` change what the small set says.
    """
    path = folder / "small.toml"
    if name in SETS:
        path.write_text(set_toml(**(SETS[name] | options)))
    the_set = read_set(str(path) if name in SETS else name)
    return solve_variant(Job(the_set, Variant(f"seed{seed}", seed), None, ()))
