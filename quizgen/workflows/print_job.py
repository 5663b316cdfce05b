"""Print jobs: one PDF a section, its handouts in the roster's order behind a list of them."""

from collections.abc import Sequence
from functools import partial
from typing import BinaryIO

from quizgen.render.words import said, words
from quizgen.workflows.bundles import Bundle, Handouts
from quizgen.workflows.cover import Bound, cover
from quizgen.workflows.file_names import file_names
from quizgen.workflows.folders import HANDOUTS
from quizgen.workflows.pages import page
from quizgen.workflows.variant import Job, Variant


def print_jobs(call: Job, wanted: Sequence[Variant]) -> list[Bundle]:
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
    stem = f"{HANDOUTS}/{call.the_set.name}-print"
    return [
        Bundle(f"{stem}{endings[section]}.pdf", tuple(variants), partial(_bind, call, section))
        for section, variants in by_section.items()
    ]


def _bind(call: Job, section: str | None, handouts: Handouts, file: BinaryIO) -> None:
    from quizgen.render.binding import Binder, even_pages  # late: they load pikepdf

    known, binder = words(call.theme), Binder(file)
    bound = []
    for variant, handout in handouts:
        student = variant.student or variant.name
        pages = binder.add(handout.read_bytes(), variant.student_name or student)
        bound.append(Bound(variant.student_name, student, pages))
    title = said(known["print_title"], title=call.the_set.title)
    before = 0
    while True:  # the list says on which page the first handout is: behind the list
        list_of = cover(call.the_set, section, bound, before, call.theme)
        pdf = page(list_of, "pdf", call.paper, call.theme)
        pages = even_pages(pdf)
        if pages <= before:
            break
        before = pages
    binder.add(pdf, title, first=True, least=before)
    binder.close(title, known["language"])
