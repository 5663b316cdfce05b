"""Numbers, matrices and filled-in formulas as LaTeX."""

import re
from collections.abc import Sequence

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.rounding import Rounding, plain

_HOLE = re.compile(r"#(\d)")
_OPENS = re.compile(
    r"(?:^\s*|[({\[]|\\lvert\s*|(?<!\\),\s*)$"
)  # an argument; the space `\,` does not


def fill(template: str, operands: Sequence[str]) -> str:
    """Return a row's LaTeX with its operands put in for `#1`, `#2`, as TeX has it.

    Negative numbers stand in parentheses, but bare where nothing, an opening bracket or
    a comma precedes them and no power follows; under a power, so does what has one already.
    """

    def put(match: re.Match[str]) -> str:
        operand = operands[int(match[1]) - 1]
        before, after = template[: match.start()], template[match.end() :]
        if after.startswith("^"):
            if operand.startswith(r"\frac"):
                return rf"\left({operand}\right)"
            return f"({operand})" if "^" in operand else signed(operand)
        return operand if _OPENS.search(before) else signed(operand)

    return _HOLE.sub(put, template)


def signed(number: str) -> str:
    """Return `number`, in parentheses where a minus opens it."""
    return f"({number})" if number.startswith("-") else number


def matrix(rows: Sequence[Sequence[str]], align: str = "r") -> str:
    """Return a bracketed matrix; in columns aligned right the decimal points line up.

    Rows with fractions, or letters with sub- and superscripts, would touch: a strut parts them.
    """
    columns = [
        _lined_up(column) if align == "r" else column for column in zip(*rows, strict=True)
    ]
    lines = [" & ".join(row) for row in zip(*columns, strict=True)]
    lines = [_strut(line) + line for line in lines]
    body = r" \\ ".join(lines)
    return rf"\left[\begin{{array}}{{{align * len(columns)}}} {body} \end{{array}}\right]"


def _strut(row: str) -> str:
    """Return what makes a row of a matrix as high as it needs, without ink."""
    if r"\frac" in row or r"\dfrac" in row:
        return r"\vphantom{\Bigg|} "
    return r"\vphantom{\Big|} " if re.search(r"_[^&]*\^|\^[^&]*_", row) else ""


def _lined_up(column: Sequence[str]) -> list[str]:
    tails = ["".join(cell.partition(".")[1:]) for cell in column]
    longest = max(tails, key=len)
    return [
        cell + (rf"\phantom{{{longest[len(tail) :]}}}" if len(tail) < len(longest) else "")
        for cell, tail in zip(column, tails, strict=True)
    ]


def number(value: object, rounding: Rounding | None) -> str:
    """Return a number rounded as the sheet asks; a given one has no rounding, and is exact."""
    return rounding.display(value) if rounding else plain(value)


def numbers(values: Array, rounding: Rounding | None, turned: bool = False) -> str:
    """Return an array as LaTeX: a scalar bare, a vector as a column, a matrix as it is.

    `turned` lays a vector down and transposes a matrix.
    """
    if values.ndim == 0:
        return number(values[()], rounding)
    grid = values.reshape(-1, 1) if values.ndim == 1 else values
    return matrix([[number(v, rounding) for v in row] for row in (grid.T if turned else grid)])


def bias_of(matrix: Array) -> Array:
    """Return the bias column of a matrix; of a single row, its bias as a scalar."""
    return np.asarray(matrix[:, 0] if len(matrix) > 1 else matrix[0, 0])
