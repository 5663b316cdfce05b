"""What a teacher gets: the scores, every mark, and the rows that were not graded."""

from quizgen.reports.scores import marks_csv, rejected_csv, scores_csv

__all__ = ["marks_csv", "rejected_csv", "scores_csv"]
