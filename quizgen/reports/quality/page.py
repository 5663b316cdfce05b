"""The report as one HTML page that needs nothing else: no script, no file, no net."""

from markupsafe import Markup

from quizgen import __version__
from quizgen.render.sandbox import printable, run
from quizgen.render.styles import style
from quizgen.render.theme import PLAIN
from quizgen.reports.quality.contents import asked, sections
from quizgen.reports.quality.figures import Quality
from quizgen.reports.quality.layout import Cell, Picture
from quizgen.reports.quality.pictures import svg
from quizgen.reports.quality.verdict import verdict


def quality_page(quality: Quality) -> str:
    """Return the report as HTML, its style, fonts and pictures inside."""
    judged = verdict(quality)
    given = {
        "language": "en",
        "title": asked(quality),
        "style": Markup(style(PLAIN, "html.css") + style(PLAIN, "report.css")),
        "heading": quality.title,
        "asked": asked(quality),
        "verdict": judged.opening,
        "fair": judged.fair,
        "reasons": judged.reasons,
        "sections": sections(quality, short=False),
        "drawn": _drawn,
        "foot": f"quizgen {__version__}",
    }
    return run(PLAIN, "report.html.j2", given, printable)


def _drawn(cell: Cell) -> str:
    return svg(cell) if isinstance(cell, Picture) else cell
