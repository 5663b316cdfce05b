"""PDFs beside what others take: WeasyPrint for the same pages, Typst for as many formulas.

A further variant is one of a set whose other variants this process has made before: most of
what is on its pages is laid out already.
"""

import re
from collections.abc import Callable, Iterator

from weasyprint import HTML

from benchmarks.plain import Plain
from quizgen.document import Document
from quizgen.render.drawn import Drawn, room_of
from quizgen.render.galley import galley
from quizgen.render.images import Drawing
from quizgen.render.pages import markup
from quizgen.render.pdf import to_pdf
from quizgen.render.theme import PLAIN
from quizgen.render.typesetter import fetcher, sheets_of

TAGS = re.compile(r"<[^>]*>")
WARM = 30  # variants made before one is called a further one


def made(documents: tuple[Document, ...]) -> list[bytes]:
    """Return the PDFs of documents."""
    return [to_pdf(document) for document in documents]


def made_first(documents: tuple[Document, ...]) -> list[bytes]:
    """Return the PDFs of documents as the first that a process makes."""
    galley.cache_clear()
    return made(documents)


def bare(documents: tuple[Document, ...], layout: bool = True) -> list[bytes | None]:
    """Return PDFs of the documents without mathematics: as laid out, or as paragraphs."""
    return [_bare(document, layout) for document in documents]


def _bare(document: Document, layout: bool) -> bytes | None:
    page = markup(document, Plain())
    fonts, *sheets = sheets_of("letter", PLAIN)
    if not layout:
        page = "<html lang=en><head><title>bare</title></head><body>"
        page += "".join(f"<p>{line}</p>" for line in _lines(markup(document, Plain())))
    return HTML(string=page, url_fetcher=fetcher()).write_pdf(
        stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1"
    )


def typst() -> Callable[[tuple[Document, ...]], list[bytes]]:
    """Return what has Typst set the same text, and as many formulas of the same length.

    Raises ImportError where Typst is not installed.
    """
    import typst

    return lambda documents: [typst.compile(_in_typst(one).encode()) for one in documents]


def _in_typst(document: Document) -> str:
    setter = Drawn(room_of("letter"))
    text = "\n\n".join(
        re.sub(r"([^\w\s])", r"\\\1", line) for line in _lines(markup(document, setter))
    )
    drawn = [one for one in setter.images.values() if isinstance(one, Drawing)]
    formulas = "\n\n".join(f"$ {' '.join(_terms(len(one.formula.items)))} $" for one in drawn)
    return f'#set page("us-letter")\n#set text(10.5pt)\n{text}\n\n{formulas}\n'


def _terms(glyphs: int) -> Iterator[str]:
    """Yield terms of about so many glyphs: digits, and now and then a fraction."""
    yield "x ="
    for term in range(max(1, glyphs // 4)):
        yield f"{term % 10}.{term % 7}" if term % 5 else f"{term % 9} / beta_{term % 4}"


def _lines(page: str) -> list[str]:
    text = TAGS.sub(" ", page[page.index("<body") :])
    return [line.strip() for line in text.splitlines() if line.strip()]
