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
from quizgen.engine.models.attention import Attention
from quizgen.engine.models.convolutional import Convolutional
from quizgen.engine.models.normalisation import LayerNorm
from quizgen.engine.models.recurrent import Recurrent
from quizgen.keys import Key
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.engine.mistaken_heads import Head, Norm
from tests.engine.mistaken_maps import Maps
from tests.engine.mistaken_steps import Steps


def _softmax(a: Any) -> Any:
    grown = np.exp(a - a.max())
    return grown / grown.sum()


def _density(a: Any) -> Any:
    return np.exp(-a * a / 2) / np.sqrt(2 * np.pi)


_share = np.vectorize(lambda a: float(mpmath.ncdf(a)), otypes=[float])  # of a normal, below a
ACTIVATIONS = {  # with their slopes; a leaky ReLU has its own
    "identity": (lambda a: a, np.ones_like),
    "tanh": (np.tanh, lambda a: 1 - np.tanh(a) ** 2),
    "sigmoid": (lambda a: 1 / (1 + np.exp(-a)), lambda a: np.exp(-a) / (1 + np.exp(-a)) ** 2),
    "relu": (lambda a: np.maximum(a, 0.0), lambda a: (a > 0) * 1.0),
    "elu": (
        lambda a: np.where(a > 0, a, np.exp(np.minimum(a, 0)) - 1),
        lambda a: np.where(a > 0, 1.0, np.exp(np.minimum(a, 0))),
    ),
    "softplus": (lambda a: np.log(1 + np.exp(a)), lambda a: np.exp(a) / (1 + np.exp(a))),
    "gelu": (lambda a: a * _share(a), lambda a: _share(a) + a * _density(a)),
    "softmax": (_softmax, lambda a: np.diag(_softmax(a)) - np.outer(_softmax(a), _softmax(a))),
}
LOSSES = {  # with their gradients by the output
    "half_squared_error": (lambda z, y: 0.5 * np.sum((z - y) ** 2), lambda z, y: z - y),
    "squared_error": (lambda z, y: np.sum((z - y) ** 2), lambda z, y: 2 * (z - y)),
    "mean_squared_error": (
        lambda z, y: np.mean((z - y) ** 2),
        lambda z, y: 2 * (z - y) / len(z),
    ),
    "absolute_error": (lambda z, y: np.sum(np.abs(z - y)), lambda z, y: np.sign(z - y)),
    "binary_cross_entropy": (
        lambda z, y: -np.sum(np.log(np.where(y == 1, z, 1 - z))),
        lambda z, y: np.where(y == 1, -1 / z, 1 / (1 - z)),
    ),
    "cross_entropy": (lambda z, y: -np.sum(y * np.log(z)), lambda z, y: -y / z),
    "hinge": (
        lambda z, y: np.sum(np.maximum(0, 1 - y * z)),
        lambda z, y: np.where(y * z < 1, -y, 0.0),
    ),
}


def _functions(layer: Mapping[str, Any]) -> tuple[Any, Any]:
    if layer["activation"] != "leaky_relu":
        return ACTIVATIONS[layer["activation"]]
    slope = layer["slope"]
    return lambda a: np.where(a > 0, a, slope * a), lambda a: np.where(a > 0, 1.0, slope)


def work(network: Mapping[str, Any]) -> dict[str, Any]:
    """Return every quantity of a key's network: a1, z1, …, yhat, loss and grad: of them."""
    if not isinstance(network["input"][0], list):
        return _row(network, network["input"], network["target"])
    rows = [
        _row(network, x, y if isinstance(y, list) else [y])
        for x, y in zip(network["input"], network["target"], strict=True)
    ]
    learned = ["loss", *(f"grad:{layer['parameter']}" for layer in network["layers"])]
    values: dict[str, Any] = {"losses": np.array([row["loss"] for row in rows])}
    for name in rows[0]:
        each = np.array([row[name] for row in rows])
        share = len(rows) if name.startswith("grad:") else 1
        values[name] = each.mean(axis=0) if name in learned else each / share
    return values


