"""What the report says of what was handed in: variants, sheets, rows; and of what was not."""

from collections.abc import Sequence

from markupsafe import Markup

from quizgen.reports.classroom.cells import bdi, words
from quizgen.reports.classroom.pictures import bar
from quizgen.reports.classroom.tally import Tally
from quizgen.reports.classroom.variants import FEWEST_OF_VARIANT, LEVEL, OfVariant
from quizgen.reports.quality.layout import Column, Section, Table
from quizgen.reports.quality.words import listed, share

MOST_STUDENTS = 200


def variants(found: Tally) -> Section:
    """Return the variants held against each other."""
    if not found.variants:
        said = (
            f"No variant was answered by {FEWEST_OF_VARIANT} students, so that results cannot "
            "tell a harder variant from a weaker student. The command quizgen check "
            "compares the variants' work itself.",
        )
        return Section("Variants", said)
    out = [one for one in found.variants if one.stands_out]
    said = (
        f"{listed([one.variant for one in out], 10)}: lower or higher than chance would have "
        "it."
        if out
        else "No variant stands out.",
    )
    columns = (
        words("Variant"),
        Column("Sheets"),
        words("Points earned"),
        Column("Against the others"),
    )
    rows = tuple(
        (one.variant, str(one.sheets), bar(one.share), _difference(one))
        for one in found.variants
    )
    note = (
        "Against the others, those that stand out aside: the difference of the mean share of "
        "points, in points of per cent, with Welch's interval, which holds for all variants "
        f"together with {share(LEVEL)} (Bonferroni). An interval that holds 0 says nothing."
    )
    return Section("Variants", said, (Table("Variants", columns, rows, note),))


def _difference(one: OfVariant) -> str:
    if one.interval is None:
        return "–"
    ends = (one.interval.difference, one.interval.low, one.interval.high)
    middle, low, high = (_signed(100 * end) for end in ends)
    return f"{middle} ({low} to {high}){' ◀' if one.stands_out else ''}"


def _signed(number: float) -> str:
    text = f"{number:+.1f}"
    return "0" if float(text) == 0 else text.replace("-", "−")


def alike(found: Tally) -> Section:
    """Return the sheets that answer another variant, worded with care."""
    columns = (
        words("Sheet"),
        words("Its variant"),
        words("As if for"),
        Column("Numbers that agree"),
    )
    rows = tuple(
        (
            bdi(one.student or one.variant),
            one.variant,
            one.other,
            f"{one.agreeing} of {one.numbers}",
        )
        for one in found.alike
    )
    said = (
        "These sheets are answered as if for another variant. A handout may have been mixed "
        "up, or a wrong id typed: ask before you think of anything else. It has changed no "
        "mark, and no student is told.",
    )
    return Section("Answers that fit another variant", said, (Table("Sheets", columns, rows),))


def several(found: Tally) -> Section:
    """Return what was handed in more than once, and which of it counts."""
    columns = (words("Student"), words("Variant"), words("Counts"), words("Does not"))
    shown = found.several[:MOST_STUDENTS]
    rows = tuple(
        (
            bdi(one.student or "–"),
            one.variant,
            bdi(one.counts),
            Markup(", ").join(map(bdi, one.others)),
        )
        for one in shown
    )
    rest = len(found.several) - len(shown)
    said = (
        "Files that hold answers of one student for one sheet, an empty form aside. The policy "
        "says which counts; the answers of all stand in marks.csv.",
        *([f"{rest:,} more are not listed here."] if rest else []),
    )
    return Section("Handed in more than once", said, (Table("Sheets", columns, rows),))


def waiting(found: Tally) -> Section:
    """Return what a person is still to mark."""
    columns = (words("Blank"), Column("Answers"))
    rows = tuple((one.what, str(one.count)) for one in found.waiting)
    said = (
        "They count neither in the points nor in the most there are, until they are marked.",
    )
    return Section("What waits for a person", said, (Table("To be marked", columns, rows),))


def rejected(found: Tally) -> Section:
    """Return the rows that were not graded, by the reason."""
    columns = (words("Why"), Column("Rows"), words("The first"))
    rows = tuple(
        (
            turned.reason,
            str(turned.count),
            f"{turned.first.source}"
            + (f", line {turned.first.line}" if turned.first.line else ""),
        )
        for turned in found.rejected
    )
    said = ("All of them stand in rejected.csv as they came.",)
    return Section("Rows that were not graded", said, (Table("Rejected", columns, rows),))


def names(ids: Sequence[str]) -> str:
    """Return ids, one after the other."""
    shown = Markup(", ").join(map(bdi, ids[:MOST_STUDENTS]))
    rest = len(ids) - MOST_STUDENTS
    return shown + (f" and {rest:,} more" if rest > 0 else "")
