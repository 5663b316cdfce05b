"""The sections of the class report, whoever writes them."""

from collections.abc import Iterator

from quizgen.reports.classroom import answers, handed
from quizgen.reports.classroom.pictures import distribution
from quizgen.reports.classroom.tally import Tally
from quizgen.reports.quality.layout import Section


def sections(found: Tally) -> Iterator[Section]:
    """Yield the sections that have anything to say, what concerns the lecture first."""
    if found.shares:
        yield Section("Distribution", (), figure=distribution(found.shares))
    if found.mistakes:
        yield answers.mistakes(found)
    if found.items:
        yield answers.blanks(found.items)
    if found.carried:
        yield answers.carried(found)
    if found.slips:
        yield answers.slips(found)
    if found.unreadable:
        yield answers.unreadable(found)
    yield handed.variants(found)
    if found.alike:
        yield handed.alike(found)
    if found.several:
        yield handed.several(found)
    if found.waiting:
        yield handed.waiting(found)
    if found.absent:
        yield Section("Who handed in nothing", (handed.names(found.absent),))
    if found.rejected:
        yield handed.rejected(found)
