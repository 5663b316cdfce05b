"""What an assistant types by: a form in CSV, and the pictures of the answers in its order.

The pictures stand on as many pages as keep each of them quick to open; a page needs nothing
but itself.
"""

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from quizgen import __version__
from quizgen.render.sandbox import run
from quizgen.render.styles import style
from quizgen.render.theme import PLAIN
from quizgen.render.words import said, words
from quizgen.reports.feedback.page import clean
from quizgen.reports.scores import csv_lines
from quizgen.scanning.handouts import Field

MOST_BYTES = 9_000_000  # of pictures on a page, a third more when they are written as text
ENLARGED = 1.3  # how much larger than on paper the pictures are shown
PIXELS = 96 / 25.4 * ENLARGED  # of a style sheet, a millimetre
HEAD = ("student", "variant", "blank", "answer", "code")


class Picture(NamedTuple):
    """Where the picture of a field is, how long it is, and its size on paper in mm."""

    place: int
    length: int
    width: float
    height: float
    is_sure: bool


@dataclass(frozen=True)
class Typed:
    """A field as the assistant meets it; `line` is its row's, None where a person reads it."""

    field: Field
    line: int | None
    picture: Picture | None


@dataclass(frozen=True)
class Sheet:
    """What came in of a student: the fields of all its pages, and the file it is bound in."""

    student: str
    variant: str
    code: str
    file: str
    pages: int
    places: dict[int, int]  # of the pages that came in, in the file
    fields: tuple[Typed, ...]

    @property
    def size(self) -> int:
        """Return how many bytes its pictures have."""
        return sum(one.picture.length for one in self.fields if one.picture)


def answer_form(sheets: Iterable[Sheet]) -> bytes:
    """Return the form: a row for each answer that is typed, as `grade` takes it."""
    rows = (
        (sheet.student, sheet.variant, one.field.blank, "", sheet.code)
        for sheet in sheets
        for one in sheet.fields
        if one.line is not None
    )
    return csv_lines((HEAD, *rows))


def parts(sheets: Sequence[Sheet], most: int = MOST_BYTES) -> list[list[Sheet]]:
    """Return the sheets by the pages that they stand on: one at least on each."""
    found: list[list[Sheet]] = [[]]
    room = most
    for sheet in sheets:
        if found[-1] and sheet.size > room:
            found.append([])
            room = most
        found[-1].append(sheet)
        room -= sheet.size
    return found


def contact_sheet(
    sheets: Sequence[Sheet],
    read: Callable[[int, int], bytes],
    form: str,
    names: Sequence[str],
    part: int,
) -> bytes:
    """Return page `part` of those with `names`; `read` gives pictures by place and length.

    `form` is the name of the CSV that it goes with.
    """
    lines = [one.line for sheet in sheets for one in sheet.fields if one.line is not None]
    known = words(PLAIN)
    given = {
        "language": known["language"],
        "words": known,
        "said": said,
        "style": Markup("".join(style(PLAIN, name) for name in ("html.css", "contact.css"))),
        "form": form,
        "lines": (min(lines), max(lines)) if lines else None,
        "names": names,
        "part": part,
        "sheets": [
            {
                "of": sheet,
                "whose": [
                    _shown(one, one.picture, read)
                    for one in sheet.fields
                    if one.picture is not None and not one.field.is_answer
                ],
                "pages": list(_pages(sheet, read)),
            }
            for sheet in sheets
        ],
        "foot": f"quizgen {__version__}",
    }
    return run(PLAIN, "contact.html.j2", given, clean).encode()


def _pages(sheet: Sheet, read: Callable[[int, int], bytes]) -> Iterator[dict[str, object]]:
    """Yield the pages of a sheet that have fields, as the template takes them."""
    for number in range(1, sheet.pages + 1):
        of_page = (one for one in sheet.fields if one.field.page == number)
        fields = [one for one in of_page if one.field.is_answer]
        lines = [one.line for one in fields if one.line is not None]
        there = [(one, one.picture) for one in fields if one.picture is not None]
        if fields:
            yield {
                "number": number,
                "place": sheet.places.get(number),
                "lines": (lines[0], lines[-1]) if lines else None,
                "rough": not all(picture.is_sure for _, picture in there),
                "typed": [_shown(one, it, read) for one, it in there if one.line is not None],
                "written": [_shown(one, it, read) for one, it in there if one.line is None],
            }


def _shown(
    one: Typed, picture: Picture, read: Callable[[int, int], bytes]
) -> dict[str, object]:
    content = base64.b64encode(read(picture.place, picture.length)).decode("ascii")
    return {
        "blank": one.field.blank,
        "line": one.line,
        "source": Markup(f"data:image/webp;base64,{content}"),
        "width": round(picture.width * PIXELS),
        "height": round(picture.height * PIXELS),
    }
