r"""Convolutional networks as graphs: one map, one kernel, pooling, a linear read-out.

The kernel slides over the input as it is, cross-correlation, which is called convolution:
A = K ⋆ X + b, then Z = f(A), pooled to P; the output is ŷ = Σ V ⊙ P + c.
"""

from dataclasses import dataclass
from typing import ClassVar

from quizgen.engine.differentiate import differentiate
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import add_node
from quizgen.engine.windows import places

PARAMETERS = ("K", "b", "V", "c")
POOLINGS = {"max": "max_pool", "average": "avg_pool"}


@dataclass(frozen=True)
class Convolutional:
    """The shape of a convolutional network with one map and one output.

    `padding` is how many zeros are put on each side of the input.  Pooling windows have the
    side `pool` and lie side by side; without `pooling` the read-out is of Z itself.
    """

    type: ClassVar[str] = "cnn"

    height: int
    width: int
    kernel: int
    stride: int = 1
    padding: int = 0
    pooling: str = "max"
    pool: int = 2
    activation: str = "relu"
    loss: str = "half_squared_error"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of what the network learns."""
        return PARAMETERS

    @property
    def form(self) -> str:
        """Return how the operations' table names the convolution: 3/1/0."""
        return f"{self.kernel}/{self.stride}/{self.padding}"

    @property
    def pooled(self) -> str:
        """Return the name of the map that is read out."""
        return "P" if self.pooling in POOLINGS else "Z"

    def map(self) -> tuple[int, int]:
        """Return the shape of A; raises ValueError where the window does not fit."""
        rows, columns = (
            places(size, self.kernel, self.stride, self.padding)
            for size in (self.height, self.width)
        )
        return rows, columns

    def read(self) -> tuple[int, int]:
        """Return the shape of what is read out; raises ValueError where pooling won't fit."""
        if self.pooling not in POOLINGS:
            return self.map()
        rows, columns = (places(size, self.pool, self.pool, 0) for size in self.map())
        return rows, columns

    def graph(self) -> Graph:
        """Return the graph: forward, the loss, the gradients of parameters and input."""
        kernel = (self.kernel, self.kernel)
        given = [
            ("X", "<X|i+j+>", (self.height, self.width)),
            ("K", "<K|i+j+>", kernel),
            ("b", "b", ()),
            ("V", "<V|i+j+>", self.read()),
            ("c", "c", ()),
            ("y", "y", ()),
        ]
        graph = Graph(tuple(Node(name, letter, "input", (), s) for name, letter, s in given))
        graph = add_node(graph, "A", "<A|i+j+>", f"convolve {self.form}", ("K", "X", "b"))
        graph = add_node(graph, "Z", "<Z|i+j+>", self.activation, ("A",))
        if self.pooling in POOLINGS:
            pool = f"{POOLINGS[self.pooling]} {self.pool}"
            graph = add_node(graph, "P", "<P|i+j+>", pool, ("Z",))
        read = ("V", self.pooled, "c")
        graph = add_node(graph, "yhat", r"\hat{y}", "read_out", read)
        graph = add_node(graph, "loss", r"\ell", self.loss, ("yhat", "y"))
        return differentiate(graph, "loss", wrt=("X", *self.parameters))
