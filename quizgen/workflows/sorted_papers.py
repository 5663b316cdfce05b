"""The files that `scan` writes: sheets in order, what is in none, and the answers to type."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from quizgen.batch.guard import Guard
from quizgen.files import sweep, write_whole
from quizgen.reports.contact import Picture, Sheet, Typed, answer_form, contact_sheet, parts
from quizgen.reports.scanned import Bound, scan_csv
from quizgen.scanning import processes as apart
from quizgen.scanning.handouts import Handout
from quizgen.scanning.sorting import Paper, Stack, What
from quizgen.workflows.file_names import file_names

ANSWERS, LIST, CONTACT = "answers.csv", "scan.csv", "contact-sheet"
MOST_PARTS = 1000

# The PDFs of pages that are in no sheet's.
BINS: Mapping[str, tuple[What, ...]] = {
    "unread": ("double", "unknown", "unread"),
    "blank": ("blank",),
}


class Pictures:
    """The pictures of all answers, kept in a file; the first of a field is the one."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._length = 0
        self._known: dict[tuple[str, str], Picture] = {}

    def add(self, page: apart.Page) -> None:
        """Keep the pictures of a page."""
        for cut in page.cuts:
            key = page.seen.code, cut.blank
            if key not in self._known:
                self._known[key] = Picture(
                    self._length, len(cut.picture), cut.width, cut.height, page.is_sure
                )
                self._file.write(cut.picture)
                self._length += len(cut.picture)

    def of(self, code: str, blank: str) -> Picture | None:
        """Return where a field's picture is, None where its page did not come in."""
        return self._known.get((code, blank))

    def read(self, place: int, length: int) -> bytes:
        """Return a picture."""
        self._file.seek(place)
        return self._file.read(length)


def write_sorted(
    out: Path,
    stack: Stack,
    known: Sequence[Handout],
    unusable: Sequence[str],
    pictures: Pictures,
    guard: Guard,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write all that comes of a stack; return the paths, and a line for each page that is lost.

    Raises OSError.
    """
    names = _names(known)
    bound = [
        *(Bound(names[one.handout.code], one.pages) for one in stack.papers),
        *(Bound(f"{name}.pdf", tuple(stack.of(*what))) for name, what in BINS.items()),
    ]
    bound = [one for one in bound if one.pages]
    sweep(out, [one.name for one in bound])
    lost = _bind(out, bound, guard)
    sheets = _sheets(stack.papers, names, pictures)
    by_part = parts(sheets)
    pages = [_page_name(number) for number in range(1, len(by_part) + 1)]
    contents = {ANSWERS: answer_form(sheets), LIST: scan_csv(stack, bound, unusable)}
    for name, content in contents.items():
        write_whole(out / name, content)
    for at, (page, some) in enumerate(zip(pages, by_part, strict=True)):
        write_whole(out / page, contact_sheet(some, pictures.read, ANSWERS, pages, at))
    _remove_stale(out, bound, len(pages))
    written = [*(one.name for one in bound), *contents, *pages]
    return tuple(out / name for name in written if (out / name).exists()), lost


def file_names_of(known: Sequence[Handout]) -> set[str]:
    """Return what PDFs of sheets and of other pages may be called, in small letters."""
    return {
        name.casefold() for name in (*_names(known).values(), *(f"{one}.pdf" for one in BINS))
    }


def _bind(out: Path, bound: Sequence[Bound], guard: Guard) -> tuple[str, ...]:
    """Write PDFs; return a line for each page that none could be given."""
    jobs = (
        (
            str(out / one.name),
            [(page.seen.source, page.seen.number - 1, page.seen.turned) for page in one.pages],
        )
        for one in bound
    )
    lost = []
    for one, found in zip(bound, apart.copies(guard, jobs), strict=True):
        if isinstance(found, apart.Refused):
            lost.append(f"{out / one.name}: cannot be written: {found.reason}")
            continue
        for place in found:
            seen = one.pages[place].seen
            lost.append(f"{seen.source}: page {seen.number} is damaged: it is in no PDF")
    return tuple(lost)


def _names(known: Sequence[Handout]) -> dict[str, str]:
    """Return what the PDF of each handout is called, by codes: by its student or variant.

    A student who has two sheets has two PDFs, and none is called as the rest is.
    """
    names = file_names([one.student or one.variant for one in known])
    often = Counter(name.casefold() for name in names)
    return {
        one.code: (
            f"{name}.pdf"
            if often[name.casefold()] == 1 and name.casefold() not in BINS
            else f"{name}-{one.code}.pdf"
        )
        for one, name in zip(known, names, strict=True)
    }


def _sheets(
    papers: Sequence[Paper], names: Mapping[str, str], pictures: Pictures
) -> list[Sheet]:
    """Return the papers as they are typed; lines are counted on from the form's header."""
    sheets = []
    line = 1
    for paper in papers:
        of = paper.handout
        fields = []
        for field in of.fields:
            line += field.is_typed
            its_line = line if field.is_typed else None
            fields.append(Typed(field, its_line, pictures.of(of.code, field.blank)))
        places = {page.seen.page: place for place, page in enumerate(paper.pages, 1)}
        sheets.append(
            Sheet(
                of.student,
                of.variant,
                of.code,
                names[of.code],
                of.pages,
                places,
                tuple(fields),
            )
        )
    return sheets


def _page_name(number: int) -> str:
    return f"{CONTACT}.html" if number == 1 else f"{CONTACT}-{number}.html"


def _remove_stale(out: Path, bound: Sequence[Bound], parts: int) -> None:
    """Remove what an earlier call wrote where this one has less to write."""
    there = {one.name for one in bound}
    stale = [f"{name}.pdf" for name in BINS if f"{name}.pdf" not in there]
    stale += [_page_name(number) for number in range(parts + 1, MOST_PARTS)]
    for name in stale:
        with suppress(FileNotFoundError):
            (out / name).unlink()
