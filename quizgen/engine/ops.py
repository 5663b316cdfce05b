"""The table of operations: everything that is known of each, one row an operation.

A row says how the operation reads in LaTeX, which shapes it takes, how it computes (in
either arithmetic), which operations its gradient is made of, and what honest rounding may
make of it.  Activations and losses are rows like any other; `op` has the form of a row.
"""

from quizgen.engine.graph import Graph, Node
from quizgen.engine.op import Kink, Op
from quizgen.engine.rows.activations import ACTIVATION_ROWS
from quizgen.engine.rows.attention import ATTENTION_ROWS
from quizgen.engine.rows.batches import BATCH_ROWS
from quizgen.engine.rows.descent import DESCENT
from quizgen.engine.rows.elementary import ELEMENTARY
from quizgen.engine.rows.layers import LAYERS
from quizgen.engine.rows.losses import LOSS_ROWS
from quizgen.engine.rows.normalisation import NORMALISATION_ROWS
from quizgen.engine.rows.recurrence import RECURRENT
from quizgen.engine.rows.windows import WINDOW_ROWS
from quizgen.engine.rows.wrong import WRONG
from quizgen.engine.views import Shape

OPS: dict[str, Op] = {
    **LAYERS,
    **ACTIVATION_ROWS,
    **LOSS_ROWS,
    **BATCH_ROWS,
    **ATTENTION_ROWS,
    **NORMALISATION_ROWS,
    **ELEMENTARY,
    **RECURRENT,
    **DESCENT,
    **WINDOW_ROWS,
    **WRONG,
}


def kinked(graph: Graph) -> tuple[tuple[Node, Kink], ...]:
    """Return the nodes whose operation has a kink, each with where it is."""
    kinks = ((node, OPS[node.op].kink) for node in graph.nodes if node.op in OPS)
    return tuple((node, kink) for node, kink in kinks if kink is not None)


def add_node(
    graph: Graph,
    name: str,
    symbol: str,
    op: str,
    parents: tuple[str, ...],
    shape: Shape | None = None,
) -> Graph:
    """Return `graph` with a computed node appended, its shape found by its row.

    `shape` may say that a single entry is a scalar: () for (1,).  Raises ValueError, which
    names the node, for an unknown row, a parent that is not there, or shapes that don't fit.
    """
    if name in graph:
        raise ValueError(f"{name}: there is a node of this name already")
    if op not in OPS:
        raise ValueError(f"{name}: unknown operation {op!r}")
    if missing := [parent for parent in parents if parent not in graph]:
        raise ValueError(f"{name}: computed from {missing[0]!r}, which does not come before it")
    try:
        found = OPS[op].shape([graph[parent].shape for parent in parents], shape)
    except ValueError as error:
        raise ValueError(f"{name}: {op} {error}") from None
    if shape is None:
        shape = found
    if not _same(shape, found):
        raise ValueError(f"{name}: {op} gives the shape {found}, not {shape}")
    return graph.plus(Node(name, symbol, op, parents, shape))


def fits(op: str, parents: list[Shape], shape: Shape) -> bool:
    """Say whether a row gives a result of `shape` from parents of these shapes."""
    try:
        return _same(shape, OPS[op].shape(parents, shape))
    except ValueError:
        return False


def _same(shape: Shape, found: Shape) -> bool:
    return [n for n in shape if n != 1] == [n for n in found if n != 1]
