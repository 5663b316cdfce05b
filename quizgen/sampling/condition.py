"""The form of a condition: a row of a table, which judges many candidates at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from quizgen.engine.arithmetic import Array
from quizgen.sampling.candidates import Candidates

Stage = Literal[
    "values", "work", "ranges", "mistakes"
]  # in this order: what takes longer comes later


@dataclass(frozen=True)
class Condition:
    """A row: what must hold of every candidate, and why.

    `looks_at` says what it takes to judge: the conditions of a stage judge what those of the
    stages before have kept.
    """

    summary: str
    reason: str
    holds: Callable[[Candidates], Array]
    looks_at: Stage = "values"

    def keeps(self, one: Candidates) -> bool:
        """Say whether it holds for the one candidate that there is.

        Doubles make NaN of what is divided by 0, 40 digits an error; and what is 0 in them may
        have had a last bit in doubles.
        """
        try:
            return bool(self.holds(one)[0])
        except ZeroDivisionError:
            return False
