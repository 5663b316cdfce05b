"""An honest student who takes steps of descent, and who checks gradients, by hand.

Both go on from a `Student`'s sheet; every number on the way is kept as that student keeps it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from .functions_on_paper import HALF, ONE, TWO, ZERO
from .student import PAPER, Student

Written = dict[tuple[str, tuple[int, ...]], Decimal]
STABILISER = Decimal("1e-8")


@dataclass
class Descender:
    """A student with a worked sheet, and what the sheet says of the step.

    `settings` are by the names of the graph's inputs, `velocity` by layer and place.
    """

    student: Student
    optimizer: str
    settings: Mapping[str, Decimal]
    velocity: Mapping[tuple[int, int, int], Decimal]

    def work(self) -> Written:
        """Take the step, go forward and backward again, and of Adam take the second."""
        with localcontext(PAPER):
            first = self.step(self.student, 1, {}, {})
            after = self.again(first)
            second = self.step(after, 2, *self.kept) if self.optimizer == "adam" else {}
        passed = {(f"after:{name}", at): v for (name, at), v in after.answers.items()}
        again = {(f"after:{name}", at): v for (name, at), v in second.items()}
        loss = after.answers["loss", ()] - self.student.answers["loss", ()]
        return {**first, **passed, **again, ("change:loss", ()): self.student.keep(loss)}

    def again(self, first: Written) -> Student:
        """Return the student with a second sheet, on which the new weights are given."""
        weights = [
            [[first[f"new:W{k}", (j, i)] for i in range(len(row))] for j, row in enumerate(w)]
            for k, w in enumerate(self.student.weights, 1)
        ]
        after = replace(self.student, weights=weights, answers={}, rate=None)
        after.work()
        return after

    def step(self, at: Student, t: int, *kept: Written) -> Written:
        """Move every weight by its gradient on a sheet; keep Adam's means for the next step."""
        by_name: dict[str, Callable[..., Decimal]] = {
            "sgd": self.sgd,
            "momentum": self.momentum,
            "weight_decay": self.decay,
            "adam": self.adam,
        }
        found: Written = {}
        for k, matrix in enumerate(at.weights, 1):
            for j, row in enumerate(matrix):
                for i, theta in enumerate(row):
                    g = at.answers[f"grad:W{k}", (j, i)]
                    where = (k, j, i)
                    move = by_name[self.optimizer]
                    found[f"new:W{k}", (j, i)] = at.keep(move(found, where, theta, g, t, *kept))
        self.kept = ({key: v for key, v in found.items() if key[0].startswith(s)} for s in "ms")
        return found

    def sgd(
        self, found: Written, where: object, theta: Decimal, g: Decimal, *_: object
    ) -> Decimal:
        return theta - self.student.perhaps(self.settings["eta"] * g)

    def momentum(
        self,
        found: Written,
        where: tuple[int, int, int],
        theta: Decimal,
        g: Decimal,
        *_: object,
    ) -> Decimal:
        s, (k, j, i) = self.student, where
        v = s.keep(s.perhaps(self.settings["momentum"] * self.velocity[where]) + g)
        found[f"new:velocity:W{k}", (j, i)] = v
        return theta - s.perhaps(self.settings["eta"] * v)

    def decay(
        self, found: Written, where: object, theta: Decimal, g: Decimal, *_: object
    ) -> Decimal:
        s, eta, decay = self.student, self.settings["eta"], self.settings["weight_decay"]
        ways: list[Callable[[], Decimal]] = [
            lambda: theta - s.perhaps(eta * s.perhaps(g + s.perhaps(decay * theta))),
            lambda: s.plus([theta, -s.perhaps(eta * g), -s.times([eta, decay, theta])]),
            lambda: (
                s.perhaps(s.perhaps(1 - s.perhaps(eta * decay)) * theta) - s.perhaps(eta * g)
            ),
        ]
        return s.chance.choice(ways)()

    def adam(
        self,
        found: Written,
        where: tuple[int, int, int],
        theta: Decimal,
        g: Decimal,
        t: int,
        means: Written,
        squares: Written,
    ) -> Decimal:
        s, (k, j, i), eta = self.student, where, self.settings["eta"]
        b1, b2 = self.settings["beta1"], self.settings["beta2"]
        before = means.get((f"mean:W{k}", (j, i)), ZERO)
        m = s.plus([s.perhaps(b1 * before), s.perhaps((1 - b1) * g)])
        before = squares.get((f"square:W{k}", (j, i)), ZERO)
        v = s.plus([s.perhaps(b2 * before), s.times([1 - b2, g, g])])
        m, v = s.keep(m), s.keep(v)
        found[f"mean:W{k}", (j, i)], found[f"square:W{k}", (j, i)] = m, v
        m, v = (self.over(one, s.perhaps(1 - s.perhaps(b**t))) for one, b in ((m, b1), (v, b2)))
        root = s.perhaps(v.sqrt())
        if s.chance.random() < 0.3:
            root += STABILISER
        ways: list[Callable[[], Decimal]] = [
            lambda: self.over(s.perhaps(eta * m), root),
            lambda: s.perhaps(eta * self.over(m, root)),
            lambda: s.perhaps(self.over(eta, root) * m),
        ]
        return theta - s.chance.choice(ways)()

    def over(self, a: Decimal, b: Decimal) -> Decimal:
        """Divide, or multiply by a written inverse."""
        s = self.student
        return s.perhaps(a / b if s.chance.random() < 0.7 else a * s.keep(1 / b))


def difference_quotient(
    student: Student, layer: int, at: tuple[int, int], nudge: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """Return the losses with a weight moved up and down, and their difference quotient."""
    losses = []
    with localcontext(PAPER):
        for by in (nudge, -nudge):
            weights = [[list(row) for row in matrix] for matrix in student.weights]
            weights[layer - 1][at[0]][at[1]] += by
            moved = replace(student, weights=weights, answers={}, rate=None)
            losses.append(moved.work()["loss", ()])
        rise = student.perhaps(losses[0] - losses[1])
        ways: list[Callable[[], Decimal]] = [
            lambda: rise / (TWO * nudge),
            lambda: rise * student.perhaps(ONE / (TWO * nudge)),
            lambda: student.perhaps(HALF * rise) / nudge,
            lambda: HALF * student.perhaps(rise / nudge),
        ]
        return losses[0], losses[1], student.keep(student.chance.choice(ways)())
