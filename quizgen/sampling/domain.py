"""Where an expression is defined: what each operation asks of its operands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from quizgen.engine import Graph, evaluate
from quizgen.engine.expressions import nodes
from quizgen.engine.names import letter

NEAR = 1e-9  # as good as 0: 0.1 + 0.2 − 0.3 is not 0 in doubles
LARGEST = 1e12


@dataclass(frozen=True)
class Domain:
    """A row: what an operation is defined for, in words and as a test of its operands."""

    expected: str
    holds: Callable[..., bool]


def _has_power(base: float, exponent: float) -> bool:
    if abs(base) <= NEAR:
        return exponent >= 0
    return base > 0 or exponent == int(exponent)


DOMAINS: dict[str, Domain] = {
    "quotient": Domain("a divisor that is not 0", lambda a, b: abs(b) > NEAR),
    "quotient_slope": Domain("a divisor that is not 0", lambda a, b: abs(b) > NEAR),
    "log": Domain("a logarithm of a number above 0", lambda a: a > NEAR),
    "power": Domain("a power of a number above 0, or a whole exponent", _has_power),
    "power_slope": Domain(
        "a power of a number above 0, or a whole exponent", lambda b, e: _has_power(b, e - 1)
    ),
    "exponent_slope": Domain(
        "a number above 0 under an exponent that varies", lambda power, base: base > NEAR
    ),
}


def undefined(graph: Graph, inputs: Mapping[str, int | float]) -> str:
    """Return which operation or gradient is not defined at `inputs`, and why; "" if all are."""
    with np.errstate(all="ignore"):
        values = {name: float(value) for name, value in evaluate(graph, inputs).items()}
    formulas = nodes(graph)
    for node in graph.nodes:
        short = letter(node.name)
        where = f"{short} = {formulas[short]}" if short in formulas else "a gradient"
        operands = [values[parent] for parent in node.parents]
        row = DOMAINS.get(node.op)
        if row and not row.holds(*operands):
            found = ", ".join(f"{operand:.6g}" for operand in operands)
            return f"{where}: found {found}, expected {row.expected}"
        if not abs(values[node.name]) <= LARGEST:
            return f"{where}: found {values[node.name]:.6g}, expected {LARGEST:,.0f} at most"
    return ""
