"""One step of gradient descent, as more graph: what each parameter is after it."""

from collections.abc import Iterable

from quizgen.engine import names, symbols
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import add_node


def update(graph: Graph, parameters: Iterable[str], rate: str = "eta") -> Graph:
    """Return `graph` with one gradient step of `parameters` appended.

    `rate` is a scalar input, appended where it is not there yet.  For each NAME follow
    `step:NAME`, η ∂ℓ/∂NAME, and `new:NAME`, NAME − η ∂ℓ/∂NAME, both of NAME's shape; every
    gradient is taken before any parameter is moved.  Raises ValueError where NAME has no
    gradient in `graph`, or `rate` names something else.
    """
    if rate not in graph:
        graph = graph.plus(Node(rate, r"\eta", "input", (), ()))
    if (graph[rate].op, graph[rate].shape) != ("input", ()):
        raise ValueError(f"{rate}: a learning rate is a scalar that is given")
    for name in parameters:
        if names.gradient(name) not in graph:
            raise ValueError(f"{name}: has no gradient to follow")
        node, gradient = graph[name], graph[names.gradient(name)]
        step, new = names.step(name), names.new(name)
        symbol = rf"{graph[rate].symbol} \, {gradient.symbol}"
        graph = add_node(graph, step, symbol, "scale", (rate, gradient.name), node.shape)
        renewed = symbols.renewed(node.symbol)
        graph = add_node(graph, new, renewed, "difference", (name, step), node.shape)
    return graph
