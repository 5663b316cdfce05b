"""The statistics, against printed tables and formulas written out."""

from collections.abc import Sequence
from math import isnan, sqrt
from statistics import correlation, fmean, variance

import pytest

from quizgen.reports.classroom.statistics import Moments, student_t, welch

# The 95% and 99% points of Student's t, as every textbook's table prints them.
TABLE = [
    (1, 0.95, 12.706),
    (2, 0.95, 4.303),
    (5, 0.95, 2.571),
    (10, 0.95, 2.228),
    (30, 0.95, 2.042),
    (120, 0.95, 1.980),
    (10, 0.99, 3.169),
]


@pytest.mark.parametrize(("freedom", "level", "bound"), TABLE)
def test_student_s_t_is_that_of_the_tables(freedom: int, level: float, bound: float) -> None:
    assert student_t(freedom, level) == pytest.approx(bound, abs=5e-4)


def item_rest(item: Sequence[float], rest: Sequence[float]) -> float:
    moments = Moments()
    for pair in zip(item, rest, strict=True):
        moments.take(*pair)
    assert (moments.count, moments.mean) == (len(item), pytest.approx(fmean(item)))
    return moments.correlation


def test_the_correlation_is_the_textbook_s() -> None:
    item = [0, 1, 0, 1, 1, 0, 1, 1, 0, 1]
    rest = [0.2, 0.9, 0.4, 0.7, 0.8, 0.3, 0.5, 1.0, 0.6, 0.4]
    assert item_rest(item, rest) == pytest.approx(correlation(item, rest))


def test_no_correlation_is_made_of_little_or_of_what_does_not_vary() -> None:
    assert isnan(item_rest([1, 0, 1], [1, 0, 1]))
    assert isnan(item_rest([1] * 20, [*range(20)]))


def test_welch_s_interval_is_the_formula_s() -> None:
    some, others = [0.5, 0.6, 0.55, 0.4], [0.8, 0.9, 0.7, 0.85, 0.95]
    found = welch(some, others, 0.95)
    assert found is not None
    one, other = variance(some) / 4, variance(others) / 5
    freedom = (one + other) ** 2 / (one**2 / 3 + other**2 / 4)
    half = student_t(int(freedom), 0.95) * sqrt(one + other)
    assert found.difference == pytest.approx(fmean(some) - fmean(others))
    assert (found.low, found.high) == pytest.approx(
        (found.difference - half, found.difference + half)
    )
    assert not found.holds_zero
    assert welch([1.0, 1.0], [1.0, 1.0], 0.95) is None
