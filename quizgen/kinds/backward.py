"""Backward propagation: single entries by the chain rule, and all of it in vector form."""

from quizgen.document import Block, Formula, Text
from quizgen.engine import symbols
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
    return (Formula(r"\text{Hint:} \quad " + formulas),) if used else ()


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
    names = worked_names(setting.subject)
    return (worked(setting.subject, [(name, None) for name in names]),)


def opening(setting: Setting[Network]) -> tuple[Block, ...]:
    """Return what a section on backward propagation says first, and the slopes to be used."""
    network = setting.subject
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
