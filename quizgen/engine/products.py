"""Products of several factors, bounded over every order of multiplying them.

Students multiply β, ŷ − y, 1 − z² and x in whatever order they like and may round each
partial product, so the accepted range is the hull over all orders: over every way to
split the factors in two, each part bounded in the same way (2ⁿ parts, as in the dynamic
programme for matrix chains).

Ranges end on short decimals, so products are computed in whole units of a decimal place:
exactly, and alike in either arithmetic.
"""

from dataclasses import dataclass
from functools import cache, reduce
from itertools import combinations
from math import prod
from string import ascii_letters

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Graph, Node
from quizgen.engine.honest import Honest
from quizgen.engine.intervals import Interval
from quizgen.engine.op import View, axes, look, seen
from quizgen.engine.ops import OPS

MOST_FACTORS = 7  # in one unwritten product: two layers' worth; beyond, gradients get written
MOST_TERMS = 1024  # of such a product, all entries together
FINEST = 15  # decimal places that an input may have
_ENDLESS = 10**30  # stands for an endless bound among whole numbers


@dataclass(frozen=True)
class Factor:
    """A factor of a product: a node's range through a view, its axes named by letters."""

    node: str
    view: View
    letters: str


def _factors(graph: Graph, node: Node, written: frozenset[str]) -> tuple[list[Factor], str]:
    """Return the factors of a product node, unwritten products among them multiplied out.

    The letters of the node's own axes come second; a letter that is not among them is
    summed over.
    """
    fresh = iter(ascii_letters)

    def parents(of: Node, outer: str) -> list[Factor]:
        op = OPS[of.op]
        labels, out = op.labels([graph[parent].shape for parent in of.parents])
        named = dict(zip(out, outer, strict=False))  # a scalar has no letter for its one entry
        named |= {letter: next(fresh) for letter in sorted(set("".join(labels)) - set(named))}
        return [
            Factor(parent, view, "".join(named[letter] for letter in letters))
            for parent, view, letters in zip(of.parents, op.views, labels, strict=False)
        ]

    def multiplied_out(at: int) -> list[Factor]:
        """Return the factors with one of them taken apart; as they are where that can't be."""
        factor, source = factors[at], graph[factors[at].node]
        product = source.op in OPS and OPS[source.op].form == "product"
        if not product or factor.view or source.name in written:
            return factors
        more = [*factors[:at], *parents(source, factor.letters), *factors[at + 1 :]]
        sizes = {
            letter: size
            for part in more
            for letter, size in zip(
                part.letters, seen(part.view, graph[part.node].shape or (1,)), strict=False
            )
        }
        fits = len(more) <= MOST_FACTORS and prod(sizes.values()) <= MOST_TERMS
        return more if fits else factors

    _, own = OPS[node.op].labels([graph[parent].shape for parent in node.parents])
    outer = "".join(next(fresh) for _ in own)
    factors = parents(node, outer)
    at = 0
    while at < len(factors):
        more = multiplied_out(at)
        at += more is factors
        factors = more
    return factors, outer


def any_order(
    honest: Honest,
    graph: Graph,
    node: Node,
    ranges: dict[str, Interval],
    written: frozenset[str],
) -> Interval:
    """Return the hull of a product node over the orders in which it may be multiplied.

    What is in `written` was written down and is multiplied as it stands.  Sums are taken
    as soon as their terms are there, or, where there are more than two factors, at the end
    (path by path, as the chain rule is written in scalars).
    """
    factors, outer = _factors(graph, node, written)
    if len(factors) == 1:
        return ranges[node.parents[0]]
    inner = sorted(set("".join(factor.letters for factor in factors)) - set(outer))
    order = outer + "".join(inner)

    def operand(factor: Factor) -> Interval:  # with an axis before: a bare int would overflow
        core = graph[factor.node].shape
        return ranges[factor.node].each(
            lambda v: _aligned(
                look(factor.view, axes(np.asarray(v)[None], core, factor.letters)),
                factor.letters,
                order,
            )
        )

    operands = [operand(factor) for factor in factors]
    terms = prod(max(x.lo.shape[-n] for x in operands) for n in range(1, len(inner) + 1))
    units = _units(honest, operands, terms)
    value = _hull_over_splits(units, factors, order, inner)
    summed = tuple(range(-len(inner), 0))
    if len(factors) > 2 and any(x.lo.shape[axis] > 1 for x in operands for axis in summed):
        paths = _hull_over_splits(units, factors, order, [])
        value = value.hull(paths.each(lambda v: v.sum(axis=summed, keepdims=True)))
    value = value.each(lambda v: v.reshape(v.shape[: v.ndim - len(order)] + node.shape))
    return value.each(lambda v: units.back(honest, v)[0])


