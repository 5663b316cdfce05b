"""An honest student at work on a recurrent network, entry by entry, in decimals.

Back through time each step's gradient by a⁽ᵗ⁾ is written down before the step before it, as
the sheet asks; all else is left to chance, as it is with `Student`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .functions_on_paper import LOSS, ONE, TWO
from .student import Factors, Student


@dataclass
class StepStudent(Student):
    """One student before one recurrent network: `weights` are U, W and V, `x` is unused.

    `activations` holds the one activation; `inputs` has the steps' x⁽¹⁾, x⁽²⁾, …
    """

    inputs: Sequence[Sequence[Decimal]] = field(default_factory=list)

    # forward

    def forward(self) -> None:
        U, W, V = self.weights
        self.sums: list[list[Decimal]] = [[]]
        self.states: list[list[Decimal]] = [[]]
        for t, x in enumerate(self.inputs, 1):
            self.sums.append([])
            self.states.append([])
            for j in range(len(U)):
                into = list(zip(U[j], [ONE, *x], strict=True))
                across = list(zip(W[j], self.states[t - 1], strict=t > 1))
                a = self.write(self.total_name(t), (j,), self.added(into, across))
                self.sums[t].append(a)
                if self.is_linear:
                    self.states[t].append(a)
                else:
                    h = self.activate(self.activations[0], a)
                    self.states[t].append(self.write(f"h{t}", (j,), h))
        pairs = zip(V[0], [ONE, *self.states[-1]], strict=True)
        self.z = [[self.write("yhat", (0,), self.plus([self.times(p) for p in pairs]))]]
        self.write("loss", (), LOSS[self.loss](self, self.z[-1], self.y))

    def added(self, *groups: list[tuple[Decimal, Decimal]]) -> Decimal:
        """Add products, all of them in one go or group by group."""
        products = [[self.times(pair) for pair in group] for group in groups if group]
        if self.chance.random() < 0.5:
            return self.plus([one for group in products for one in group])
        return self.plus([self.perhaps(self.plus(group)) for group in products])

    @property
    def is_linear(self) -> bool:
        """Whether the sum of a step is its hidden state."""
        return self.activations[0] == "identity"

    def total_name(self, t: int) -> str:
        return f"h{t}" if self.is_linear else f"a{t}"

    # backward

    def backward(self) -> None:
        U = self.weights[0]
        off = self.z[-1][0] - self.y[0]
        if self.loss == "squared_error":
            off = TWO * self.keep(off)
        self.error = self.write("grad:yhat", (0,), off)
        for k, h in enumerate([ONE, *self.states[-1]]):
            self.write("grad:V", (0, k), self.times([self.error, h]))
        self.flows: dict[int, list[Decimal]] = {}
        parts: dict[tuple[str, int, int], list[Decimal]] = {}
        for t in range(len(self.inputs), 0, -1):
            slopes = [self.worked_slope_at(t, j) for j in range(len(U))]
            flows = []
            for j in range(len(U)):
                name = self.total_name(t)
                if not self.is_linear:
                    self.write(f"grad:h{t}", (j,), self.total(self.paths_to(t, j)))
                flows.append(
                    self.write(f"grad:{name}", (j,), self.total(self.opened(t, j, slopes[j])))
                )
            self.flows[t] = flows
            for j, flow in enumerate(flows):
                for letter, below in (
                    ("U", [ONE, *self.inputs[t - 1]]),
                    ("W", self.states[t - 1]),
                ):
                    for i, value in enumerate(below):
                        tail = [value] if letter == "W" or i else []
                        ways = [[flow, *tail]]
                        slipped = (f"grad:{self.total_name(t)}", (j,)) in self.slips
                        if not slipped and self.chance.random() < 0.4:
                            ways = [[*way, *tail] for way in self.opened(t, j, slopes[j])]
                        full = self.total(ways)
                        name = f"grad:{letter}<-{self.total_name(t)}"
                        kept = self.write(name, (j, i), full)
                        taken = self.chance.choice((kept, full))
                        parts.setdefault((letter, j, i), []).append(taken)
        for (letter, j, i), terms in parts.items():
            self.write(f"grad:{letter}", (j, i), self.plus(terms))

    def worked_slope_at(self, t: int, j: int) -> list[Decimal]:
        """Return the slope as a factor, none without an activation."""
        if self.is_linear:
            return []
        slipped = (f"h{t}", (j,)) in self.slips
        a, h = self.sums[t][j], self.states[t][j]
        slope = self.keep(self.slope(self.activations[0], a, h, slipped))
        self.answers[f"slope:h{t}", (j,)] = slope
        return [slope]

    def paths_to(self, t: int, j: int) -> list[Factors]:
        """Return the products whose sum is the gradient by a hidden state."""
        _, W, V = self.weights
        if t == len(self.inputs):
            return [[V[0][j + 1], self.error]]
        return [[W[k][j], flow] for k, flow in enumerate(self.flows[t + 1])]

    def opened(self, t: int, j: int, slope: list[Decimal]) -> list[Factors]:
        """Return the products that add up to the gradient by a step's sum, early or not."""
        ways = self.paths_to(t, j)
        if self.chance.random() < 0.5:
            ways = [[self.perhaps(self.total(ways))]]
        return [[*way, *slope] for way in ways]
