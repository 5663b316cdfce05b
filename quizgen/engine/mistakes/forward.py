"""Mistakes on the way forward: biases, weights, activations, the loss."""

from dataclasses import replace

from quizgen.engine import symbols
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.graph import Graph, Node
from quizgen.engine.mistakes.mistake import (
    Mistake,
    Nodes,
    exchanged,
    in_hidden,
    in_output,
)

UNBIASED = {
    "affine": "affine_without_bias",
    "affine_rows": "affine_rows_without_bias",
    "recur": "recur_without_bias",
}
BIAS_LAST = {
    "affine": "affine_bias_last",
    "recur": "recur_bias_last",
    "outer": "outer_bias_last",
    "backflow": "backflow_with_bias",
}
LEFT_OUT = dict.fromkeys(set(ACTIVATIONS) - {"identity", "softmax"}, "identity")


def _bias_last(graph: Graph, node: Node) -> Nodes:
    apart = any(symbols.separates(parent.symbol) for parent in graph.parents(node))
    if apart or symbols.separates(node.symbol) or node.op not in BIAS_LAST:
        return None
    return replace(node, op=BIAS_LAST[node.op])


def _transposed(graph: Graph, node: Node) -> Nodes:
    """Turn a square matrix, biases and all; or its weights, where those alone are square."""
    if node.op not in ("affine", "recur"):
        return None
    weights = graph[node.parents[0]]
    rows, columns = weights.shape
    whole = rows == columns and not symbols.separates(weights.symbol)
    return replace(
        node, op=f"{node.op}_transposed" if whole else f"{node.op}_weights_transposed"
    )


FORWARD: dict[str, Mistake] = {
    "hidden bias forgotten": Mistake(
        "the bias of a hidden layer left out",
        "Every hidden unit has a bias: add it to the weighted sum of what enters the layer.",
        exchanged(UNBIASED, in_hidden),
    ),
    "output bias forgotten": Mistake(
        "the bias of the output layer left out",
        "The output layer has a bias too: add it to the weighted sum of what enters the layer.",
        exchanged(UNBIASED, in_output),
    ),
    "bias taken from the wrong end": Mistake(
        "the last column of the weights taken for the bias",
        "The bias stands first in its row: the 1 goes in front of the layer's inputs, not "
        "behind them.",
        _bias_last,
    ),
    "weights transposed": Mistake(
        "Wᵀ for W in a layer",
        "Each row of the weights belongs to one unit: multiply that row, not a column, with "
        "what enters the layer.",
        _transposed,
    ),
    "hidden activation left out": Mistake(
        "z = a in a hidden layer",
        "A hidden layer has a second step: apply the activation to each a before going on.",
        exchanged(LEFT_OUT, in_hidden),
    ),
    "output activation left out": Mistake(
        "ŷ = a where the output has an activation",
        "The output has an activation as well: apply it to the last a.",
        exchanged(LEFT_OUT, in_output),
    ),
    "sigmoid for tanh": Mistake(
        "σ(a) for tanh(a), and its derivative",
        "The activation here is tanh, which lies between −1 and 1; the sigmoid is another "
        "function.",
        exchanged({"tanh": "sigmoid", "tanh_slope": "sigmoid_slope"}),
    ),
    "tanh for sigmoid": Mistake(
        "tanh(a) for σ(a), and its derivative",
        "The activation here is the sigmoid, $1/(1 + e^{-a})$, which is never negative; tanh "
        "is another function.",
        exchanged({"sigmoid": "tanh", "sigmoid_slope": "tanh_slope"}),
    ),
    "ReLU the wrong way round": Mistake(
        "min(0, a) for max(0, a)",
        "ReLU keeps what is positive and makes the rest 0: it is max(0, a).",
        exchanged({"relu": "relu_reversed", "relu_slope": "relu_slope_reversed"}),
    ),
    "bias lost between collapsed layers": Mistake(
        "the biases of the lower layer left out of V · [e₀ᵀ; W]",
        "The lower layer's biases pass through the upper layer's weights like everything else: "
        "multiply them too.",
        exchanged({"compose": "compose_without_bias"}),
    ),
    "half left out of the loss": Mistake(
        "the ½ of the loss left out",
        "The loss has a factor ½ in front: halve the squared error.",
        exchanged({"half_squared_error": "squared_error"}),
    ),
}
