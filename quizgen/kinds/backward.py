"""Backward propagation: single entries by the chain rule, and all of it in vector form."""

from collections.abc import Iterator

from quizgen.document import Block, Derivation, Formula, Line, Text
from quizgen.engine import OPS, Graph, Node, symbols
from quizgen.engine.typeset import fill
from quizgen.kinds.asks import Quantity
from quizgen.kinds.forward import loss_line
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked
from quizgen.problem import Network

SLOPE_HINTS = {
    "tanh": r"\frac{d}{da} \tanh(a) = 1 - \tanh^2(a)",
    "sigmoid": r"\frac{d}{da} \sigma(a) = \sigma(a) \, (1 - \sigma(a))",
    "relu": r"\frac{d}{da} \max(0, a) = 1 \text{ for } a > 0, \; 0 \text{ for } a < 0",
}


def gradient_names(network: Network) -> tuple[str, ...]:
    """Return the gradients that take work, from the loss back to the first weights."""
    names = ["grad:yhat"]
    for k in reversed(network.layers()):
        parameter = network.architecture.parameters[k - 1]
        names += [f"grad:a{k}", f"grad:{parameter}", f"grad:z{k - 1}"]
    return network.computed(*names)


def worked_names(network: Network) -> tuple[str, ...]:
    """Return all gradients with the slopes that they need before them."""
    names: list[str] = []
    for name in gradient_names(network):
        names += [p for p in network.graph[name].parents if p.startswith("slope:")]
        names.append(name)
    return tuple(names)


def _slope_hint(network: Network) -> tuple[Block, ...]:
    used = dict.fromkeys(a for a in network.architecture.activations if a in SLOPE_HINTS)
    formulas = r" \qquad ".join(SLOPE_HINTS[activation] for activation in used)
    return (Formula(r"\text{Recall:} \quad " + formulas),) if used else ()


def _scalar_tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    graph = setting.subject.graph
    wanted = [
        f"${symbols.slashed(symbols.entry(graph[n].symbol, i))}$"
        for n, i in setting.entries
        if i is not None
    ]
    one = len(wanted) == 1
    prompt = (
        f"Scalar form: what {'is the value' if one else 'are the values'} of {listed(wanted)}? "
        f"First derive {'the expression' if one else 'an expression for each'} by the chain "
        "rule, along the paths to the loss; then put the numbers in."
    )
    asks = tuple(Quantity(name, index) for name, index in setting.entries)
    return (Task("values", prompt, asks),)


def _scalar_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    return (worked(setting.subject, setting.entries, compact=False),)


def _vector_tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    wanted: list[str] = []
    for name in gradient_names(network):
        symbol = network.graph[name].symbol
        for bias in (False, True) if symbols.separates(symbol) else (False,):
            wanted.append(f"${symbols.slashed(symbols.whole(symbol, bias))}$")
    prompt = (
        f"Vector form: find, in this order, {listed(wanted)}. "
        "Each gradient has the shape of the quantity that it belongs to."
    )
    asks = tuple(Quantity(name) for name in gradient_names(network))
    return (Task("values", prompt, asks),)


def _vector_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    network = setting.subject
    names = worked_names(network)
    return (
        Text("The pieces, entry by entry, of which the matrices below are made:"),
        Derivation(tuple(_pieces(network))),
        worked(network, [(name, None) for name in names]),
    )


def _pieces(network: Network) -> Iterator[Line]:
    """Yield the local derivatives of each layer, from the output back, in letters."""
    graph = network.graph
    for k in reversed(network.layers()):
        top = graph[network.value(k)]
        linear = graph.by_name.get(f"a{k}", top)
        if top is not linear and top.op != "identity":
            yield _jacobian(graph, top, linear)
        weights, below = (graph[parent] for parent in linear.parents)
        into, gradient = symbols.generic(linear.symbol), graph[f"grad:{weights.name}"]
        flow = symbols.derivative(r"\ell", into)
        yield Line(
            symbols.generic(gradient.symbol),
            rf"{flow} \, {symbols.generic(below.symbol)}",
        )
        if symbols.separates(weights.symbol):
            yield Line(symbols.generic(gradient.symbol, bias=True), flow)
        if k > 1:
            yield Line(
                symbols.derivative(into, symbols.generic(below.symbol)),
                symbols.generic(weights.symbol),
            )


def _jacobian(graph: Graph, top: Node, linear: Node) -> Line:
    """Return the derivative of each unit's value by each unit's linear combination."""
    row = OPS[graph[f"slope:{top.name}"].op]
    operand = top if graph[f"slope:{top.name}"].parents == (top.name,) else linear
    slope = fill(row.latex, [symbols.generic(operand.symbol)])
    of, letter = symbols.generic(top.symbol), symbols.letters(top.symbol)
    if not letter:
        return Line(symbols.derivative(of, symbols.generic(linear.symbol)), slope)
    other = symbols.generic(linear.symbol.replace(f"|{letter}+>", "|l+>"))
    cases = rf"{slope} & \text{{where }} {letter} = l \\ 0 & \text{{elsewhere}}"
    return Line(symbols.derivative(of, other), rf"\begin{{cases}} {cases} \end{{cases}}")


def opening(setting: Setting[Network]) -> tuple[Block, ...]:
    """Return what a section on backward propagation says first."""
    return introduction(setting.subject)


def introduction(network: Network) -> tuple[Block, ...]:
    """Return what backpropagation is, and where it starts in a network."""
    graph, parameters = network.graph, network.architecture.parameters
    loss = loss_line(network)
    folded = network.architecture.notation.bias == "folded"
    constant = (
        " The gradient that flows back through a weight matrix uses it without its bias "
        "column: nothing flows into the constant 1."
    )
    return (
        Text(
            "Backpropagation gives the gradient of the loss with respect to the weights: "
            "start at the loss, and by the chain rule go back layer by layer, each gradient "
            "computed from the one before it. In scalars the chain rule follows the paths of "
            "the computation graph; in code, vectors and matrices are easier."
        ),
        Text(f"The loss is ${loss.left} = {loss.right}$."),
        Text(
            f"A gradient has the shape of what it belongs to: "
            f"${symbols.slashed(symbols.whole(graph[f'grad:{parameters[-1]}'].symbol))}$ is "
            f"laid out like ${symbols.whole(graph[parameters[-1]].symbol)}$."
            f"{constant * folded}"
        ),
        *_slope_hint(network),
    )


BACKWARD_SCALAR = Kind(
    summary="single entries of the weights' gradients, by the chain rule",
    about="network",
    parts=("values",),
    tasks=_scalar_tasks,
    solution=_scalar_solution,
    opening=opening,
    draws_entries=True,
)

BACKWARD_VECTOR = Kind(
    summary="every gradient, as vectors and matrices",
    about="network",
    parts=("values",),
    tasks=_vector_tasks,
    solution=_vector_solution,
    opening=opening,
)
