"""The first page of a print job: whose sheets it has, and on which pages."""

from dataclasses import dataclass

from quizgen.document import Document, Section, Table, Text
from quizgen.render.theme import Theme
from quizgen.render.words import said, words
from quizgen.sampling.specs import ProblemSet


@dataclass(frozen=True)
class Bound:
    """A handout in a print job: whose it is, and how many pages it has, an even number."""

    name: str | None
    student: str
    pages: int


def cover(
    the_set: ProblemSet, section: str | None, bound: list[Bound], before: int, theme: Theme
) -> Document:
    """Return the list of a print job's handouts, which is `before` pages long itself."""
    known = words(theme)
    rows: list[tuple[str, ...]] = []
    last = before
    for one in bound:
        first, last = last + 1, last + one.pages
        rows.append((_plain(one.name or ""), _plain(one.student), f"{first}–{last}"))
    head: tuple[str, ...] = (known["name"], known["student"], known["of_pages"])
    if not any(one.name for one in bound):  # anonymous, or a roster of ids
        rows, head = [row[1:] for row in rows], head[1:]
    note = said(known["print_note"], handouts=len(bound), pages=last, papers=last // 2)
    title = said(known["print_section"], section=section) if section else known["print_all"]
    blocks = (Text(note), Table("", head, tuple(rows)))
    return Document(
        role="worked",
        title=said(known["print_title"], title=the_set.title),
        course=the_set.course,
        variant="",
        code="",
        student=None,
        name=None,
        blocks=(Section(_plain(title), blocks),),
        term=the_set.term,
    )


def _plain(text: str) -> str:
    """Return prose that shows a text as it is, dollar signs too."""
    return text.replace("$", "\\$")
