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

MISTAKES: dict[str, Mistake] = {
    **FORWARD,
    **BACKWARD,
    **THROUGH_TIME,
    **UPDATES,
    **DESCENT,
    **CLASSIFIERS,
    **EXPRESSIONS,
    **CONVOLUTIONS,
    **ATTENTION,
    **NORMALISATION,
}