def _row(network: Mapping[str, Any], x: Any, y: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    z, y = np.array(x, dtype=float), np.array(y, dtype=float)
    layers = network["layers"]
    below, linear = [], []
    for k, layer in enumerate(layers, 1):
        forward, _ = _functions(layer)
        below.append(np.concatenate([[1.0], z]))
        linear.append(np.array(layer["weights"], dtype=float) @ below[-1])
        z = forward(linear[-1])
        values[f"a{k}"], values["yhat" if k == len(layers) else f"z{k}"] = linear[-1], z
    loss, slope = LOSSES[network["loss"]]
    values["loss"] = loss(z, y)
    back = slope(z, y)
    values["grad:yhat"] = back
    for k in range(len(layers), 0, -1):
        layer = layers[k - 1]
        _, slope = _functions(layer)
        local = slope(linear[k - 1])
        back = local @ back if np.ndim(local) == 2 else back * local
        values[f"grad:a{k}"] = back
        values[f"grad:{layer['parameter']}"] = np.outer(back, below[k - 1])
        back = np.array(layer["weights"], dtype=float)[:, 1:].T @ back
        values[f"grad:z{k - 1}"] = back
    return values | {"collapsed": collapsed(network)}


def _work_rnn(model: Mapping[str, Any]) -> dict[str, Any]:
    net = Recurrent(**{field.name: model[field.name] for field in fields(Recurrent)})
    given = {name: np.array(value, dtype=float) for name, value in model["numbers"].items()}
    return dict(Steps().work(net, given))


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


def _work_cnn(model: Mapping[str, Any]) -> dict[str, Any]:
    net = Convolutional(**{field.name: model[field.name] for field in fields(Convolutional)})
    return dict(Maps().work(net, _given(model)))


def _work_attention(model: Mapping[str, Any]) -> dict[str, Any]:
    head = Attention(**{field.name: model[field.name] for field in fields(Attention)})
    return dict(Head().work(head, _given(model)))


def _work_layer_norm(model: Mapping[str, Any]) -> dict[str, Any]:
    norm = LayerNorm(**{field.name: model[field.name] for field in fields(LayerNorm)})
    return dict(Norm().work(norm, _given(model)))


def _given(model: Mapping[str, Any]) -> dict[str, Any]:
    return {name: np.array(value, dtype=float) for name, value in model["numbers"].items()}


WORK_MODEL = {
    "rnn": _work_rnn,
    "cnn": _work_cnn,
    "attention": _work_attention,
    "layer-norm": _work_layer_norm,
}


def work_model(model: Mapping[str, Any]) -> dict[str, Any]:
    """Return every quantity of a key's model, by the student who works such by hand."""
    return WORK_MODEL[model["type"]](model)


def numbers(data: Mapping[str, Any]) -> list[Any]:
    """Return a key's number blanks, of its JSON."""
    return [blank for blank in data["blanks"] if blank["type"] == "number"]


def entry(values: Mapping[str, Any], quantity: str, index: list[int]) -> float:
    """Return the entry of a quantity; a single output has no index of its own."""
    found = np.asarray(np.asarray(values[quantity])[tuple(index)])
    return float(found.reshape(()))


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
    "2-2-1 elu, absolute error": {
        "hidden": [2],
        "activations": ["elu"],
        "loss": "absolute_error",
    },
    "2-2-1 gelu": {"hidden": [2], "activations": ["gelu"], "decimals": 6},
    "2-2-1 softplus": {"hidden": [2], "activations": ["softplus"], "decimals": 6},
    "2-2-2 leaky relu, mean squared error": {
        "hidden": [2],
        "outputs": 2,
        "activations": ["leaky_relu"],
        "loss": "mean_squared_error",
        "extra": "slope = 0.25",
    },
    "2-2-1 hinge": {"hidden": [2], "loss": "hinge", "decimals": 6},
    "2-2-3 softmax": {
        "hidden": [2],
        "outputs": 3,
        "output": "softmax",
        "loss": "cross_entropy",
    },
    "2-3 softmax, squared error": {
        "hidden": [],
        "outputs": 3,
        "output": "softmax",
        "decimals": 6,
    },
    "2-2-1 binary cross-entropy": {
        "hidden": [2],
        "output": "sigmoid",
        "loss": "binary_cross_entropy",
        "decimals": 6,
    },
    "2-2-1 batch": {"hidden": [2], "rows": 3},
    "2-2-2 batch, relu, mean squared error": {
        "hidden": [2],
        "outputs": 2,
        "activations": ["relu"],
        "rows": 2,
        "loss": "mean_squared_error",
    },
    "2-2-3 batch, softmax": {
        "hidden": [2],
        "outputs": 3,
        "output": "softmax",
        "loss": "cross_entropy",
        "rows": 3,
        "decimals": 6,
    },
    "2-1 batch, binary cross-entropy": {
        "hidden": [],
        "output": "sigmoid",
        "loss": "binary_cross_entropy",
        "rows": 4,
    },
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
    rows: int = 0,
    extra: str = "",
) -> str:
    """Return a set about one network, of the kinds that ask for its numbers."""
    kept = f"figures = {figures}" if figures else f"decimals = {decimals}"
    grid = f"{{low = {low}, high = {high}, step = {step}}}"
    kinds = ("forward", "backward-scalar", "backward-vector")
    if rows:
        kinds, extra = ("forward", "backward-batch"), f"rows = {rows}\n{extra}"
    problems = zip(kinds, points, strict=False)
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
{extra}
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
