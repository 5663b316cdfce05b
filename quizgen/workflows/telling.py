"""What `grade` tells people: the class report for the teacher, a page for each student."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.files import write_whole
from quizgen.grading import Graded
from quizgen.keys import Key
from quizgen.reports.classroom import class_report
from quizgen.reports.feedback import Release, feedback, feedback_page
from quizgen.reports.sheets import MarkedSheet, marked_sheets
from quizgen.workflows.file_names import file_names
from quizgen.workflows.folders import FEEDBACK
from quizgen.workflows.writing import not_written

REPORT = "report.html"


def tell(
    out: Path,
    graded: Graded,
    keys: Sequence[Key],
    absent: Sequence[str] | None,
    report: bool,
    release: Release | None,
    progress: Callable[[int, int], None],
) -> tuple[Path, ...]:
    """Write the class report where it is wanted, and feedback where it is released at all.

    `absent` are those who handed in nothing; where that is None, it is told by the keys.
    Return what was written: a file, and a folder.
    """
    sheets = marked_sheets(graded.marks, keys)
    paths = [write_report(out, sheets, graded, keys, absent)] if report else []
    if release is not None and sheets:
        paths.append(write_feedback(out, sheets, release, progress))
    return tuple(paths)


def write_report(
    out: Path,
    sheets: Sequence[MarkedSheet],
    graded: Graded,
    keys: Sequence[Key],
    absent: Sequence[str] | None = None,
) -> Path:
    """Write the class report and return its path; raise QuizgenError where it cannot be."""
    page = class_report(sheets, graded, keys, absent)
    try:
        write_whole(out / REPORT, page.encode())
    except OSError as error:
        raise QuizgenError(not_written(out / REPORT, error)) from None
    return out / REPORT


def write_feedback(
    out: Path,
    sheets: Sequence[MarkedSheet],
    release: Release,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Write a page for each student, or each variant where there is none; return their folder.

    Raises QuizgenError where one cannot be written; those before it are whole.
    """
    folder = out / FEEDBACK
    pages = by_page(sheets)
    for done, (name, theirs) in enumerate(pages.items(), 1):
        page = feedback_page([feedback(sheet, release) for sheet in theirs])
        try:
            _write(folder / f"{name}.html", page.encode())
        except OSError as error:
            raise QuizgenError(not_written(folder / f"{name}.html", error)) from None
        progress(done, len(pages))
    return folder


def _write(path: Path, content: bytes) -> None:
    """Write a page unless it is there as it would be, as most are when a class is regraded."""
    if path.is_symlink() or not path.is_file() or path.read_bytes() != content:
        write_whole(path, content, flush=False)


def by_page(sheets: Sequence[MarkedSheet]) -> dict[str, list[MarkedSheet]]:
    """Return the sheets that stand on a page together, by its file's name without the suffix.

    All that one student handed in is one page.  Without a student it is the variant's, and of
    two sets that share its name each has its own.  No two names are alike.
    """
    pages: dict[tuple[str, ...], list[MarkedSheet]] = {}
    for sheet in sheets:
        whose: tuple[str, ...] = (
            (sheet.student,) if sheet.student else ("", sheet.key.variant, sheet.key.set)
        )
        pages.setdefault(whose, []).append(sheet)
    ids = [next(filter(None, whose), "") for whose in pages]
    often = Counter(ids)
    named: dict[str, list[MarkedSheet]] = {}
    taken: set[str] = set()
    for id, name, whose in zip(ids, file_names(ids), pages, strict=True):
        if name.casefold() in taken or often[id] > 1:
            name += f"-{_letters(whose)}"
        taken.add(name.casefold())
        named[name] = pages[whose]
    return named


def _letters(whose: tuple[str, ...]) -> str:
    """Return letters of the SHA-256 of whose page it is."""
    return hashlib.sha256("\0".join(whose).encode(errors="surrogatepass")).hexdigest()[:8]
