"""The table of mistakes, put together from its areas in the order of a student's work."""

from quizgen.engine.mistakes.attention import ATTENTION, NORMALISATION
from quizgen.engine.mistakes.backward import BACKWARD
from quizgen.engine.mistakes.classifiers import CLASSIFIERS
from quizgen.engine.mistakes.convolutions import CONVOLUTIONS
from quizgen.engine.mistakes.descent import DESCENT
from quizgen.engine.mistakes.expressions import EXPRESSIONS
from quizgen.engine.mistakes.forward import FORWARD
from quizgen.engine.mistakes.mistake import Mistake
from quizgen.engine.mistakes.through_time import THROUGH_TIME
from quizgen.engine.mistakes.updates import UPDATES

# By the parts of a course, in which a student reads again.
AREAS: dict[str, dict[str, Mistake]] = {
    "Forward Propagation": FORWARD,
    "Backward Propagation": BACKWARD,
    "Backpropagation through Time": THROUGH_TIME,
    "Gradient Descent": UPDATES,
    "Optimizers": DESCENT,
    "Classifiers": CLASSIFIERS,
    "Derivatives of Expressions": EXPRESSIONS,
    "Convolutions": CONVOLUTIONS,
    "Attention": ATTENTION,
    "Normalisation": NORMALISATION,
}
MISTAKES: dict[str, Mistake] = {
    name: row for rows in AREAS.values() for name, row in rows.items()
}


def area(mistake: str) -> str:
    """Return the part of the course that a mistake belongs to."""
    return next(title for title, rows in AREAS.items() if mistake in rows)
