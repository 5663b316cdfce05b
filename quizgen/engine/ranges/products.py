"""Products of several factors, bounded over every order of multiplying them.

Students multiply β, ŷ − y, 1 − z² and x in whatever order they like and may round each
partial product, so the accepted range is the hull over all orders.  Ranges end on short
decimals, so products are computed exactly, and alike in either arithmetic: in whole units
of a decimal place (`units`), or in figures (`figures`).
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from string import ascii_letters
from typing import TypeVar

import numpy as np

from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Graph, Node
from quizgen.engine.intervals import Interval
from quizgen.engine.op import Op, axes
from quizgen.engine.ops import OPS
from quizgen.engine.ranges.figures import Figures
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.ranges.orders import over_orders
from quizgen.engine.ranges.units import Units
from quizgen.engine.views import VIEWS, Shape

Item = TypeVar("Item")

MOST_FACTORS = 7  # in one unwritten product: two layers' worth; beyond, gradients get written
MOST_TERMS = 1024  # of such a product, all entries together


@dataclass(frozen=True)
class Factor:
    """A factor of a product: a node's range through views, its axes named by letters.

    One that is `written` is multiplied as it stands.
    """

    node: str
    views: tuple[str, ...]
    letters: str
    written: bool = False

    @property
    def own(self) -> str:
        """Return a letter for each of the node's axes."""
        return self.letters[sum(VIEWS[view].adds for view in self.views) :]

    def shape(self, core: Shape) -> Shape:
        """Return the shape of what is seen of the node, whose own is `core`."""
        core += (1,) * (len(self.own) - len(core))
        for view in self.views:
            core = VIEWS[view].shape(core)
        return core

    def seen(self, values: Array, core: Shape) -> Array:
        """Return the node's values through the views, with an axis for each letter."""
        values = axes(values, core, self.own)
        for view in self.views:
            values = VIEWS[view].values(values)
        return values


def _is_entrywise(op: Op) -> bool:
    """Say whether a product row multiplies entry by entry, or by a scalar."""
    into, _, out = op.subscripts.partition("->")
    same = all(letters in ("", out) for letters in into.split(","))
    return same and all(not view or VIEWS[view].moves for view in op.views)


@lru_cache(maxsize=4096)
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
        before = op.written or (False,) * len(labels)
        return [
            Factor(
                parent,
                (view,) * bool(view),
                "".join(named[letter] for letter in letters),
                kept,
            )
            for parent, view, letters, kept in zip(
                of.parents, op.views, labels, before, strict=False
            )
        ]

    def multiplied_out(at: int) -> list[Factor]:
        """Return the factors with one of them taken apart; as they are where that can't be."""
        factor, source = factors[at], graph[factors[at].node]
        op = OPS.get(source.op)
        if op is None or op.form != "product" or factor.written or source.name in written:
            return factors
        parts = parents(source, factor.letters)
        # [e; V W] with e: [e; V] times [e; W]
        if factor.views == ("with bias row",) == op.views[-1:]:
            parts[0] = replace(parts[0], views=factor.views)
        elif factor.views:
            if not _is_entrywise(op) or not all(VIEWS[view].moves for view in factor.views):
                return factors
            parts = [
                replace(part, views=part.views + factor.views, letters=factor.letters)
                if part.letters
                else part
                for part in parts
            ]
        more = [*factors[:at], *parts, *factors[at + 1 :]]
        sizes: dict[str, int] = {}
        for part in more:
            sizes |= zip(part.letters, part.shape(graph[part.node].shape), strict=False)
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
    if len(factors) == 1 and not factors[0].views and factors[0].letters == outer:
        return ranges[node.parents[0]]
    inner = sorted(set("".join(factor.letters for factor in factors)) - set(outer))
    order = outer + "".join(inner)

    def operand(factor: Factor) -> Interval:  # with an axis before: a bare int would overflow
        core = graph[factor.node].shape
        return ranges[factor.node].each(
            lambda v: _aligned(factor.seen(np.asarray(v)[None], core), factor.letters, order)
        )

    factors, operands = _without_selections(graph, factors, [*map(operand, factors)])
    terms = prod(max(x.lo.shape[-n] for x in operands) for n in range(1, len(inner) + 1))
    kept, operands = honest.multiplying(operands, terms)
    value = _hull_over_orders(kept, operands, factors, order, inner)
    summed = tuple(range(-len(inner), 0))
    if len(factors) == 1:  # nothing is multiplied
        value = kept.total(value, summed)
    if len(factors) > 2 and any(x.lo.shape[axis] > 1 for x in operands for axis in summed):
        paths = _hull_over_orders(kept, operands, factors, order, [])
        value = value.hull(kept.total(paths, summed))
    value = value.each(lambda v: v.reshape(v.shape[: v.ndim - len(order)] + node.shape))
    value = kept.back(value).each(lambda v: v[0])
    return honest.written(value) if len(factors) == 1 else value


def _without_selections(
    graph: Graph, factors: list[Factor], operands: list[Interval]
) -> tuple[list[Factor], list[Interval]]:
    """Return the factors with those of 0 and 1 put into others, whatever the order.

    A product is rounded as it is or is 0, so that it does not matter when that is settled.
    """
    for at in reversed(range(len(factors))):
        of, letters = graph[factors[at].node].op, set(factors[at].letters)
        hosts = [k for k, one in enumerate(factors) if k != at and letters <= {*one.letters}]
        if of in OPS and OPS[of].selects and hosts:
            operands[hosts[-1]] = operands[hosts[-1]].taken(operands[at])
            factors, operands = _without(factors, at), _without(operands, at)
    return factors, operands


def _without(items: list[Item], at: int) -> list[Item]:
    return [*items[:at], *items[at + 1 :]]


def _aligned(values: Array, letters: str, order: str) -> Array:
    """Return `values` with an axis for each letter of `order`, one long where it has none."""
    batch = values.ndim - len(letters)
    there = [batch + letters.index(letter) for letter in order if letter in letters]
    values = values.transpose([*range(batch), *there])
    return values[(..., *(slice(None) if letter in letters else None for letter in order))]


def _hull_over_orders(
    kept: Units | Figures,
    operands: list[Interval],
    factors: list[Factor],
    order: str,
    inner: list[str],
) -> Interval:
    """Return the product of all factors, over every way to multiply them two by two.

    A letter of `inner` is summed over once no factor outside has it.
    """
    everything = frozenset(range(len(factors)))

    def multiplied(left: Interval, right: Interval, of: frozenset[int]) -> Interval:
        outside = {letter for i in everything - of for letter in factors[i].letters}
        closed = tuple(order.index(c) - len(order) for c in inner if c not in outside)
        product = kept.times(left, right)
        return kept.total(product, closed) if closed else product

    return over_orders(operands, multiplied, Interval.hull)
