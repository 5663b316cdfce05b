"""The first lines of the report: what to say on Monday, and what to do before."""

from collections.abc import Iterator
from statistics import fmean, median

from markupsafe import Markup

from quizgen.grading import sentences
from quizgen.reports.classroom.tally import Item, Tally
from quizgen.reports.feedback.page import prose
from quizgen.reports.quality.words import count, listed, share

MOST_MISTAKES = 3
OFTEN = 0.05  # of the sheets: less is one student's matter
HARD = 0.5  # of a blank's points: at most so many were earned
SMALL = 3  # sheets, from which on something is more than one student's matter


def opening(found: Tally) -> str:
    """Return the class in a line."""
    if not found.shares:
        return "No sheet has points yet."
    said = f"{count(len(found.shares), 'sheet')}: {share(fmean(found.shares))} of the points"
    if len(found.shares) == 1:
        return f"{said}."
    ends = f"from {share(min(found.shares))} to {share(max(found.shares))}"
    return f"{said} on average, the middle one {share(median(found.shares))}, {ends}."


def on_monday(found: Tally) -> tuple[str, ...]:
    """Return what to say to the class, the most frequent first, then what is left to do."""
    return (*_to_say(found), *_to_do(found))


def _to_say(found: Tally) -> Iterator[str]:
    sheets = len(found.shares)
    for made in found.mistakes[:MOST_MISTAKES]:
        if _is_many(made.sheets, sheets):
            often = f"({made.sheets} of {count(sheets, 'sheet')})".replace(
                " ", "\N{NO-BREAK SPACE}"
            )
            yield Markup("Say: {} {}").format(prose(sentences(made.mistake)), often)
    hard = [item for item in found.items if item.earned <= HARD and item.sheets >= SMALL]
    if hard:
        hardest = sorted(hard, key=lambda item: item.earned)
        names = listed([f"{item.blank} ({_percent(item)})" for item in hardest])
        yield f"Work again on the board, as half of the points or more were lost: {names}."
    for said in found.unreadable[:1]:
        if _is_many(said.count, sheets):
            yield f"Say how to write answers; {said.count} could not be read: {said.what}."
    for variant in found.variants:
        if variant.stands_out and variant.interval:
            harder = "lower" if variant.interval.difference < 0 else "higher"
            which = f"variant {variant.variant}"
            yield f"Look at {which}: its results are {harder} than chance would have it."


def _to_do(found: Tally) -> Iterator[str]:
    waiting = sum(said.count for said in found.waiting)
    if waiting:
        yield f"{count(waiting, 'answer')} {'waits' if waiting == 1 else 'wait'} for a person."
    if found.alike:
        yield (
            f"{count(len(found.alike), 'sheet')} agree with another variant's key; read the "
            "note there before you ask anyone."
        )
    if found.several:
        once = count(len(found.several), "sheet")
        yield f"{once} {'was' if len(found.several) == 1 else 'were'} handed in more than once."
    if found.absent:
        yield f"{count(len(found.absent), 'student')} handed in nothing."
    rejected = sum(turned.count for turned in found.rejected)
    if rejected:
        yield f"{count(rejected, 'row')} could not be graded."


def _is_many(number: int, sheets: int) -> bool:
    return number >= max(min(SMALL, sheets), OFTEN * sheets)


def _percent(item: Item) -> str:
    return share(item.earned)
