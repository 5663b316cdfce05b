"""An honest student at a head of attention, or at a layer normalisation, entry by entry.

What is kept, and how, is as in `student`; which way leads to a score, a softmax, a variance is
left to chance.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from random import Random

from quizgen.engine.models.attention import Attention

from .student import HABITS, ONE, PAPER, Student

Row = Sequence[Decimal]
Numbers = Mapping[str, Sequence[Row]]
Answers = Mapping[tuple[str, tuple[int, ...]], Decimal]


class Hand(Student):
    """A student with a habit of rounding, and yet nothing to do."""

    def __init__(self, chance: Random, kept: int, figures: bool) -> None:
        super().__init__(chance, kept, (), "", (), (), (), figures=figures)
        self.habit = chance.choice(HABITS)
        self.significant = chance.random() < 0.3

    def dot(self, left: Row, right: Row) -> Decimal:
        return self.plus([self.times(pair) for pair in zip(left, right, strict=True)])

    def product(
        self, name: str, left: Sequence[Row], right: Sequence[Row]
    ) -> list[list[Decimal]]:
        """Write a product of matrices, rows times columns."""
        columns = list(zip(*right, strict=True))
        return [
            [
                self.write(name, (i, j), self.dot(row, column))
                for j, column in enumerate(columns)
            ]
            for i, row in enumerate(left)
        ]

    def over(self, a: Decimal, b: Decimal) -> Decimal:
        """Divide, or multiply by the reciprocal."""
        return a / b if self.chance.random() < 0.5 else a * self.keep(1 / b)

    # attention

    def attend(self, head: Attention, given: Numbers) -> Answers:
        """Run a head forward."""
        with localcontext(PAPER):
            numbers = {name: given.get(name, ()) for name in "XQKV"}
            for name in "QKV" if head.projected else "":
                numbers[name] = self.product(name, given["X"], given[f"W{name}"])
            keys = numbers["K"]
            weights = []
            for n, query in enumerate(numbers["Q"]):
                scores = [
                    self.write("S", (n, m), self.score(query, key, Decimal(head.keys)))
                    for m, key in enumerate(keys)
                ]
                last = n + 1 if head.mask else head.tokens
                row = [*self.softmax(scores[:last]), *[Decimal(0)] * (head.tokens - last)]
                weights.append([self.write("P", (n, m), p) for m, p in enumerate(row)])
            if head.projected and self.chance.random() < 0.1:  # (P X) W^V
                mixed = self.product("PX", weights, given["X"])
                self.product("O", mixed, given["WV"])
            else:
                self.product("O", weights, numbers["V"])
        return {place: value for place, value in self.answers.items() if place[0] != "PX"}

    def score(self, query: Row, key: Row, d: Decimal) -> Decimal:
        root = self.perhaps(d.sqrt())
        factor = self.keep(1 / root)
        if self.chance.random() < 0.2:  # scaled before it is summed
            if self.chance.random() < 0.5:
                return self.dot([self.keep(q * factor) for q in query], key)
            return self.plus(
                [self.times([q, k, factor]) for q, k in zip(query, key, strict=True)]
            )
        total = self.perhaps(self.dot(query, key))
        return self.chance.choice((total / root, total * factor, total * root / d))

    def softmax(self, scores: Row) -> list[Decimal]:
        powers = [self.keep(s.exp()) for s in scores]
        if self.chance.random() < 0.3 or not any(powers):
            powers = [self.keep(self.keep(s - max(scores)).exp()) for s in scores]
        total = self.perhaps(self.plus(powers)) or sum(powers)
        if len(powers) == 1:
            return [ONE]
        return [min(ONE, power / total) for power in powers]

    # layer normalisation

    def normalise(self, given: Mapping[str, Row], epsilon: Decimal) -> Answers:
        """Normalise a vector."""
        with localcontext(PAPER):
            x, n = given["x"], Decimal(len(given["x"]))
            mean = self.write("mean", (), self.mean(x, n))
            variance = self.write("variance", (), self.variance(x, mean, n))
            root = self.keep(self.perhaps(variance + epsilon).sqrt())
            for i, (entry, scale, shift) in enumerate(
                zip(x, given["gamma"], given["beta"], strict=True)
            ):
                normal = self.write(
                    "normalised", (i,), self.over(self.keep(entry - mean), root)
                )
                self.write("y", (i,), self.perhaps(scale * normal) + shift)
        return self.answers

    def mean(self, terms: Row, n: Decimal) -> Decimal:
        if self.chance.random() < 0.3:
            return self.plus([self.keep(self.over(term, n)) for term in terms])
        return self.over(self.perhaps(self.plus(terms)), n)

    def variance(self, x: Row, mean: Decimal, n: Decimal) -> Decimal:
        if self.chance.random() < 0.4:
            squares = self.mean([self.keep(entry * entry) for entry in x], n)
            return max(Decimal(0), self.perhaps(squares) - self.keep(mean * mean))
        off = [self.keep(entry - mean) for entry in x]
        return self.mean([self.perhaps(one * one) for one in off], n)
