"""The rows of attention: products of matrices, the scale 1/√d, a causal head's softmax.

The three products are closed under differentiation: each one's gradients are the other two.
"""

from functools import partial

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.op import Op, Term
from quizgen.engine.ranges.activations import softmax
from quizgen.engine.ranges.attention import causal_interval, inverse_root_interval
from quizgen.engine.views import Shape


def square(scores: Shape) -> Shape:
    """Return the shape of the scores of tokens for each other; raises ValueError."""
    if len(scores) != 2 or scores[0] != scores[1]:
        raise ValueError(f"takes a score for each pair of tokens, not {scores}")
    return scores


def causal_softmax(xp: Arithmetic, scores: Array) -> Array:
    """Return the softmax of each row up to the diagonal, zeros beyond."""
    ahead = np.triu(np.ones(scores.shape[-2:], dtype=bool), k=1)
    return softmax(xp, np.where(ahead, -np.inf, scores))


_matrices = partial(Op, form="product", arity=2)

ATTENTION_ROWS: dict[str, Op] = {
    "matmul": _matrices(
        latex=r"#1 \, #2",
        turned=(False, False),
        subscripts="ni,ij->nj",
        vjp=lambda out, g, A, B: (Term("matmul_bt", (g, B)), Term("matmul_at", (A, g))),
    ),
    "matmul_bt": _matrices(
        latex=r"#1 \, #2^{\top}",
        turned=(False, True),
        subscripts="ni,mi->nm",
        vjp=lambda out, g, A, B: (Term("matmul", (g, B)), Term("matmul_at", (g, A))),
    ),
    "matmul_at": _matrices(
        latex=r"#1^{\top} \, #2",
        turned=(True, False),
        subscripts="in,ij->nj",
        vjp=lambda out, g, A, B: (Term("matmul_bt", (B, g)), Term("matmul", (A, g))),
    ),
    "inverse_root": Op(
        latex=r"\frac{1}{\sqrt{#1}}",
        spelled=True,
        forward=lambda xp, d: 1 / d**0.5,
        interval=inverse_root_interval,
    ),
    "causal_softmax": Op(  # of each row up to the diagonal; what is beyond has no weight
        latex=r"\operatorname{softmax}(#1)",
        form="array",
        forward=causal_softmax,
        shaped=square,
        vjp=lambda out, g, scores: (Term("softmax_flow", (out, g)),),
        interval=causal_interval,
        limits=(0, 1),
    ),
}
