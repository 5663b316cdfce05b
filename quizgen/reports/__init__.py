"""What a teacher gets: the scores, every mark, and the rows that were not graded.

Each takes what it needs of one student at a time, so that none holds the class.
"""

from quizgen.reports.moves import MOVED, Earlier, Move, moved_row
from quizgen.reports.scores import (
    MARKS,
    REJECTED,
    Score,
    Scores,
    csv_lines,
    csv_of,
    mark_rows,
    rejected_rows,
)
from quizgen.reports.waiting import MANUAL, decided_rows, notes_of, waiting_rows

__all__ = [
    "MANUAL",
    "MARKS",
    "MOVED",
    "REJECTED",
    "Earlier",
    "Move",
    "Score",
    "Scores",
    "csv_lines",
    "csv_of",
    "decided_rows",
    "mark_rows",
    "moved_row",
    "notes_of",
    "rejected_rows",
    "waiting_rows",
]
