"""Recurrent networks as graphs: Elman's, unrolled over its steps (Elman 1990).

Step t computes a⁽ᵗ⁾ = U x̂⁽ᵗ⁾ + W h⁽ᵗ⁻¹⁾, the bias folded into column 0 of U, and then
h⁽ᵗ⁾ = f(a⁽ᵗ⁾); before the first step h⁽⁰⁾ = 0.  The output after the last is ŷ = V ĥ, with
the bias in V.  Without an activation a step has no a of its own: the sum is h⁽ᵗ⁾.

Every step has the same U and W: their gradients are sums over the steps.  What step t
contributes is ∂ℓ/∂W⁽ᵗ⁾, the gradient by a copy W⁽ᵗ⁾ of W that step t alone uses (Goodfellow,
Bengio and Courville 2016, section 10.2.2).
"""

from dataclasses import dataclass, replace
from typing import ClassVar

from quizgen.engine import names, symbols
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

    def times(self) -> range:
        """Return the steps, from 1."""
        return range(1, self.steps + 1)

    def sums(self) -> tuple[str, ...]:
        """Return the names of the nodes in which steps add up what comes in."""
        letter = "h" if self.activation == "identity" else "a"
        return tuple(f"{letter}{t}" for t in self.times())

    def states(self) -> tuple[str, ...]:
        """Return the names of the hidden states."""
        return tuple(f"h{t}" for t in self.times())

    def graph(self) -> Graph:
        """Return the graph: the steps, the loss, and the gradients of the parameters."""
        given = [
            *((f"x{t}", at_step("<x|i+>", t), (self.inputs,)) for t in self.times()),
            ("U", "<U|j+i>", (self.units, self.inputs + 1)),
            ("W", "<W|j+k+>", (self.units, self.units)),
            ("V", "<V|j>", (1, self.units + 1)),
            ("y", "y", ()),
        ]
        graph = Graph(tuple(Node(name, letter, "input", (), s) for name, letter, s in given))
        for t, total, state in zip(self.times(), self.sums(), self.states(), strict=True):
            symbol = at_step(f"<{total[0]}|j+>", t)
            before = ("W", f"h{t - 1}") if t > 1 else ()  # h⁽⁰⁾ is 0
            op = "recur" if before else "affine"
            graph = add_node(graph, total, symbol, op, ("U", f"x{t}", *before))
            if state != total:
                symbol = at_step("<h|j+>", t)
                graph = add_node(graph, state, symbol, self.activation, (total,))
        graph = add_node(graph, "yhat", r"\hat{y}", "affine", ("V", self.states()[-1]), ())
        graph = add_node(graph, "loss", r"\ell", self.loss, ("yhat", "y"))
        graph = differentiate(graph, "loss", wrt=self.parameters)
        return Graph(tuple(self._by_copy(graph, node) for node in graph.nodes))

    def contributions(self, graph: Graph, name: str) -> tuple[str, ...]:
        """Return what the steps contribute to a parameter's gradient, the first step first.

        There is none where one step alone contributes: it gives the gradient.
        """
        steps = (names.contribution(name, total) for total in self.sums())
        return tuple(step for step in steps if step in graph)

    def _by_copy(self, graph: Graph, node: Node) -> Node:
        """Return a contribution as the gradient by its step's copy, a sum in their order."""
        for name in self.parameters:
            there = self.contributions(graph, name)
            if node.name == names.gradient(name) and there:
                return replace(node, parents=there)
            if node.name in there:
                step = int(names.contributor(node.name)[1:])
                copy = at_step(graph[name].symbol, step)
                return replace(node, symbol=symbols.derivative(graph["loss"].symbol, copy))
        return node


def at_step(symbol: str, step: int | str) -> str:
    """Return the symbol of a quantity at a step: x⁽²⁾."""
    return f"{symbol}^{{({step})}}"
