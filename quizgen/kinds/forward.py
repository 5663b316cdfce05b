"""Forward propagation: every linear combination, activation, the output and the loss."""

from quizgen.document import Block, Derivation, Line, Text
from quizgen.engine import OPS, symbols
from quizgen.engine.typeset import fill
from quizgen.kinds.asks import Quantity
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked
from quizgen.problem import Network

ACTIVATION_FORMULAS = {
    "identity": "{a}",
    "tanh": r"\tanh({a}) = \frac{e^{{a}} - e^{-{a}}}{e^{{a}} + e^{-{a}}}",
    "sigmoid": r"\sigma({a}) = \frac{1}{1 + e^{-{a}}}",
    "relu": r"\max(0, {a})",
}


def forward_names(network: Network, loss: bool = True) -> tuple[str, ...]:
    """Return the nodes of the forward pass that take work, in order."""
    names = [name for k in network.layers() for name in (f"a{k}", network.value(k))]
    return network.computed(*names, *["loss"] * loss)


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    names = forward_names(network)
    *wanted, loss = (f"${symbols.whole(network.graph[name].symbol)}$" for name in names)
    prompt = (
        "Propagate the input forward through the network. Find, in this order, "
        f"{', '.join(wanted)} and the loss {loss}."
    )
    return (Task("values", prompt, tuple(Quantity(name) for name in names)),)


def _solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    names = forward_names(setting.subject)
    return (worked(setting.subject, [(name, None) for name in names]),)


def opening(setting: Setting[Network]) -> tuple[Block, ...]:
    """Return what a section on forward propagation says first: the layers' formulas."""
    return introduction(setting.subject)


def introduction(network: Network) -> tuple[Block, ...]:
    """Return what forward propagation is, and the formulas of a network's layers."""
    graph = network.graph
    parameters = listed([f"${symbols.whole(graph[n].symbol)}$" for n in _weights(network)])
    return (
        Text(
            "Forward propagation computes the loss from the data and the weights, layer by "
            "layer: each layer takes a linear combination of what comes in, then its "
            "activation function, and hands the result on. It goes from the input to the "
            "output, and no derivatives are taken."
        ),
        Text(f"The weights are {parameters}. {_reading(network)}"),
        Derivation((*_lines(network), loss_line(network))),
        Text(_biases(network)),
    )


def _weights(network: Network) -> tuple[str, ...]:
    return network.architecture.parameters


def _reading(network: Network) -> str:
    """Say how the subscripts of the first matrix are read."""
    weights = network.graph[_weights(network)[0]]
    columns = weights.shape[1]
    entry = symbols.entry(weights.symbol, (0, columns - 1))
    first = symbols.entry(network.graph["x"].symbol, (columns - 2,))
    layer = network.graph[network.value(1)]
    unit = symbols.entry(layer.symbol, (0,) if layer.shape else ())
    return (
        f"Their subscripts are the unit's and the input's: ${entry}$ leads from ${first}$ to "
        f"${unit}$."
    )


def _lines(network: Network) -> list[Line]:
    """Return each layer's linear combination and activation, for one unit."""
    graph = network.graph
    lines: list[Line] = []
    for k in network.layers():
        top = graph[network.value(k)]
        linear = graph.by_name.get(f"a{k}", top)
        weights, below = (graph[parent] for parent in linear.parents)
        separate = symbols.separates(weights.symbol)
        term = rf"{symbols.generic(weights.symbol)} \, {symbols.generic(below.symbol)}"
        letter = symbols.letters(below.symbol)
        total = rf"\sum_{{{letter}={int(separate)}}}^{{{below.shape[0]}}} {term}"
        if separate:
            total += f" + {symbols.generic(weights.symbol, bias=True)}"
        row = symbols.letters(linear.symbol)
        lines.append(Line(symbols.generic(linear.symbol), total, _each(row, linear.shape)))
        if top is not linear:
            a = symbols.generic(linear.symbol)
            formula = ACTIVATION_FORMULAS[top.op].replace("{a}", a)
            lines.append(Line(symbols.generic(top.symbol), formula))
    return lines


def loss_line(network: Network) -> Line:
    """Return the loss and its formula."""
    loss = network.graph["loss"]
    operands = [symbols.whole(network.graph[parent].symbol) for parent in loss.parents]
    row = OPS[loss.op]
    template = row.latex_whole if network.graph["yhat"].shape else row.latex
    return Line(loss.symbol, fill(template, operands))


def _biases(network: Network) -> str:
    graph = network.graph
    if network.architecture.notation.bias == "separate":
        letters = [symbols.whole(graph[n].symbol, bias=True) for n in _weights(network)]
        return f"The biases {listed([f'${b}$' for b in letters])} are added to the products."
    names = ("x", *(network.value(k) for k in network.layers()[:-1]))
    ones = listed([f"${symbols.entry(graph[name].symbol, (-1,))} = 1$" for name in names])
    x = rf"\hat{{\mathbf{{x}}}} = [1, {_numbered('x_', graph['x'].shape[0])}]^{{\top}}"
    return (
        f"The biases are folded in: {ones}, so column 0 of a weight matrix holds "
        f"the biases. A hat marks a vector with that 1 in front: ${x}$."
    )


def _each(letter: str, shape: tuple[int, ...]) -> str:
    return f"for ${letter} = {_numbered('', shape[0])}$" if shape and shape[0] > 1 else ""


def _numbered(before: str, last: int) -> str:
    """Return the numbers from 1 to `last` behind a letter, with dots where there are many."""
    if last <= 3:
        return ", ".join(f"{before}{number}" for number in range(1, last + 1))
    return rf"{before}1, \dots, {before}{{{last}}}"


FORWARD = Kind(
    summary="values of every layer, the output and the loss",
    about="network",
    parts=("values",),
    tasks=_tasks,
    solution=_solution,
    opening=opening,
)
