"""The sections of the class report, whoever writes them."""

from collections.abc import Iterator, Sequence
from math import isnan

from markupsafe import Markup

from quizgen.engine.mistakes import MISTAKES
from quizgen.grading import Mark
from quizgen.reports.classroom.pictures import bar, distribution
from quizgen.reports.classroom.statistics import FEWEST
from quizgen.reports.classroom.tally import FEWEST_OF_VARIANT, LEVEL, Item, OfVariant, Said, Tally
from quizgen.reports.feedback.contents import amount, readings, sentences
from quizgen.reports.quality.layout import Column, Section, Table
from quizgen.reports.quality.words import count, listed, share

LEFT, RIGHT = "left", "right"
LOW = 0.2  # discrimination: "to be rejected or improved", Ebel & Frisbie, Essentials (1991)
MOST_SAID, MOST_LETTERS = 12, 60
MOST_STUDENTS = 200


def sections(found: Tally) -> Iterator[Section]:
    """Yield the sections, what concerns the lecture first; those with nothing in them are left."""
    if found.shares:
        yield Section("Distribution", (), figure=distribution(found.shares))
    if found.mistakes:
        yield _mistakes(found)
    if found.items:
        yield _blanks(found.items)
    if found.carried:
        yield _carried(found)
    if found.slips:
        yield _slips(found)
    if found.unreadable:
        yield _unreadable(found)
    yield _variants(found)
    if found.alike:
        yield _alike(found)
    if found.waiting:
        yield _waiting(found)
    if found.absent:
        yield Section("Who handed in nothing", (_names(found.absent),))
    if found.rejected:
        yield _rejected(found)


def _mistakes(found: Tally) -> Section:
    rows = tuple(
        (
            _summary(made.mistake),
            str(made.sheets),
            str(made.after),
            listed(made.blanks),
            _sample(made.sample),
            sentences(made.mistake),
        )
        for made in found.mistakes
    )
    columns = (
        Column("Mistake", LEFT),
        Column("Sheets"),
        Column("Carried after it"),
        Column("Charged in", LEFT),
        Column("For example", LEFT),
        Column("To say", LEFT),
    )
    said = (
        "Each is charged once on a sheet, in the first answer that it changed; what follows from "
        "it keeps its points. Where two readings fit equally, both are named.",
    )
    return Section("Mistakes", said, (Table("Known mistakes", columns, rows),))


def _summary(mistake: str) -> str:
    return " or ".join(
        " and ".join(MISTAKES[name].summary for name in names) for names in readings(mistake)
    )


def _sample(mark: Mark) -> str:
    return Markup("{} in {}, <bdi>{}</bdi>").format(
        _cut(mark.answer), mark.blank, mark.student or mark.variant
    )


def _blanks(items: Sequence[Item]) -> Section:
    columns = (
        Column("Blank", LEFT),
        Column("Points earned", LEFT),
        Column("Discrimination"),
        Column("Carried"),
        Column("Mistake"),
        Column("Wrong"),
        Column("Unreadable"),
        Column("Empty"),
    )
    asked = ("carried", "mistake", "wrong", "unreadable", "blank")
    rows = tuple(
        (
            item.blank,
            bar(item.earned),
            _discrimination(item),
            *(str(item.verdicts[verdict] or "") for verdict in asked),
        )
        for item in items
    )
    note = (
        "Points earned: the share over all sheets, the difficulty of a blank. Discrimination: the "
        "correlation of a blank's points with those of the rest of the sheet (the corrected "
        "point-biserial, Henrysson 1963); below 0.2 (marked ▽) a blank tells little of who knows "
        f"the rest, below 0 look for a mistake in it. It needs {FEWEST} sheets, and some who "
        "earned it and some who did not."
    )
    return Section("Each blank", (), (Table("Blanks, as on the sheet", columns, rows, note),))


def _discrimination(item: Item) -> str:
    if isnan(item.discrimination):
        return "–"
    low = "▽ " if item.discrimination < LOW else ""
    return f"{low}{item.discrimination:.2f}".replace("-", "−")


def _carried(found: Tally) -> Section:
    said = (
        f"{count(found.carried, 'answer')} on {count(found.carried_sheets, 'sheet')} followed from "
        "an earlier answer that was not right, or from a mistake that was charged before: "
        f"{amount(found.carried_points)} points that a bare comparison with the key would have "
        "taken."
    )
    return Section("Carried credit", (said,))


