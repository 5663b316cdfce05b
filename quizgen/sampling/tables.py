"""The printed table of an activation."""

from decimal import Decimal
from functools import lru_cache

from quizgen.engine import DIGITS40, OPS, Rounding, Table
from quizgen.engine.activations import ACTIVATIONS
from quizgen.sampling.grids import Grid

MOST_ENTRIES = 24


@lru_cache(maxsize=64)
def printed_table(
    activation: str, step: Decimal, rounding: Rounding, within: Grid | None = None
) -> Table | None:
    """Return the table at multiples of `step`, correctly rounded; None where there is none.

    A grid to print it at takes the place of `step`.  The table ends where the rounded
    value would be that at infinity, which says nothing of x.
    """
    row, op = ACTIVATIONS[activation], OPS[activation]
    if not row.tabled:
        return None
    odd = row.odd
    most = min(MOST_ENTRIES, int(row.tabled / step))
    xs = [i * step for i in range(1 if odd else -most, most + 1)]
    if within is not None:
        xs = sorted({abs(x) for x in within.numbers()} - {0} if odd else within.numbers())
    assert op.forward is not None
    exact = op.forward(DIGITS40, DIGITS40.array([str(x) for x in xs]))
    entries = [(float(x), rounding.rounded(value)) for x, value in zip(xs, exact, strict=True)]
    told = [(x, value) for x, value in entries if float(value) not in op.limits]
    return Table(activation, tuple(x for x, _ in told), tuple(str(v) for _, v in told), odd)
