"""Marks what students hand in, against the keys alone."""

from quizgen.grading.collecting import Graded, grade
from quizgen.grading.decisions import Decision, read_decisions
from quizgen.grading.keyring import Keyring
from quizgen.grading.marking import Mark
from quizgen.grading.named import readings, sentences
from quizgen.grading.papers import Paper, Several
from quizgen.grading.resemblance import Resemblance
from quizgen.grading.rows import Rejected
from quizgen.grading.rulings import Rulings, waiting
from quizgen.grading.slips import hints_at_answer
from quizgen.grading.trays import Whose

__all__ = [
    "Decision",
    "Graded",
    "Keyring",
    "Mark",
    "Paper",
    "Rejected",
    "Resemblance",
    "Rulings",
    "Several",
    "Whose",
    "grade",
    "hints_at_answer",
    "read_decisions",
    "readings",
    "sentences",
    "waiting",
]
