"""The report for a machine: JSON, its fields as `docs/checking.md` has them."""

import json
from dataclasses import asdict
from math import isfinite
from typing import Any

from quizgen import __version__
from quizgen.reports.quality.figures import Quality, SubjectFigures
from quizgen.reports.quality.spread import Spread
from quizgen.reports.quality.verdict import verdict

FORMAT, VERSION = "quizgen-check", 1


def quality_json(quality: Quality) -> str:
    """Return the report as JSON."""
    judged = verdict(quality)
    common = quality.in_common
    return json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "generator": f"quizgen {__version__}",
            "set": quality.set,
            "title": quality.title,
            "seed": quality.seed,
            "conditions": quality.conditions,
            "fair": judged.fair,
            "reasons": judged.reasons,
            "variants": quality.variants,
            "drawn": quality.drawn,
            "stopped": quality.stopped,
            "failed": [{"variant": name, "reason": why} for name, why in quality.failed],
            "hidden_on": quality.hidden_on,
            "subjects": [_subject(one) for one in quality.subjects],
            "class": {
                "number_answers": common.answers,
                "repeats": [{"variant": late, "of": early} for late, early in common.repeats],
                "in_common_mean": common.mean_share,
                "in_common_most": common.most_share,
                "in_common_most_pair": common.most_pair,
            },
            "seconds": asdict(quality.timing),
        },
        ensure_ascii=False,
        allow_nan=False,
        indent=2,
    )


def _subject(one: SubjectFigures) -> dict[str, Any]:
    return {
        "name": one.name,
        "sort": one.sort,
        "variants": one.variants,
        "tried": one.tried,
        "kept": one.kept,
        "conditions": [asdict(condition) for condition in one.conditions],
        "mistakes": [
            {
                "name": mistake.name,
                "summary": mistake.summary,
                "variants": mistake.variants,
                "shows_on": mistake.variants - len(mistake.hidden_on),
                "hidden_on": mistake.hidden_on,
                "median": _finite(mistake.median),
                "least": _finite(mistake.least),
            }
            for mistake in one.mistakes
        ],
        "alike": [asdict(pair) for pair in one.alike],
        "work": [
            {
                "name": work.name,
                "summary": work.summary,
                "reference": work.reference,
                "band": work.band,
                "within": work.within,
                **_spread(work.amount),
            }
            for work in one.work
        ],
        "answers": [
            {
                "name": answer.name,
                "commonest": answer.commonest,
                "commonest_share": answer.commonest_share,
                **_spread(answer.values),
            }
            for answer in one.answers
        ],
    }


def _finite(number: float) -> float | None:
    """Return a number that JSON has: it has no infinity."""
    return number if isfinite(number) else None


def _spread(numbers: Spread) -> dict[str, Any]:
    return {
        "count": numbers.count,
        "least": numbers.least,
        "lower_quartile": numbers.lower,
        "median": numbers.median,
        "upper_quartile": numbers.upper,
        "most": numbers.most,
        "histogram": asdict(numbers.histogram),
    }