def _slips(found: Tally) -> Section:
    columns = (Column("Said beside a wrong answer", LEFT), *_said_columns())
    table = Table("Slips", columns, _said_rows(found.slips))
    return Section("Slips", ("A slip is a guess, said beside the answer; it changes no mark.",), (table,))


def _unreadable(found: Tally) -> Section:
    said = (
        f"{count(sum(one.count for one in found.unreadable), 'answer')} on "
        f"{count(found.unreadable_sheets, 'sheet')} could not be read. Where one form is frequent, "
        "the sheet may not say how to write it.",
    )
    columns = (Column("Why", LEFT), *_said_columns())
    table = Table("Unreadable forms", columns, _said_rows(found.unreadable))
    return Section("Unreadable answers", said, (table,))


def _said_columns() -> tuple[Column, ...]:
    return Column("Answers"), Column("In", LEFT), Column("For example", LEFT)


def _said_rows(said: Sequence[Said]) -> tuple[tuple[str, ...], ...]:
    rows = [
        (one.what, str(one.count), listed(one.blanks), _bdi(_cut(one.sample)))
        for one in said[:MOST_SAID]
    ]
    rest = sum(one.count for one in said[MOST_SAID:])
    return (*rows, *([("others", str(rest), "", "")] if rest else []))


def _variants(found: Tally) -> Section:
    if not found.variants:
        said = (
            f"No variant was answered by {FEWEST_OF_VARIANT} students, so that results cannot tell "
            "a harder variant from a weaker student. `quizgen check` compares the variants' work "
            "itself.",
        )
        return Section("Variants", said)
    out = [one for one in found.variants if one.stands_out]
    said = (
        f"{listed([one.variant for one in out], 10)}: lower or higher than chance would have it."
        if out
        else "No variant stands out.",
    )
    columns = (
        Column("Variant", LEFT),
        Column("Sheets"),
        Column("Points earned", LEFT),
        Column("Against the others"),
    )
    rows = tuple(
        (one.variant, str(one.sheets), bar(one.share), _difference(one)) for one in found.variants
    )
    note = (
        "Against the others: the difference of the mean share of points, in points of per cent, "
        f"with Welch's interval, which holds for all variants together with {share(LEVEL)} "
        "(Bonferroni). An interval that holds 0 says nothing."
    )
    return Section("Variants", said, (Table("Variants", columns, rows, note),))


def _difference(one: OfVariant) -> str:
    if one.interval is None:
        return "–"
    ends = (one.interval.difference, one.interval.low, one.interval.high)
    middle, low, high = (f"{100 * end:+.0f}".replace("-", "−") for end in ends)
    return f"{middle} ({low} to {high}){' ◀' if one.stands_out else ''}"


def _alike(found: Tally) -> Section:
    columns = (
        Column("Sheet", LEFT),
        Column("Its variant", LEFT),
        Column("As if for", LEFT),
        Column("Numbers that agree"),
    )
    rows = tuple(
        (
            _bdi(one.student or one.variant),
            one.variant,
            one.other,
            f"{one.agreeing} of {one.numbers}",
        )
        for one in found.alike
    )
    said = (
        "These sheets are answered as if for another variant. A handout may have been mixed up, or "
        "a wrong id typed: ask before you think of anything else. It has changed no mark, and no "
        "student is told.",
    )
    return Section("Answers that fit another variant", said, (Table("Sheets", columns, rows),))


def _waiting(found: Tally) -> Section:
    columns = (Column("Blank", LEFT), Column("Answers"))
    rows = tuple((one.what, str(one.count)) for one in found.waiting)
    said = ("They count neither in the points nor in the most there are, until they are marked.",)
    return Section("What waits for a person", said, (Table("To be marked", columns, rows),))


def _rejected(found: Tally) -> Section:
    columns = (Column("Why", LEFT), Column("Rows"), Column("The first", LEFT))
    rows = tuple(
        (
            turned.reason,
            str(turned.count),
            f"{turned.first.source}" + (f", line {turned.first.line}" if turned.first.line else ""),
        )
        for turned in found.rejected
    )
    said = ("All of them stand in rejected.csv as they came.",)
    return Section("Rows that were not graded", said, (Table("Rejected", columns, rows),))


def _names(ids: Sequence[str]) -> str:
    shown = Markup(", ").join(map(_bdi, ids[:MOST_STUDENTS]))
    rest = len(ids) - MOST_STUDENTS
    return shown + (f" and {rest:,} more" if rest > 0 else "")


def _bdi(text: str) -> Markup:
    """Return words from outside, whose direction of writing is their own."""
    return Markup("<bdi>{}</bdi>").format(text)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
