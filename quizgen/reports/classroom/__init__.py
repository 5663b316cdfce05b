"""The class at a glance, for the teacher alone.

MarkedSheets, Graded ─ tally (statistics) ─> Tally ─ opening, contents (pictures) ─> page (HTML)
"""

from quizgen.reports.classroom.page import class_report

__all__ = ["class_report"]
