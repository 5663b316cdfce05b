"""What a student is told: how each answer was read and fared, and the steps of what is lost.

MarkedSheet ─ contents (numbers, compared, released) ─> Feedback ─┬ page (HTML)
                                                                  └ text (terminal)
"""

from quizgen.reports.feedback.contents import Feedback, feedback
from quizgen.reports.feedback.page import feedback_page
from quizgen.reports.feedback.released import RELEASES, Release
from quizgen.reports.feedback.text import feedback_document

__all__ = ["RELEASES", "Feedback", "Release", "feedback", "feedback_document", "feedback_page"]
