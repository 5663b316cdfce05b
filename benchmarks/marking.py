"""What the marking makes of a made class, beside rules of tolerance: `docs/marking.md`.

`make class` writes the page.
"""

import math
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.classroom import SORTS, Handed, Sort, classroom, tasks
from benchmarks.exploits import search
from benchmarks.marked import Marked, marked
from quizgen.engine import Rounding
from quizgen.keys import Answer

PAGE = Path(__file__).resolve().parent.parent / "docs" / "marking.md"
VARIANTS = 25  # of each set


class Scale(NamedTuple):
    """How large the class before a set is, in thousands, and how many variants are searched."""

    thousands: float = 1.0
    tricked: int = 4


SETS: Mapping[str, Scale] = {
    "recitation5": Scale(),
    "softmax-classifier": Scale(),
    "attention": Scale(),
    "rnn": Scale(0.3, 1),  # long graphs, many products: as much work as the others
}
Rule = Callable[[float, Answer, Rounding], bool]


def _exact(value: float, blank: Answer, rounding: Rounding) -> bool:
    places = max(rounding.places(blank.value), len(blank.display.partition(".")[2]))
    unit = Decimal(1).scaleb(-places)
    return Decimal(repr(value)).quantize(unit, ROUND_HALF_UP) == Decimal(blank.display)


RULES: Mapping[str, Rule] = {
    "within 1% of the key": lambda v, b, _: math.isclose(v, float(str(b.value)), rel_tol=0.01),
    "within 0.0001 of the key": lambda v, b, _: abs(v - float(str(b.value))) <= 1e-4,
    "the key's digits": _exact,
}


def number(text: str) -> float:
    """Return a typed number as a bare `float` reads it, NaN where it doesn't."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def by_rule(rule: Rule, one: Handed) -> set[str]:
    """Return the numbers that a bare rule refuses."""
    refused = set()
    for b in one.key.blanks:
        if b.type == "number" and b.id in one.answers:
            value = number(one.answers[b.id])
            try:
                right = math.isfinite(value) and rule(value, b, one.key.rounding)
            except InvalidOperation:
                right = False
            if not right:
                refused.add(b.id)
    return refused


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def of_sort(sheets: Sequence[Marked]) -> tuple[str, ...]:
    """Return the cells of a sort's row."""
    lost = sum(len(one.lost & one.innocent) for one in sheets)
    told = sum(len(one.trivial & one.innocent) for one in sheets)
    innocent = sum(len(one.innocent) for one in sheets)
    made = [one for one in sheets if one.handed.made]
    off = sum(len(one.handed.off) for one in sheets)
    lucky = sum(one.marks[b].verdict == "correct" for one in sheets for b in one.answered_off)
    return (
        f"{len(sheets)}",
        f"{lost} of {innocent:,}",
        f"{told}" if lost else "",
        percent(sum(one.is_named for one in made), len(made)),
        percent(sum(one.is_named_alone for one in made), len(made)),
        f"{sum(one.is_misnamed for one in sheets)}",
        f"{np.mean([len(one.lost) for one in sheets]):.2f}",
        f"{lucky} of {off:,}" if off else "",
    )


def of_rule(rule: Rule, sheets: Sequence[Marked]) -> tuple[str, ...]:
    """Return the cells of a bare rule's row: what it makes of the whole class."""
    honest = [one for one in sheets if not one.handed.subject]
    faulty = [one for one in sheets if one.handed.subject]
    refused = {id(one): by_rule(rule, one.handed) for one in sheets}
    answers = sum(len(one.innocent) for one in honest)
    lucky = sum(len(one.answered_off - refused[id(one)]) for one in faulty)
    off = sum(len(one.answered_off) for one in faulty)
    return (
        percent(sum(len(refused[id(one)]) for one in honest), answers),
        f"{np.mean([len(refused[id(one)]) for one in faulty]):.2f}",
        percent(lucky, off),
    )


