"""The form of a row of the views' table: one array seen as another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from quizgen.engine.arithmetic import Array

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class View:
    """A row: the shape that is seen of a shape, and the values, behind any batch axes.

    `shape` raises ValueError where there is nothing of the kind to see.  `adds` is how many
    axes are seen beyond those that there are.  A view that only `moves` entries, repeats them
    or puts zeros between sees a product of entries as the product of what it sees of each.
    """

    shape: Callable[[Shape], Shape]
    values: Callable[[Array], Array]
    adds: int = 0
    moves: bool = False
