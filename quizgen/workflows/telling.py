"""What `grade` tells people: the class report for the teacher, a page for each student."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.files import sweep, write_whole
from quizgen.grading import Paper, Rejected, Whose
from quizgen.reports.classroom import Counting, class_report
from quizgen.reports.feedback import Release, feedback, feedback_page
from quizgen.reports.sheets import MarkedSheet, marked_sheet
from quizgen.workflows.file_names import file_names
from quizgen.workflows.writing import not_written

Progress = Callable[[int, int], None]


class Telling:
    """Counts a class for its report, and writes its pages as they come.

    `pages` are all whose pages there will be, in `folder`; where `release` is None there are
    none.
    """

    def __init__(
        self,
        folder: Path,
        pages: Iterable[Whose],
        release: Release | None,
        progress: Progress = lambda done, total: None,
    ) -> None:
        self._folder, self._release, self._progress = folder, release, progress
        self._names = page_names(pages) if release is not None else {}
        sweep(folder, (f"{name}.html" for name in self._names.values()))
        self._counting = Counting()
        self._written = 0

    def take(self, whose: Whose, papers: Sequence[Paper]) -> None:
        """Take what one page is about; raise QuizgenError where it cannot be written."""
        sheets = [marked_sheet(paper) for paper in papers]
        for sheet, paper in zip(sheets, papers, strict=True):
            self._counting.take(sheet, paper.alike, paper.several)
        if self._release is not None:
            write_page(self._folder / f"{self._names[whose]}.html", sheets, self._release)
            self._written += 1
            self._progress(self._written, len(self._names))

    def report(self, rejected: Iterable[Rejected], absent: Sequence[str]) -> bytes:
        """Return the class report, once all were taken."""
        return class_report(self._counting.tally(rejected, absent)).encode()


def write_page(path: Path, sheets: Sequence[MarkedSheet], release: Release) -> None:
    """Write the page of a student, or of a variant where there is none.

    It is left alone where it is there as it would be, as most are when a class is regraded.
    Raises QuizgenError where it cannot be written.
    """
    content = feedback_page([feedback(sheet, release) for sheet in sheets]).encode()
    try:
        if path.is_symlink() or not path.is_file() or path.read_bytes() != content:
            write_whole(path, content, flush=False)
    except OSError as error:
        raise QuizgenError(not_written(path, error)) from None


def page_names(pages: Iterable[Whose]) -> dict[Whose, str]:
    """Return the name of each page's file, without the suffix; no two are alike.

    All that one student handed in is one page.  Without a student it is the variant's, and of
    two sets that share its name each has its own.
    """
    distinct = list(dict.fromkeys(pages))
    ids = [next(filter(None, whose), "") for whose in distinct]
    often = Counter(ids)
    named: dict[Whose, str] = {}
    taken: set[str] = set()
    for id, name, whose in zip(ids, file_names(ids), distinct, strict=True):
        if name.casefold() in taken or often[id] > 1:
            name += f"-{_letters(whose)}"
        taken.add(name.casefold())
        named[whose] = name
    return named


def _letters(whose: Whose) -> str:
    """Return letters of the SHA-256 of whose page it is."""
    return hashlib.sha256("\0".join(whose).encode(errors="surrogatepass")).hexdigest()[:8]