def _aligned(values: Array, letters: str, order: str) -> Array:
    """Return `values` with an axis for each letter of `order`, one long where it has none."""
    batch = values.ndim - len(letters)
    there = [batch + letters.index(letter) for letter in order if letter in letters]
    values = values.transpose([*range(batch), *there])
    return values[(..., *(slice(None) if letter in letters else None for letter in order))]


@dataclass(frozen=True, eq=False)
class Units:
    """Operands in whole units of `places` decimals, and products written at `kept` of them."""

    operands: list[Interval]
    places: int
    kept: int

    def written(self, left: Interval, right: Interval) -> Interval:
        """Return the product of two parts, rounded out to the kept place."""
        coarse, fine = 10 ** (2 * self.places - self.kept), 10 ** (self.places - self.kept)
        product = left * right
        return Interval(product.lo // coarse * fine, -(-product.hi // coarse) * fine)

    def back(self, honest: Honest, units: Array) -> Array:
        """Return `units` as numbers."""
        numbers = honest.arithmetic.array(units) / 10**self.places
        endless = np.abs(numbers) > _ENDLESS / 10**5 / 10**self.places
        return np.where(endless, np.where(numbers > 0, np.inf, -np.inf), numbers)


def _units(honest: Honest, operands: list[Interval], terms: int) -> Units:
    """Return `operands` in the coarsest units that hold each exactly.

    At the finest they are rounded out.  In 64 bits where the products, `terms` of them
    summed, fit; else in Python's integers.
    """
    ends = [end for operand in operands for end in (operand.lo, operand.hi)]

    def whole(end: Array, places: int, side: int) -> tuple[Array, bool]:
        known = np.where(end == end, end, -side * np.inf)
        scaled = side * np.clip(known, -_ENDLESS, _ENDLESS) * 10**places
        nearest = honest.arithmetic.nearest(scaled)
        short = np.abs(scaled - nearest) <= honest.arithmetic.slack(scaled)
        cut = np.where(short, nearest, honest.arithmetic.floor(scaled))
        return np.asarray(side * cut), bool(np.all(short))

    for places in range(honest.rounding.decimals, FINEST + 1):
        found = [whole(end, places, -1 if i % 2 else 1) for i, end in enumerate(ends)]
        if all(short for _, short in found):
            break
    sizes = [float(np.max(np.abs(end), initial=0)) / 10**places for end, _ in found]
    most = prod(max(1.0, *pair) for pair in zip(sizes[::2], sizes[1::2], strict=True))
    fits = most * terms * 10.0 ** (2 * places) < 2.0**62
    python_int = np.frompyfunc(int, 1, 1)
    numbers = [
        np.asarray(end.astype(np.int64) if fits else python_int(end)) for end, _ in found
    ]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return Units([Interval(*pair) for pair in pairs], places, honest.rounding.decimals)


def _hull_over_splits(
    units: Units, factors: list[Factor], order: str, inner: list[str]
) -> Interval:
    """Return the product of all factors, over every way to multiply them two by two.

    A letter of `inner` is summed over once no factor outside has it.
    """
    everything = frozenset(range(len(factors)))

    @cache
    def part(of: frozenset[int]) -> Interval:
        if len(of) == 1:
            return units.operands[next(iter(of))]
        outside = {letter for i in everything - of for letter in factors[i].letters}
        closed = tuple(order.index(c) - len(order) for c in inner if c not in outside)
        first, *others = sorted(of)
        hulls = []
        for size in range(len(others)):
            for chosen in combinations(others, size):
                left = frozenset((first, *chosen))
                product = units.written(part(left), part(of - left))
                if closed:
                    product = product.each(lambda v: v.sum(axis=closed, keepdims=True))
                hulls.append(product)
        return reduce(Interval.hull, hulls)

    return part(everything)
