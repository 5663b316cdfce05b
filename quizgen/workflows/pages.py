"""A document as a file of one of the formats, the typesetters loaded when they are needed."""

from quizgen.document import Document
from quizgen.render.paper import Paper
from quizgen.render.theme import Theme

FORMATS = ("html", "pdf")  # in the order of writing


def page(document: Document, form: str, paper: Paper, theme: Theme) -> bytes:
    """Return a document as "html" or as "pdf".

    Raises QuizgenError where a formula cannot be set, or the theme's files don't do.
    """
    if form == "html":
        from quizgen.render.html import to_html

        return to_html(document, theme).encode()
    from quizgen.render.pdf import to_pdf

    return to_pdf(document, paper, theme)
