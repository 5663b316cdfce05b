"""The range that each value can honestly take: what a sheet's rounding accepts.

Interval arithmetic over the graph.  Every written value is rounded out to the kept place
(`honest`), and a product of several factors takes the hull over the orders in which it
may be multiplied (`products`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from quizgen.engine.arithmetic import DOUBLES, Arithmetic, Array
from quizgen.engine.graph import Graph, Node
from quizgen.engine.intervals import Interval, exactly
from quizgen.engine.ops import OPS
from quizgen.engine.ranges.honest import Honest
from quizgen.engine.ranges.products import any_order
from quizgen.engine.rounding import Rounding


@dataclass(frozen=True)
class Followed:
    """The ranges of a graph whose values were in part written by a student.

    `ranges` are as they stand, what was overridden put in; `predicted` what each node comes to
    by what stands before it.
    """

    ranges: Mapping[str, Interval]
    predicted: Mapping[str, Interval]


def bounds(
    graph: Graph,
    inputs: Mapping[str, ArrayLike],
    rounding: Rounding,
    overrides: Mapping[str, ArrayLike | Interval] | None = None,
    arithmetic: Arithmetic = DOUBLES,
) -> dict[str, Interval]:
    """Return the closed range of every node's value, of shape `batch + node.shape`.

    `inputs` are exact.  `overrides` replaces entries, NaN where the computed range stays:
    an array holds values that a student wrote, and stands for them give or take one unit
    of the kept place; an `Interval` is taken as it is.  What is overridden was written
    down: products are not multiplied across it in another order.
    """
    return dict(follow(graph, inputs, rounding, overrides or {}, arithmetic).ranges)


@np.errstate(all="ignore")  # a range without an end goes through inf and NaN
def follow(
    graph: Graph,
    inputs: Mapping[str, ArrayLike],
    rounding: Rounding,
    overrides: Mapping[str, ArrayLike | Interval],
    arithmetic: Arithmetic = DOUBLES,
) -> Followed:
    """Return the ranges as `bounds` does, and what each node comes to before it is replaced."""
    honest = Honest(arithmetic, rounding)
    ranges: dict[str, Interval] = {}
    predicted: dict[str, Interval] = {}
    for node in graph.nodes:
        op = OPS.get(node.op)
        if op is None:
            value = exactly(arithmetic.array(node.given(inputs)))
        elif op.interval is None:
            value = any_order(honest, graph, node, ranges, frozenset(overrides))
            value = _into_parts(honest, graph, node, ranges, value)
        else:
            operands = _operands(graph, node, ranges)
            value = honest.written(op.interval(honest, *operands), op.limits)
        predicted[node.name] = _with_known_ends(value)
        if node.name in overrides:
            value = _override(honest, value, overrides[node.name])
        ranges[node.name] = _with_known_ends(value)
    return Followed(ranges, predicted)


def _with_known_ends(value: Interval) -> Interval:
    value = value.each(np.asarray)
    return Interval(_known(value.lo, -np.inf), _known(value.hi, np.inf))


def _operands(graph: Graph, node: Node, ranges: dict[str, Interval]) -> list[Interval]:
    """Return the ranges that a node is computed from, scalars beside arrays with their axes.

    A loss sums over the last axis, which single outputs have not: they get one.
    """
    op, parents = OPS[node.op], graph.parents(node)

    def aligned(side: str) -> list[Array]:
        ends = [np.asarray(getattr(ranges[p.name], side)) for p in parents]
        ends = op.aligned([(end, p.shape) for end, p in zip(ends, parents, strict=True)])
        single = op.form == "loss" and parents[0].shape == node.shape
        return [end[..., None] for end in ends] if single else ends

    return [Interval(*ends) for ends in zip(aligned("lo"), aligned("hi"), strict=True)]


def _into_parts(
    honest: Honest, graph: Graph, node: Node, ranges: dict[str, Interval], value: Interval
) -> Interval:
    """Return the hull with what a gradient gives that is multiplied into a slope's parts."""
    slope = graph[node.parents[-1]]
    flow = OPS[slope.op].flow if slope.op in OPS and len(node.parents) == 2 else None
    if flow is None or node.op != "product":
        return value
    parts = (ranges[parent] for parent in slope.parents)
    return value.hull(honest.written(flow(honest, ranges[node.parents[0]], *parts)))


def _known(end: Array, endless: float) -> Array:
    """Return the end of a range, endless where it is not known: NaN."""
    known = end == end
    return end if np.all(known) else np.where(known, end, endless)


def _override(honest: Honest, value: Interval, given: ArrayLike | Interval) -> Interval:
    if not isinstance(given, Interval):
        wrote = honest.arithmetic.array(given)
        unit = honest.unit(wrote)
        given = Interval(wrote - unit, wrote + unit)
    kept = given.lo != given.lo  # NaN
    return Interval(np.where(kept, value.lo, given.lo), np.where(kept, value.hi, given.hi))
