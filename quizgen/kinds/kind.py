"""The form of a row of the kinds' table, and what a kind has to work with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from quizgen.document import Block
from quizgen.engine import Graph
from quizgen.engine.networks import Architecture

Entry: TypeAlias = tuple[str, tuple[int, ...] | None]  # a node, and an entry of it or all


@dataclass(frozen=True)
class Setting:
    """A problem's network, and the single entries that it asks for."""

    architecture: Architecture
    graph: Graph
    entries: tuple[Entry, ...] = ()

    def layers(self) -> range:
        """Return the numbers of the layers, from 1."""
        return range(1, len(self.architecture.activations) + 1)

    def value(self, layer: int) -> str:
        """Return the name of a layer's value: z1, …, yhat."""
        return "yhat" if layer == len(self.architecture.activations) else f"z{layer}"

    def work(self, *names: str) -> tuple[Entry, ...]:
        """Return those of `names` that are there and are more than a copy of another node."""
        there = [name for name in names if name in self.graph]
        return tuple((name, None) for name in there if self.graph[name].op != "identity")


@dataclass(frozen=True)
class Kind:
    """A row: what a kind of problem asks, in which words, and how it is worked.

    `asked` gives the quantities with a blank for each entry, in the sheet's order;
    `solution` those that the worked solution goes through.  `opening` is what a section
    that starts with this kind says first; `about` is what a problem of it needs in the set.
    """

    summary: str
    asked: Callable[[Setting], tuple[Entry, ...]]
    prompt: Callable[[Setting], str]
    hints: Callable[[Setting], tuple[Block, ...]]
    solution: Callable[[Setting], tuple[Entry, ...]]
    opening: Callable[[Setting], tuple[Block, ...]]
    draws_entries: bool = False
    about: Literal["network", "expression", "chain", ""] = ""


def places(graph: Graph, entry: Entry) -> tuple[tuple[int, ...], ...]:
    """Return the indices of the entries that `entry` stands for, row by row."""
    name, index = entry
    return (index,) if index is not None else tuple(np.ndindex(*graph[name].shape))
