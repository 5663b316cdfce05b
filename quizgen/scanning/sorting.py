"""Whose each scanned page is: where it goes, what is missing, what came twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from quizgen.scanning.handouts import Handout

# A page in its place; the same page once more; a blank back; a page of no handout here; one
# that is not read.
What: TypeAlias = Literal["sorted", "double", "blank", "unknown", "unread"]


@dataclass(frozen=True)
class Seen:
    """What was seen of a scanned page: file and page, from 1, and what its code says.

    `turned` is by how many degrees it lies, clockwise; `reason` says why there is no code.
    """

    source: str
    number: int
    code: str = ""
    page: int = 0
    pages: int = 0
    turned: int = 0
    blank: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Placed:
    """A page that came in, and what becomes of it; `handout` is None where it has none."""

    seen: Seen
    what: What
    handout: Handout | None = None
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """What came in of a handout: its pages in their order, and the numbers of those missing."""

    handout: Handout
    pages: tuple[Placed, ...]
    missing: tuple[int, ...]


@dataclass(frozen=True)
class Stack:
    """A stack, sorted: every page in the order it came in, and papers in the handouts'."""

    pages: tuple[Placed, ...]
    papers: tuple[Paper, ...]

    def of(self, *what: What) -> list[Placed]:
        """Return the pages that something became of, in the order they came in."""
        return [page for page in self.pages if page.what in what]


def sort(seen: Sequence[Seen], handouts: Sequence[Handout]) -> Stack:
    """Return where each page goes; the first of a page that comes twice is taken."""
    by_code = {handout.code: handout for handout in handouts}
    taken: dict[tuple[str, int], Placed] = {}
    pages = [_placed(one, by_code, taken) for one in seen]
    papers = []
    for handout in handouts:
        numbers = range(1, handout.pages + 1)
        found = [taken[handout.code, n] for n in numbers if (handout.code, n) in taken]
        if found:
            there = {page.seen.page for page in found}
            papers.append(
                Paper(handout, tuple(found), tuple(n for n in numbers if n not in there))
            )
    return Stack(tuple(pages), tuple(papers))


def _placed(
    seen: Seen, handouts: Mapping[str, Handout], taken: dict[tuple[str, int], Placed]
) -> Placed:
    if seen.blank:
        return Placed(seen, "blank")
    if not seen.code:
        return Placed(seen, "unread", note=seen.reason)
    handout = handouts.get(seen.code)
    if handout is None:
        return Placed(seen, "unknown", note=f"no handout has the code {seen.code}")
    if seen.pages != handout.pages or seen.page > handout.pages:
        note = f"page {seen.page} of {seen.pages}, where the handout has {handout.pages}"
        return Placed(seen, "unknown", note=note)
    first = taken.get((seen.code, seen.page))
    if first is not None:
        where = f"{first.seen.source}, page {first.seen.number}"
        return Placed(seen, "double", handout, f"the first is {where}")
    taken[seen.code, seen.page] = placed = Placed(seen, "sorted", handout)
    return placed
