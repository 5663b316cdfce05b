"""Mistakes in a head of attention, and in a layer normalisation."""

from dataclasses import replace

from quizgen.engine.graph import Graph, Node
from quizgen.engine.mistakes.mistake import Mistake, Nodes, copied, exchanged

SOFTMAXES = ("softmax", "causal_softmax")
BY_COLUMNS = {"softmax": "softmax_of_columns", "causal_softmax": "causal_softmax_of_columns"}
UNSHARED = {"softmax": "exp", "causal_softmax": "causal_exp"}


def scores(graph: Graph, node: Node) -> bool:
    """Say whether a node is the softmax of a matrix of scores."""
    return len(node.shape) == 2 and graph[node.parents[0]].op == "scale"


def mixes(graph: Graph, node: Node) -> bool:
    """Say whether a node mixes the values by the weights of a softmax."""
    return node.op == "matmul" and graph[node.parents[0]].op in SOFTMAXES


def _unscaled(graph: Graph, node: Node) -> Nodes:
    scaled = node.op == "scale" and graph[node.parents[0]].op == "inverse_root"
    return copied(node, node.parents[1]) if scaled else None


def _turned(graph: Graph, node: Node) -> Nodes:
    return replace(node, parents=node.parents[::-1]) if node.op == "matmul_bt" else None


def _without_values(graph: Graph, node: Node) -> Nodes:
    if not mixes(graph, node):
        return None
    weights, values = node.parents
    tokens = graph[values].parents[:1]
    return replace(node, parents=(weights, *tokens)) if tokens else None


def _shift_for_scale(graph: Graph, node: Node) -> Nodes:
    if node.op != "scale_and_shift":
        return None
    x, scale, shift = node.parents
    return replace(node, parents=(x, shift, scale))


def _not_scaled(graph: Graph, node: Node) -> Nodes:
    return copied(node, node.parents[0]) if node.op == "scale_and_shift" else None


ATTENTION: dict[str, Mistake] = {
    "scores not divided by the root of d": Mistake(
        "Q Kᵀ for Q Kᵀ/√d",
        "Before the softmax the scores are divided by the root of the number of entries in a "
        "query.",
        _unscaled,
    ),
    "d for its root": Mistake(
        "Q Kᵀ/d for Q Kᵀ/√d",
        "Divide the scores by the root of the number of entries in a query, not by that number "
        "itself.",
        exchanged({"inverse_root": "inverse"}),
    ),
    "keys not transposed": Mistake(
        "Q K for Q Kᵀ",
        "A score is a query times a key, a row of Q times a row of K: transpose K.",
        exchanged({"matmul_bt": "matmul"}),
    ),
    "queries and keys exchanged": Mistake(
        "K Qᵀ for Q Kᵀ",
        "Row n of the scores belongs to the query of token n, column m to the key of token m.",
        _turned,
    ),
    "softmax over the columns": Mistake(
        "each column of the weights sums to 1, not each row",
        "Each token shares out its attention: take the softmax of each row, so that each row "
        "sums to 1.",
        exchanged(BY_COLUMNS, scores),
    ),
    "weights not normalised": Mistake(
        "powers of e in place of a softmax of the scores",
        "The softmax has a second step: divide each power of e by the sum of its row.",
        exchanged(UNSHARED, scores),
    ),
    "mask forgotten": Mistake(
        "weights for later tokens in a causal head",
        "In a causal head a token gives no weight to those after it: leave them out of its "
        "softmax.",
        exchanged({"causal_softmax": "softmax"}),
    ),
    "tokens mixed for their values": Mistake(
        "P X for P V",
        "The weights mix the values, not the tokens themselves: the output is P V.",
        _without_values,
    ),
    "weights transposed before mixing": Mistake(
        "Pᵀ V for P V",
        "Row n of the output mixes the values by row n of the weights: do not transpose them.",
        exchanged({"matmul": "matmul_at"}, mixes),
    ),
}

NORMALISATION: dict[str, Mistake] = {
    "variance over n minus 1": Mistake(
        "the sum of squares divided by n − 1",
        "Layer normalisation divides the sum of squares by the number of entries, not by one "
        "less.",
        exchanged({"variance": "variance_unbiased"}),
    ),
    "mean not subtracted": Mistake(
        "x for x − μ over the root of the variance",
        "Normalising has two steps: subtract the mean from each entry, then divide.",
        exchanged({"normalised": "normalised_uncentred"}),
    ),
    "variance for its root": Mistake(
        "the differences divided by σ² + ε",
        "Divide by the standard deviation, the root of the variance, not by the variance.",
        exchanged({"normalised": "normalised_by_variance"}),
    ),
    "scale and shift exchanged": Mistake(
        "β ⊙ x̂ + γ for γ ⊙ x̂ + β",
        "The scale multiplies the normalised entries, and the shift is added to them.",
        _shift_for_scale,
    ),
    "scale and shift left out": Mistake(
        "the normalised vector given for the output",
        "After normalising, multiply each entry by its scale and add its shift.",
        _not_scaled,
    ),
}
