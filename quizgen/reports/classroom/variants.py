"""The variants of a set held against each other: which results are no chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from quizgen.reports.classroom.statistics import Interval, welch

LEVEL = 0.95  # of all variants' intervals together
FEWEST_OF_VARIANT = 3  # sheets, for a variant to be compared


@dataclass(frozen=True)
class OfVariant:
    """A variant's sheets, and by how much their share differs from that of the others."""

    variant: str
    sheets: int
    share: float
    interval: Interval | None

    @property
    def stands_out(self) -> bool:
        """Say whether the difference is more than chance would have it."""
        return self.interval is not None and not self.interval.holds_zero


def compared(variants: Mapping[str, Sequence[float]]) -> list[OfVariant]:
    """Return each variant of a set against those that do not stand out.

    What stands out most is set aside first: one hard variant makes no others easy.  The
    intervals are so wide that all of them together are right with `LEVEL`: Bonferroni's.
    """
    enough = [name for name, shares in variants.items() if len(shares) >= FEWEST_OF_VARIANT]
    aside: list[str] = []
    while True:
        intervals = {}
        for name in enough:
            rest = [n for n in variants if n != name and n not in aside]
            others = [share for n in rest for share in variants[n]]
            if len(others) >= FEWEST_OF_VARIANT:
                level = 1 - (1 - LEVEL) / len(enough)
                intervals[name] = welch(variants[name], others, level)
        out = {
            name: one
            for name, one in intervals.items()
            if one is not None and not one.holds_zero and name not in aside
        }
        if not out:
            break
        aside.append(max(out, key=lambda name: out[name].certainty))
    return [
        OfVariant(name, len(variants[name]), fmean(variants[name]), interval)
        for name, interval in intervals.items()
    ]
