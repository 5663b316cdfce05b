"""The mistakes that a mark names: which they are, and what a teacher says to them."""

from quizgen.engine.mistakes import MISTAKES

AND, OR = " and ", " or "  # between the names of a mark's mistakes, and between readings


def readings(mistake: str) -> tuple[tuple[str, ...], ...]:
    """Return the names of a mark's mistakes: of each reading that fits, all of its names."""
    if not mistake:
        return ()
    return tuple(
        tuple(name for name in reading.split(AND) if name in MISTAKES)
        for reading in mistake.split(OR)
    )


def sentences(mistake: str) -> str:
    """Return what a teacher says to a mark's mistakes."""
    said = [" ".join(MISTAKES[name].sentence for name in names) for names in readings(mistake)]
    return " Or: ".join(filter(None, said))
