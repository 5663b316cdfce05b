"""The class report as one HTML page that needs nothing else: no script, no file, no net."""

from markupsafe import Markup

from quizgen import __version__
from quizgen.render.sandbox import run
from quizgen.render.styles import style
from quizgen.render.theme import PLAIN
from quizgen.reports.classroom.contents import sections
from quizgen.reports.classroom.opening import on_monday, opening
from quizgen.reports.classroom.tally import Tally
from quizgen.reports.feedback.page import clean

STYLES = ("html.css", "report.css", "class.css")


def class_report(found: Tally) -> str:
    """Return the report on a class as HTML."""
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
