"""The class at a glance, for the teacher alone.

MarkedSheets ─ counting (statistics, variants) ─> Tally ─ opening, contents (pictures) ─> page
"""

from quizgen.reports.classroom.counting import Counting
from quizgen.reports.classroom.page import class_report

__all__ = ["Counting", "class_report"]
