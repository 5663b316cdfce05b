"""What the report says of answers: mistakes, blanks, carried credit, slips, what is unread."""

from collections.abc import Sequence
from math import isnan

from markupsafe import Markup

from quizgen.engine.mistakes import MISTAKES
from quizgen.grading import Mark, readings, sentences
from quizgen.reports.classroom.cells import bdi, cut, words
from quizgen.reports.classroom.pictures import bar
from quizgen.reports.classroom.statistics import FEWEST
from quizgen.reports.classroom.tally import Item, Said, Tally
from quizgen.reports.feedback.outside import named
from quizgen.reports.feedback.page import prose
from quizgen.reports.feedback.points import amount
from quizgen.reports.quality.layout import Column, Section, Table
from quizgen.reports.quality.words import count, listed

LOW = 0.2  # discrimination: "to be rejected or improved", Ebel & Frisbie, Essentials (1991)
MOST_SAID = 12


def mistakes(found: Tally) -> Section:
    """Return the known mistakes, each with what to say."""
    rows = tuple(
        (
            _to_say(made.mistake),
            str(made.sheets),
            str(made.after),
            listed(made.blanks),
            _sample(made.sample),
        )
        for made in found.mistakes
    )
    columns = (
        words("Mistake, and what to say"),
        Column("Sheets"),
        Column("Carried after it"),
        words("Charged in"),
        words("For example"),
    )
    said = (
        "Each is charged once on a sheet, in the first answer that it changed; what follows "
        "from it is carried. Where two readings fit equally, both are named.",
    )
    return Section("Mistakes", said, (Table("Known mistakes", columns, rows),))


def _to_say(mistake: str) -> Markup:
    summary = " or ".join(
        "; ".join(MISTAKES[name].summary for name in names) for names in readings(mistake)
    )
    return Markup('{}<span class="say">{}</span>').format(
        prose(summary), prose(sentences(mistake))
    )


def _sample(mark: Mark) -> str:
    whose = named(mark.student or mark.variant)
    return Markup("<bdi>{}</bdi> in {}, <bdi>{}</bdi>").format(
        cut(mark.answer), mark.blank, whose
    )


def blanks(items: Sequence[Item]) -> Section:
    """Return each blank with how difficult it was, and how it tells students apart."""
    columns = (
        words("Blank"),
        words("Points earned"),
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
        "Points earned: the share over all sheets, the difficulty of a blank. "
        "Discrimination: the correlation of a blank's points with those of the rest of the "
        "sheet (the corrected point-biserial, Henrysson 1963); below 0.2 (marked ▽) a blank "
        "tells little of who knows the rest, below 0 look for a mistake in it. It needs "
        f"{FEWEST} sheets, and some who earned it and some who did not."
    )
    return Section("Each blank", (), (Table("Blanks, as on the sheet", columns, rows, note),))


def _discrimination(item: Item) -> str:
    if isnan(item.discrimination):
        return "–"
    low = "▽ " if item.discrimination < LOW else ""
    text = f"{item.discrimination:.2f}".replace("-0.00", "0.00").replace("-", "−")
    return f"{low}{text}"


def carried(found: Tally) -> Section:
    """Return what was earned by what followed from something that was not right."""
    said = (
        f"{count(found.carried, 'answer')} on {count(found.carried_sheets, 'sheet')} followed "
        "from an earlier answer that was not right, or from a mistake that was charged "
        f"before: {amount(found.carried_points)} points that a bare comparison with the key "
        "would have taken."
    )
    return Section("Carried credit", (said,))


def slips(found: Tally) -> Section:
    """Return what was said beside wrong answers."""
    columns = (words("Said beside a wrong answer"), *_said_columns())
    table = Table("Slips", columns, _said_rows(found.slips))
    return Section(
        "Slips", ("A slip is a guess, said beside the answer; it changes no mark.",), (table,)
    )


def unreadable(found: Tally) -> Section:
    """Return what could not be read, by the reason."""
    said = (
        f"{count(sum(one.count for one in found.unreadable), 'answer')} on "
        f"{count(found.unreadable_sheets, 'sheet')} could not be read. Where one form is "
        "frequent, the sheet may not say how to write it.",
    )
    columns = (words("Why"), *_said_columns())
    table = Table("Unreadable forms", columns, _said_rows(found.unreadable))
    return Section("Unreadable answers", said, (table,))


def _said_columns() -> tuple[Column, ...]:
    return Column("Answers"), words("In"), words("For example")


def _said_rows(said: Sequence[Said]) -> tuple[tuple[str, ...], ...]:
    rows = [
        (one.what, str(one.count), listed(one.blanks), bdi(cut(one.sample)))
        for one in said[:MOST_SAID]
    ]
    rest = sum(one.count for one in said[MOST_SAID:])
    return (*rows, *([("others", str(rest), "", "")] if rest else []))
