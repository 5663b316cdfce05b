"""An honest student at work on a layered network, independent of the engine's ranges.

Everything is done as on paper, entry by entry, in decimals of fifty digits: at every step
the student keeps the value in full, rounds it, cuts it off at the place that the sheet
says, or keeps three significant figures where that is more.  Which of these, which order
of multiplying and adding, which form of a slope, and which gradients are written on the
way is left to chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    localcontext,
)
from random import Random

from .functions_on_paper import (
    ACTIVATE,
    LOSS,
    LOSS_SLOPE,
    ONE,
    SLOPES,
    softmax,
    through_softmax,
)

PAPER = Context(prec=50)
LONGEST = 6  # factors that a student multiplies in one go; beyond, a gradient is written
HABITS = ("any", "full", ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
Matrix = Sequence[Sequence[Decimal]]
Factors = list[Decimal]


def at_place(value: Decimal, places: int, how: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), how)


@dataclass
class Student:
    """One student before one sheet; `answers` has what stands at a node and index.

    `kept` are decimal places or, as `figures` says, significant figures.
    `weights` are the layers' matrices with the bias column first; `table` what can be
    looked up of `looked_up`; `rate` that of a gradient step, if one is asked; `longest` how
    many factors are multiplied in one go; `slips` what the student has wrong, and goes on with.
    `leak` is a leaky ReLU's slope; of a batch this is the row at `place`, of whose gradients
    each has the factor `share`.
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
    leak: Decimal = Decimal("0.1")
    share: Decimal | None = None
    place: tuple[int, ...] = ()
    slips: Mapping[tuple[str, tuple[int, ...]], Decimal] = field(default_factory=dict)
    answers: dict[tuple[str, tuple[int, ...]], Decimal] = field(default_factory=dict)

    def work(self) -> dict[tuple[str, tuple[int, ...]], Decimal]:
        """Fill in the whole sheet."""
        self.settle()
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
        index = (*self.place, *index)
        value = self.slips.get((node, index), value)
        self.answers[node, index] = kept = self.keep(value)
        return kept

    def settle(self) -> None:
        """Take on a habit."""
        self.habit = self.chance.choice(HABITS)
        self.significant = self.chance.random() < 0.3

    # functions

    def activate(self, activation: str, a: Decimal) -> Decimal:
        if activation == self.looked_up and a in self.table and self.chance.random() < 0.7:
            return self.table[a]
        return ACTIVATE[activation](self, a)

    def slope(self, activation: str, a: Decimal, z: Decimal, slipped: bool) -> Decimal:
        """Work f′ from the written z, or, where that was right, from z worked once more."""
        if not slipped and self.chance.random() < 0.3:
            z = self.keep(self.activate(activation, a))
        return SLOPES[activation](self, a, z)

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
            if activation == "softmax":
                values = softmax(self, self.a[-1])
            elif direct:
                values = self.a[-1]
            else:
                values = [self.activate(activation, a) for a in self.a[-1]]
            for j, z in enumerate(values):
                self.z[-1].append(z if direct else self.write(top, (j,), z))
        self.worked_loss = self.write(
            "losses" if self.place else "loss", (), LOSS[self.loss](self, self.z[-1], self.y)
        )

    # backward

    def backward(self) -> None:
        last = len(self.weights)
        self.slopes: dict[tuple[int, int], Decimal] = {}
        self.flows: dict[tuple[int, int], Decimal] = {}
        self.slopes_of_loss = [
            self.perhaps(LOSS_SLOPE[self.loss](self, yhat, y, len(self.y)))
            for yhat, y in zip(self.z[-1], self.y, strict=True)
        ]
        self.differences: list[Factors] = []
        for j, slope in enumerate(self.slopes_of_loss):
            ways = [slope] if self.share is None else [slope, self.share]
            written = self.write("grad:yhat", (j,), self.times(ways))
            open_still = self.share is not None and self.chance.random() < 0.5
            self.differences.append(ways if open_still else [written])
        for k in range(last, 0, -1):
            for j in range(len(self.weights[k - 1])):
                if k < last:
                    self.write(f"grad:z{k}", (j,), self.total(self.paths(k, j)))
                if self.activations[k - 1] not in ("identity", "softmax"):
                    name = "yhat" if k == last else f"z{k}"
                    at = (*self.place, j)
                    if self.share is None and not (k == last and self.shortcut):
                        self.answers[f"slope:{name}", at] = self.worked_slope(k, j)
                if not self.is_direct(k):
                    self.flow(k, j)
        if not self.place:
            self.learn([self])

    def learn(self, rows: "Sequence[Student]") -> None:
        """Work the gradients of all weights, the rows of a batch added up."""
        for k in range(len(self.weights), 0, -1):
            for j, row in enumerate(self.weights[k - 1]):
                for i in range(len(row)):
                    ways, below = [], []
                    for one in rows:
                        below = [one.z[k - 1][i - 1]] if i else []
                        ways += [way + below for way in one.ways(k, j, below)]
                    gradient = self.write(f"grad:W{k}", (j, i), self.total(ways))
                    if self.rate is not None:
                        self.move(k, (j, i), gradient, [*below, self.rate])

    @property
    def shortcut(self) -> bool:
        """Whether ŷ − y is the gradient behind the output's activation."""
        return (self.activations[-1], self.loss) in (
            ("softmax", "cross_entropy"),
            ("sigmoid", "binary_cross_entropy"),
        )

    def behind_softmax(self, k: int) -> bool:
        return k == len(self.weights) and self.activations[k - 1] == "softmax"

    def surplus(self, j: int) -> Factors:
        """Work the gradient by the last a in one go, or the long way through the output."""
        yhat, rest = self.z[-1], [] if self.share is None else [self.share]
        if self.shortcut and self.chance.random() < 0.6:
            return [self.perhaps(yhat[j] - self.y[j]), *rest]
        if self.behind_softmax(len(self.weights)):
            g = [self.keep(one) for one in self.slopes_of_loss]
            if not self.shortcut:
                g = [self.times(way) for way in self.differences]
                rest = []
            return [self.perhaps(through_softmax(self, yhat, g, j)), *rest]
        slope = self.perhaps(self.slope("sigmoid", self.a[-1][j], yhat[j], True))
        return [self.perhaps(self.slopes_of_loss[j] * slope), *rest]

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
            return [self.differences[j]]
        return [
            [*way, matrix_row[j + 1]]
            for m, matrix_row in enumerate(self.weights[k])
            for way in self.ways(k + 1, m, [matrix_row[j + 1]])
        ]

    def open(self, k: int, j: int) -> list[Factors]:
        """Return the products whose sum is the gradient by a, path by path or summed before."""
        if k == len(self.weights) and (self.shortcut or self.behind_softmax(k)):
            return [self.surplus(j)]
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


@dataclass
class BatchStudent(Student):
    """A student before a batch: the rows one by one, then their mean, in any order."""

    def work(self) -> dict[tuple[str, tuple[int, ...]], Decimal]:
        """Fill in the whole sheet; `x` and `y` have a row for each input."""
        self.settle()
        count = len(self.x)
        with localcontext(PAPER):
            share = self.chance.choice((ONE / count, self.keep(ONE / count)))
            rows = [
                replace(self, x=x, y=y, share=share, place=(n,), answers={})
                for n, (x, y) in enumerate(zip(self.x, self.y, strict=True))
            ]
            for row in rows:
                row.habit, row.significant = self.habit, self.significant
                row.forward()
                row.backward()
                self.answers |= row.answers
            losses = [row.worked_loss for row in rows]
            if self.chance.random() < 0.5:
                mean = self.plus([self.perhaps(one / count) for one in losses])
            else:
                mean = self.perhaps(self.plus(losses)) / count
            self.write("loss", (), mean)
            self.learn(rows)
        return self.answers
