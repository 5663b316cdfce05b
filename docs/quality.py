"""Writes docs/quality.md: every built-in set, with conditions and without: `make quality`.

It draws thousands of variants and takes minutes, so that `make docs` does not do it.  Times,
which no two machines share, are not in it.
"""

import argparse
from pathlib import Path

from docs.generate import table
from quizgen import __version__, workflows
from quizgen.reports.quality import Quality, verdict
from quizgen.reports.quality.figures import SubjectFigures, WorkFigures
from quizgen.reports.quality.tables import clearness
from quizgen.reports.quality.words import listed, share, size
from quizgen.sampling.sets import built_in

PAGE = Path(__file__).resolve().parent / "quality.md"
VARIANTS, SEED = 1000, 0
HEAD = """# The quality of the built-in sets

<!-- made by `make quality`: change the code, not this page -->

By quizgen {version}, `quizgen check SET --variants {variants} --seed {seed}` for each set, and
the same with `--no-conditions`: what a generator that draws from the same ranges without
looking would have printed. [How to read it](checking.md).
"""
NO_MISTAKE, NO_NUMBER = "no mistake applies", "no numbers asked"


def page(variants: int) -> str:
    """Return the page: the sets side by side, then each by itself."""
    both = {
        name: (_checked(name, variants, True), _checked(name, variants, False))
        for name in built_in()
    }
    parts = [HEAD.format(version=__version__, variants=variants, seed=SEED)]
    parts.append("## All sets\n")
    parts.append(
        "Of the variants that are drawn with conditions and without: how many break one, on "
        "how many some mistake gives answers that count as right, how many are there twice, "
        "and how much of their answers two variants have in common.\n"
    )
    rows = [row for name, pair in both.items() for row in _rows(name, *pair)]
    parts.append(
        table(
            [
                "Set",
                "Drawn",
                "Verdict",
                "Break a condition",
                "Hide a mistake",
                "There twice",
                "In common",
            ],
            rows,
        )
    )
    for name, (careful, naive) in both.items():
        parts += _set(name, careful, naive)
    return "\n".join(parts)


def _checked(name: str, variants: int, conditions: bool) -> Quality:
    return workflows.check(name, seed=SEED, count=variants, conditions=conditions).quality


def _rows(name: str, careful: Quality, naive: Quality) -> list[list[str]]:
    return [
        [f"`{name}`", "with conditions", *_row(careful)],
        ["", "without", *_row(naive)],
    ]


def _row(found: Quality) -> list[str]:
    broken = {
        variant
        for subject in found.subjects
        if subject.answers
        for condition in subject.conditions
        for variant in condition.broken_on
    }
    numbers = any(subject.answers for subject in found.subjects)
    mistakes = any(subject.mistakes for subject in found.subjects)
    common = found.in_common
    return [
        "fair" if verdict(found).fair else "not fair",
        share(len(broken) / found.variants),
        share(len(found.hidden_on) / found.variants) if mistakes else NO_MISTAKE,
        f"{len(common.repeats):,}" if numbers else NO_NUMBER,
        f"{share(common.mean_share)}, {share(common.most_share)} at most" if numbers else "",
    ]


def _set(name: str, careful: Quality, naive: Quality) -> list[str]:
    parts = [
        f"## `{name}`\n",
        " ".join((verdict(careful).opening, *verdict(careful).reasons)) + "\n",
    ]
    for one in careful.subjects:
        other = next((s for s in naive.subjects if s.name == one.name), None)
        if not one.answers:
            continue
        parts.append(f"### {one.sort.capitalize()} `{one.name}`\n")
        parts.append(f"{one.variants:,} of {one.tried:,} draws kept, {share(one.kept)}.\n")
        for made in (_conditions(one, other), _mistakes(one, other), _work(one, other)):
            if made:
                parts.append(made)
    return parts


def _conditions(one: SubjectFigures, naive: SubjectFigures | None) -> str:
    plain = (
        {c.name: len(c.broken_on) / naive.variants for c in naive.conditions} if naive else {}
    )
    rows = [
        [
            condition.name,
            share(condition.unmet / one.tried),
            share(len(condition.broken_on) / one.variants),
            share(plain[condition.name]),
        ]
        for condition in one.conditions
        if condition.unmet or condition.broken_on or plain.get(condition.name)
    ]
    head = ["Condition", "Rejects of the draws", "Broken on", "Without conditions"]
    return table(head, rows) if rows else ""


def _mistakes(one: SubjectFigures, naive: SubjectFigures | None) -> str:
    if not one.mistakes:
        return ""
    plain = (
        {m.name: share(1 - len(m.hidden_on) / m.variants) for m in naive.mistakes}
        if naive
        else {}
    )
    rows = [
        [
            mistake.name,
            share(1 - len(mistake.hidden_on) / mistake.variants),
            plain.get(mistake.name, ""),
            clearness(mistake.median),
            clearness(mistake.least),
        ]
        for mistake in one.mistakes
    ]
    said = table(["Mistake", "Shows on", "Without conditions", "Median", "Least"], rows)
    alike = [
        f"{a} / {b}"
        for pair in one.alike
        if pair.variants == one.variants
        for a, b in [pair.mistakes]
    ]
    some = [pair for pair in one.alike if pair.variants < one.variants]
    if alike:
        said += f"\nAlike in all that is asked: {listed(alike, 12)}.\n"
    if some:
        pairs = [
            f"{' / '.join(p.mistakes)} on {share(p.variants / one.variants)}" for p in some
        ]
        said += f"\nAlike on some variants: {listed(pairs, 8)}.\n"
    return said


def _work(one: SubjectFigures, naive: SubjectFigures | None) -> str:
    if not one.work:
        return ""
    plain = {w.name: _within(w) for w in naive.work} if naive else {}
    rows = [
        [
            work.name,
            "" if work.reference is None else size(work.reference),
            f"{size(work.amount.least)} to {size(work.amount.most)}",
            _within(work),
            plain.get(work.name, ""),
        ]
        for work in one.work
        if work.reference or work.amount.most
    ]
    return table(
        ["Work", "Usual", "Least to most", "Within the band", "Without conditions"], rows
    )


def _within(work: WorkFigures) -> str:
    return "" if work.within is None else share(work.within / work.amount.count)


def main() -> None:
    """Write the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--variants", type=int, default=VARIANTS)
    PAGE.write_text(page(asked.parse_args().variants), encoding="utf-8")


if __name__ == "__main__":
    main()
