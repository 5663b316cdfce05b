"""One head of scaled dot-product attention as a graph (Vaswani et al. 2017).

The tokens are the rows of X, and so are their queries, keys and values: Q = X W^Q,
K = X W^K, V = X W^V.  The scores S = Q Kᵀ/√d_k compare each query with each key; the softmax of
each row makes of them weights P, and O = P V.  In a causal head a token gives no weight to
those after it.
"""

from dataclasses import dataclass
from typing import ClassVar

from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import add_node

PROJECTED = ("Q", "K", "V")


@dataclass(frozen=True)
class Attention:
    """The shape of a head: `keys` is d_k, `values` how many numbers a token gets out.

    Where nothing is `projected`, queries, keys and values are given.
    """

    type: ClassVar[str] = "attention"

    tokens: int
    inputs: int
    keys: int
    values: int
    projected: bool = True
    mask: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of what the head learns."""
        return tuple(f"W{name}" for name in PROJECTED) if self.projected else ()

    def graph(self) -> Graph:
        """Return the graph, from the tokens to the head's output."""
        graph = self._with_projections()
        graph = graph.plus(Node(str(self.keys), "d_k", "number", (), ()))
        graph = add_node(
            graph, "scale", r"\frac{1}{\sqrt{d_k}}", "inverse_root", (str(self.keys),)
        )
        products = r"\mathbf{Q} \, \mathbf{K}^{\top}"
        graph = add_node(graph, "products", products, "matmul_bt", ("Q", "K"))
        graph = add_node(graph, "S", "<S|n+m+>", "scale", ("scale", "products"))
        softmax = "causal_softmax" if self.mask else "softmax"
        graph = add_node(graph, "P", "<P|n+m+>", softmax, ("S",))
        return add_node(graph, "O", "<O|n+j+>", "matmul", ("P", "V"))

    def _with_projections(self) -> Graph:
        """Return the graph up to the queries, keys and values."""
        sizes = dict(zip(PROJECTED, (self.keys, self.keys, self.values), strict=True))
        if not self.projected:
            return Graph(
                tuple(
                    Node(name, f"<{name}|n+j+>", "input", (), (self.tokens, size))
                    for name, size in sizes.items()
                )
            )
        graph = Graph((Node("X", "<X|n+i+>", "input", (), (self.tokens, self.inputs)),))
        for name, size in sizes.items():
            letter = f"<W^{{{name}}}|i+j+>"
            graph = graph.plus(Node(f"W{name}", letter, "input", (), (self.inputs, size)))
        for name in PROJECTED:
            graph = add_node(graph, name, f"<{name}|n+j+>", "matmul", ("X", f"W{name}"))
        return graph
