"""Layer normalisation of one vector as a graph (Ba, Kiros and Hinton 2016).

x̂ = (x − μ)/√(σ² + ε) with the mean μ and the variance σ² of the vector's own entries, the sum
of squares divided by their number; then y = γ ⊙ x̂ + β.
"""

from dataclasses import dataclass
from typing import ClassVar

from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import add_node


@dataclass(frozen=True)
class LayerNorm:
    """How many entries the vector has; `epsilon` is a decimal as it is printed."""

    type: ClassVar[str] = "layer-norm"

    size: int
    epsilon: str = "0.00001"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of what the layer learns."""
        return ("gamma", "beta")

    def graph(self) -> Graph:
        """Return the graph, from the vector to the layer's output."""
        given = (("x", "<x|i+>"), ("gamma", r"<\gamma|i+>"), ("beta", r"<\beta|i+>"))
        graph = Graph(tuple(Node(*one, "input", (), (self.size,)) for one in given))
        n, epsilon = str(self.size), self.epsilon
        graph = graph.plus(
            Node(n, "d", "number", (), ()), Node(epsilon, r"\varepsilon", "number", (), ())
        )
        graph = add_node(graph, "mean", r"\mu", "mean", ("x", n))
        graph = add_node(graph, "variance", r"\sigma^2", "variance", ("x", "mean", n))
        of = ("x", "mean", "variance", epsilon)
        graph = add_node(graph, "normalised", r"<\hat{x}|i+>", "normalised", of)
        output = ("normalised", "gamma", "beta")
        return add_node(graph, "y", "<y|i+>", "scale_and_shift", output)
