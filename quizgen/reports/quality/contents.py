"""What the report says, in what order: sections of tables, the same for every writer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from quizgen.reports.quality.figures import (
    AnswerFigures,
    ClassFigures,
    Quality,
    SubjectFigures,
)
from quizgen.reports.quality.spread import Spread
from quizgen.reports.quality.words import count, listed, seconds, share, size

COMMON = 0.02  # the share from which an answer is worth guessing

Align: TypeAlias = Literal["left", "right"]


@dataclass(frozen=True)
class Picture:
    """A small histogram; `band` is what a value should lie in, where there is such."""

    of: Spread
    band: tuple[float, float] | None = None


Cell: TypeAlias = str | Picture


@dataclass(frozen=True)
class Column:
    """A column's heading, and the side that its cells stand at."""

    head: str
    align: Align = "right"


@dataclass(frozen=True)
class Table:
    """Rows under a caption; `note` says how to read them."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, what is said under it, and tables."""

    heading: str
    said: tuple[str, ...]
    tables: tuple[Table, ...] = ()


def asked(quality: Quality) -> str:
    """Return what was looked at, in a line."""
    if quality.seed is None:
        return f"{quality.set}: {count(quality.variants, 'variant')}, every number given"
    how = "" if quality.conditions else ", drawn without conditions"
    return f"{quality.set}: {count(quality.variants, 'variant')} of seed {quality.seed}{how}"


def sections(quality: Quality, pooled: bool) -> tuple[Section, ...]:
    """Return the report's sections; `pooled` shows quantities, not each of their entries."""
    subjects = [one for one in quality.subjects if one.conditions or one.answers]
    made = [_subject(one, quality, pooled) for one in subjects]
    if quality.variants > 1 and any(one.answers for one in subjects):
        made.append(Section("The whole class", tuple(_class(quality.in_common))))
    timing = quality.timing
    if quality.drawn:
        made.append(
            Section(
                "Time",
                (
                    f"{seconds(timing.median)} to draw and judge a variant (median), "
                    f"{seconds(timing.most)} at most; {seconds(timing.total)} for all.",
                ),
            )
        )
    return tuple(made)


def _subject(one: SubjectFigures, quality: Quality, pooled: bool) -> Section:
    drawn = quality.conditions and quality.seed is not None
    tables = (
        _rejected(one) if drawn else _broken(one),
        _mistakes(one),
        _alike(one),
        _work(one),
        _answers(one.quantities if pooled else one.answers, pooled),
    )
    said = ""
    if drawn:
        said = f"{one.variants:,} of {count(one.tried, 'draw')} kept, {share(one.kept)}."
    heading = f"{one.sort.capitalize()} {one.name}"
    return Section(heading, (said,) if said else (), tuple(t for t in tables if t.rows))


def _rejected(one: SubjectFigures) -> Table:
    rows = [
        (c.name, f"{c.unmet:,}", share(c.unmet / one.tried), f"{len(c.broken_on):,}")
        for c in one.conditions
    ]
    return Table(
        "Conditions",
        (Column("", "left"), Column("rejects"), Column("of draws"), Column("broken on")),
        tuple(rows),
        "Rejects: draws that do not meet it. A draw may fail several; what takes longest to "
        "judge is judged only where the others hold. Broken on: variants kept all the same.",
    )


def _broken(one: SubjectFigures) -> Table:
    rows = [
        (c.name, f"{len(c.broken_on):,}", share(len(c.broken_on) / one.variants))
        for c in one.conditions
    ]
    return Table(
        "Conditions",
        (Column("", "left"), Column("broken on"), Column("of variants")),
        tuple(rows),
    )


def _mistakes(one: SubjectFigures) -> Table:
    rows = [
        (
            mistake.name,
            f"{mistake.variants:,}",
            share(1 - len(mistake.hidden_on) / mistake.variants),
            size(mistake.median),
            size(mistake.least),
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


def _alike(one: SubjectFigures) -> Table:
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


def _work(one: SubjectFigures) -> Table:
    rows = [
        (
            work.name,
            size(work.reference),
            f"{size(work.band[0])} to {size(work.band[1])}",
            share(work.within / work.amount.count),
            size(work.amount.least),
            size(work.amount.median),
            size(work.amount.most),
            Picture(work.amount, work.band),
        )
        for work in one.work
    ]
    heads = ("reference", "band", "within", "least", "median", "most")
    return Table(
        "Work",
        (Column("", "left"), *map(Column, heads), Column("spread", "left")),
        tuple(rows),
    )


def _answers(answers: tuple[AnswerFigures, ...], pooled: bool) -> Table:
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
    common = answer.commonest_share >= COMMON and answer.values.count > 1
    return f"{size(answer.commonest)} ({share(answer.commonest_share)})" if common else "–"


def _class(common: ClassFigures) -> Iterator[str]:
    if common.repeats:
        pairs = [f"{late} is {early}" for late, early in common.repeats]
        yield f"{count(len(common.repeats), 'variant')} there twice: {listed(pairs)}."
    else:
        yield "No two variants have the same numbers."
    if common.most_pair:
        yield (
            f"Of their {count(common.answers, 'number answer')}, two variants have "
            f"{share(common.mean_share)} in common on average, {share(common.most_share)} at "
            f"most ({' and '.join(common.most_pair)})."
        )
