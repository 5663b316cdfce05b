"""The rows of layers: linear combinations, what is handed back through them, differences."""

import numpy as np

from quizgen.engine.intervals import exactly
from quizgen.engine.op import Op, Term

LAYERS: dict[str, Op] = {
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
    "identity": Op(
        latex="#1",
        form="product",
        views=("",),
        vjp=lambda out, g, a: (Term("identity", (g,)),),
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
}
