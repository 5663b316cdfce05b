"""The class report as one HTML page that needs nothing else: no script, no file, no net."""

from collections.abc import Sequence

from markupsafe import Markup

from quizgen import __version__
from quizgen.grading import Graded
from quizgen.keys import Key
from quizgen.render.sandbox import run
from quizgen.render.styles import style
from quizgen.render.theme import PLAIN
from quizgen.reports.classroom.contents import sections
from quizgen.reports.classroom.opening import on_monday, opening
from quizgen.reports.classroom.tally import tally
from quizgen.reports.feedback.page import clean
from quizgen.reports.sheets import MarkedSheet

STYLES = ("html.css", "report.css", "class.css")


def class_report(
    sheets: Sequence[MarkedSheet],
    graded: Graded,
    keys: Sequence[Key],
    absent: Sequence[str] | None = None,
) -> str:
    """Return the report on a class as HTML; `absent` are those who handed in nothing."""
    found = tally(sheets, graded, keys, absent)
    heading = "; ".join(found.titles) or "No sheets"
    given = {
        "language": "en",
        "title": f"Class report: {heading}",
        "style": Markup("".join(style(PLAIN, name) for name in STYLES)),
        "heading": heading,
        "asked": "Class report",
        "verdict": opening(found),
        "fair": True,
        "reasons": on_monday(found),
        "sections": list(sections(found)),
        "drawn": _drawn,
        "foot": f"quizgen {__version__}",
    }
    return run(PLAIN, "report.html.j2", given, clean)


def _drawn(cell: str) -> str:
    """Return a cell, which is drawn where it is a picture."""
    return cell
