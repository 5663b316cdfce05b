"""What the report says, in what order: the same for every writer."""

from collections.abc import Iterator

from quizgen.reports.quality import tables
from quizgen.reports.quality.figures import ClassFigures, Quality, SubjectFigures
from quizgen.reports.quality.layout import Section
from quizgen.reports.quality.words import count, listed, printable, seconds, share


def asked(quality: Quality) -> str:
    """Return what was looked at, in a line."""
    many = f"{printable(quality.set)}: {count(quality.variants, 'variant')}"
    if quality.seed is None:
        return f"{many}, every number given"
    how = "" if quality.conditions else ", drawn without conditions"
    return f"{many} of seed {quality.seed}{how}"


def sections(quality: Quality, short: bool) -> tuple[Section, ...]:
    """Return the report's sections.

    `short` leaves out conditions without effect, and takes a quantity's entries together.
    """
    subjects = [one for one in quality.subjects if one.answers]
    made = [_subject(one, quality, short) for one in subjects]
    if quality.drawn > 1 and subjects:
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


def _subject(one: SubjectFigures, quality: Quality, short: bool) -> Section:
    drawn = quality.conditions and quality.seed is not None
    shown = [
        tables.rejected(one, short) if drawn else tables.broken(one, short),
        tables.mistakes(one),
        tables.alike(one),
        tables.work(one),
    ]
    if quality.drawn > 1:  # one number is no spread
        shown.append(tables.answers(one.quantities if short else one.answers, short))
    said = ""
    if drawn:
        said = f"{one.variants:,} of {count(one.tried, 'draw')} kept, {share(one.kept)}."
    heading = f"{one.sort.capitalize()} {one.name}"
    return Section(heading, (said,) if said else (), tuple(t for t in shown if t.rows))


def _class(common: ClassFigures) -> Iterator[str]:
    if common.repeats:
        pairs = [f"{late} is {early}" for late, early in common.repeats]
        yield f"{count(len(common.repeats), 'variant')} there twice: {listed(pairs)}."
    elif common.drawn:
        yield "No two variants have the same numbers."
    if common.most_pair:
        yield (
            f"Of their {count(common.answers, 'number answer')}, two variants have "
            f"{share(common.mean_share)} in common on average, {share(common.most_share)} at "
            f"most ({' and '.join(common.most_pair)})."
        )
