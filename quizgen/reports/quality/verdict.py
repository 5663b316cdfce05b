"""Whether a set is fair, in words: what a teacher reads first."""

from collections.abc import Iterator
from dataclasses import dataclass

from quizgen.reports.quality.figures import Quality
from quizgen.reports.quality.words import count, listed, share

MOST_REASONS = 8


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
        reasons[MOST_REASONS:] = [f"and {count(more, 'reason')} more, in the tables below"]
    how = "" if quality.conditions else ", as drawn without conditions"
    return Verdict(False, f"Not fair{how}:", tuple(reasons))


def _fair(quality: Quality) -> str:
    if not any(one.answers for one in quality.subjects):
        return "Fair: the set asks for no number that could differ in its work."
    if quality.variants == 1:
        said = ["Fair: its one variant meets every condition"]
    else:
        said = [f"Fair: all {quality.variants:,} variants meet every condition"]
    if any(one.mistakes for one in quality.subjects):
        said.append("every mistake shows" + (" on each" if quality.variants > 1 else ""))
    if quality.variants > 1:
        said.append("no two have the same numbers")
    *rest, last = said
    return f"{', '.join(rest)}, and {last}." if rest else f"{last}."


def _reasons(quality: Quality) -> Iterator[str]:
    whole = count(quality.variants, "variant")
    if quality.failed:
        variant, reason = quality.failed[0]
        stopped = ", and no more were tried" if quality.stopped else ""
        yield (
            f"{len(quality.failed):,} of {whole} could not be drawn{stopped}; "
            f"{variant}: {reason}"
        )
    broken = [
        (condition, subject)
        for subject in quality.subjects
        for condition in subject.conditions
        if condition.broken_on
    ]
    broken.sort(key=lambda one: -len(one[0].broken_on))
    for condition, subject in broken:
        yield (
            f'{len(condition.broken_on):,} of {whole} break "{condition.name}" of '
            f"{subject.name} ({condition.summary}): {listed(condition.broken_on)}"
        )
    if quality.hidden_on:
        hidden = {
            mistake.name: len(mistake.hidden_on)
            for subject in quality.subjects
            for mistake in subject.mistakes
            if mistake.hidden_on
        }
        names = [f'"{name}"' for name in sorted(hidden, key=lambda name: -hidden[name])]
        yield (
            f"on {len(quality.hidden_on):,} of {whole} a mistake gives answers that count as "
            f"right: {listed(names)}; see {listed(quality.hidden_on)}"
        )
    repeats = quality.in_common.repeats
    if repeats:
        pairs = [f"{late} is {early}" for late, early in repeats]
        yield (
            f"{len(repeats):,} of {whole} ({share(len(repeats) / quality.variants)}) have the "
            f"numbers of another: {listed(pairs)}; widen what they are drawn from"
        )
