"""How a formula speaks of a graph's quantities: their names, and what they are made of.

All in letters, whole vectors and matrices: a = α x̂ with the bias folded in, a = W x + b where
it has a letter of its own.
"""

from collections.abc import Callable, Mapping, Sequence

from quizgen.engine import names, symbols
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import OPS
from quizgen.engine.typeset import fill

# how biases of their own are added, by the layer's operation: b, and whether it is one number
LAYERS: Mapping[str, Callable[[str, bool], str]] = {
    "affine": lambda bias, single: bias,
    "affine_rows": lambda bias, single: fill(
        r"\mathbf{1} \, #1" if single else r"\mathbf{1} \, #1^{\top}", [bias]
    ),
}


def separate(graph: Graph, node: Node) -> bool:
    """Say whether the biases that `node` has to do with have a letter of their own."""
    nodes = (node, *graph.parents(node))
    return any(symbols.separates(one.symbol) for one in nodes)


def name(graph: Graph, node: Node) -> str:
    """Return how a formula speaks of `node`: a slope by what it is made of."""
    if names.is_slope(node.name):
        return rf"\left({formula(graph, node)}\right)"
    spelled = node.op in OPS and OPS[node.op].spelled
    return formula(graph, node) if spelled else symbols.whole(node.symbol)


def formula(graph: Graph, node: Node) -> str:
    """Return the formula of a computed node over the whole nodes that it is computed from."""
    op, parents = OPS[node.op], graph.parents(node)
    if node.op in LAYERS and separate(graph, node):
        product = fill(op.latex, [symbols.whole(one.symbol) for one in parents])
        bias = symbols.whole(parents[0].symbol, bias=True)
        return f"{product} + {LAYERS[node.op](bias, parents[0].shape[0] == 1)}"
    if op.form == "loss" and (node.shape or (parents[0].shape and not op.latex_whole)):
        return summed(graph, node)
    if "#0" in op.latex:
        return _over_rows(op.latex, parents)
    vectors = any(parent.shape for parent in parents)
    return fill(op.latex_whole if vectors and op.latex_whole else op.latex, named(graph, node))


def left(node: Node) -> str:
    """Return what stands before a node's formula: of the losses of a batch, one of them."""
    each = node.op in OPS and OPS[node.op].form == "loss"
    return symbols.generic(node.symbol) if each else symbols.whole(node.symbol)


def summed(graph: Graph, node: Node) -> str:
    """Return a loss as a sum over the units, entry by entry; of a batch, that of one row."""
    op, parents = OPS[node.op], graph.parents(node)
    if len(parents[0].shape) == len(node.shape):
        return fill(op.latex, [symbols.generic(parent.symbol) for parent in parents])
    return _over_rows(op.latex_sum or rf"\sum_{{#0}} {op.latex}", parents)


def _over_rows(latex: str, parents: Sequence[Node]) -> str:
    """Return a sum over the last subscript of the first operand."""
    letter = symbols.letters(parents[0].symbol).rpartition(",")[2]
    shown = [symbols.generic(parent.symbol) for parent in parents]
    return fill(latex.replace("#0", letter), shown)


def entry(graph: Graph, node: Node, index: tuple[int, ...]) -> str:
    """Return the formula of one entry of what is computed entry by entry, or of a softmax."""
    parents = graph.parents(node)
    if node.op == "softmax":
        a = parents[0]
        powers = [
            f"e^{{{symbols.entry(a.symbol, (*index[:-1], j))}}}" for j in range(a.shape[-1])
        ]
        return rf"\frac{{{powers[index[-1]]}}}{{{' + '.join(powers)}}}"
    return fill(OPS[node.op].latex, [symbols.entry(one.symbol, index) for one in parents])


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
