"""The figures of a network: its layers and units, and its computation graph."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from quizgen.document import Figure
from quizgen.drawings import Column, ComputationGraph, Form, LayeredNetwork, Vertex
from quizgen.engine import Node, symbols
from quizgen.engine.letters import formula, left
from quizgen.kinds.chains import times
from quizgen.kinds.parameters import parameters_of
from quizgen.problem import Network

FORMS: Mapping[str, Form] = {"input": "input", "loss": "loss"}  # of operations and nodes
MOST_WEIGHTS = 24  # edges beyond which their labels would crowd


def layered(network: Network) -> Figure:
    """Return the drawing of a network's units, with the letters of their weights."""
    network = network.single
    graph, sizes = network.graph, network.architecture.sizes
    folded = network.architecture.notation.bias == "folded"
    names = network.architecture.parameters
    values = ["x", *(network.value(k) for k in network.layers())]
    columns = []
    for k, (name, size) in enumerate(zip(values, sizes, strict=True)):
        symbol, last = graph[name].symbol, k == len(values) - 1
        columns.append(
            Column(
                head=_head(k, len(values)),
                bias=symbols.entry(symbol, (-1,)) if folded and not last else "",
                units=tuple(symbols.entry(symbol, (j,)) for j in range(size)),
            )
        )
    edges = sum((a + 1) * b for a, b in pairwise(sizes))
    weights = tuple(_labels(graph[name], not folded) for name in names)
    few = edges <= MOST_WEIGHTS
    parameters = tuple(symbols.whole(graph[name].symbol) for name in names)
    return Figure(
        "The network" + "; its bias units, drawn small, give 1" * folded,
        _spoken_layers(network, folded),
        LayeredNetwork(tuple(columns), parameters, weights if few else ((),) * len(names)),
        again="The network is that of {figure}.",
    )


def _head(column: int, columns: int) -> str:
    if column in (0, columns - 1):
        return "output" if column else "input"
    return "hidden layer" if columns == 3 else f"hidden layer {column}"


def _labels(weights: Node, skip_bias: bool) -> tuple[tuple[str, ...], ...]:
    rows, columns = weights.shape
    return tuple(
        tuple(symbols.entry(weights.symbol, (j, i)) for i in range(int(skip_bias), columns))
        for j in range(rows)
    )


def _spoken_layers(network: Network, folded: bool) -> str:
    sizes = network.architecture.sizes
    values = ["x", *(network.value(k) for k in network.layers())]
    parts = []
    for k, (name, size) in enumerate(zip(values, sizes, strict=True)):
        symbol = network.graph[name].symbol
        units = ", ".join(symbols.typed(symbol, (j,)) for j in range(size))
        bias = folded and k < len(sizes) - 1
        parts.append(
            f"{_head(k, len(sizes))}: {units}"
            + (f" and the bias unit {symbols.typed(symbol, (-1,))} = 1" if bias else "")
        )
    joined = "; ".join(parts)
    matrices = (network.graph[name].symbol for name in network.architecture.parameters)
    parameters = ", ".join(map(symbols.typed_whole, matrices))
    return (
        f"A layered network. {joined}. Each unit is joined to all units of the layer before "
        f"it; the weights are {parameters}."
    )


def computation_graph(network: Network) -> Figure:
    """Return the graph of the forward pass and the loss, the parameters' shapes beneath."""
    forward = network.graph.ancestors(["loss"])
    vertices: list[Vertex] = []
    edges: list[tuple[str, str]] = []
    said: list[str] = []
    parts: dict[str, list[str]] = {}  # the vertices of each node: biases may be apart
    for node in network.graph.nodes:
        if node.name not in forward or node.op == "number":
            continue
        drawn = list(_vertices(network, node))
        parts[node.name] = [vertex.name for vertex in drawn]
        vertices += drawn
        into = [one for parent in node.parents for one in parts.get(parent, ())]
        edges += [(one, node.name) for one in into]
        if into:
            said.append(f"{node.name} is computed from {' and '.join(into)}")
    computed = {head for _, head in edges}
    given = [vertex.name for vertex in vertices if vertex.name not in computed]
    return Figure(
        "The computation graph of the network and its loss",
        f"A computation graph. Given are {', '.join(given)}; {'; '.join(said)}.",
        ComputationGraph(tuple(vertices), tuple(edges)),
    )


def _vertices(network: Network, node: Node) -> Iterator[Vertex]:
    """Yield a node's vertex; of a parameter, its matrix and the biases that it has apart."""
    if node.name not in network.architecture.parameters:
        form = FORMS.get(node.name) or FORMS.get(node.op, "operation")
        yield Vertex(node.name, _label(network, node), form)
        return
    for place, one in enumerate(parameters_of(network, node.name)):
        shape = times(one.shape) if one.shape else r"\text{scalar}"
        yield Vertex(one.typed if place else node.name, one.symbol, "parameter", shape=shape)


def _label(network: Network, node: Node) -> str:
    if node.op == "input":
        return symbols.whole(node.symbol)
    return rf"{left(node)} = {formula(network.graph, node)}"
