"""Backward propagation: single entries by the chain rule, and all of it in vector form."""

from quizgen.document import Block, Formula, Text
from quizgen.engine import OPS, symbols
from quizgen.engine.typeset import fill
from quizgen.kinds.kind import Entry, Kind, Setting

SLOPE_HINTS = {
    "tanh": r"\frac{d}{da} \tanh(a) = 1 - \tanh^2(a)",
    "sigmoid": r"\frac{d}{da} \sigma(a) = \sigma(a) \, (1 - \sigma(a))",
    "relu": r"\frac{d}{da} \max(0, a) = 1 \text{ for } a > 0, \; 0 \text{ for } a < 0",
}


def _all_gradients(setting: Setting) -> tuple[Entry, ...]:
    names = ["grad:yhat"]
    for k in reversed(setting.layers()):
        parameter = setting.architecture.parameters[k - 1]
        names += [f"grad:a{k}", f"grad:{parameter}", f"grad:z{k - 1}"]
    return setting.work(*names)


def _worked_gradients(setting: Setting) -> tuple[Entry, ...]:
    """Return all gradients with the slopes that they need before them."""
    worked: list[Entry] = []
    for name, _ in _all_gradients(setting):
        slopes = (p for p in setting.graph[name].parents if p.startswith("slope:"))
        worked += [(slope, None) for slope in slopes] + [(name, None)]
    return tuple(worked)


def _slope_hint(setting: Setting) -> tuple[Block, ...]:
    used = dict.fromkeys(a for a in setting.architecture.activations if a in SLOPE_HINTS)
    formulas = r" \qquad ".join(SLOPE_HINTS[activation] for activation in used)
    return (Formula(r"\text{Hint:} \quad " + formulas),) if used else ()


def _scalar_prompt(setting: Setting) -> str:
    graph = setting.graph
    wanted = [
        f"${symbols.entry(graph[n].symbol, i)}$" for n, i in setting.entries if i is not None
    ]
    return (
        f"Scalar form: what are the values of {' and '.join(wanted)}? Derive the expression "
        "first, by the chain rule along the paths to the loss, then put the numbers in."
    )


def _vector_prompt(setting: Setting) -> str:
    graph = setting.graph
    wanted = [f"${symbols.whole(graph[name].symbol)}$" for name, _ in _all_gradients(setting)]
    return (
        f"Vector form: find, in this order, {', '.join(wanted[:-1])} and {wanted[-1]}. "
        "Each gradient has the shape of the quantity that it belongs to."
    )


def _opening(setting: Setting) -> tuple[Block, ...]:
    graph, parameters = setting.graph, setting.architecture.parameters
    letters = [f"${symbols.whole(graph[name].symbol)}$" for name in parameters]
    loss = graph["grad:yhat"]
    row = OPS[loss.op]
    top = fill(row.latex, [symbols.whole(graph[parent].symbol) for parent in loss.parents])
    last = graph[parameters[-1]]
    rule = symbols.derivative(r"\ell", symbols.whole(last.symbol))
    return (
        Text(
            "Backpropagation gives the gradient of the loss with respect to the weights: "
            "start at the loss, and by the chain rule go back layer by layer, each gradient "
            "computed from the one above it."
        ),
        Formula(f"{symbols.whole(loss.symbol)} = {top}"),
        Text(
            f"The gradients by {' and '.join(letters)}, such as ${rule}$, update the weights; "
            r"the others are steps on the way. The gradient that flows back through a weight "
            "matrix uses it without its bias column: nothing flows into the constant 1."
        ),
    )


BACKWARD_SCALAR = Kind(
    summary="single entries of the weights' gradients, by the chain rule",
    asked=lambda setting: setting.entries,
    prompt=_scalar_prompt,
    hints=_slope_hint,
    solution=lambda setting: setting.entries,
    opening=_opening,
    about="network",
    draws_entries=True,
)

BACKWARD_VECTOR = Kind(
    summary="every gradient, as vectors and matrices",
    asked=_all_gradients,
    prompt=_vector_prompt,
    hints=_slope_hint,
    solution=_worked_gradients,
    opening=_opening,
    about="network",
)
