"""Drawn numbers, many at once, for the conditions to judge."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from quizgen.engine import OPS, Arithmetic, Graph, Interval, Rounding, bounds, evaluate
from quizgen.engine.arithmetic import Array
from quizgen.engine.names import slope
from quizgen.engine.ops import kinked
from quizgen.kinds.asks import Entry
from quizgen.problem import Solved, json_numbers
from quizgen.sampling.mistaken import rewritten
from quizgen.sampling.places import Places, each_once, places_of
from quizgen.sampling.reference import Reference
from quizgen.sampling.seen import Seen
from quizgen.sampling.work import work_of

COMPUTED = ("values", "ranges", "seen", "work")  # once they are looked at


@dataclass(frozen=True, eq=False)
class Candidates:
    """Drawn numbers: for each input an array with one batch axis before the node's own.

    `asked` are the entries that have a blank.  Values and ranges are computed once they
    are looked at.  Their work is held against the `reference`, where there is one.
    """

    graph: Graph
    rounding: Rounding
    arithmetic: Arithmetic
    inputs: Mapping[str, Array]
    asked: tuple[Entry, ...]
    reference: Reference | None = None

    @property
    def places(self) -> Places:
        """Return the asked entries."""
        return places_of(self.graph, self.asked)

    @cached_property
    def values(self) -> Mapping[str, Array]:
        """Return every node's values."""
        with np.errstate(all="ignore"):  # what is not defined is NaN, and not kept
            return evaluate(self.graph, self.inputs, arithmetic=self.arithmetic)

    @cached_property
    def ranges(self) -> Mapping[str, Interval]:
        """Return the honest ranges of what is asked, and of all that it is computed from."""
        needed = self.graph.ancestors(name for name, _ in self.asked)
        for node, _ in kinked(self.graph):
            needed |= self.graph.ancestors(node.parents)
        part = Graph(tuple(node for node in self.graph.nodes if node.name in needed))
        return bounds(part, self.inputs, self.rounding, arithmetic=self.arithmetic)

    @cached_property
    def seen(self) -> Seen:
        """Return what mistakes make of the asked entries."""
        return Seen(
            rewritten(self.graph, each_once(self.asked)),
            self.rounding,
            self.arithmetic,
            self.inputs,
            self.values,
            self.ranges,
        )

    @cached_property
    def work(self) -> Mapping[str, Array]:
        """Return how much work there is of each sort."""
        return work_of(self.places, self.rounding, self.values, self.count)

    @property
    def count(self) -> int:
        """Return how many candidates there are."""
        return len(next(iter(self.inputs.values())))

    def taken(self, kept: Array, arithmetic: Arithmetic) -> "Candidates":
        """Return the candidates that `kept` marks or numbers, in an arithmetic.

        What has been computed in it already is taken along.
        """
        inputs = {name: arithmetic.array(value[kept]) for name, value in self.inputs.items()}
        some = replace(self, inputs=inputs, arithmetic=arithmetic)
        if arithmetic is self.arithmetic:
            known = vars(self)
            if "values" in known:
                vars(some)["values"] = {
                    name: self._rows(name, value, kept) for name, value in self.values.items()
                }
            if "ranges" in known:
                vars(some)["ranges"] = {
                    name: Interval(
                        self._rows(name, range_.lo, kept), self._rows(name, range_.hi, kept)
                    )
                    for name, range_ in self.ranges.items()
                }
        return some

    def with_ranges(self, ranges: Mapping[str, Interval]) -> "Candidates":
        """Return the same candidates with ranges that are known already."""
        same = replace(self)
        vars(same)["ranges"] = ranges
        return same

    def held_against(self, reference: Reference | None) -> "Candidates":
        """Return the same candidates, with another reference; what is computed is kept."""
        same = replace(self, reference=reference)
        vars(same).update({name: vars(self)[name] for name in COMPUTED if name in vars(self)})
        return same

    def _rows(self, name: str, values: Array, kept: Array) -> Array:
        """Return the rows of a node's values; a constant has none, and stays."""
        return values[kept] if values.ndim > len(self.graph[name].shape) else values

    def first(self) -> tuple[Mapping[str, Any], Solved]:
        """Return the first candidate's numbers, as JSON has them, and all that follows."""

        def one(name: str, values: Array) -> Array:
            shape = self.graph[name].shape
            return np.asarray(np.broadcast_to(values, (self.count, *shape))[0])

        return (
            {name: json_numbers(values[0]) for name, values in self.inputs.items()},
            Solved(
                {name: one(name, values) for name, values in self.values.items()},
                {
                    name: Interval(one(name, range_.lo), one(name, range_.hi))
                    for name, range_ in self.ranges.items()
                },
            ),
        )

    def every(self, node: str, holds: Array) -> Array:
        """Return, for each candidate, whether all entries of `node` hold."""
        each = np.broadcast_to(holds, (self.count, *holds.shape[1:]))  # a constant has no axis
        return np.asarray(each.reshape(self.count, -1).all(axis=1))

    def at_asked(self, values: Mapping[str, Array]) -> Array:
        """Return the asked entries of `values`, an axis for the candidates and one for them."""
        return self.places.of(values, (self.count,))

    def at_all_asked(self, holds: Array) -> Array:
        """Return whether every asked entry holds, `holds` having an axis for them.

        Entries of a whole quantity that a ReLU turns off are let be; one that is asked by
        itself is not: its 0 would be all that there is to find.
        """
        if self.asked and not holds.all():
            off = {name: self.switched_off(name) for name in self.places.by_node}
            holds = holds | (self.at_asked(off) & ~self.places.by_themselves)
        return np.asarray(holds.all(axis=1))

    def switched_off(self, name: str) -> Array:
        """Return which entries are 0 whatever the numbers.

        A ReLU unit is off there, pooling passed one over, or a mask hides it.

        They are 0 for other weights too: every input is put in as a number without
        meaning, between 0 and 1 as rates are; only which units are on, and which entries were
        taken, is kept.
        """
        shape = self.values[name].shape
        if not np.any(self.values[name] == 0):
            return np.zeros(shape, dtype=bool)
        return np.asarray(self._strange[name] == 0) & np.ones(shape, dtype=bool)

    @cached_property
    def _off(self) -> Mapping[str, Array]:
        """Return what is kept: units that are off, their slopes, which entries are taken."""
        off = {}
        for node, kink in kinked(self.graph):
            if not kink.off:
                continue
            on = kink.of(*(self.values[parent] for parent in node.parents)) > kink.at
            off[node.name] = np.where(on, np.nan, 0.0)
            off[slope(node.name)] = np.where(on, 1.0, 0.0)
        for node in self.graph.nodes:
            if node.op in OPS and OPS[node.op].selects:
                off[node.name] = self.values[node.name]
        return off

    @cached_property
    def _strange(self) -> Mapping[str, Array]:
        """Return every node's values where the inputs are numbers without meaning."""
        strange = {
            key: 0.1 + 0.8 * np.modf(0.618 * np.arange(1, value[:1].size + 1) * (k + 1))[0]
            for k, (key, value) in enumerate(self.inputs.items())
        }
        shaped = {
            key: strange[key].reshape(value.shape[1:]) for key, value in self.inputs.items()
        }
        return evaluate(self.graph, shaped, self._off)
