"""What a set's variants are held against: how much work they usually are, what can show.

It comes from a public stream that depends on the set alone, so that each variant is judged
by itself and all by the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Reference:
    """The median of each sort of work, and how many mistakes can show, pairs be told apart.

    Often that is all of them; None says so.  Where of two ReLU units one is off, only one of
    two mistakes shows that follow the one path or the other.
    """

    work: Mapping[str, float]
    shown: int | None = None
    told_apart: int | None = None
