"""How the rows that take arrays whole read with numbers put in.

Each function takes the operands' entries as they are printed, arrays of texts, and returns
the LaTeX of the result.
"""

from collections.abc import Iterable

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.typeset import fill, matrix


def softmax(scores: Array) -> str:
    """Return each power of e over the sum of its row's."""
    return matrix([*map(_shares, np.atleast_2d(scores))], "c")


def causal_softmax(scores: Array) -> str:
    """Return each power of e over the sum of its row's up to the diagonal; zeros beyond."""
    size = len(scores)
    rows = (_shares(row[: n + 1]) for n, row in enumerate(scores))
    return matrix([[*row, *["0"] * (size - len(row))] for row in rows], "c")


def mean(entries: Array, n: Array) -> str:
    """Return the sum over the number of entries."""
    return _over(entries, n)


def variance(entries: Array, mean: Array, n: Array) -> str:
    """Return the sum of squared differences over the number of entries."""
    return _over((fill("(#1 - #2)^2", [entry, str(mean)]) for entry in entries), n)


def _shares(row: Array) -> list[str]:
    powers = [f"e^{{{score}}}" for score in row]
    return [rf"\frac{{{power}}}{{{' + '.join(powers)}}}" for power in powers]


def _over(terms: Iterable[str], n: Array) -> str:
    first, *rest = terms
    total = " + ".join([first, *(f"({t})" if t.startswith("-") else t for t in rest)])
    return rf"\frac{{{total}}}{{{n}}}"
