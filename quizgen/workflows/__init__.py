"""The program's work end to end: the Python API behind each command."""

from quizgen.workflows.checking import Checked, check
from quizgen.workflows.explaining import explain
from quizgen.workflows.grading import Result, grade
from quizgen.workflows.making import Made, make
from quizgen.workflows.solving import Worked, solve

__all__ = ["Checked", "Made", "Result", "Worked", "check", "explain", "grade", "make", "solve"]
