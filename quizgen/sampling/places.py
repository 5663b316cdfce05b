"""The asked entries of a graph, each once, as one axis of an array."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod

import numpy as np

from quizgen.engine import Graph
from quizgen.engine.arithmetic import Array
from quizgen.kinds.asks import Entry


@dataclass(frozen=True)
class Places:
    """What is asked of a graph: whole nodes, and single entries."""

    graph: Graph
    asked: tuple[Entry, ...]

    @cached_property
    def by_node(self) -> Mapping[str, tuple[int, ...]]:
        """Return the asked entries of each node, numbered row by row."""
        found: dict[str, set[int]] = defaultdict(set)
        for name, index in self.asked:
            shape = self.graph[name].shape
            if index is None:
                found[name] |= set(range(prod(shape)))
            else:
                found[name].add(int(np.ravel_multi_index(index, shape)) if shape else 0)
        return {name: tuple(sorted(numbers)) for name, numbers in found.items()}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return what each entry is called: `yhat`, `z1[0]`, `grad:alpha[0,2]`."""
        found = []
        for name, numbers in self.by_node.items():
            shape = self.graph[name].shape
            for number in numbers:
                at = ",".join(str(int(i)) for i in np.unravel_index(number, shape or (1,)))
                found.append(f"{name}[{at}]" if shape else name)
        return tuple(found)

    @cached_property
    def by_themselves(self) -> Array:
        """Return which entries are asked by themselves."""
        single = {(n, i) for n, i in self.asked if i is not None}
        found = []
        for name, numbers in self.by_node.items():
            shape = self.graph[name].shape
            for number in numbers:
                at = np.unravel_index(number, shape) if shape else ()
                found.append((name, tuple(map(int, at))) in single)
        return np.array(found, dtype=bool)

    def of(self, values: Mapping[str, Array], batch: tuple[int, ...]) -> Array:
        """Return the asked entries of `values`, of shape `batch + (entries,)`."""
        columns = []
        for name, numbers in self.by_node.items():
            value, shape = values[name], self.graph[name].shape
            size = prod(shape)
            if value.shape != (*batch, *shape):
                value = np.broadcast_to(value, (*batch, *shape))
            flat = value.reshape(*batch, size)
            columns.append(flat if len(numbers) == size else flat[..., list(numbers)])
        return np.concatenate(columns, axis=-1) if columns else np.empty((*batch, 0))


def each_once(asked: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return what is asked without the single entries of what is asked whole."""
    whole = {name for name, index in asked if index is None}
    left = {entry for entry in asked if entry[1] is None or entry[0] not in whole}
    return tuple(sorted(left, key=str))


@lru_cache(maxsize=256)
def places_of(graph: Graph, asked: tuple[Entry, ...]) -> Places:
    """Return the asked entries of a graph, known from before where there are."""
    return Places(graph, asked)
