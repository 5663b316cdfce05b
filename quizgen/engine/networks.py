"""Layered networks as graphs, with the names and symbols that a student writes.

Layer k computes a⁽ᵏ⁾ = W x̂ with the bias folded in (x̂ = [1, x]) and z⁽ᵏ⁾ = f(a⁽ᵏ⁾); the
last layer's value is ŷ.  An output layer without an activation has no a of its own: its
linear combination is ŷ, as in ŷ = β ẑ.  A batch has a row for each input: A = X̂ αᵀ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quizgen.engine import names
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.differentiate import differentiate
from quizgen.engine.graph import Graph, Node
from quizgen.engine.losses import LOSSES
from quizgen.engine.ops import add_node

PARAMETERS = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa"),
    *("lambda", "mu", "nu", "xi", "rho", "tau", "phi", "omega"),
)
SUBSCRIPTS = "ijkmnpqrstuv"  # of the inputs, then of each layer's units
ROWS = "n"  # the subscript of the rows of a batch


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
    """The shape of a network: `sizes` from the inputs to the outputs, an activation a layer.

    It takes a single input, or a batch of so many `rows`.  `slope` is that of a leaky ReLU
    below 0, as a set writes it.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    notation: Notation = Notation()
    rows: int = 0
    slope: str = "0.1"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of the layers' weight matrices."""
        return PARAMETERS[: len(self.activations)]

    @property
    def single(self) -> bool:
        """Say whether there is a single output."""
        return self.sizes[-1] == 1

    def of(self, size: int) -> tuple[int, ...]:
        """Return the shape of a layer's vector: in a batch, a row for each input."""
        return (self.rows, size) if self.rows else (size,)

    def of_output(self) -> tuple[int, ...]:
        """Return the shape of the output: a number where it is single, one a row."""
        return self.of(self.sizes[-1])[:-1] if self.single else self.of(self.sizes[-1])

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of every input of the graph: x, the matrices, y."""
        pairs = zip(self.parameters, self.sizes[1:], self.sizes, strict=False)
        weights = {name: (rows, columns + 1) for name, rows, columns in pairs}
        return {"x": self.of(self.sizes[0]), **weights, "y": self.of_output()}


@dataclass(frozen=True)
class Letters:
    """The symbols of a network's quantities, their subscripts left open.

    A batch has capitals for its layers, a row for each input; a single output, one number a
    row, stays a small letter.
    """

    architecture: Architecture

    @property
    def _last(self) -> int:
        return len(self.architecture.activations)

    def _layered(self, letter: str, subscripts: str, k: int) -> str:
        several = self._last > 2 or self.architecture.activations[-1] != "identity"
        open_letter = f"<{letter}|{subscripts}>" if subscripts else letter
        return open_letter + (f"^{{({k})}}" if several else "")

    def _at(self, k: int) -> str:
        """Return the subscripts of a unit of layer k, 0 the input."""
        single = k == self._last and self.architecture.single
        letters = SUBSCRIPTS.replace(ROWS, "") if self.architecture.rows else SUBSCRIPTS
        unit = "" if single else f"{letters[k]}+"
        return f"{ROWS}+{unit}" if self.architecture.rows else unit

    def _vector(self, letter: str, k: int) -> str:
        matrix = self.architecture.rows and self._at(k).count("+") == 2
        return _capital(letter) if matrix else letter

    def input(self) -> str:
        """Return the symbol of the input."""
        return f"<{self._vector('x', 0)}|{self._at(0)}>"

    def target(self) -> str:
        """Return the symbol of the target."""
        return self._output("y")

    def linear(self, k: int) -> str:
        """Return the symbol of layer k's linear combination."""
        return self._layered(self._vector("a", k), self._at(k), k)

    def value(self, k: int) -> str:
        """Return the symbol of layer k's value."""
        if k < self._last:
            return self._layered(self._vector("z", k), self._at(k), k)
        return self._output(r"\hat{y}" if self.architecture.notation.output == "yhat" else "h")

    def _output(self, letter: str) -> str:
        at = self._at(self._last)
        return f"<{self._vector(letter, self._last)}|{at}>" if at else letter

    def weights(self, k: int) -> str:
        """Return the symbol of layer k's matrix, its bias apart where that has a letter."""
        notation, letters = self.architecture.notation, SUBSCRIPTS
        if self.architecture.rows:
            letters = letters.replace(ROWS, "")
        latin = notation.weights == "latin"
        letter = "W" if latin else f"\\{self.architecture.parameters[k - 1]}"
        row = "" if k == self._last and self.architecture.single else f"{letters[k]}+"
        layer = f"^{{({k})}}"
        bias = f";b{layer}|{row}" if notation.bias == "separate" else ""
        return f"<{letter}{layer if latin else ''}|{row}{letters[k - 1]}{bias}>"


def _capital(letter: str) -> str:
    return r"\hat{Y}" if letter == r"\hat{y}" else letter.upper()


def network_graph(architecture: Architecture) -> Graph:
    """Return the graph of a network: forward, loss, and the gradients of its parameters.

    The loss of a batch is the mean of `losses`, one a row.
    """
    shapes, letters = architecture.shapes(), Letters(architecture)
    given: Sequence[tuple[str, str]] = [
        ("x", letters.input()),
        *((name, letters.weights(k)) for k, name in enumerate(architecture.parameters, 1)),
        ("y", letters.target()),
    ]
    graph = Graph(
        tuple(Node(name, symbol, "input", (), shapes[name]) for name, symbol in given)
    )
    affine = "affine_rows" if architecture.rows else "affine"
    below, last = "x", len(architecture.activations)
    for k, activation in enumerate(architecture.activations, 1):
        name, top = architecture.parameters[k - 1], "yhat" if k == last else f"z{k}"
        shape = (
            architecture.of_output() if k == last else architecture.of(architecture.sizes[k])
        )
        if k == last and activation == "identity":
            graph = add_node(graph, top, letters.value(k), affine, (name, below), shape)
        else:
            linear = f"a{k}"
            graph = add_node(graph, linear, letters.linear(k), affine, (name, below), shape)
            operands: tuple[str, ...] = (linear,)
            if ACTIVATIONS[activation].sloped:
                graph, slope = _number(graph, architecture.slope)
                operands += (slope,)
            graph = add_node(graph, top, letters.value(k), activation, operands, shape)
        below = top
    graph = _with_loss(graph, architecture, below)
    return differentiate(graph, "loss", wrt=architecture.parameters)


def _with_loss(graph: Graph, architecture: Architecture, output: str) -> Graph:
    row = LOSSES[architecture.loss]
    operands: tuple[str, ...] = (output, "y")
    op = row.single or architecture.loss if architecture.single else architecture.loss
    if row.counted and not architecture.single:
        graph, many = _number(graph, str(architecture.sizes[-1]))
        operands += (many,)
    if not architecture.rows:
        return add_node(graph, "loss", r"\ell", op, operands, ())
    graph = add_node(
        graph, names.LOSSES, rf"<\ell|{ROWS}+>", op, operands, (architecture.rows,)
    )
    graph, many = _number(graph, str(architecture.rows))
    return add_node(graph, "loss", r"\ell", "mean", (names.LOSSES, many), ())


def _number(graph: Graph, number: str) -> tuple[Graph, str]:
    """Return the graph with a number of a formula in it, and the number's name."""
    if number in graph:
        return graph, number
    return graph.plus(Node(number, number, "number", (), ())), number