def ours(sheets: Sequence[Marked]) -> tuple[str, ...]:
    """Return the cells of the marking beside the bare rules."""
    honest = [one for one in sheets if not one.handed.subject]
    faulty = [one for one in sheets if one.handed.subject]
    lucky = sum(one.marks[b].verdict == "correct" for one in faulty for b in one.answered_off)
    return (
        percent(sum(len(one.lost) for one in honest), sum(len(one.innocent) for one in honest)),
        f"{np.mean([len(one.lost) for one in faulty]):.2f}",
        percent(lucky, sum(len(one.answered_off) for one in faulty)),
    )


def of_set(name: str) -> Iterator[str]:
    """Yield the lines about a set."""
    asked, scale = tasks(name, VARIANTS), SETS.get(name, Scale())
    sheets = marked(list(classroom(asked, times=scale.thousands)))
    yield f"## `{name}`\n"
    if scale != Scale():
        yield f"A class of {1000 * scale.thousands:.0f}; tricks: {scale.tricked} variant.\n"
    yield table(CLASS, ((sort.what, *of_sort(of)) for sort, of in by_sort(sheets)))
    rules = ((f"{said}, alone", *of_rule(rule, sheets)) for said, rule in RULES.items())
    yield table(BARE, [("`quizgen grade`", *ours(sheets)), *rules])
    found = search(asked[: scale.tricked])
    shares = (
        (
            one.name,
            f"{one.sheets:,}",
            *(f"{100 * s:.1f}%" for s in (one.loose, one.mean, one.most)),
        )
        for one in found
    )
    yield table(TRICKS, shares)


def by_sort(sheets: Sequence[Marked]) -> Iterator[tuple[Sort, list[Marked]]]:
    """Yield the sorts that a class has, with their sheets."""
    for name, sort in SORTS.items():
        theirs = [one for one in sheets if one.handed.sort == name]
        if theirs:
            yield sort, theirs


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of the page; all but the first column are numbers."""
    rule = ("---", *("---:" for _ in head[1:]))
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, rule, *rows))


HEAD = """# What the marking is worth

<!-- made by `make class`: change the code, not this page -->

A made class of 1,000 students, from one seed, before {variants} variants of each set: honest
ones of seven habits (rounding half up or to even, cutting off, without the table, with more
places, a calculator and few steps written, a program), and others with one or two of the known
mistakes, a slip of arithmetic that is carried on, blanks, odd spellings. A slip that a known
mistake would make is none.

*Honest answers refused* counts answers that earned nothing, of all but those that a teacher
would charge: the slip itself, or what the mistake changes first; *told trivial*, those of them
whose note says that an earlier wrong value left nothing of the step to do. *Named* is the
mistake that was made, both of two; *alone* where no other fits as well. *Wrongly named* counts
students of whom something was said that they did not do. *Blanks lost* is the mean for one
student. *By chance* counts answers accepted as right where the exact value that the student
should have had is another. The second table has the whole class beside rules that only compare.

The third is a search for marks without work, over {tricked} variants: sheets that are no work
at all, and sheets on which one or two early answers are chosen to make trivial what follows.
*Free* are the points of a sheet's numbers for answers that this made 0, ±1 or a copy of what
they are computed from, or, of sheets without work, for all that is not right by itself.
"""
CLASS = (
    "Students", "", "Honest answers refused", "Told trivial", "Named", "Alone", "Wrongly named",
    "Blanks lost", "By chance",
)  # fmt: skip
BARE = ("Rule", "Honest answers refused", "Blanks lost to a fault", "Wrong accepted")
TRICKS = ("Trick", "Sheets", "Free, all that follows carried", "Free", "Free, at most")


def main(names: Sequence[str]) -> None:
    warnings.simplefilter("ignore")  # mistakes take logarithms of what has none
    lines = [HEAD.format(variants=VARIANTS, tricked=Scale().tricked)]
    for name in names:
        about = list(of_set(name))
        lines += about
        print("\n".join(about), flush=True)
    PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or SETS)
