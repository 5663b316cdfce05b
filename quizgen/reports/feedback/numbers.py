"""A student's own numbers as values of the graph: what they wrote, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isfinite
from typing import TypeAlias

import numpy as np

from quizgen.engine import DOUBLES, OPS, Graph, evaluate
from quizgen.engine.arithmetic import Array
from quizgen.grading import Mark
from quizgen.keys import Answer, Key
from quizgen.reports.sheets import MarkedSheet

Values: TypeAlias = Mapping[str, Array]

SMALLEST, LARGEST = 1e-12, 1e12  # in size, of numbers that can be set out in a formula


def number_of(mark: Mark) -> float:
    """Return the number that was read, NaN where none was or it is beyond all bounds."""
    text = mark.read_as
    try:
        value = float(Fraction(text)) if "/" in text else float(text) if text else np.nan
    except (ValueError, OverflowError, ZeroDivisionError):
        return np.nan
    return value if isfinite(value) else np.nan


@dataclass(frozen=True, eq=False)
class Subject:
    """A network or an expression of one student's sheet, and what they answered about it."""

    name: str
    key: Key
    answers: tuple[tuple[Answer, Mark, float], ...]

    @property
    def graph(self) -> Graph:
        """Return its graph."""
        return self.key.graphs[self.name]

    @cached_property
    def asked(self) -> frozenset[str]:
        """Return the quantities that have a blank."""
        return frozenset(answer.quantity for answer, _, _ in self.answers)

    @property
    def right(self) -> Values:
        """Return the values of the key."""
        return self.key.values[self.name]

    @cached_property
    def fits(self) -> bool:
        """Say whether its numbers can be set out; those of a key from anywhere may not."""
        return fit_to_print([*self.right.values()])

    def typed(self, problem: str) -> Values:
        """Return what was written, by node, NaN elsewhere; as the problem's answers have it.

        Of an entry that is asked twice the problem's own answer counts, else the nearest
        before it.
        """
        if problem not in self._typed:
            self._typed[problem] = self._as_in(problem)
        return self._typed[problem]

    @cached_property
    def _typed(self) -> dict[str, Values]:
        return {}

    def _as_in(self, problem: str) -> Values:
        own = [one for one in self.answers if one[0].problem == problem]
        first = next(at for at, one in enumerate(self.answers) if one is own[0])
        before, after = self.answers[:first], self.answers[first:]
        others = [one for one in after if one[0].problem != problem]
        typed: dict[str, Array] = {}
        for answer, _, value in (*reversed(others), *before, *own):  # the last one stays
            if isfinite(value):
                shape = self.graph[answer.quantity].shape
                typed.setdefault(answer.quantity, np.full(shape, np.nan))[answer.index] = value
        return typed

    @np.errstate(all="ignore")
    def own(self, typed: Values) -> Values:
        """Return the values as the student's own answers make them."""
        return evaluate(self.graph, self.key.givens[self.name], typed)

    @np.errstate(all="ignore")
    def again(self, name: str, values: Values) -> Array:
        """Return a quantity computed from its operands, whatever was written for it."""
        node = self.graph[name]
        operands = [(values[parent], self.graph[parent].shape) for parent in node.parents]
        return OPS[node.op].evaluate(DOUBLES, node.shape, operands)


def subjects(sheet: MarkedSheet) -> dict[str, Subject]:
    """Return what a sheet's numbers are about, where the key has the numbers of its graph."""
    found: dict[str, list[tuple[Answer, Mark, float]]] = {}
    for answer, mark in sheet.answers:
        if answer.type == "number" and answer.subject[1] in sheet.key.givens:
            found.setdefault(answer.subject[1], []).append((answer, mark, number_of(mark)))
    return {name: Subject(name, sheet.key, tuple(all_)) for name, all_ in found.items()}


def fit_to_print(values: Sequence[Array]) -> bool:
    """Say whether numbers can be set out in a formula at all."""
    sizes = np.abs(np.concatenate([np.ravel(one) for one in values]))
    return bool((sizes < LARGEST).all())


def without_dust(values: Values, names: Sequence[str]) -> dict[str, Array]:
    """Return the values with 0 for what is too small to be read, of the nodes `names`."""
    dusted = {n: np.where(np.abs(values[n]) < SMALLEST, 0.0, values[n]) for n in names}
    return {**values, **dusted}


def others(graph: Graph, values: Values) -> dict[str, Array]:
    """Return other numbers for all that is computed, the givens as they are."""
    return {
        name: value if graph[name].is_given else 1.5 * value + 1
        for name, value in values.items()
    }
