"""The streams of one variant: one for each subject, one for the rest of each problem.

A subject is drawn by the blanks that are about it and by nothing else, so that a problem
more redraws that subject alone.
"""

from dataclasses import dataclass, field

from quizgen.streams import Stream


@dataclass(frozen=True)
class Chance:
    """What keys a variant's streams; `whose` tells it from the others of its set."""

    secret: bytes | None = field(repr=False)
    set: str
    whose: tuple[str, ...]

    def of(self, subject: str) -> Stream:
        """Return the stream of a network, an expression or a chain."""
        return Stream(self.secret, self.set, subject, *self.whose)

    def order(self, problem: str) -> Stream:
        """Return the stream of a problem's own choices: what is asked, in which order."""
        return Stream(self.secret, self.set, "order of", problem, *self.whose)
