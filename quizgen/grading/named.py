"""How a mark names mistakes, in one text that can be taken apart again.

Two mistakes that were made together stand with a semicolon between, readings that fit equally
with an "or"; no mistake has either in its name.
"""

from collections.abc import Iterable, Sequence

from quizgen.engine.mistakes import MISTAKES

AND, OR = "; ", " or "


def joined(readings: Iterable[Sequence[str]]) -> str:
    """Return the name of readings that fit equally, each the mistakes that were made."""
    return OR.join(AND.join(names) for names in readings)


def readings(mistake: str) -> tuple[tuple[str, ...], ...]:
    """Return the readings that a mark names, each its mistakes; none of an empty text."""
    if not mistake:
        return ()
    return tuple(tuple(reading.split(AND)) for reading in mistake.split(OR))


def sentences(mistake: str) -> str:
    """Return what a teacher says to who made the mistakes that a mark names."""
    said = (" ".join(MISTAKES[name].sentence for name in names) for names in readings(mistake))
    return " Or: ".join(said)
