"""Drawn numbers, many at once, for the conditions to judge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from quizgen.engine import Arithmetic, Graph, Interval, Rounding, bounds, evaluate
from quizgen.engine.arithmetic import Array
from quizgen.engine.names import slope
from quizgen.engine.ops import kinked
from quizgen.kinds.asks import Entry
from quizgen.problem import Solved, json_numbers


@dataclass(frozen=True, eq=False)
class Candidates:
    """Drawn numbers: for each input an array with one batch axis before the node's own.

    `asked` are the entries that have a blank.  Values and ranges are computed once they
    are looked at.
    """

    graph: Graph
    rounding: Rounding
    arithmetic: Arithmetic
    inputs: Mapping[str, Array]
    asked: tuple[Entry, ...]

    @cached_property
    def values(self) -> Mapping[str, Array]:
        """Return every node's values."""
        return evaluate(self.graph, self.inputs, arithmetic=self.arithmetic)

    @cached_property
    def ranges(self) -> Mapping[str, Interval]:
        """Return every node's honest ranges."""
        return bounds(self.graph, self.inputs, self.rounding, arithmetic=self.arithmetic)

    @property
    def count(self) -> int:
        """Return how many candidates there are."""
        return len(next(iter(self.inputs.values())))

    def taken(self, kept: Array, arithmetic: Arithmetic) -> "Candidates":
        """Return the candidates that `kept` marks or numbers, in an arithmetic."""
        inputs = {name: arithmetic.array(value[kept]) for name, value in self.inputs.items()}
        return replace(self, inputs=inputs, arithmetic=arithmetic)

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

    def over_asked(self, holds: Callable[[str], Array]) -> Array:
        """Return whether every asked entry holds, `holds` giving a node's entries.

        Entries of a whole quantity that a ReLU turns off are let be; one that is asked by
        itself is not: its 0 would be all that there is to find.
        """
        kept = np.ones(self.count, dtype=bool)
        for name in dict.fromkeys(node for node, _ in self.asked):
            shape = self.graph[name].shape
            single, whole = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
            for node, index in self.asked:
                if node == name and index is not None:
                    single[index] = True
                elif node == name:
                    whole[...] = True
            held = holds(name)
            let_be = np.where(single, False, ~whole | self.switched_off(name))
            kept &= self.every(name, held | let_be)
        return kept

    def switched_off(self, name: str) -> Array:
        """Return which entries are 0 whatever the numbers: a ReLU unit is off, or a mask hides.

        They are 0 for other weights too: every input is put in as a number without
        meaning, and only which units are on is kept.
        """
        if not np.any(self.values[name] == 0):
            return np.zeros(self.values[name].shape, dtype=bool)
        off = {}
        for node, kink in kinked(self.graph):
            if not kink.off:
                continue
            on = kink.of(*(self.values[parent] for parent in node.parents)) > kink.at
            off[node.name] = np.where(on, np.nan, 0.0)
            off[slope(node.name)] = np.where(on, 1.0, 0.0)
        strange = {
            key: 0.1 + np.modf(0.618 * np.arange(1, value[:1].size + 1) * (k + 1))[0]
            for k, (key, value) in enumerate(self.inputs.items())
        }
        shaped = {
            key: strange[key].reshape(value.shape[1:]) for key, value in self.inputs.items()
        }
        return np.asarray(evaluate(self.graph, shaped, off)[name] == 0) & np.ones(
            self.values[name].shape, dtype=bool
        )
