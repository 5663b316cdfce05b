"""Layered networks as graphs, with the names and symbols that a student writes.

Layer k computes a⁽ᵏ⁾ = W x̂ with the bias folded in (x̂ = [1, x]) and z⁽ᵏ⁾ = f(a⁽ᵏ⁾); the
last layer's value is ŷ.  An output layer without an activation has no a of its own: its
linear combination is ŷ, as in ŷ = β ẑ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quizgen.engine.differentiate import differentiate
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import add_node

PARAMETERS = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa"),
    *("lambda", "mu", "nu", "xi", "rho", "tau", "phi", "omega"),
)
SUBSCRIPTS = "ijkmnpqrstuv"  # of the inputs, then of each layer's units
LOSSES = {
    "half_squared_error": "½ Σ (ŷ − y)²",
    "squared_error": "Σ (ŷ − y)²",
}


@dataclass(frozen=True)
class Notation:
    """The letters of a course: α, β, … or W⁽¹⁾, W⁽²⁾, …; ŷ or h; biases folded in or b⁽ᵏ⁾.

    Letters alone: the numbers, and a matrix's column 0 that holds the biases, stay.
    """

    weights: Literal["greek", "latin"] = "greek"
    bias: Literal["folded", "separate"] = "folded"
    output: Literal["yhat", "h"] = "yhat"


@dataclass(frozen=True)
class Architecture:
    """The shape of a network: `sizes` from the inputs to the outputs, an activation a layer."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    notation: Notation = Notation()

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of the layers' weight matrices."""
        return PARAMETERS[: len(self.activations)]

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of every input of the graph: x, the matrices, y."""
        pairs = zip(self.parameters, self.sizes[1:], self.sizes, strict=False)
        weights = {name: (rows, columns + 1) for name, rows, columns in pairs}
        target = () if self.sizes[-1] == 1 else (self.sizes[-1],)
        return {"x": (self.sizes[0],), **weights, "y": target}


def network_graph(architecture: Architecture) -> Graph:
    """Return the graph of a network: forward, loss, and the gradients of its parameters."""
    sizes, last = architecture.sizes, len(architecture.activations)
    layered = last > 2 or architecture.activations[-1] != "identity"
    single = sizes[-1] == 1
    shapes, notation = architecture.shapes(), architecture.notation
    separate, latin = notation.bias == "separate", notation.weights == "latin"

    def layer(letter: str, k: int) -> str:
        return f"<{letter}|{SUBSCRIPTS[k]}+>" + (f"^{{({k})}}" if layered else "")

    def weight(k: int) -> str:
        letter = "W" if latin else f"\\{architecture.parameters[k - 1]}"
        row = "" if k == last and single else f"{SUBSCRIPTS[k]}+"
        layer = f"^{{({k})}}"
        bias = f";b{layer}|{row}" if separate else ""
        return f"<{letter}{layer if latin else ''}|{row}{SUBSCRIPTS[k - 1]}{bias}>"

    def output(letter: str) -> str:
        return letter if single else f"<{letter}|{SUBSCRIPTS[last]}+>"

    def value(k: int) -> str:
        if k < last:
            return layer("z", k)
        return output(r"\hat{y}" if notation.output == "yhat" else "h")

    given: Sequence[tuple[str, str]] = [
        ("x", "<x|i+>"),
        *((name, weight(k)) for k, name in enumerate(architecture.parameters, 1)),
        ("y", output("y")),
    ]
    graph = Graph(
        tuple(Node(name, symbol, "input", (), shapes[name]) for name, symbol in given)
    )
    below = "x"
    for k, activation in enumerate(architecture.activations, 1):
        name, top = architecture.parameters[k - 1], "yhat" if k == last else f"z{k}"
        shape = () if k == last and single else (sizes[k],)
        if k == last and activation == "identity":
            graph = add_node(graph, top, value(k), "affine", (name, below), shape)
        else:
            linear = f"a{k}"
            symbol = f"a^{{({k})}}" if shape == () else layer("a", k)
            graph = add_node(graph, linear, symbol, "affine", (name, below), shape)
            graph = add_node(graph, top, value(k), activation, (linear,), shape)
        below = top
    graph = add_node(graph, "loss", r"\ell", architecture.loss, (below, "y"))
    return differentiate(graph, "loss", wrt=architecture.parameters)
