"""The asked entries of a graph, each once, as one axis of an array."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

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
                found[name] |= set(range(int(np.prod(shape, dtype=int))))
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

    def of(self, values: Mapping[str, Array], batch: tuple[int, ...]) -> Array:
        """Return the asked entries of `values`, of shape `batch + (entries,)`."""
        columns = []
        for name, numbers in self.by_node.items():
            shape = self.graph[name].shape
            whole = np.broadcast_to(values[name], (*batch, *shape))
            size = int(np.prod(shape, dtype=int))
            columns.append(whole.reshape(*batch, size)[..., list(numbers)])
        return np.concatenate(columns, axis=-1) if columns else np.empty((*batch, 0))
