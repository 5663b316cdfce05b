"""Recurrent networks as graphs: Elman's, unrolled over its steps (Elman 1990).

Step t computes a⁽ᵗ⁾ = U x̂⁽ᵗ⁾ + W h⁽ᵗ⁻¹⁾, the bias folded into column 0 of U, and then
h⁽ᵗ⁾ = f(a⁽ᵗ⁾); before the first step h⁽⁰⁾ = 0.  The output after the last is ŷ = V ĥ, with
the bias in V.  Every step has the same U and W: their gradients are sums over the steps.
"""

from dataclasses import dataclass
from typing import ClassVar

from quizgen.engine.differentiate import differentiate
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import add_node

PARAMETERS = ("U", "W", "V")


@dataclass(frozen=True)
class Recurrent:
    """The shape of an Elman network with one output after its last step."""

    type: ClassVar[str] = "rnn"

    inputs: int
    units: int
    steps: int
    activation: str = "tanh"
    loss: str = "half_squared_error"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of what the network learns."""
        return PARAMETERS

    def graph(self) -> Graph:
        """Return the graph: the steps, the loss, and the gradients of the parameters."""
        given = [
            *((f"x{t}", f"<x|i+>^{{({t})}}", (self.inputs,)) for t in self.times()),
            ("U", "<U|j+i>", (self.units, self.inputs + 1)),
            ("W", "<W|j+k+>", (self.units, self.units)),
            ("V", "<V|j>", (1, self.units + 1)),
            ("y", "y", ()),
        ]
        graph = Graph(tuple(Node(name, letter, "input", (), s) for name, letter, s in given))
        for t in self.times():
            a, h = (f"<{letter}|j+>^{{({t})}}" for letter in "ah")
            if t == 1:
                graph = add_node(graph, "a1", a, "affine", ("U", "x1"))
            else:
                into, back = f"u{t}", f"w{t}"
                graph = add_node(graph, into, f"<u|j+>^{{({t})}}", "affine", ("U", f"x{t}"))
                graph = add_node(graph, back, f"<w|j+>^{{({t})}}", "linear", ("W", f"h{t - 1}"))
                graph = add_node(graph, f"a{t}", a, "sum", (into, back))
            graph = add_node(graph, f"h{t}", h, self.activation, (f"a{t}",))
        top = f"h{self.steps}"
        graph = add_node(graph, "yhat", r"\hat{y}", "affine", ("V", top), ())
        graph = add_node(graph, "loss", r"\ell", self.loss, ("yhat", "y"))
        return differentiate(graph, "loss", wrt=self.parameters)

    def times(self) -> range:
        """Return the steps, from 1."""
        return range(1, self.steps + 1)
