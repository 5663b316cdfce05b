"""The rows of layers for a batch: each of its rows goes through the layer by itself.

As matrices with a row for each row of the batch: A = X̂ αᵀ, and ∂ℓ/∂α = Gᵀ X̂ is the sum over
the rows.
"""

from quizgen.engine.op import Op, Term

BATCH_ROWS: dict[str, Op] = {
    "affine_rows": Op(
        latex=r"#2 \, #1^{\top}",
        reason="#2 has a leading column of 1s for the bias",
        turned=(True, False),
        form="product",
        subscripts="ji,ni->nj",
        views=("", "with bias"),
        arity=2,
        vjp=lambda out, g, W, X: (
            Term("outer_rows", (g, X)),
            Term("backflow_rows", (W, g)),
        ),
    ),
    "outer_rows": Op(
        latex=r"#1^{\top} \, #2",
        reason="the product sums over the rows",
        turned=(True, False),
        bias_column=True,
        form="product",
        subscripts="nj,ni->ji",
        views=("", "with bias"),
        arity=2,
    ),
    "backflow_rows": Op(
        latex=r"#2 \, #1",
        reason="#1 leaves out the bias column",
        turned=(False, False),
        form="product",
        subscripts="kj,nk->nj",
        views=("without bias", ""),
        arity=2,
    ),
    "per_row": Op(  # row n of a slope times the gradient by the loss of row n
        latex=r"#2 \cdot #1",
        latex_whole=r"#2 \, #1",
        turned=(False, False),
        form="product",
        subscripts="n*,n->n*",
        arity=2,
    ),
}
