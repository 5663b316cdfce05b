"""The table of mistakes, put together from its areas in the order of a student's work."""

from quizgen.engine.mistakes.backward import BACKWARD
from quizgen.engine.mistakes.expressions import EXPRESSIONS
from quizgen.engine.mistakes.forward import FORWARD
from quizgen.engine.mistakes.mistake import Mistake
from quizgen.engine.mistakes.updates import UPDATES

# The parts of the course in which a student reads again.
AREAS: dict[str, dict[str, Mistake]] = {
    "Forward Propagation": FORWARD,
    "Backward Propagation": BACKWARD,
    "Gradient Descent": UPDATES,
    "Derivatives of Expressions": EXPRESSIONS,
}
MISTAKES: dict[str, Mistake] = {
    name: row for rows in AREAS.values() for name, row in rows.items()
}


def area(mistake: str) -> str:
    """Return the part of the course that a mistake belongs to."""
    return next(title for title, rows in AREAS.items() if mistake in rows)
