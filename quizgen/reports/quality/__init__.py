"""What `check` finds: counted (`tally.py`), judged (`verdict.py`), laid out and written.

Surveyed of each variant ─ Tally ─> Quality ─┬ contents ─> text (terminal), page (HTML)
                                             └ machine ─> JSON
"""

from quizgen.reports.quality.figures import Quality
from quizgen.reports.quality.machine import quality_json
from quizgen.reports.quality.page import quality_page
from quizgen.reports.quality.tally import Tally
from quizgen.reports.quality.text import quality_text
from quizgen.reports.quality.verdict import Verdict, verdict

__all__ = [
    "Quality",
    "Tally",
    "Verdict",
    "quality_json",
    "quality_page",
    "quality_text",
    "verdict",
]
