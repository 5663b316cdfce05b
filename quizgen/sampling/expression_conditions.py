"""Which numbers a drawn expression may have: named conditions, one row each.

Far from where it is undefined, with values and adjoints of a size that can be worked with,
and no two answers alike.
"""

from collections.abc import Iterable

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.expressions import operations
from quizgen.engine.graph import Graph
from quizgen.engine.names import is_gradient
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.condition import Condition
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.fairness import FAIRNESS

CLEAR = 0.2  # of a pole, and of where a logarithm is 0
EXPONENTS = (-4.0, 4.0)
VALUES, ADJOINTS = (0.01, 100.0), (0.01, 1000.0)
ALIKE = 1e-9


def _held(drawn: Candidates, holds: Iterable[Array]) -> Array:
    """Return for each candidate whether all of `holds` do."""
    kept = np.ones(drawn.count, dtype=bool)
    for one in holds:
        kept &= np.asarray(one, dtype=bool)
    return kept


def _operands(drawn: Candidates, op: str, place: int) -> list[Array]:
    """Return the values of the operand at a place of every operation of a row."""
    nodes = operations(drawn.graph)
    return [drawn.values[node.parents[place]].astype(float) for node in nodes if node.op == op]


def _off_poles(drawn: Candidates) -> Array:
    return _held(drawn, (np.abs(b) >= CLEAR for b in _operands(drawn, "quotient", 1)))


def _logarithms(drawn: Candidates) -> Array:
    arguments = _operands(drawn, "log", 0)
    return _held(drawn, ((a >= CLEAR) & (np.abs(a - 1) >= CLEAR) for a in arguments))


def _exponents(drawn: Candidates) -> Array:
    low, high = EXPONENTS
    return _held(drawn, ((a >= low) & (a <= high) for a in _operands(drawn, "exp", 0)))


def _values_in_reach(drawn: Candidates) -> Array:
    return _within(drawn, (node.name for node in operations(drawn.graph)), VALUES)


def _adjoints_in_reach(drawn: Candidates) -> Array:
    names = (node.name for node in drawn.graph.nodes if is_gradient(node.name))
    return _within(drawn, names, ADJOINTS)


def _within(drawn: Candidates, names: Iterable[str], reach: tuple[float, float]) -> Array:
    low, high = reach
    sizes = (np.abs(drawn.values[name].astype(float)) for name in names)
    return _held(drawn, ((size >= low) & (size <= high) for size in sizes))


def _nothing_alike(drawn: Candidates) -> Array:
    """Say whether no step leaves its operand as it is, and no two answers are one number."""
    values = {name: value.astype(float) for name, value in drawn.values.items()}
    steps = operations(drawn.graph)
    pairs = [(node.name, parent) for node in steps for parent in node.parents]
    names = [node.name for node in steps]
    gradients = sorted({_origin(drawn.graph, name) for name, _ in drawn.asked} - set(names))
    for group in (names, gradients):
        pairs += [(one, other) for i, one in enumerate(group) for other in group[:i]]
    return _held(drawn, (np.abs(values[a] - values[b]) > ALIKE for a, b in pairs))


def _origin(graph: Graph, name: str) -> str:
    """Return the node that `name` is a copy of in every draw, as both adjoints of u + v are."""
    while graph[name].op == "identity":
        (name,) = graph[name].parents
    return name


EXPRESSION_CONDITIONS: dict[str, Condition] = {
    "away from poles": Condition(
        f"every divisor is {CLEAR} or more from 0",
        "near a pole the smallest rounding grows beyond any range",
        _off_poles,
    ),
    "logarithms": Condition(
        f"what a logarithm is taken of is {CLEAR} or more, and as far from 1",
        "a logarithm of 1 is 0, one of 0 is not there",
        _logarithms,
    ),
    "exponents": Condition(
        "what e is raised to is between −4 and 4",
        "beyond, the other terms are lost beside it",
        _exponents,
    ),
    "values in reach": Condition(
        "the size of every value is between 0.01 and 100",
        "no value is lost in rounding, none needs more digits than the others",
        _values_in_reach,
    ),
    "adjoints in reach": Condition(
        "the size of every adjoint is between 0.01 and 1,000",
        "an adjoint of 0 is right for many wrong reasons",
        _adjoints_in_reach,
    ),
    "nothing alike": Condition(
        "no operation leaves its operand as it is, no two values or adjoints are alike",
        "a number that stands twice is right for wrong reasons",
        _nothing_alike,
    ),
    "nothing lost in rounding": CONDITIONS["nothing lost in rounding"],
    **FAIRNESS,
}
