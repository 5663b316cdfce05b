"""How a formula speaks of a graph's quantities: their names, and what they are made of.

All in letters, whole vectors and matrices: a = α x̂ with the bias folded in, a = W x + b where
it has a letter of its own.
"""

from quizgen.engine import names, symbols
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import OPS
from quizgen.engine.typeset import fill


def separate(graph: Graph, node: Node) -> bool:
    """Say whether the biases that `node` has to do with have a letter of their own."""
    nodes = (node, *graph.parents(node))
    return any(symbols.separates(one.symbol) for one in nodes)


def name(graph: Graph, node: Node) -> str:
    """Return how a formula speaks of `node`: a slope by what it is made of."""
    if not names.is_slope(node.name):
        return symbols.whole(node.symbol)
    return rf"\left({formula(graph, node)}\right)"


def formula(graph: Graph, node: Node) -> str:
    """Return the formula of a computed node over the whole nodes that it is computed from."""
    op, parents = OPS[node.op], graph.parents(node)
    if node.op == "affine" and separate(graph, node):
        weights, below = parents
        product = rf"{symbols.whole(weights.symbol)} \, {symbols.whole(below.symbol)}"
        return f"{product} + {symbols.whole(weights.symbol, bias=True)}"
    vectors = any(parent.shape for parent in parents)
    return fill(op.latex_whole if vectors and op.latex_whole else op.latex, named(graph, node))


def named(graph: Graph, node: Node) -> list[str]:
    """Return the names of what `node` is computed from, hats where a bias comes or goes."""
    op, parents = OPS[node.op], graph.parents(node)
    views = dict(zip(parents, op.views, strict=False))
    if node.op == "compose" and separate(graph, node):
        return [_with_bias(parent) for parent in parents]
    hats = not separate(graph, node)
    return [
        symbols.hatted(parent.symbol) if views.get(parent) and hats else name(graph, parent)
        for parent in parents
    ]


def _with_bias(node: Node) -> str:
    """Return a matrix's name with its bias vector in front as a column."""
    if not symbols.separates(node.symbol):
        return symbols.hatted(node.symbol)
    bias = symbols.whole(node.symbol, bias=True)
    return rf"[\, {bias} \;\, {symbols.whole(node.symbol)} \,]"
