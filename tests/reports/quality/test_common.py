"""What variants have in common, against counting pair by pair."""

from itertools import combinations

import numpy as np
import pytest

from quizgen.engine import Rounding
from quizgen.reports.quality.common import in_common, printed

ROUNDINGS = [Rounding(2), Rounding(5), Rounding(figures=2), Rounding(figures=4)]


@pytest.mark.parametrize("rounding", ROUNDINGS, ids=str)
def test_values_are_printed_as_a_sheet_prints_them(rounding: Rounding) -> None:
    chance = np.random.default_rng(4)
    values = chance.normal(size=400) * 10.0 ** chance.integers(-6, 7, 400)
    values[:9] = 0, 1, -1, 0.5, 99999.5, 0.00034812, 0.0009996, 1e-9, -12
    shown = printed(values, rounding)
    assert [float(rounding.display(repr(float(value)))) for value in values] == [*shown]


def test_shares_are_those_of_all_pairs() -> None:
    chance = np.random.default_rng(5)
    columns = {str(k): chance.integers(0, 4, 30).astype(float) for k in range(9)}
    columns["sometimes"] = np.where(chance.random(30) < 0.5, np.nan, 1.0)
    names = [f"v{k}" for k in range(30)]
    shares = {}
    for one, other in combinations(range(30), 2):
        pairs = [(column[one], column[other]) for column in columns.values()]
        there = [(a, b) for a, b in pairs if not np.isnan(a) and not np.isnan(b)]
        shares[names[one], names[other]] = sum(a == b for a, b in there) / len(there)
    found = in_common(names, [""] * 30, columns)
    assert found.answers == 10
    assert found.mean_share == pytest.approx(np.mean([*shares.values()]))
    assert found.most_pair is not None
    assert found.most_share == max(shares.values()) == shares[found.most_pair]


def test_a_repeat_is_told_with_the_earliest() -> None:
    found = in_common(list("abcde"), ["1", "2", "1", "1", "2"], {})
    assert found.repeats == (("c", "a"), ("d", "a"), ("e", "b"))


def test_variants_without_given_numbers_repeat_nothing() -> None:
    assert in_common(list("ab"), ["", ""], {}).repeats == ()


@pytest.mark.parametrize("variants", [0, 1])
def test_one_variant_has_nothing_in_common(variants: int) -> None:
    found = in_common(["a"][:variants], ["1"][:variants], {"z": np.ones(variants)})
    assert (found.mean_share, found.most_share, found.most_pair) == (0, 0, None)
