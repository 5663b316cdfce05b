"""Mistakes on the way back: the loss's derivative, slopes, factors, paths."""

from dataclasses import replace

from quizgen.engine import names, symbols
from quizgen.engine.graph import Graph, Node
from quizgen.engine.mistakes.forward import LEFT_OUT
from quizgen.engine.mistakes.mistake import (
    Change,
    Mistake,
    Nodes,
    aside,
    consumer,
    copied,
    exchanged,
    gathers,
    in_gradient,
    is_weights,
    passed_on,
)

DIFFERENCES = frozenset(  # ŷ − y, or a multiple of it
    {"difference", "twice_difference", "mean_difference", "softmax_surplus", "sigmoid_surplus"}
)
OUTERS = ("outer", "outer_plain")
BACKFLOWS = ("backflow", "backflow_plain")
SLOPES = {"tanh_slope": "tanh", "sigmoid_slope": "sigmoid"}  # taken of z, which is f(a)


def _target_first(graph: Graph, node: Node) -> Nodes:
    if not in_gradient(graph, node) or node.op not in DIFFERENCES:
        return None
    first, second, *others = node.parents
    return replace(node, parents=(second, first, *others))


def _through_half(graph: Graph, node: Node) -> bool:
    through = consumer(graph, node)
    return through is not None and through.op == "half_squared_error"


def _slope_at_value(graph: Graph, node: Node) -> Nodes:
    """Apply the activation once more before its slope is taken."""
    if node.op not in SLOPES:
        return None
    again = aside(node, SLOPES[node.op], *node.parents)
    return again, replace(node, parents=(again.name,))


def _one_less_value(graph: Graph, node: Node) -> Nodes:
    if node.op not in SLOPES:
        return None
    one = aside(node, "one", shape=())
    return one, replace(node, op="difference", parents=(one.name, *node.parents))


def _outer_transposed(graph: Graph, node: Node) -> Nodes:
    if node.op == "outer_plain":
        return replace(node, op="outer_plain_transposed")
    if node.op != "outer":
        return None
    if not symbols.separates(names.differentiated(graph, node.name).symbol):
        return replace(node, op="outer_transposed")
    product = aside(node, "outer", *node.parents)
    return product, replace(node, op="weights_transposed", parents=(product.name,))


def _path(row: str, place: int) -> Change:
    """Return the change that follows one of several paths: one row, or one contribution."""

    def change(graph: Graph, node: Node) -> Nodes:
        if node.op in BACKFLOWS and graph[node.parents[0]].shape[0] > 1:
            return replace(node, op=f"{node.op}_{row}")
        if not gathers(node) or is_weights(names.differentiated(graph, node.name)):
            return None
        return copied(node, node.parents[place])

    return change


BACKWARD: dict[str, Mistake] = {
    "target minus output": Mistake(
        "y − ŷ for ŷ − y",
        "The loss falls where the output nears the target: its derivative is output minus "
        "target, not target minus output.",
        _target_first,
    ),
    "derivative of the loss doubled": Mistake(
        "2(ŷ − y) for ŷ − y",
        "The 2 of the square cancels the ½ in front: the derivative of this loss is "
        "output minus target.",
        exchanged({"difference": "twice_difference"}, _through_half),
    ),
    "2 left out of the derivative of the loss": Mistake(
        "ŷ − y for 2(ŷ − y)",
        "This loss has no ½ in front: the 2 of the square stays in its derivative.",
        exchanged({"twice_difference": "difference"}, in_gradient),
    ),
    "activation's derivative left out": Mistake(
        "∂ℓ/∂a = ∂ℓ/∂z",
        "Between z and a stands the activation: multiply ∂ℓ/∂z by its derivative to get ∂ℓ/∂a.",
        passed_on(LEFT_OUT),
    ),
    "derivative taken at z": Mistake(
        "1 − tanh²(z) for 1 − tanh²(a)",
        "The activation's derivative is taken at a; with z = f(a) at hand, put z in as it is "
        "and don't apply the activation again.",
        _slope_at_value,
    ),
    "sigmoid's derivative for tanh's": Mistake(
        "z(1 − z) for 1 − z²",
        "z(1 − z) is the derivative of the sigmoid; that of tanh is 1 − z².",
        exchanged({"tanh_slope": "sigmoid_slope"}),
    ),
    "tanh's derivative for sigmoid's": Mistake(
        "1 − z² for z(1 − z)",
        "1 − z² is the derivative of tanh; that of the sigmoid is z(1 − z).",
        exchanged({"sigmoid_slope": "tanh_slope"}),
    ),
    "derivative taken as 1 minus z": Mistake(
        "1 − z for 1 − z² or z(1 − z)",
        "1 − z is only a part of the activation's derivative: tanh has 1 − z², the sigmoid "
        "z(1 − z).",
        _one_less_value,
    ),
    "layer's input left out": Mistake(
        "∂ℓ/∂a for each weight's gradient",
        "A weight is multiplied by what enters its layer, and so is its gradient; only that of "
        "a bias is ∂ℓ/∂a itself.",
        exchanged({op: f"{op}_without_input" for op in (*OUTERS, "outer_rows")}),
    ),
    "bias column carried back": Mistake(
        "the weights with their bias column in ∂ℓ/∂z",
        "The bias multiplies the constant 1, not a hidden value: leave its column out when the "
        "gradient flows back.",
        exchanged(
            {"backflow": "backflow_with_bias", "backflow_rows": "backflow_rows_with_bias"}
        ),
    ),
    "outer product transposed": Mistake(
        "the gradient of the weights with rows and columns exchanged",
        "A gradient has the shape and the order of its weights: row j belongs to unit j, "
        "column i to input i.",
        _outer_transposed,
    ),
    "another row of the weights": Mistake(
        "the gradient carried back by another unit's weights",
        "Each unit's gradient flows back through its own row of the weights.",
        exchanged({op: f"{op}_other_row" for op in BACKFLOWS}),
    ),
    "only the first path followed": Mistake(
        "one term of a sum over paths, the first",
        "What is used in several places has a gradient from each: add up all the paths.",
        _path("first_row", -1),
    ),
    "only the last path followed": Mistake(
        "one term of a sum over paths, the last",
        "What is used in several places has a gradient from each: the last is one of "
        "the terms, add the others.",
        _path("last_row", 0),
    ),
}
