"""Whether a set is fair, in words: what a teacher reads first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizgen.reports.quality.figures import MistakeFigures, Quality, SubjectFigures
from quizgen.reports.quality.words import count, listed, printable, share

MOST_REASONS = 8
HIDES = "mistakes show"  # the condition whose breaking has a reason of its own


@dataclass(frozen=True)
class Verdict:
    """Whether the set is fair, and the sentences that say why."""

    fair: bool
    opening: str
    reasons: tuple[str, ...]


def verdict(quality: Quality) -> Verdict:
    """Judge a set by what was found: it is fair where every variant meets every condition."""
    reasons = [*_reasons(quality)]
    if not reasons:
        return Verdict(True, _fair(quality), ())
    more = len(reasons) - MOST_REASONS
    if more > 0:
        reasons[MOST_REASONS:] = [f"And {count(more, 'reason')} more, in the tables below"]
    how = "" if quality.conditions else ", as drawn without conditions"
    return Verdict(False, f"Not fair{how}:", tuple(reasons))


def _fair(quality: Quality) -> str:
    if not any(one.answers for one in quality.subjects):
        return "Fair: the set asks for no number that could differ in its work."
    if quality.variants == 1:
        said = ["Fair: its one variant meets every condition"]
    else:
        said = [f"Fair: all {quality.variants:,} variants meet every condition"]
    mistakes = [mistake for one in quality.subjects for mistake in one.mistakes]
    if mistakes:
        all_can = all(one.can_show for one in mistakes)
        shows = "every mistake shows" if all_can else "every mistake that can show does"
        said.append(shows + (" on each" if quality.variants > 1 else ""))
    if quality.variants > 1 and quality.in_common.drawn:
        said.append("no two have the same numbers")
    *rest, last = said
    return f"{', '.join(rest)}, and {last}." if rest else f"{last}."


def _reasons(quality: Quality) -> Iterator[str]:
    whole = count(quality.variants, "variant")

    def named(variants: Sequence[str], before: str) -> str:
        return "" if quality.variants == 1 else before + listed(variants)

    def some(part: int) -> str:
        return "The one variant" if quality.variants == 1 else f"{part:,} of {whole}"

    if quality.failed:
        variant, reason = quality.failed[0]
        stopped = ", and no more were tried" if quality.stopped else ""
        some_failed = f"{some(len(quality.failed))} could not be drawn{stopped}"
        yield f"{some_failed}; {variant}: {printable(reason)}"
    if quality.hidden_on:
        hidden = {
            mistake.name: len(mistake.hidden_on)
            for subject in quality.subjects
            for mistake in _hides(subject, quality)
        }
        names = [f'"{name}"' for name in sorted(hidden, key=lambda name: -hidden[name])]
        hides = "hides" if len(quality.hidden_on) == 1 else "hide"
        yield (
            f"{some(len(quality.hidden_on))} {hides} a mistake, whose answers count as right: "
            f"{listed(names)}{named(quality.hidden_on, '; see ')}"
        )
    repeats = quality.in_common.repeats
    if repeats:
        pairs = [f"{late} is {early}" for late, early in repeats]
        yield (
            f"{some(len(repeats))} ({share(len(repeats) / quality.variants)}) "
            f"{'has' if len(repeats) == 1 else 'have'} the numbers of "
            f"another: {listed(pairs)}; widen what they are drawn from"
        )
    broken = [
        (condition, subject)
        for subject in quality.subjects
        if subject.answers
        for condition in subject.conditions
        if condition.broken_on and not (condition.name == HIDES and _hides(subject, quality))
    ]
    broken.sort(key=lambda one: -len(one[0].broken_on))
    for condition, subject in broken:
        breaking = condition.broken_on
        yield (
            f"{some(len(breaking))} {'breaks' if len(breaking) == 1 else 'break'} "
            f'"{condition.name}" of {subject.name} ({condition.summary}){named(breaking, ": ")}'
        )


def _hides(subject: SubjectFigures, quality: Quality) -> list[MistakeFigures]:
    """Return the mistakes that are hidden on some variant, and could show."""
    alone = quality.variants == 1
    return [one for one in subject.mistakes if one.hidden_on and (one.can_show or alone)]
