"""A small class on a real set: some right, some with a mistake or a slip, some gaps."""

import random
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from quizgen.engine import applicable, evaluate, rewrite
from quizgen.keys import Key
from quizgen.reports.sheets import MarkedSheet
from tests.grading.class_of import inputs, numbers, sheet, solved, typed
from tests.grading.sample import long
from tests.grading.whole import Whole, grade, marked_sheets

SHAPE = ("right", "mistaken", "slipped", "gaps")


def id_of(place: int) -> str:
    return f"pupil-{place:03d}-{SHAPE[place % len(SHAPE)]}"


@lru_cache(maxsize=8)
def a_class(
    name: str = "recitation5", count: int = 12, variants: int = 3
) -> tuple[tuple[MarkedSheet, ...], Whole, tuple[Key, ...]]:
    """Return the marked sheets of a class, what grading came to, and the keys."""
    keys = tuple(solved(name, seed) for seed in range(1, variants + 1))
    rows = [row for place in range(count) for row in _rows(place, keys[place % variants])]
    graded = grade([("class.csv", long(rows))], keys)
    return marked_sheets(graded.marks, keys), graded, keys


def _rows(place: int, key: Key) -> Iterator[tuple[str, str, str, str]]:
    chance, habit = random.Random(place), SHAPE[place % len(SHAPE)]
    answers: dict[str, str] = {}
    for subject in key.givens:
        graph, asked = key.graphs[subject], numbers(key, subject)
        if not asked:
            continue
        slip = {}
        if habit == "mistaken":
            names = applicable(graph, tuple({blank.quantity for blank in asked}))
            graph = rewrite(graph, chance.choice([*names])) or graph if names else graph
        if habit in ("slipped", "gaps"):
            blank = chance.choice(asked)
            value = evaluate(graph, inputs(key, subject))[blank.quantity]
            slip[blank.quantity] = np.full(value.shape, np.nan)
            slip[blank.quantity][blank.index] = round(float(value[blank.index]) + 0.317, 4)
        found = evaluate(graph, inputs(key, subject), slip)
        right = sheet(key, found, subject)
        answers |= {blank.id: right[blank.id] for blank in asked}
        answers |= {id: text for id, text in right.items() if id not in answers}
    for blank in key.blanks:
        text = answers.get(blank.id, "")
        if habit == "gaps" and chance.random() < 0.3:
            text = chance.choice(["", "about 3 or 4", "1,234", typed(7.77777)])
        yield id_of(place), key.variant, blank.id, text
