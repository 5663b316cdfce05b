"""What a set's variants are held against: how much work they usually are, what can show.

It comes from a public stream that depends on the set alone, so that each variant is judged
by itself and all by the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from quizgen.engine.arithmetic import Array


@dataclass(frozen=True, eq=False)
class Reference:
    """The median of each sort of work, and which mistakes and pairs can show at all.

    A mistake that shows for none of the numbers that a set can draw is not looked for: no
    draw could show it.  `shows` is by the mistakes of the graph, `differ` by the pairs of
    which the answers differ for generic numbers; None says that all can.
    """

    work: Mapping[str, float]
    shows: Array | None = None
    differ: Array | None = None
