"""The figures of a network: its layers and units, and its computation graph."""

from collections.abc import Mapping
from itertools import pairwise

from quizgen.document import Figure
from quizgen.drawings import Column, ComputationGraph, Form, LayeredNetwork, Vertex
from quizgen.engine import Node, symbols
from quizgen.kinds.worked import vector_formula
from quizgen.problem import Network

FORMS: Mapping[str, Form] = {"input": "input", "loss": "loss"}
MOST_WEIGHTS = 24  # edges beyond which their labels would crowd


def layered(network: Network) -> Figure:
    """Return the drawing of a network's units, with the letters of their weights."""
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
    parameters = ", ".join(symbols.typed(one, (0, 1)).partition("[")[0] for one in matrices)
    return (
        f"A layered network. {joined}. Each unit is joined to all units of the layer before "
        f"it; the weights are {parameters}."
    )


def computation_graph(network: Network, shapes: bool) -> Figure:
    """Return the graph of the forward pass and the loss, the parameters' shapes beneath."""
    nodes = [node for node in network.graph.nodes if ":" not in node.name]
    forward = network.graph.ancestors(["loss"])
    nodes = [node for node in nodes if node.name in forward]
    biases = _biases(network)
    vertices: list[Vertex] = []
    edges: list[tuple[str, str]] = []
    said: list[str] = []
    for node in nodes:
        vertices.append(_vertex(network, node, shapes))
        if node.name in biases:
            vertices.append(_bias(network, node, biases[node.name], shapes))
        into = [one for p in node.parents for one in (p, biases.get(p)) if one]
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


def _vertex(network: Network, node: Node, shapes: bool) -> Vertex:
    """Return a node's vertex; a parameter's has its shape beneath where `shapes` are asked."""
    parameters = network.architecture.parameters
    if node.name not in parameters:
        form = FORMS.get(node.name) or FORMS.get(node.op, "operation")
        return Vertex(node.name, _label(network, node), form)
    rows, columns = node.shape
    columns -= symbols.separates(node.symbol)
    single = rows == 1 and node.name == parameters[-1]
    size = str(columns) if single else rf"{rows} \times {columns}"
    return Vertex(node.name, _label(network, node), "parameter", shape=size * shapes)


def _biases(network: Network) -> dict[str, str]:
    """Return the names of the vectors that hold a matrix's biases, by the matrix's name."""
    nodes = (network.graph[name] for name in network.architecture.parameters)
    return {
        node.name: symbols.typed(node.symbol, (0, 0)).partition("[")[0]
        for node in nodes
        if symbols.separates(node.symbol)
    }


def _bias(network: Network, node: Node, name: str, shapes: bool) -> Vertex:
    """Return the vertex of a matrix's biases; a single output's is a scalar."""
    rows = node.shape[0]
    single = rows == 1 and node.name == network.architecture.parameters[-1]
    size = r"\text{scalar}" if single else str(rows)
    label = symbols.whole(node.symbol, bias=True)
    return Vertex(name, label, "parameter", shape=size * shapes)


def _label(network: Network, node: Node) -> str:
    symbol = symbols.whole(node.symbol)
    if node.op == "input":
        return symbol
    return rf"{symbol} = {vector_formula(network.graph, node)}"
