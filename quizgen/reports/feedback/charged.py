"""The mistakes that a mark names: which they are, and what a teacher says to them."""

from collections.abc import Iterator

from quizgen.engine.mistakes import MISTAKES

AND, OR = " and ", " or "  # between the names of a mark's mistakes, and between readings


def readings(mistake: str) -> tuple[tuple[str, ...], ...]:
    """Return the names of a mark's mistakes: of each reading that fits, all of its names."""
    return tuple(tuple(_names(reading)) for reading in mistake.split(OR)) if mistake else ()


def _names(reading: str) -> Iterator[str]:
    """Yield the names that a reading puts together; some have an "and" of their own."""
    parts = reading.split(AND)
    while parts:
        ends = range(len(parts), 0, -1)
        end = next((end for end in ends if AND.join(parts[:end]) in MISTAKES), 0)
        if end:
            yield AND.join(parts[:end])
        parts = parts[max(end, 1) :]


def sentences(mistake: str) -> str:
    """Return what a teacher says to a mark's mistakes."""
    said = [" ".join(MISTAKES[name].sentence for name in names) for names in readings(mistake)]
    return " Or: ".join(filter(None, said))
