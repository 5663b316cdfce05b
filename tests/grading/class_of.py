"""Students of a made class: what stands on their sheets, by the engine's own graphs."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from quizgen.engine import Graph, evaluate
from quizgen.grading import Mark
from quizgen.keys import Answer, Key
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.grading.sample import long
from tests.grading.whole import grade

Values = Mapping[str, Any]


@lru_cache(maxsize=64)
def solved(name: str, seed: int, original: bool = False) -> Key:
    variant = Variant("original", None) if original else Variant(f"seed{seed}", seed)
    return solve_variant(Job(read_set(name, original), variant, None, ()))[2]


def numbers(key: Key, subject: str = "net") -> list[Answer]:
    """Return the numbers that a key asks of a subject."""
    return [b for b in key.blanks if b.type == "number" and b.subject[1] == subject]


def inputs(key: Key, subject: str = "net") -> dict[str, Any]:
    return {name: np.array(value, float) for name, value in key.givens[subject].items()}


def values(
    key: Key, graph: Graph | None = None, subject: str = "net", **overrides: Any
) -> Values:
    """Return what a student has who works exactly, from these values on."""
    found = graph or key.graphs[subject]
    named = {name.replace("_", ":"): np.array(value) for name, value in overrides.items()}
    return evaluate(found, inputs(key, subject), named)


def typed(value: Any) -> str:
    """Return a number as a careful student writes it: five decimals, or three figures."""
    return f"{value:.5f}" if abs(value) >= 0.01 else f"{value:.3g}"


def sheet(key: Key, found: Values, subject: str = "net") -> dict[str, str]:
    """Return the answers of who has these values; those of other subjects are right."""
    right = {b.id: b.display for b in key.blanks if b.display}
    own = {b.id: typed(found[b.quantity][b.index]) for b in numbers(key, subject)}
    return right | own


def marked(key: Key, answers: Mapping[str, str]) -> dict[str, Mark]:
    rows = [("ada", key.variant, blank, text) for blank, text in answers.items()]
    graded = grade([("sheet.csv", long(rows))], [key])
    return {mark.blank: mark for mark in graded.marks}


def earned(marks: Mapping[str, Mark], blanks: list[Answer]) -> float:
    """Return the share of the blanks' points that is earned."""
    whole = sum(marks[b.id].max_points for b in blanks)
    return float(sum(marks[b.id].points for b in blanks) / whole)
