"""The processes that look at PDFs from outside, and what they are asked."""

import base64
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from quizgen.batch.guard import ExcessError, Guard, Limits
from quizgen.scanning.handouts import Field, Handout
from quizgen.scanning.sorting import Seen

# An address counts as memory once it is reserved, by each thread of a linear algebra too.
LIMITS = Limits(seconds=60, wait=240, memory=4_000_000_000)

Job = dict[str, Any]
MOST_PROCESSES = 32
AHEAD = 3 * MOST_PROCESSES  # jobs that are asked before their turn


class Refused(NamedTuple):
    """What cannot be done, and why."""

    reason: str


class CutOut(NamedTuple):
    """A field's picture and its size on paper, in millimetres."""

    blank: str
    picture: bytes
    width: float
    height: float


class Page(NamedTuple):
    """What was seen of a page, its answer fields, and whether it lies as the handout does."""

    seen: Seen
    cuts: tuple[CutOut, ...]
    is_sure: bool


def readers(known: Mapping[str, str], count: int) -> Guard:
    """Return processes to look at PDFs, a context; `known` are handouts' paths by codes."""
    from quizgen.scanning.looking import looker  # late: it loads what `scan` alone needs

    return Guard(looker(known), LIMITS, min(count, MOST_PROCESSES))


def handouts(guard: Guard, paths: Iterable[str]) -> Iterator[Handout | Refused | None]:
    """Yield what PDFs say of themselves, None where one is no handout."""
    for found in _answers(guard, ({"do": "handout", "path": p} for p in paths)):
        if isinstance(found, Refused):
            yield found
        else:
            yield _handout(found) if found else None


def page_counts(guard: Guard, paths: Iterable[str]) -> Iterator[int | Refused]:
    """Yield how many pages files have."""
    for found in _answers(guard, ({"do": "count", "path": p} for p in paths)):
        yield found if isinstance(found, Refused) else found["pages"]


def pages(guard: Guard, places: Sequence[tuple[str, int]]) -> Iterator[Page]:
    """Yield what is on pages, in their order: (path, index)."""
    jobs = ({"do": "page", "path": path, "index": index} for path, index in places)
    for (source, index), found in zip(places, _answers(guard, jobs), strict=True):
        if isinstance(found, Refused):
            yield Page(Seen(source, index + 1, reason=found.reason), (), False)
            continue
        cuts = [
            CutOut(blank, base64.b64decode(picture), width, height)
            for blank, picture, width, height in found.pop("cuts", ())
        ]
        off = found.pop("off", None)
        yield Page(Seen(source, index + 1, **found), tuple(cuts), off is not None)


def copies(
    guard: Guard, jobs: Iterable[tuple[str, list[tuple[str, int, int]]]]
) -> Iterator[list[int] | Refused]:
    """Yield the places of pages too damaged to be copied into PDFs, for each that is written.

    A job is the path to write, and the pages as `copy_pages` takes them.
    """
    asked = ({"do": "copy", "to": to, "pages": of} for to, of in jobs)
    for found in _answers(guard, asked):
        yield found if isinstance(found, Refused) else found["lost"]


def _answers(guard: Guard, jobs: Iterable[Job]) -> Iterator[Job | Refused]:
    """Yield the answers to jobs in their order, a few under way at once."""
    under_way: deque[Future[bytes]] = deque()
    for job in jobs:
        under_way.append(guard.submit(json.dumps(job).encode()))
        if len(under_way) > AHEAD:
            yield _answer(under_way.popleft())
    while under_way:
        yield _answer(under_way.popleft())


def _answer(future: "Future[bytes]") -> Job | Refused:
    try:
        found: Job = json.loads(future.result())
    except ExcessError as what:
        return Refused(f"it {what}")
    return Refused(found["refused"]) if "refused" in found else found


def _handout(found: Job) -> Handout:
    fields = [
        Field(blank, page, form, (box[0], box[1], box[2], box[3]))
        for blank, page, form, box in found.pop("fields")
    ]
    return Handout(**found, fields=tuple(fields))
