"""The tables of one subject of the set."""

from math import ceil, floor

from quizgen.reports.quality.figures import AnswerFigures, SubjectFigures
from quizgen.reports.quality.layout import Column, Picture, Table
from quizgen.reports.quality.words import share, size

COMMON, OFTEN = 0.02, 2.5  # the share and times from which an answer is worth guessing
NONE = "–"


def rejected(one: SubjectFigures, short: bool) -> Table:
    """Return what each condition rejects; `short` leaves out those that reject nothing."""
    rows = [
        (c.name, f"{c.unmet:,}", share(c.unmet / one.tried), f"{len(c.broken_on):,}")
        for c in one.conditions
        if c.unmet or c.broken_on or not short
    ]
    return Table(
        "Conditions",
        (Column("", "left"), Column("rejects"), Column("of draws"), Column("broken on")),
        tuple(rows),
        "Rejects: draws that do not meet it. A draw may fail several; what takes longest to "
        "judge is judged only where the others hold. Broken on: variants kept all the same.",
    )


def broken(one: SubjectFigures, short: bool) -> Table:
    """Return what breaks each condition; `short` leaves out those that nothing breaks."""
    rows = [
        (c.name, f"{len(c.broken_on):,}", share(len(c.broken_on) / one.variants))
        for c in one.conditions
        if c.unmet or c.broken_on or not short
    ]
    return Table(
        "Conditions",
        (Column("", "left"), Column("broken on"), Column("of variants")),
        tuple(rows),
    )


def mistakes(one: SubjectFigures) -> Table:
    """Return how clearly each mistake shows."""
    rows = [
        (
            mistake.name,
            f"{mistake.variants:,}",
            share(1 - len(mistake.hidden_on) / mistake.variants),
            clearness(mistake.median),
            clearness(mistake.least),
        )
        for mistake in one.mistakes
    ]
    return Table(
        "Mistakes",
        (
            Column("", "left"),
            Column("possible on"),
            Column("shows on"),
            Column("median"),
            Column("least"),
        ),
        tuple(rows),
        "Median and least: how far the answer that shows it best is from the right one, in "
        "half-widths of what is accepted.",
    )


def clearness(half_widths: float) -> str:
    """Return how clearly a mistake shows; what is next to nothing is 0."""
    return size(half_widths) if half_widths >= 0.05 else "0"


def alike(one: SubjectFigures) -> Table:
    """Return the mistakes that nothing tells apart."""
    rows = [
        (" / ".join(pair.mistakes), f"{pair.variants:,}", share(pair.variants / one.variants))
        for pair in one.alike
    ]
    return Table(
        "Mistakes that nothing tells apart",
        (Column("", "left"), Column("variants"), Column("of all")),
        tuple(rows),
        "Pairs that are alike on every variant change the same answers in the same way.",
    )


def work(one: SubjectFigures) -> Table:
    """Return how much work there is, beside the reference."""
    rows = [
        (
            work.name,
            NONE if work.reference is None else size(work.reference),
            NONE if work.band is None else _whole(work.band),
            NONE if work.within is None else share(work.within / work.amount.count),
            size(work.amount.least),
            size(work.amount.median),
            size(work.amount.most),
            Picture(work.amount, work.band),
        )
        for work in one.work
        if work.reference or work.amount.most
    ]
    heads = ("usual", "band", "within", "least", "median", "most")
    return Table(
        "Work",
        (Column("", "left"), *map(Column, heads), Column("spread", "left")),
        tuple(rows),
    )


def _whole(band: tuple[float, float]) -> str:
    """Return the counts that lie in a band."""
    return f"{max(0, ceil(band[0])):,}–{floor(band[1]):,}"


def answers(answers: tuple[AnswerFigures, ...], pooled: bool) -> Table:
    """Return how answers are spread; `pooled` are whole quantities."""
    rows = [
        (
            answer.name,
            size(answer.values.least),
            size(answer.values.median),
            size(answer.values.most),
            _commonest(answer),
            Picture(answer.values),
        )
        for answer in answers
    ]
    return Table(
        "Answers",
        (
            Column("", "left"),
            Column("least"),
            Column("median"),
            Column("most"),
            Column("commonest"),
            Column("spread", "left"),
        ),
        tuple(rows),
        "All entries of a quantity together." if pooled else "",
    )


def _commonest(answer: AnswerFigures) -> str:
    """Return the printed answer that is commonest, where one is common at all."""
    times = answer.commonest_share * answer.values.count
    if answer.commonest_share < COMMON or times < OFTEN:
        return NONE
    return f"{size(answer.commonest)} ({share(answer.commonest_share)})"
