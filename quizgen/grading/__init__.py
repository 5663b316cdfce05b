"""Marks what students hand in, against the keys alone."""

from quizgen.grading.collecting import Graded, grade
from quizgen.grading.marking import Mark
from quizgen.grading.resemblance import Resemblance
from quizgen.grading.slips import hints_at_answer
from quizgen.grading.submissions import Rejected

__all__ = ["Graded", "Mark", "Rejected", "Resemblance", "grade", "hints_at_answer"]
