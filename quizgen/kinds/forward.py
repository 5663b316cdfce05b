"""Forward propagation: every linear combination, activation, the output and the loss."""

from quizgen.document import Block, Derivation, Line, Text
from quizgen.engine import names, symbols
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.letters import formula, left
from quizgen.engine.typeset import fill
from quizgen.kinds.asks import Quantity
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.shortcut import BESIDE
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Network

GOES_FORWARD = (
    "Forward propagation computes the loss from the data and the weights, layer by "
    "layer: each layer takes a linear combination of what comes in, then its "
    "activation function, and hands the result on. It goes from the input to the "
    "output, and no derivatives are taken."
)


def forward_names(network: Network, loss: bool = True) -> tuple[str, ...]:
    """Return the nodes of the forward pass that take work, in order."""
    quantities = [name for k in network.layers() for name in (f"a{k}", network.value(k))]
    return network.computed(*quantities, *[names.LOSSES, "loss"] * loss)


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    quantities = forward_names(network)
    letters = [f"${symbols.whole(network.graph[name].symbol)}$" for name in quantities]
    *wanted, loss = letters
    prompt = (
        "Propagate the input forward through the network. Find, in this order, "
        f"{', '.join(wanted)} and the loss\N{NO-BREAK SPACE}{loss}."
    )
    asks = [Quantity(name) for name in quantities]
    if network.architecture.rows:
        *wanted, _, loss = letters
        each = network.graph[names.LOSSES]
        rows = [Quantity(each.name, (n,)) for n in range(network.architecture.rows)]
        asks[-2:-1] = rows  # a bold ℓ would hardly be told from a plain one
        losses = listed([f"${symbols.entry(each.symbol, one.index or ())}$" for one in rows])
        prompt = (
            "Propagate the batch forward through the network, each row by itself. Find, in "
            f"this order, {', '.join(wanted)}, the rows' losses {losses}, and the loss {loss}, "
            "their mean."
        )
    return (Task("values", prompt, tuple(asks)),)


def _solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, forward_names(setting.subject)),)


def opening(network: Network) -> tuple[Block, ...]:
    """Return what forward propagation is, and the formulas of a network's layers."""
    graph = network.graph
    parameters = listed(
        [f"${symbols.whole(graph[n].symbol)}$" for n in network.architecture.parameters]
    )
    if network.architecture.rows:
        return (Text(GOES_FORWARD), *_batch(network, parameters))
    return (
        Text(GOES_FORWARD),
        Text(f"The weights are {parameters}. {_reading(network)}"),
        Derivation((*_lines(network), *loss_lines(network))),
        Text(_biases(network)),
    )


def _reading(network: Network) -> str:
    """Say how the subscripts of the first matrix are read."""
    weights = network.graph[network.architecture.parameters[0]]
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
            computed = _activated(network, top.op, linear.symbol)
            lines.append(Line(symbols.generic(top.symbol), computed))
    return lines


def _activated(network: Network, activation: str, linear: str) -> str:
    """Return an activation of one unit, written out."""
    letter = symbols.letters(linear)
    other = symbols.generic(linear.replace(f"|{letter}+>", f"|{BESIDE}+>"))
    latex = ACTIVATIONS[activation].formula.replace("#0", BESIDE)
    return fill(latex, [symbols.generic(linear), network.architecture.slope, other])


def loss_lines(network: Network) -> tuple[Line, ...]:
    """Return the loss and its formula; of a batch, before it that of a row."""
    nodes = (network.graph[name] for name in network.computed(names.LOSSES, "loss"))
    return tuple(Line(left(node), formula(network.graph, node)) for node in nodes)


def _batch(network: Network, parameters: str) -> tuple[Block, ...]:
    """Return the formulas for a batch, as matrices with a row for each input."""
    graph = network.graph
    lines = [
        Line(left(graph[name]), formula(graph, graph[name]))
        for name in forward_names(network, loss=False)
    ]
    x = symbols.whole(graph["x"].symbol)
    first = symbols.entry(graph["x"].symbol, (1, 0))
    ones = f"A hat marks a matrix with a column of 1s in front: $\\hat{{{x}}} = [1, {x}]$."
    biases = f"The biases are folded in, as column 0 of the weights. {ones}"
    if network.architecture.notation.bias == "separate":
        letters = [
            symbols.whole(graph[n].symbol, bias=True) for n in network.architecture.parameters
        ]
        biases = (
            f"The biases {listed([f'${b}$' for b in letters])} are added to every row: "
            r"$\mathbf{1}$ is a column of 1s."
        )
    return (
        Text(
            "A batch has a row for each input, and each row goes through the network by "
            f"itself: ${first}$ is the first number of the second input. The weights are "
            f"{parameters}, the same for all rows; transposed, they stand on the right."
        ),
        Derivation((*lines, *loss_lines(network))),
        Text(biases),
    )


def _biases(network: Network) -> str:
    graph = network.graph
    if network.architecture.notation.bias == "separate":
        letters = [
            symbols.whole(graph[n].symbol, bias=True) for n in network.architecture.parameters
        ]
        return f"The biases {listed([f'${b}$' for b in letters])} are added to the products."
    with_one = ("x", *(network.value(k) for k in network.layers()[:-1]))
    ones = listed([f"${symbols.entry(graph[name].symbol, (-1,))} = 1$" for name in with_one])
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
    tasks=_tasks,
    parts={"values": _solution},
    opening=opening,
    takes="both",
)
