"""Print jobs: one PDF a section, its handouts in the roster's order behind a list of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from quizgen.errors import QuizgenError
from quizgen.files import sweep
from quizgen.render.words import said, words
from quizgen.workflows.cover import Bound, cover
from quizgen.workflows.file_names import file_names
from quizgen.workflows.pages import page
from quizgen.workflows.variant import HANDOUTS, Job, Variant
from quizgen.workflows.variants import Made
from quizgen.workflows.writing import not_written, write_slowly


@dataclass(frozen=True)
class PrintJob:
    """The variants of a section (None where there is none), and the path of their PDF."""

    section: str | None
    variants: tuple[Variant, ...]
    path: str


def with_print_jobs(
    made: Made, call: Job, wanted: Sequence[Variant], out: Path, force: bool
) -> Made:
    """Write a print job for each section that is complete; return what was made with them."""
    written: list[Path] = []
    errors: list[str] = []
    for job in print_jobs(call, wanted):
        try:
            _write(job, made, call, out, force)
            written.append(out / job.path)
        except QuizgenError as error:
            errors += error.lines
        except OSError as error:
            errors.append(not_written(out / job.path, error))
            break
    return replace(made, print_jobs=tuple(written), errors=(*made.errors, *errors))


def print_jobs(call: Job, wanted: Sequence[Variant]) -> list[PrintJob]:
    """Return a print job for each section, in the order in which they first come.

    No variant has such a path: none has a name that begins with `print` (`file_names.py`).
    """
    by_section: dict[str | None, list[Variant]] = {}
    for variant in wanted:
        by_section.setdefault(variant.section, []).append(variant)
    names = [section for section in by_section if section is not None]
    endings = {None: ""} | {
        name: f"-{safe}" for name, safe in zip(names, file_names(names), strict=True)
    }
    return [
        PrintJob(
            section,
            tuple(variants),
            f"{HANDOUTS}/{call.the_set.name}-print{endings[section]}.pdf",
        )
        for section, variants in by_section.items()
    ]


def _write(job: PrintJob, made: Made, call: Job, out: Path, force: bool) -> None:
    path = out / job.path
    missing = [variant for variant in job.variants if variant not in made.files]
    if missing:
        found = f"{len(missing)} of its {len(job.variants)} variants are missing"
        raise QuizgenError(f"{path}: not written: {found}")
    sweep(path.parent, [path.name])
    write_slowly(path, out, force, partial(_bind, job, made, call))


def _bind(job: PrintJob, made: Made, call: Job, file: BinaryIO) -> None:
    """Write the PDF of a print job into a file, holding one handout at a time."""
    from quizgen.render.binding import (
        Binder,
        even_pages,
    )  # late: it loads what takes PDFs apart

    known, binder = words(call.theme), Binder(file)
    bound = []
    for variant in job.variants:
        (handout,) = (p for p in made.files[variant] if _is_handout(p))
        student = variant.student or variant.name
        pages = binder.add(handout.read_bytes(), variant.student_name or student)
        bound.append(Bound(variant.student_name, student, pages))
    title = said(known["print_title"], title=call.the_set.title)
    before = 0
    while True:  # the list says on which page the first handout is: behind the list
        list_of = cover(call.the_set, job.section, bound, before, call.theme)
        pdf = page(list_of, "pdf", call.paper, call.theme)
        pages = even_pages(pdf)
        if pages <= before:
            break
        before = pages
    binder.add(pdf, title, first=True, least=before)
    binder.close(title, known["language"])


def _is_handout(path: Path) -> bool:
    return path.parent.name == HANDOUTS and path.suffix == ".pdf"
