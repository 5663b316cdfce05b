"""An honest student at work on a convolutional network, as `student` is on a layered one.

Entry by entry, in decimals: which products and sums are rounded, which gradients are written
on the way and which multiplied on, and whether ŷ − y is taken out of a sum, is left to chance.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

from quizgen.engine.models.convolutional import Convolutional

from .functions_on_paper import LOSS, ONE, TWO, ZERO
from .student import Factors, Student

Place = tuple[int, ...]


@dataclass
class MapStudent(Student):
    """One student before one convolutional network; `given` has its numbers by name."""

    net: Convolutional = field(kw_only=True)
    given: Mapping[str, Any] = field(kw_only=True)

    @classmethod
    def of(cls, chance: Random, kept: int, net: Convolutional, given: Any, **more: Any) -> Any:
        target = [given["y"][()]]
        return cls(
            chance,
            kept,
            [net.activation],
            net.loss,
            [],
            [],
            target,
            net=net,
            given=given,
            **more,
        )

    def side(self) -> Iterator[Place]:
        yield from product(range(self.net.kernel), repeat=2)

    def beneath(self, at: Place, uv: Place) -> Place | None:
        """Return the entry of the input that lies beneath one of the kernel's at a place."""
        net = self.net
        place = tuple(net.stride * n + u - net.padding for n, u in zip(at, uv, strict=True))
        inside = all(
            0 <= n < size for n, size in zip(place, (net.height, net.width), strict=True)
        )
        return place if inside else None

    def forward(self) -> None:
        net, given = self.net, self.given
        self.places = list(product(*map(range, net.map())))
        self.A: dict[Place, Decimal] = {}
        self.Z: dict[Place, Decimal] = {}
        for at in self.places:
            terms = [given["b"][()]]
            for uv in self.side():
                place = self.beneath(at, uv)
                if place is not None:
                    terms.append(self.times([given["K"][uv], given["X"][place]]))
            self.A[at] = self.write("A", at, self.plus(terms))
            z = self.activate(net.activation, self.A[at])
            self.Z[at] = self.write("Z", at, z)
        self.read = self.Z
        if net.pooled == "P":
            pooled = product(*map(range, net.read()))
            self.read = {at: self.write("P", at, self.pool(at)) for at in pooled}
        terms = [self.times([given["V"][at], value]) for at, value in self.read.items()]
        yhat = self.write("yhat", (), self.plus([*terms, given["c"][()]]))
        self.z = [[yhat]]
        self.write("loss", (), LOSS[self.loss](self, self.z[-1], self.y))

    def window(self, at: Place) -> list[Place]:
        size = self.net.pool
        return [(size * at[0] + u, size * at[1] + v) for u, v in product(range(size), repeat=2)]

    def pool(self, at: Place) -> Decimal:
        values = [self.Z[place] for place in self.window(at)]
        if self.net.pooling == "max":
            return max(values)
        way = self.chance.random()
        if way < 0.5:
            return self.perhaps(self.plus(values)) / len(values)
        if way < 0.8:
            return self.plus([self.perhaps(value / len(values)) for value in values])
        return self.plus(values) * (ONE / len(values))

    def backward(self) -> None:
        net = self.net
        yhat, y = self.z[0][0], self.y[0]
        off = TWO * self.keep(yhat - y) if net.loss == "squared_error" else yhat - y
        self.g = self.write("grad:yhat", (), off)
        for at, value in self.read.items():
            self.write("grad:V", at, self.times([self.g, value]))
        self.by_read = {
            at: self.write(f"grad:{net.pooled}", at, self.times([self.g, self.given["V"][at]]))
            for at in self.read
        }
        self.reached = dict(self.routes())
        self.slope_at = {}
        for at in self.places:
            self.slope_at[at] = self.keep(
                self.slope(net.activation, self.A[at], self.Z[at], slipped=False)
            )
        if net.pooled == "P":
            self.by_z = {
                at: self.write("grad:Z", at, self.once(self.to_z(at))) for at in self.places
            }
        else:
            self.by_z = self.by_read
        self.by_a = {
            at: self.write("grad:A", at, self.once(self.to_a(at))) for at in self.places
        }
        self.kernel_and_input()

    def once(self, way: Factors | None) -> Decimal:
        return ZERO if way is None else self.times(way)

    def routes(self) -> Iterator[tuple[Place, Place]]:
        """Yield the entries that a gradient reaches, each with where it is read out."""
        for at in self.read:
            if self.net.pooled == "Z":
                yield at, at
            elif self.net.pooling == "average":
                yield from ((place, at) for place in self.window(at))
            else:
                most = max(self.Z[place] for place in self.window(at))
                largest = [place for place in self.window(at) if self.Z[place] == most]
                yield self.chance.choice(largest), at

    def to_z(self, at: Place) -> Factors | None:
        """Return the factors of the gradient by an entry of Z, from wherever it is taken up."""
        if at not in self.reached:
            return None
        source = self.reached[at]
        way = self.from_read(source)
        if self.net.pooling == "average":
            share = ONE / self.net.pool**2
            way = [*way, self.chance.choice((share, self.keep(share)))]
        return way

    def from_read(self, at: Place) -> Factors:
        if self.open or self.chance.random() < 0.5:
            return [self.g, self.given["V"][at]]
        return [self.by_read[at]]

    open = False

    def to_a(self, at: Place) -> Factors | None:
        way: Factors | None
        if self.net.pooled == "Z":
            way = self.from_read(at)
        elif not self.open and self.chance.random() < 0.5:
            way = [self.by_z[at]]
        else:
            way = self.to_z(at)
        return None if way is None else [*way, self.slope_at[at]]

    def kernel_and_input(self) -> None:
        net, given = self.net, self.given
        ways = [(at, uv, self.beneath(at, uv)) for at in self.places for uv in self.side()]
        for uv in self.side():
            terms = [(at, given["X"][p]) for at, u, p in ways if u == uv and p is not None]
            self.write("grad:K", uv, self.gathered(terms))
        self.write("grad:b", (), self.gathered([(at, ONE) for at in self.places]))
        for place in product(range(net.height), range(net.width)):
            terms = [(at, given["K"][uv]) for at, uv, p in ways if p == place]
            self.write("grad:X", place, self.gathered(terms))

    def gathered(self, terms: list[tuple[Place, Decimal]]) -> Decimal:
        """Return the sum over places of the gradient by A there times a number."""
        self.open = self.chance.random() < 0.3
        if not self.open and self.chance.random() < 0.4:
            found = [[self.by_a[at], number] for at, number in terms]
        else:
            ways = [(self.to_a(at), number) for at, number in terms]
            found = [[*way, number] for way, number in ways if way is not None]
        together = self.open and self.chance.random() < 0.5
        self.open = False
        if not found:
            return ZERO
        if together:  # (ŷ − y) Σ …
            rest = self.plus([self.times(way[1:]) for way in found])
            return self.times([self.g, self.perhaps(rest)])
        return self.plus([self.times(way) for way in found])
