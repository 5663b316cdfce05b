"""An honest student before an expression's graph, independent of the engine's ranges.

Every value and adjoint is worked from what stands on the paper already, in decimals of
fifty digits: kept in full, rounded or cut off.  Whether 1/b is written down, whether a
quotient's derivative is −a/b² or −q/b, and in which order a path is multiplied, is left to
chance.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from random import Random

import mpmath

from quizgen.engine.expressions import operations
from quizgen.engine.graph import Graph, Node

from .student import HABITS, PAPER, at_place

Ways = list[Callable[[], Decimal]]


def exactly(function: str, angle: Decimal) -> Decimal:
    """Return a function's value in fifty digits."""
    with mpmath.workdps(50):
        return Decimal(mpmath.nstr(getattr(mpmath, function)(mpmath.mpf(str(angle))), 50))


class ExpressionStudent:
    """One student: `answers` has what stands at each operation and each gradient."""

    def __init__(
        self, chance: Random, decimals: int, graph: Graph, inputs: Mapping[str, Decimal]
    ) -> None:
        self.chance = chance
        self.decimals = decimals
        self.graph = graph
        self.habit = chance.choice(HABITS)
        self.answers = dict(inputs)
        self.answers |= {n.name: Decimal(n.name) for n in graph.nodes if n.op == "number"}

    def work(self) -> dict[str, Decimal]:
        """Fill in the whole sheet."""
        with localcontext(PAPER):
            steps = operations(self.graph)
            for node in steps:
                operands = [self.answers[parent] for parent in node.parents]
                self.answers[node.name] = self.keep(self.value(node, operands))
            self.answers["grad:value"] = Decimal(1)
            inputs = [node for node in self.graph.nodes if node.op == "input"]
            for node in (*reversed(steps[:-1]), *inputs):
                adjoint = self.keep(self.adjoint(node.name))
                self.answers[f"grad:{node.name.removeprefix('node:')}"] = adjoint
        return self.answers

    def keep(self, value: Decimal) -> Decimal:
        habit = self.chance.choice(HABITS[1:]) if self.habit == "any" else self.habit
        return value if habit == "full" else at_place(value, self.decimals, habit)

    def any_of(self, *ways: Callable[[], Decimal]) -> Decimal:
        return self.chance.choice(ways)()

    def value(self, node: Node, operands: list[Decimal]) -> Decimal:
        a, b = operands[0], operands[-1]
        if node.op == "quotient":
            return self.over(a, b)
        ways: dict[str, Callable[[], Decimal]] = {
            "sum": lambda: a + b,
            "difference": lambda: a - b,
            "product": lambda: a * b,
            "negate": lambda: -a,
            "square": lambda: a * a,
            "cube": lambda: self.any_of(lambda: a**3, lambda: self.keep(a * a) * a),
            "sin": lambda: exactly("sin", a),
            "cos": lambda: exactly("cos", a),
            "exp": a.exp,
            "log": a.ln,
        }
        return ways[node.op]()

    def over(self, a: Decimal, b: Decimal) -> Decimal:
        return self.any_of(lambda: a / b, lambda: a * self.keep(1 / b))

    def adjoint(self, name: str) -> Decimal:
        paths = []
        for consumer in operations(self.graph):
            for place, parent in enumerate(consumer.parents):
                if parent == name:
                    flow = self.answers[f"grad:{consumer.name.removeprefix('node:')}"]
                    paths.append(self.keep(self.path(consumer, place, flow)))
        self.chance.shuffle(paths)
        total = paths[0]
        for path in paths[1:]:
            total = self.keep(total + path)
        return total

    def path(self, node: Node, place: int, g: Decimal) -> Decimal:
        operands = [self.answers[parent] for parent in node.parents]
        a, b, out = operands[0], operands[-1], self.answers[node.name]
        if node.op == "quotient" and place == 0:
            return self.over(g, b)
        if node.op == "quotient":
            return self.by_divisor(g, a, b, out)
        local: dict[str, Callable[[], Decimal]] = {
            "sum": lambda: Decimal(1),
            "difference": lambda: Decimal(1 - 2 * place),
            "product": lambda: operands[1 - place],
            "negate": lambda: Decimal(-1),
            "square": lambda: 2 * a,
            "cube": lambda: self.any_of(
                lambda: 3 * self.keep(a * a), lambda: self.keep(3 * a) * a
            ),
            "sin": lambda: exactly("cos", a),
            "cos": lambda: -exactly("sin", a),
            "exp": lambda: out,
            "log": lambda: 1 / a,
        }
        if node.op == "log":
            return self.over(g, a)
        if node.op in ("square", "cube") and self.chance.random() < 0.5:
            factors = [g, *{"square": [Decimal(2), a], "cube": [Decimal(3), a, a]}[node.op]]
            while len(factors) > 1:
                self.chance.shuffle(factors)
                factors.append(self.keep(factors.pop() * factors.pop()))
            return factors[0]
        return g * self.keep(local[node.op]())

    def by_divisor(self, g: Decimal, a: Decimal, b: Decimal, q: Decimal) -> Decimal:
        """Return g times the derivative of a / b by b."""
        keep = self.keep
        return -self.any_of(
            lambda: g * keep(self.over(a, keep(b * b))),
            lambda: g * keep(self.over(q, b)),
            lambda: self.over(keep(g * a), keep(b * b)),
            lambda: self.over(keep(g * q), b),
            lambda: self.over(keep(self.over(keep(g * a), b)), b),
            lambda: keep(self.over(g, b)) * q,
            lambda: keep(self.over(g, keep(b * b))) * a,
        )
