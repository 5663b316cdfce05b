"""The table of operations: everything that is known of each, one row an operation.

A row says how the operation reads in LaTeX, which shapes it takes, how it computes (in
either arithmetic), which operations its gradient is made of, and what honest rounding may
make of it.  Activations and losses are rows like any other; `op` has the form of a row.
"""

from math import inf

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.descent import DESCENT
from quizgen.engine.elementary import ELEMENTARY
from quizgen.engine.graph import Graph, Node
from quizgen.engine.intervals import exactly
from quizgen.engine.op import Op, Term, scaled
from quizgen.engine.ranges.ways import (
    half_squares_interval,
    logistic_interval,
    logistic_slope_interval,
    squares_interval,
    tanh_slope_interval,
)
from quizgen.engine.recurrent_rows import RECURRENT
from quizgen.engine.views import Shape
from quizgen.engine.wrong import WRONG


def _logistic(xp: Arithmetic, a: Array) -> Array:
    small = xp.exp(-np.abs(a))  # never overflows
    return np.asarray(np.where(a >= 0, 1, small) / (1 + small))


OPS: dict[str, Op] = {
    # layers
    "affine": Op(
        latex=r"#1 \, #2",
        reason="#2 has a leading 1 for the bias",
        turned=(False, False),
        form="product",
        subscripts="ji,i->j",
        views=("", "with bias"),
        arity=2,
        vjp=lambda out, g, W, x: (Term("outer", (g, x)), Term("backflow", (W, g))),
    ),
    "outer": Op(
        latex=r"#1 \, #2^{\top}",
        turned=(False, True),
        bias_column=True,
        form="product",
        subscripts="j,i->ji",
        views=("", "with bias"),
        arity=2,
    ),
    "backflow": Op(
        latex=r"#1^{\top} \, #2",
        reason="#1 leaves out the bias column",
        turned=(True, False),
        form="product",
        subscripts="kj,k->j",
        views=("without bias", ""),
        arity=2,
    ),
    "linear": Op(
        latex=r"#1 \, #2",
        turned=(False, False),
        form="product",
        subscripts="ji,i->j",
        arity=2,
        vjp=lambda out, g, W, x: (Term("outer_plain", (g, x)), Term("backflow_plain", (W, g))),
    ),
    "outer_plain": Op(  # of a matrix without a bias column
        latex=r"#1 \, #2^{\top}",
        turned=(False, True),
        form="product",
        subscripts="j,i->ji",
        arity=2,
    ),
    "backflow_plain": Op(
        latex=r"#1^{\top} \, #2",
        turned=(True, False),
        form="product",
        subscripts="kj,k->j",
        written=(False, True),
        arity=2,
    ),
    "compose": Op(  # of two affine maps without an activation between
        latex=r"#1 \, #2",
        reason=r"#2 has a row $[1, 0, \dots]$ on top",
        turned=(False, False),
        form="product",
        subscripts="kj,ji->ki",
        views=("", "with bias row"),
        arity=2,
    ),
    # activations
    "identity": Op(
        latex="#1",
        form="product",
        views=("",),
        vjp=lambda out, g, a: (Term("identity", (g,)),),
    ),
    "tanh": Op(
        latex=r"\tanh(#1)",
        forward=lambda xp, a: xp.tanh(a),
        vjp=lambda out, g, a: (scaled(g, Term("tanh_slope", (out,))),),
        interval=lambda honest, a: honest.looked_up("tanh", a, a.each(honest.arithmetic.tanh)),
        limits=(-1, 1),
    ),
    "tanh_slope": Op(
        latex="1 - #1^2",
        forward=lambda xp, z: 1 - z * z,
        interval=tanh_slope_interval,
    ),
    "sigmoid": Op(
        latex=r"\sigma(#1)",
        forward=_logistic,
        vjp=lambda out, g, a: (scaled(g, Term("sigmoid_slope", (out,))),),
        interval=logistic_interval,
        limits=(0, 1),
    ),
    "sigmoid_slope": Op(
        latex=r"#1 (1 - #1)",
        latex_whole=r"#1 \odot (1 - #1)",
        forward=lambda xp, z: z * (1 - z),
        interval=logistic_slope_interval,
    ),
    "relu": Op(
        latex=r"\max(0, #1)",
        forward=lambda xp, a: np.maximum(a, 0),
        vjp=lambda out, g, a: (scaled(g, Term("relu_slope", (a,))),),
        interval=lambda honest, a: a.each(lambda v: np.maximum(v, 0)),
        limits=(0, inf),
        kink=0.0,
    ),
    "relu_slope": Op(
        latex=r"\mathbf{1}[#1 > 0]",
        forward=lambda xp, a: xp.array(np.where(a > 0, 1, 0)),
        interval=lambda honest, a: a.each(
            lambda v: honest.arithmetic.array(np.where(v > 0, 1, 0))
        ),
        limits=(0, 1),
    ),
    # losses
    "half_squared_error": Op(
        latex=r"\tfrac{1}{2} (#1 - #2)^2",
        latex_whole=r"\tfrac{1}{2} \lVert #1 - #2 \rVert^2",
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: (yhat - y) ** 2 / 2,
        vjp=lambda out, g, yhat, y: (
            scaled(g, Term("difference", (yhat, y))),
            scaled(g, Term("difference", (y, yhat))),
        ),
        interval=half_squares_interval,
        limits=(0, inf),
    ),
    "squared_error": Op(
        latex="(#1 - #2)^2",
        latex_whole=r"\lVert #1 - #2 \rVert^2",
        form="loss",
        arity=2,
        forward=lambda xp, yhat, y: (yhat - y) ** 2,
        vjp=lambda out, g, yhat, y: (
            scaled(g, Term("twice_difference", (yhat, y))),
            scaled(g, Term("twice_difference", (y, yhat))),
        ),
        interval=squares_interval,
        limits=(0, inf),
    ),
    "difference": Op(
        latex="#1 - #2",
        arity=2,
        forward=lambda xp, a, b: a - b,
        vjp=lambda out, g, a, b: (Term("identity", (g,)), Term("negate", (g,))),
        interval=lambda honest, a, b: a - b,
    ),
    "twice_difference": Op(
        latex="2 (#1 - #2)",
        arity=2,
        forward=lambda xp, a, b: 2 * (a - b),
        interval=lambda honest, a, b: exactly(np.asarray(2)) * honest.written(a - b),
    ),
    "scale": Op(
        latex=r"#1 \, #2",
        turned=(False, False),
        form="product",
        subscripts=",*->*",
        arity=2,
    ),
    **ELEMENTARY,
    **RECURRENT,
    **DESCENT,
    **WRONG,
}


def kinked(graph: Graph) -> tuple[tuple[Node, float], ...]:
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
