"""What became of each page of a scanned stack, as a table and in a few lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizgen.reports.scores import csv_lines
from quizgen.scanning.sorting import Placed, Stack, What

HEAD = ("source", "page", "result", "student", "variant", "sheet_page", "file", "file_page",
        "turned", "note")  # fmt: skip
MOST_LINES = 12  # of warnings of a kind

# What is said of pages that are in no sheet's PDF.
SAID: Mapping[What, str] = {
    "double": "came once more",
    "unknown": "is of no handout here",
    "unread": "is not read",
}


@dataclass(frozen=True)
class Bound:
    """A PDF and the scanned pages it has, in their order."""

    name: str
    pages: tuple[Placed, ...]


def scan_csv(stack: Stack, bound: Sequence[Bound], unusable: Sequence[str]) -> bytes:
    """Return the list of all pages that came in, and of those that did not."""
    where = {
        (page.seen.source, page.seen.number): (one.name, str(place))
        for one in bound
        for place, page in enumerate(one.pages, 1)
    }
    return csv_lines((HEAD, *_rows(stack, where, unusable)))


def _rows(
    stack: Stack, where: Mapping[tuple[str, int], tuple[str, str]], unusable: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    for page in stack.pages:
        seen, of = page.seen, page.handout
        yield (
            seen.source,
            str(seen.number),
            page.what,
            of.student if of else "",
            of.variant if of else "",
            str(seen.page) if seen.page else "",
            *where.get((seen.source, seen.number), ("", "")),
            str(seen.turned) if seen.code else "",
            page.note,
        )
    for paper in stack.papers:
        of = paper.handout
        for number in paper.missing:
            yield ("", "", "missing", of.student, of.variant, str(number), "", "", "", "")
    for line in unusable:
        yield ("", "", "unusable", "", "", "", "", "", "", line)


def warnings(stack: Stack) -> list[str]:
    """Return a line for each page that was left out or is missing, a dozen of a kind."""
    lines: list[str] = []
    for what, said in SAID.items():
        lines += _few(
            [
                f"{page.seen.source}: page {page.seen.number} {said}{_whose(page)}: {page.note}"
                for page in stack.of(what)
            ]
        )
    gaps = []
    for paper in stack.papers:
        if paper.missing:
            which = "page" if len(paper.missing) == 1 else "pages"
            numbers = ", ".join(map(str, paper.missing))
            whose = paper.handout.student or paper.handout.variant
            gaps.append(f"{whose}: {which} {numbers} of {paper.handout.pages} missing")
    return lines + _few(gaps)


def summary(stack: Stack) -> str:
    """Return in a line what came of a stack."""
    placed, papers = len(stack.of("sorted")), len(stack.papers)
    blank, out = len(stack.of("blank")), len(stack.of(*SAID))
    said = f"{placed} of {_pages(len(stack.pages))} sorted into {papers} "
    said += "sheet" if papers == 1 else "sheets"
    if blank:
        said += f", {blank} blank"
    return said + (f", {out} left out" if out else "")


def _whose(page: Placed) -> str:
    if page.handout is None:
        return ""
    return f" ({page.handout.student or page.handout.variant}, page {page.seen.page})"


def _pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"


def _few(lines: list[str]) -> list[str]:
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[: MOST_LINES - 1], f"and {len(lines) - MOST_LINES + 1} more of this kind"]
