"""Backward propagation: single entries by the chain rule, and all of it in vector form."""

from collections.abc import Iterator

from quizgen.document import Block, Derivation, Formula, Line, Text
from quizgen.engine import OPS, Node, names, symbols
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.networks import ROWS
from quizgen.engine.typeset import fill
from quizgen.kinds.asks import Quantity
from quizgen.kinds.forward import loss_lines
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.shortcut import BESIDE, derived, takes_shortcut
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked, worked_whole
from quizgen.problem import Network


def gradient_names(network: Network) -> tuple[str, ...]:
    """Return the gradients that take work, from the loss back to the first weights."""
    quantities = [] if takes_shortcut(network) else ["yhat"]
    for k in reversed(network.layers()):
        quantities += [f"a{k}", network.architecture.parameters[k - 1], f"z{k - 1}"]
    return network.computed(*map(names.gradient, quantities))


def worked_names(network: Network) -> tuple[str, ...]:
    """Return all gradients with the slopes that they need before them."""
    found: list[str] = []
    for name in gradient_names(network):
        found += [*filter(names.is_slope, network.graph[name].parents), name]
    return tuple(found)


def _slope_hint(network: Network) -> tuple[Block, ...]:
    slope = network.architecture.slope
    used = dict.fromkeys(
        fill(ACTIVATIONS[name].derivative, ["a", slope])
        for name in network.architecture.activations
    )
    formulas = r" \qquad ".join(filter(None, used))
    return (Formula(r"\text{Recall:} \quad " + formulas),) if formulas else ()


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
    gradients = gradient_names(network)
    wanted = [
        f"${symbols.slashed(letter)}$"
        for name in gradients
        for letter in symbols.wholes(network.graph[name].symbol)
    ]
    form = "The batch" if network.architecture.rows else "Vector form"
    prompt = (
        f"{form}: find, in this order, {listed(wanted)}. "
        "Each gradient has the shape of the quantity that it belongs to."
    )
    if network.architecture.rows:
        prompt += " All are gradients of the mean loss."
    if takes_shortcut(network):
        prompt += (
            f" Start at {wanted[0]}, for which the loss and the output's activation together "
            "leave a short expression."
        )
    asks = tuple(Quantity(name) for name in gradients)
    return (Task("values", prompt, asks),)


def _vector_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    network = setting.subject
    return (
        Text("The pieces, entry by entry, of which the matrices below are made:"),
        Derivation(tuple(_pieces(network))),
        *derived(network),
        worked_whole(network, worked_names(network)),
    )


def _pieces(network: Network) -> Iterator[Line]:
    """Yield the local derivatives of each layer, from the output back, in letters."""
    graph = network.graph
    for k in reversed(network.layers()):
        top = graph[network.value(k)]
        linear = graph.by_name.get(f"a{k}", top)
        if names.slope(top.name) in graph:
            yield _jacobian(network, top, linear)
        weights, below = (graph[parent] for parent in linear.parents)
        into, gradient = symbols.generic(linear.symbol), graph[names.gradient(weights.name)]
        rows = rf"\sum_{{{ROWS}}} " if network.architecture.rows else ""
        flow = rows + symbols.derivative(r"\ell", into)
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


def _jacobian(network: Network, top: Node, linear: Node) -> Line:
    """Return the derivative of each unit's value by each unit's linear combination."""
    slope = network.graph[names.slope(top.name)]
    operands = [network.graph[parent] for parent in slope.parents]
    formula = fill(OPS[slope.op].latex, [symbols.generic(one.symbol) for one in operands])
    of, letters = symbols.generic(top.symbol), symbols.letters(top.symbol)
    letter = letters.rpartition(",")[2]
    if letters == (ROWS if network.architecture.rows else ""):  # a single unit
        return Line(symbols.derivative(of, symbols.generic(linear.symbol)), formula)
    other = symbols.generic(linear.symbol.replace(f"{letter}+>", f"{BESIDE}+>"))
    cases = rf"{formula} & \text{{where }} {letter} = {BESIDE} \\ 0 & \text{{elsewhere}}"
    return Line(symbols.derivative(of, other), rf"\begin{{cases}} {cases} \end{{cases}}")


def opening(network: Network) -> tuple[Block, ...]:
    """Return what backpropagation is, and where it starts in a network."""
    graph, parameters = network.graph, network.architecture.parameters
    first = graph[names.gradient(parameters[0])]
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
        Text(_loss_in_words(network)),
        Text(
            f"A gradient has the shape of what it belongs to: "
            f"${symbols.slashed(symbols.whole(first.symbol))}$ is "
            f"laid out like ${symbols.whole(graph[parameters[0]].symbol)}$."
            f"{constant * folded}"
        ),
        *_slope_hint(network),
    )


def _loss_in_words(network: Network) -> str:
    *each, loss = loss_lines(network)
    if not each:
        return f"The loss is ${loss.left} = {loss.right}$."
    (row,) = each
    return (
        f"The loss of a row is ${row.left} = {row.right}$, and the loss is their mean, "
        f"${loss.left} = {loss.right}$. Every gradient is of that mean: each row counts for "
        f"$1/{network.architecture.rows}$, and the gradient of a parameter, which all rows "
        "use, adds up the rows."
    )


BACKWARD_SCALAR = Kind(
    summary="single entries of the weights' gradients, by the chain rule",
    about="network",
    tasks=_scalar_tasks,
    parts={"values": _scalar_solution},
    opening=opening,
    draws_entries=True,
)

BACKWARD_VECTOR = Kind(
    summary="every gradient, as vectors and matrices",
    about="network",
    tasks=_vector_tasks,
    parts={"values": _vector_solution},
    opening=opening,
)

BACKWARD_BATCH = Kind(
    summary="every gradient of a batch's mean loss, as matrices with a row for each input",
    about="network",
    tasks=_vector_tasks,
    parts={"values": _vector_solution},
    opening=opening,
    takes="batches",
)
