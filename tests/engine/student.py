"""An honest student at work on a layered network, independent of the engine's ranges.

Everything is done as on paper, entry by entry, in decimals of fifty digits: at every step
the student keeps the value in full, rounds it, cuts it off at the place that the sheet
says, or keeps three significant figures where that is more.  Which of these, which order
of multiplying and adding, which form of a slope, and which gradients are written on the
way is left to chance.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    localcontext,
)
from random import Random

PAPER = Context(prec=50)
LONGEST = 6  # factors that a student multiplies in one go; beyond, a gradient is written
HABITS = ("any", "full", ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
ZERO, ONE, TWO, HALF = Decimal(0), Decimal(1), Decimal(2), Decimal("0.5")

Matrix = Sequence[Sequence[Decimal]]
Factors = list[Decimal]


def tanh(a: Decimal) -> Decimal:
    grown = (2 * a).exp()
    return (grown - 1) / (grown + 1)


def logistic(a: Decimal) -> Decimal:
    return 1 / (1 + (-a).exp())


def at_place(value: Decimal, places: int, how: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), how)


@dataclass
class Student:
    """One student before one sheet; `answers` has what stands at a node and index.

    `kept` are decimal places or, as `figures` says, significant figures.
    `weights` are the layers' matrices with the bias column first; `table` what can be
    looked up of `looked_up`; `rate` that of a gradient step, if one is asked; `longest` how
    many factors are multiplied in one go; `slips` what the student has wrong, and goes on with.
    """

    chance: Random
    kept: int
    activations: Sequence[str]
    loss: str
    x: Sequence[Decimal]
    weights: Sequence[Matrix]
    y: Sequence[Decimal]
    table: Mapping[Decimal, Decimal] = field(default_factory=dict)
    looked_up: str = "tanh"
    rate: Decimal | None = None
    longest: int = LONGEST
    figures: bool = False
    slips: Mapping[tuple[str, tuple[int, ...]], Decimal] = field(default_factory=dict)
    answers: dict[tuple[str, tuple[int, ...]], Decimal] = field(default_factory=dict)

    def work(self) -> dict[tuple[str, tuple[int, ...]], Decimal]:
        """Fill in the whole sheet."""
        self.habit = self.chance.choice(HABITS)
        self.significant = self.chance.random() < 0.3
        with localcontext(PAPER):
            self.forward()
            self.backward()
        return self.answers

    # one step

    def keep(self, value: Decimal) -> Decimal:
        habit = self.chance.choice(HABITS[1:]) if self.habit == "any" else self.habit
        if habit == "full":
            return value
        places = self.kept
        if self.figures:
            places -= 1 + value.adjusted() if value else 0
        elif self.significant and value:
            places = max(places, 2 - value.adjusted())
        return at_place(value, places, habit)

    def perhaps(self, value: Decimal) -> Decimal:
        """Keep what need not be written down at all."""
        return self.keep(value) if self.chance.random() < 0.6 else value

    def times(self, factors: Sequence[Decimal]) -> Decimal:
        """Multiply two by two, in any order, partial products rounded or not."""
        left = list(factors)
        while len(left) > 1:
            self.chance.shuffle(left)
            left.append(self.perhaps(left.pop() * left.pop()))
        return left[0]

    def plus(self, terms: Sequence[Decimal]) -> Decimal:
        """Add term by term, in any order, partial sums rounded or not."""
        total, *others = self.chance.sample(list(terms), len(terms))
        for term in others:
            total = self.perhaps(total + term)
        return total

    def write(self, node: str, index: tuple[int, ...], value: Decimal) -> Decimal:
        value = self.slips.get((node, index), value)
        self.answers[node, index] = kept = self.keep(value)
        return kept

    # functions

    def activate(self, activation: str, a: Decimal) -> Decimal:
        if activation == self.looked_up and a in self.table and self.chance.random() < 0.7:
            return self.table[a]
        if activation == "tanh":
            return tanh(a)
        if activation == "sigmoid":
            if self.chance.random() < 0.5:
                return logistic(a)
            return 1 / self.perhaps(1 + self.keep((-a).exp()))
        return max(a, ZERO) if activation == "relu" else a

    def slope(self, activation: str, a: Decimal, z: Decimal, slipped: bool) -> Decimal:
        """Work f′ from the written z, or, where that was right, from z worked once more."""
        if not slipped and self.chance.random() < 0.3:
            z = self.keep(self.activate(activation, a))
        ways: dict[str, list[Callable[[], Decimal]]] = {
            "tanh": [
                lambda: 1 - self.keep(z * z),
                lambda: (1 - z) * (1 + z),
                lambda: self.perhaps(1 - z) * self.perhaps(1 + z),
            ],
            "sigmoid": [
                lambda: z * (1 - z),
                lambda: z * self.perhaps(1 - z),
                lambda: z - self.keep(z * z),
            ],
            "relu": [lambda: ONE if a > 0 else ZERO],
        }
        return self.chance.choice(ways[activation])()

    # forward

    def forward(self) -> None:
        self.a: list[list[Decimal]] = []
        self.z: list[list[Decimal]] = [list(self.x)]
        last = len(self.weights)
        for k, (matrix, activation) in enumerate(
            zip(self.weights, self.activations, strict=True), 1
        ):
            below, top = [ONE, *self.z[-1]], "yhat" if k == last else f"z{k}"
            direct = self.is_direct(k)
            self.a.append([])
            self.z.append([])
            for j, row in enumerate(matrix):
                terms = [self.times(pair) for pair in zip(row, below, strict=True)]
                a = self.write(top if direct else f"a{k}", (j,), self.plus(terms))
                self.a[-1].append(a)
                z = a if direct else self.activate(activation, a)
                self.z[-1].append(z if direct else self.write(top, (j,), z))
        self.write("loss", (), self.squares())

    def squares(self) -> Decimal:
        half = self.loss == "half_squared_error"
        early = half and self.chance.random() < 0.6
        terms = []
        for yhat, y in zip(self.z[-1], self.y, strict=True):
            off = self.keep(yhat - y)
            way = self.chance.random()
            if early and way < 0.5:
                terms.append(self.perhaps(self.keep(HALF * off) * off))
            elif early:
                terms.append(self.perhaps(HALF * self.keep(off * off)))
            else:
                terms.append(self.perhaps(off * off))
        total = self.plus(terms)
        return HALF * self.perhaps(total) if half and not early else total

    # backward

    def backward(self) -> None:
        last = len(self.weights)
        self.slopes: dict[tuple[int, int], Decimal] = {}
        self.flows: dict[tuple[int, int], Decimal] = {}
        self.differences = []
        for j, (yhat, y) in enumerate(zip(self.z[-1], self.y, strict=True)):
            off = yhat - y
            if self.loss == "squared_error":
                off = TWO * self.keep(off)
            self.differences.append(self.write("grad:yhat", (j,), off))
        for k in range(last, 0, -1):
            for j, row in enumerate(self.weights[k - 1]):
                if k < last:
                    self.write(f"grad:z{k}", (j,), self.total(self.paths(k, j)))
                if self.activations[k - 1] != "identity":
                    name = "yhat" if k == last else f"z{k}"
                    self.answers[f"slope:{name}", (j,)] = self.worked_slope(k, j)
                if not self.is_direct(k):
                    self.flow(k, j)
                for i in range(len(row)):
                    below = [self.z[k - 1][i - 1]] if i else []
                    value = self.total([way + below for way in self.ways(k, j, below)])
                    gradient = self.write(f"grad:W{k}", (j, i), value)
                    if self.rate is not None:
                        self.move(k, (j, i), gradient, [*below, self.rate])

    def move(self, k: int, at: tuple[int, int], gradient: Decimal, tail: Factors) -> None:
        """Take a gradient step: with the written gradient, or in one go with its factors."""
        ways = [[gradient, tail[-1]]]
        if self.chance.random() < 0.4:
            ways = [way + tail for way in self.ways(k, at[0], tail)]
        full = self.total(ways)
        step = self.write(f"step:W{k}", at, full)
        taken = self.chance.choice((step, full))
        self.write(f"new:W{k}", at, self.weights[k - 1][at[0]][at[1]] - taken)

    def worked_slope(self, k: int, j: int) -> Decimal:
        if (k, j) not in self.slopes:
            activation = self.activations[k - 1]
            name = "yhat" if k == len(self.weights) else f"z{k}"
            slipped = (name, (j,)) in self.slips
            self.slopes[k, j] = self.keep(
                self.slope(activation, self.a[k - 1][j], self.z[k][j], slipped)
            )
        return self.slopes[k, j]

    def flow(self, k: int, j: int) -> Decimal:
        """Write the gradient by a, once."""
        if (k, j) not in self.flows:
            self.flows[k, j] = self.write(f"grad:a{k}", (j,), self.total(self.open(k, j)))
        return self.flows[k, j]

    def total(self, ways: list[Factors]) -> Decimal:
        return self.plus([self.times(way) for way in ways])

    def is_direct(self, k: int) -> bool:
        """Whether layer k has no a of its own."""
        return k == len(self.weights) and self.activations[k - 1] == "identity"

    def paths(self, k: int, j: int) -> list[Factors]:
        """Return the products whose sum is the gradient by z: one for each path up."""
        if k == len(self.weights):
            return [[self.differences[j]]]
        return [
            [*way, matrix_row[j + 1]]
            for m, matrix_row in enumerate(self.weights[k])
            for way in self.ways(k + 1, m, [matrix_row[j + 1]])
        ]

    def open(self, k: int, j: int) -> list[Factors]:
        """Return the products whose sum is the gradient by a, path by path or summed before."""
        slope = [] if self.activations[k - 1] == "identity" else [self.worked_slope(k, j)]
        above = self.paths(k, j)
        early = len(above) > 1 and self.chance.random() < 0.5
        if early or self.too_long(above, slope):
            above = [[self.perhaps(self.total(above))]]
        return [way + slope for way in above]

    def ways(self, k: int, j: int, tail: Factors) -> list[Factors]:
        """Return the gradient by a as it goes into what comes next: written, or still open."""
        opened = self.open(k, j)
        written = self.chance.random() < 0.4 and not self.is_direct(k)
        if written or self.too_long(opened, tail):
            return [[self.flow(k, j)]]
        return opened

    def too_long(self, ways: list[Factors], tail: Factors) -> bool:
        return max(map(len, ways)) + len(tail) > self.longest
