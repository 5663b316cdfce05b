"""What a teacher gets: the scores, every mark, and the rows that were not graded."""

from quizgen.reports.moves import Grades, Move, moved_csv, moves
from quizgen.reports.scores import marks_csv, rejected_csv, scores_csv
from quizgen.reports.waiting import manual_csv

__all__ = [
    "Grades",
    "Move",
    "manual_csv",
    "marks_csv",
    "moved_csv",
    "moves",
    "rejected_csv",
    "scores_csv",
]
