"""How the rows that take arrays whole read with numbers put in.

Each function takes what prints a number and the operands' values, and returns the LaTeX of the
result.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.typeset import fill, matrix, signed

Show: TypeAlias = Callable[[Any], str]


def softmax(show: Show, scores: Array) -> str:
    """Return each power of e over the sum of its row's."""
    rows = [_shares(show, row) for row in np.atleast_2d(scores)]
    return matrix(rows if scores.ndim > 1 else [[cell] for cell in rows[0]], "c")


def causal_softmax(show: Show, scores: Array) -> str:
    """Return each power of e over the sum of its row's up to the diagonal; zeros beyond."""
    size = len(scores)
    rows = (_shares(show, row[: n + 1]) for n, row in enumerate(scores))
    return matrix([[*row, *["0"] * (size - len(row))] for row in rows], "c")


def mean(show: Show, entries: Array, n: Array) -> str:
    """Return the sum over the number of entries."""
    return _over(map(show, entries), show(n))


def variance(show: Show, entries: Array, mean: Array, n: Array) -> str:
    """Return the sum of squared differences over the number of entries."""
    terms = (fill("(#1 - #2)^2", [show(entry), show(mean)]) for entry in entries)
    return _over(terms, show(n))


def _shares(show: Show, row: Array) -> list[str]:
    """Return e^a over the powers' sum, which are worked out below the line."""
    powers = " + ".join(show(Decimal(str(a)).exp()) for a in row)
    return [rf"\dfrac{{e^{{{show(a)}}}}}{{{powers}}}" for a in row]


def _over(terms: Iterable[str], n: str) -> str:
    first, *rest = terms
    return rf"\frac{{{' + '.join([first, *map(signed, rest)])}}}{{{n}}}"
