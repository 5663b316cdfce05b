"""`scan`: a stack of scanned sheets in; a PDF a student, and what to type answers by, out."""

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from quizgen.batch.guard import Guard
from quizgen.errors import QuizgenError
from quizgen.files import read_bounded
from quizgen.grading.tables import TableError, read_table
from quizgen.reports import scanned
from quizgen.scanning import processes as apart
from quizgen.scanning.handouts import Handout
from quizgen.scanning.sorting import Stack, sort
from quizgen.workflows.folders import check_folder
from quizgen.workflows.sorted_papers import ANSWERS, Pictures, file_names_of, write_sorted
from quizgen.workflows.writing import not_written

NEEDED = ("pypdfium2", "zxingcpp", "PIL")
MOST_BYTES = 200_000_000  # of an answer form that is there


@dataclass(frozen=True)
class Scanned:
    """What `scan` did: the files written, and what there is to say.

    `stack` has what became of each page, `unusable` a line for each file that none came out
    of, `lost` one for each page that no PDF could be given.
    """

    paths: tuple[Path, ...]
    stack: Stack
    unusable: tuple[str, ...]
    lost: tuple[str, ...]
    warnings: tuple[str, ...]
    summary: str

    @property
    def left_out(self) -> bool:
        """Say whether something was left out that the exit status must tell."""
        missing = any(paper.missing for paper in self.stack.papers)
        out = self.stack.of("double", "unknown", "unread")
        return bool(missing or out or self.unusable or self.lost)


def scan(
    papers: Sequence[Path],
    out: Path,
    *,
    handouts: Path = Path("handouts"),
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Scanned:
    """Sort scanned pages by the handouts that they are of; write what to type answers by.

    `papers` are PDFs of pages in any order and any way up; `handouts` is the folder of the
    PDFs that were printed, as `make` wrote them.  Below `out` come a PDF for each sheet, its
    pages in order, `answers.csv` to be filled in, the pictures of the answers in its order, and
    a list of what became of each page.  Raises QuizgenError where no handout or no file can be
    used, or answers that somebody has typed would be lost.
    """
    _check_needed()
    check_folder(out)
    _check_untyped(out / ANSWERS)
    count = processes or os.cpu_count() or 1
    with apart.readers({}, count) as guard:
        known, odd = _known(handouts, guard)
        _check_kept(papers, out, known)
        counts, unusable = _counts(papers, guard)
    if not counts:
        raise QuizgenError(*unusable)
    places = [(name, index) for name, pages in counts.items() for index in range(pages)]
    by_code = {handout.code: handout.path for handout in known}
    seen = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        with apart.readers(by_code, count) as guard, tempfile.TemporaryFile(dir=out) as file:
            pictures = Pictures(file)
            for page in apart.pages(guard, places):
                pictures.add(page)
                seen.append(page.seen)
                progress(len(seen), len(places))
            stack = sort(seen, known)
            paths, lost = write_sorted(out, stack, known, unusable, pictures, guard)
    except OSError as error:
        raise QuizgenError(not_written(out, error)) from None
    return Scanned(
        paths,
        stack,
        unusable,
        lost,
        (*odd, *unusable, *lost, *scanned.warnings(stack)),
        scanned.summary(stack),
    )


def _check_needed() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        found = f"found no {' and no '.join(missing)}"
        raise QuizgenError(f"scan: {found}; pip install 'quizgen[scan]' installs what it needs")


def _check_untyped(form: Path) -> None:
    """Raise QuizgenError where an answer form holds answers already."""
    if not form.exists():
        return
    try:
        table = read_table(read_bounded(form, "form", MOST_BYTES))
        names = [name.strip().casefold() for name in table.header.fields or ()]
        at = names.index("answer")
        typed = any(
            row.fields is None or any(map(str.strip, row.fields[at : at + 1]))
            for row in table.records
        )
    except (TableError, ValueError):  # something that a person wrote, if not as it should be
        typed = True
    if typed:
        raise QuizgenError(
            f"{form}: holds answers, which would be lost; expected another --out, or none there"
        )


def _check_kept(papers: Sequence[Path], out: Path, known: Sequence[Handout]) -> None:
    """Raise QuizgenError where pages would be read from a file that is written or removed."""
    names = file_names_of(known)
    for paper in papers:
        if paper.name.casefold() in names and paper.resolve().parent == out.resolve():
            raise QuizgenError(
                f"{paper}: would be lost, as scan writes there; expected another --out"
            )


def _known(folder: Path, guard: Guard) -> tuple[tuple[Handout, ...], tuple[str, ...]]:
    """Return the handouts of a folder, one for each code, and a line for each odd file."""
    try:
        paths = (
            sorted(p for p in folder.glob("*.pdf") if p.is_file()) if folder.is_dir() else []
        )
    except OSError as error:
        raise QuizgenError(f"{folder}: cannot be read: {error.strerror}") from None
    known: dict[str, Handout] = {}
    odd: list[str] = []
    for path, found in zip(paths, apart.handouts(guard, map(str, paths)), strict=True):
        if isinstance(found, apart.Refused):
            odd.append(f"{path}: left aside: {found.reason}")
        elif found is not None and known.setdefault(found.code, found) is not found:
            odd.append(f"{path}: left aside: {known[found.code].path} has its code too")
    if not known:
        raise QuizgenError(*odd, f"{folder}: found no handout, expected PDFs that make wrote")
    return tuple(known.values()), tuple(odd)


def _counts(papers: Sequence[Path], guard: Guard) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return how many pages each file has, and a line for each that cannot be read."""
    names = list(dict.fromkeys(map(str, papers)))
    for name in names:
        _check_file(Path(name))
    counts: dict[str, int] = {}
    unusable: list[str] = []
    for name, found in zip(names, apart.page_counts(guard, names), strict=True):
        if isinstance(found, apart.Refused):
            unusable.append(f"{name}: {found.reason}")
        else:
            counts[name] = found
    return counts, tuple(unusable)


def _check_file(path: Path) -> None:
    """Raise QuizgenError where a call names what is no file that can be read."""
    try:
        if not path.is_file():
            odd = "is a folder" if path.is_dir() else "is not a regular file"
            found = odd if path.exists() else "is not there"
            raise QuizgenError(f"{path}: {found}, expected a PDF")
        path.open("rb").close()
    except OSError as error:
        raise QuizgenError(f"{path}: cannot be read: {error.strerror}") from None
