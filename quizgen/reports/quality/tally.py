"""Counts what is drawn, a variant at a time, keeping a few numbers of each."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from quizgen.engine import Rounding
from quizgen.engine.mistakes import MISTAKES
from quizgen.reports.quality.common import Floats, in_common, printed
from quizgen.reports.quality.figures import (
    AlikeFigures,
    AnswerFigures,
    ClassFigures,
    ConditionFigures,
    MistakeFigures,
    Quality,
    SubjectFigures,
    Timing,
    WorkFigures,
)
from quizgen.reports.quality.spread import spread
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.expression_conditions import EXPRESSION_CONDITIONS
from quizgen.sampling.seen import CLEAR
from quizgen.sampling.specs import ProblemSet
from quizgen.sampling.subjects import SORTS
from quizgen.sampling.survey import Surveyed
from quizgen.sampling.work import FEW, LIKE, WORK


def band(reference: float) -> tuple[float, float]:
    """Return what counts as about as much work as the reference: ±25%, ±1 where it is few."""
    either_way = 1.0 if reference < FEW else LIKE * reference
    return reference - either_way, reference + either_way


class Tally:
    """The variants of a set so far."""

    def __init__(self, the_set: ProblemSet) -> None:
        self._set = the_set
        self._names: list[str] = []
        self._given: list[str] = []
        self._seconds = array("d")
        self._failed: list[tuple[str, str]] = []
        self._subjects: dict[str, _Subject] = {}

    def add(self, variant: str, drawn: Sequence[Surveyed], seconds: float) -> None:
        """Count a variant that was drawn."""
        number = len(self._names)
        self._names.append(variant)
        # What the set gives is the same for all, and held against no reference.
        own = (one.given for one in drawn if one.values and one.reference)
        self._given.append(" ".join(own))
        self._seconds.append(seconds)
        for one in drawn:
            self._subjects.setdefault(one.subject, _Subject()).add(variant, number, one)

    def fail(self, variant: str, reason: str) -> None:
        """Count a variant that could not be drawn."""
        self._failed.append((variant, reason))

    def quality(
        self, seed: int | None, conditions: bool, total: float, stopped: bool = False
    ) -> Quality:
        """Return all that was found; `total` is how many seconds it took."""
        rounding = self._set.rounding.kept
        times = np.array(self._seconds) if self._seconds else np.zeros(1)
        return Quality(
            self._set.name,
            self._set.title,
            seed,
            conditions,
            len(self._names) + len(self._failed),
            tuple(self._failed),
            stopped,
            tuple(
                one.figures(name, self._sort(name), rounding)
                for name, one in self._subjects.items()
            ),
            self._in_common(rounding),
            self._hidden(),
            Timing(float(np.median(times)), float(times.max()), total),
        )

    def _hidden(self) -> tuple[str, ...]:
        """Return the variants that hide a mistake which shows on others, or are alone."""
        hidden = {
            variant
            for one in self._subjects.values()
            for mistake, variants in one.hidden.items()
            if len(variants) < len(one.shown[mistake]) or len(self._names) == 1
            for variant in variants
        }
        return tuple(name for name in self._names if name in hidden)

    def _sort(self, subject: str) -> str:
        """Return what a subject is: a network, an expression."""
        return next(
            sort for sort, row in SORTS.items() if subject in getattr(self._set, row.table)
        )

    def _in_common(self, rounding: Rounding) -> ClassFigures:
        columns = {}
        for subject, one in self._subjects.items():
            for name, (numbers, values) in one.values.items():
                column = np.full(len(self._names), np.nan)
                column[np.array(numbers)] = printed(np.array(values), rounding)
                columns[f"{subject} {name}"] = column
        return in_common(self._names, self._given, columns)


class _Subject:
    """One subject of the set, over the variants so far."""

    def __init__(self) -> None:
        self.variants = self.tried = 0
        self.unmet: Counter[str] = Counter()
        self.broken: defaultdict[str, list[str]] = defaultdict(list)
        self.shown: defaultdict[str, array[float]] = defaultdict(lambda: array("d"))
        self.hidden: defaultdict[str, list[str]] = defaultdict(list)
        self.alike: Counter[tuple[str, str]] = Counter()
        self.work: defaultdict[str, array[float]] = defaultdict(lambda: array("d"))
        self.reference: defaultdict[str, array[float]] = defaultdict(lambda: array("d"))
        self.values: defaultdict[str, tuple[array[int], array[float]]] = defaultdict(
            lambda: (array("L"), array("d"))
        )

    def add(self, variant: str, number: int, one: Surveyed) -> None:
        self.variants += 1
        self.tried += one.tried
        self.unmet.update(one.unmet)
        self.alike.update((min(pair), max(pair)) for pair in one.alike)
        for name in one.broken:
            self.broken[name].append(variant)
        for name, clearly in one.shown.items():
            self.shown[name].append(clearly)
            if clearly <= CLEAR:
                self.hidden[name].append(variant)
        for name, amount in one.work.items():
            self.work[name].append(amount)
            if name in one.reference:
                self.reference[name].append(one.reference[name])
        for name, value in one.values.items():
            numbers, values = self.values[name]
            numbers.append(number)
            values.append(value)

    def figures(self, name: str, sort: str, rounding: Rounding) -> SubjectFigures:
        answers = {entry: np.array(values) for entry, (_, values) in self.values.items()}
        quantities: defaultdict[str, list[Floats]] = defaultdict(list)
        for entry, values in answers.items():
            quantities[entry.partition("[")[0]].append(values)
        pooled = {quantity: np.concatenate(parts) for quantity, parts in quantities.items()}
        return SubjectFigures(
            name,
            sort,
            self.variants,
            self.tried,
            tuple(self._conditions(sort)),
            tuple(self._mistakes()),
            tuple(AlikeFigures(pair, count) for pair, count in self.alike.most_common()),
            tuple(self._work()),
            tuple(_answers(answers, rounding)),
            tuple(_answers(pooled, rounding)),
        )

    def _conditions(self, sort: str) -> Iterable[ConditionFigures]:
        of_it = EXPRESSION_CONDITIONS if sort == "expression" else CONDITIONS
        for name, row in of_it.items():
            broken_on = tuple(self.broken.get(name, ()))
            yield ConditionFigures(name, row.summary, self.unmet[name], broken_on)

    def _mistakes(self) -> Iterable[MistakeFigures]:
        for name, row in MISTAKES.items():
            if name in self.shown:
                clearly = np.array(self.shown[name])
                median, least = float(np.median(clearly)), float(clearly.min())
                hidden = tuple(self.hidden.get(name, ()))
                yield MistakeFigures(name, row.summary, len(clearly), median, least, hidden)

    def _work(self) -> Iterable[WorkFigures]:
        for name, amounts in self.work.items():
            references, summary = self.reference[name], WORK[name].summary
            if not references:
                yield WorkFigures(name, summary, None, None, None, spread(amounts))
                continue
            bands = [band(reference) for reference in references]
            within = sum(
                low <= amount <= high
                for amount, (low, high) in zip(amounts, bands, strict=True)
            )
            usual, widest = float(np.median(references)), (min(bands)[0], max(bands)[1])
            yield WorkFigures(name, summary, usual, widest, within, spread(amounts))


def _answers(values: Mapping[str, Floats], rounding: Rounding) -> Iterable[AnswerFigures]:
    for name, of_it in values.items():
        shown, counts = np.unique(printed(of_it, rounding), return_counts=True)
        at = int(counts.argmax())
        commonest, share = float(shown[at]), float(counts[at] / len(of_it))
        yield AnswerFigures(name, spread(of_it), commonest, share)
