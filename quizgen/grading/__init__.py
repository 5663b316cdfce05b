"""Marks what students hand in, against the keys alone."""

from quizgen.grading.collecting import Graded, grade
from quizgen.grading.decisions import Decision, decide, read_decisions, waiting
from quizgen.grading.marking import Mark
from quizgen.grading.named import readings, sentences
from quizgen.grading.resemblance import Resemblance
from quizgen.grading.slips import hints_at_answer
from quizgen.grading.submissions import Rejected

__all__ = [
    "Decision",
    "Graded",
    "Mark",
    "Rejected",
    "Resemblance",
    "decide",
    "grade",
    "hints_at_answer",
    "read_decisions",
    "readings",
    "sentences",
    "waiting",
]
