"""The figures as data: what is drawn and how it hangs together, with no word about where.

Every `str` here is LaTeX, but for a vertex's name and a column's head, which is prose.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Drawing: TypeAlias = "LayeredNetwork | ComputationGraph"
Form: TypeAlias = Literal["input", "parameter", "operation", "loss"]


@dataclass(frozen=True)
class Column:
    """A layer of a network: its units' labels from the top, the bias unit's before them.

    `bias` is the label of the bias unit (it always gives 1), or "" where there is none.
    `head` is said above the column: "input", "hidden layer", "output".
    """

    head: str
    bias: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class LayeredNetwork:
    """Columns of units, each joined to all units of the column before, its bias unit too.

    `parameters[k]` names the weights between columns k and k + 1.  `weights[k]` has a row
    for each unit of column k + 1 and in it a label for each edge into it, the bias unit's
    first where there is one; it is empty where no edge is labelled.
    """

    columns: tuple[Column, ...]
    parameters: tuple[str, ...]
    weights: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True)
class Vertex:
    """A node of a computation graph: parameters and inputs are squares, the rest circles.

    `value` stands above the edges that leave it, `adjoint` below them, `shape` beneath the
    node itself; each is empty where it isn't shown.
    """

    name: str
    label: str
    form: Form
    value: str = ""
    adjoint: str = ""
    shape: str = ""


@dataclass(frozen=True)
class ComputationGraph:
    """A computation graph, drawn left to right; an edge is (from, to), by vertices' names.

    Vertices stand in topological order; edges into a vertex in the order of its operands,
    one twice where it is used twice.
    """

    vertices: tuple[Vertex, ...]
    edges: tuple[tuple[str, str], ...]
