"""The row of a recurrent layer, a⁽ᵗ⁾ = U x̂⁽ᵗ⁾ + W h⁽ᵗ⁻¹⁾: two products in one sum.

On paper it is one quantity, whose terms are added in any order: so it is one row.
"""

from collections.abc import Iterator

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array
from quizgen.engine.intervals import Interval
from quizgen.engine.op import Op, Term, Vjp
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.views import VIEWS, Shape

RECURS = r"#1 \, #2 + #3 \, #4"


def recurrent(latex: str, *views: str, reason: str = "", vjp: Vjp | None = None) -> Op:
    """Return a row of two matrices, each times a vector: U, x, W, h, as `views` see them."""
    seen = [VIEWS[view] for view in views]

    def shaped(*shapes: Shape) -> Shape:
        found = [view.shape(shape) for view, shape in zip(seen, shapes, strict=True)]
        (rows, *into), x, (height, *back), h = found
        if (into, back, rows) != ([*x], [*h], height):
            raise ValueError(f"operands of shapes {[*shapes]} do not fit")
        return (rows,)

    def forward(xp: Arithmetic, *operands: Array) -> Array:
        U, x, W, h = (view.values(value) for view, value in zip(seen, operands, strict=True))
        return np.asarray(
            np.einsum("...ji,...i->...j", U, x) + np.einsum("...jk,...k->...j", W, h)
        )

    def interval(honest: Honest, *operands: Interval) -> Interval:
        U, x, W, h = (one.each(view.values) for view, one in zip(seen, operands, strict=True))
        terms = (*_products(honest, U, x), *_products(honest, W, h))
        return honest.total(Interval.stacked(terms))

    return Op(
        latex,
        form="array",
        arity=4,
        views=views,
        reason=reason,
        vjp=vjp,
        shaped=shaped,
        forward=forward,
        interval=interval,
    )


def _products(honest: Honest, matrix: Interval, vector: Interval) -> Iterator[Interval]:
    """Yield the terms that a matrix times a vector adds up, each written down."""
    products = honest.written(matrix * vector.each(lambda v: v[..., None, :]))
    ends = (np.moveaxis(end, -1, 0) for end in (products.lo, products.hi))
    for lo, hi in zip(*ends, strict=True):
        yield Interval(lo, hi)


RECURRENT: dict[str, Op] = {
    "recur": recurrent(
        RECURS,
        *("", "with bias", "", ""),
        reason="#2 has a leading 1 for the bias",
        vjp=lambda out, g, U, x, W, h: (
            Term("outer", (g, x)),
            Term("backflow", (U, g)),
            Term("outer_plain", (g, h)),
            Term("backflow_plain", (W, g)),
        ),
    ),
}
