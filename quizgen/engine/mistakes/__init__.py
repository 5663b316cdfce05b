"""The table of mistakes, and the graph as a student who makes one of them would have it.

`mistake` has the form of a row; each area has its rows in a module of its own.
"""

from quizgen.engine.mistakes.mistake import Mistake
from quizgen.engine.mistakes.rewriting import applicable, rewrite
from quizgen.engine.mistakes.table import MISTAKES, area

__all__ = ["MISTAKES", "Mistake", "applicable", "area", "rewrite"]
