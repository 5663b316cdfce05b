"""Significant figures: what stands on the paper, and sums whose order of adding matters."""

import csv
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.engine import (
    DIGITS40,
    DOUBLES,
    Arithmetic,
    Interval,
    Rounding,
    bounds,
    evaluate,
    steps,
)
from quizgen.engine.networks import Architecture, network_graph
from quizgen.engine.ranges.figures import MOST_ORDERED, Figures
from quizgen.engine.ranges.honest import Honest

from .test_bounds import Sheet, draw_sheet, in_doubles, work

CASES = Path(__file__).parent.parent / "cases"
BOTH = pytest.mark.parametrize("arithmetic", [DOUBLES, DIGITS40], ids=["doubles", "40 digits"])
EXACT = Context(prec=200)
HOWS = (ROUND_HALF_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR)


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", rows("display.csv"), ids=lambda case: case["why"])
def test_a_number_is_printed_to_its_figures(case: dict[str, str]) -> None:
    rounding = Rounding(figures=int(case["figures"]))
    assert rounding.display(case["value"]) == case["printed"]
    for arithmetic in (DOUBLES, DIGITS40):
        assert rounding.display(arithmetic.array(case["value"])[()]) == case["printed"]


@BOTH
@pytest.mark.parametrize("case", rows("written.csv"), ids=lambda case: case["why"])
def test_what_is_written_goes_out_to_the_kept_figure(
    case: dict[str, str], arithmetic: Arithmetic
) -> None:
    lo, hi = (arithmetic.array([case[end]]) for end in ("lo", "hi"))
    honest = Honest(arithmetic, Rounding(figures=int(case["figures"])))
    paper = honest.written(Interval(lo, hi))
    assert paper.lo.tolist() == arithmetic.array([case["written_lo"]]).tolist()
    assert paper.hi.tolist() == arithmetic.array([case["written_hi"]]).tolist()


@BOTH
@pytest.mark.parametrize(
    ("a", "b", "left"), [("2.000012", "2", "0.000012"), ("2.1", "2.1", "0")]
)
def test_last_bits_of_a_difference_are_no_figures(
    a: str, b: str, left: str, arithmetic: Arithmetic
) -> None:
    off = arithmetic.array([a]) - arithmetic.array([b])
    paper = Honest(arithmetic, Rounding(figures=4)).written(Interval(off, off))
    assert paper.lo.tolist() == paper.hi.tolist() == arithmetic.array([left]).tolist()


@pytest.mark.parametrize(
    ("value", "unit"),
    [("1.918", "0.001"), ("-12350", "10"), ("0.0003483", "1e-7"), ("1000", "1"), ("0", "0")],
)
@BOTH
def test_a_unit_is_one_in_the_last_kept_place(
    value: str, unit: str, arithmetic: Arithmetic
) -> None:
    honest = Honest(arithmetic, Rounding(figures=4))
    assert honest.unit(arithmetic.array([value])).tolist() == arithmetic.array([unit]).tolist()


def test_either_decimals_or_figures_are_kept() -> None:
    for wrong in ({}, {"decimals": 5, "figures": 4}):
        with pytest.raises(ValueError, match="decimals or figures"):
            Rounding(**wrong)


NUMBERS = st.decimals(-(10**6), 10**6, allow_nan=False, places=9).map(lambda number: number + 0)


@given(NUMBERS, st.integers(1, 8))
def test_what_is_printed_is_the_number_correctly_rounded(number: Decimal, kept: int) -> None:
    printed = Rounding(figures=kept).display(number)
    off = abs(Fraction(printed) - Fraction(number))
    places = max(kept, 3) - 1 - number.adjusted()
    assert "E" not in printed
    if off:
        assert off <= Fraction(10) ** -places / 2
        digits = printed.lstrip("-").replace(".", "").lstrip("0")
        assert len(digits) == max(kept, 3) or ("." not in printed and printed.endswith("0"))


@given(st.data(), st.integers(3, 6), st.integers(2, 9))
def test_a_sum_holds_whatever_order_it_is_added_in(
    data: st.DataObject, figures: int, count: int
) -> None:
    kept = Context(prec=figures)
    spread = st.tuples(st.integers(-9999, 9999), st.integers(-6, 3))
    terms = [
        kept.create_decimal(Decimal(digits).scaleb(power))
        for digits, power in data.draw(st.lists(spread, min_size=count, max_size=count))
    ]
    chance = Random(data.draw(st.integers(0, 10**6)))
    low, high = total(terms, figures)
    for _ in range(20):
        assert low <= added(terms, figures, chance) <= high


def total(terms: Sequence[Decimal], figures: int) -> tuple[Decimal, Decimal]:
    row = np.array(terms, dtype=object)
    found = Figures(DIGITS40, figures).total(Interval(row, row), (-1,))
    return found.lo[0], found.hi[0]


def added(terms: Sequence[Decimal], figures: int, chance: Random) -> Decimal:
    """Add two by two in any order, each sum kept in full, rounded or cut off."""
    left = list(terms)
    while len(left) > 1:
        chance.shuffle(left)
        result = EXACT.add(left.pop(), left.pop())
        how = chance.choice((*HOWS, None))
        left.append(result if how is None else Context(figures, rounding=how).plus(result))
    return left[0]


@pytest.mark.parametrize("count", [2, MOST_ORDERED, MOST_ORDERED + 3])
def test_what_adds_up_without_rounding_stays_exact(count: int) -> None:
    terms = [Decimal("1.25") * (-1) ** i * i for i in range(1, count + 1)]
    assert total(terms, 4) == (sum(terms), sum(terms))


def test_what_cancels_keeps_the_units_that_it_was_rounded_at() -> None:
    # 123.4 + 0.01234 is 123.4 or 123.5 on paper, and 123.3 taken off leaves 0.1 or 0.2
    assert total([Decimal("123.4"), Decimal("0.01234"), Decimal("-123.3")], 4) == (
        Decimal("0.1"),
        Decimal("0.2"),
    )


def test_a_sum_of_many_terms_is_bounded_about_as_far_as_adding_can_take_it() -> None:
    chance, wider = Random("wide"), []
    for _ in range(60):
        terms = [Decimal(chance.randint(-9999, 9999)).scaleb(-3) for _ in range(8)]
        low, high = total(terms, 4)
        sums = [added(terms, 4, chance) for _ in range(300)]
        if max(sums) > min(sums):
            wider.append((high - low) / (max(sums) - min(sums)))
    assert len(wider) > 30
    assert median(wider) < 5


@pytest.mark.parametrize("sizes", [(7, 2, 1), (2, 6, 2), (2, 2, 6)])
@pytest.mark.parametrize("step", ["1", "0.1"])
def test_honest_work_on_wide_layers_stays_inside(sizes: tuple[int, ...], step: str) -> None:
    chance = Random(f"wide {sizes} {step}")
    architecture = Architecture(sizes, ("tanh", "identity"), "half_squared_error")
    graph = network_graph(architecture)
    for kept in (3, 5):
        sheet = Sheet(architecture, Decimal(step), Rounding(figures=kept))
        drawn = sheet.draw(chance, 3)
        ranges = bounds(graph, in_doubles(drawn), sheet.rounding)
        for at, one in enumerate(drawn):
            for name, index, answer in work(sheet, graph, one, chance):
                lo, hi = ranges[name].lo[(at, *index)], ranges[name].hi[(at, *index)]
                guard = 1e-6 * 10.0 ** -sheet.rounding.places(answer)
                assert lo - guard <= float(answer) <= hi + guard, (one, name, index)


@pytest.mark.parametrize("step", ["1", "0.1"])
def test_ranges_of_figures_are_no_more_idle_than_those_of_decimals(step: str) -> None:
    """A range is idle by how much wider it is than what many students make of the value."""
    idle: dict[bool, float] = {}
    for figures in (False, True):
        chance, ratios = Random(f"idle {step}"), []
        for _ in range(12):
            sheet = draw_sheet(chance, figures)
            graph = sheet.graph()
            drawn = sheet.draw(chance, 1)
            ranges = bounds(graph, in_doubles(drawn), sheet.rounding)
            seen: dict[tuple[str, tuple[int, ...]], list[Decimal]] = {}
            for _ in range(60):
                for name, index, answer in work(sheet, graph, drawn[0], chance):
                    seen.setdefault((name, index), []).append(answer)
            for (name, index), answers in seen.items():
                if spread := float(max(answers) - min(answers)):
                    width = ranges[name].hi[(0, *index)] - ranges[name].lo[(0, *index)]
                    ratios.append(width / spread)
        idle[figures] = median(ratios)
    assert idle[True] < 1.5 * idle[False]


def test_given_numbers_are_put_in_as_they_are() -> None:
    graph = network_graph(Architecture((1, 1, 1), ("tanh", "identity"), "squared_error"))
    given = {"x": [10.0625], "alpha": [[0.5, 0.012345]], "beta": [[1, 2]], "y": 0.100001}
    inputs = {name: DIGITS40.array(value) for name, value in given.items()}
    values = evaluate(graph, inputs, arithmetic=DIGITS40)
    targets = [(name, None) for name in ("a1", "loss", "grad:alpha")]
    worked = steps(graph, values, Rounding(figures=3), [*targets, ("grad:alpha", (0, 1))])
    put_in = " ".join(right for step in worked for right in step.rights)
    for number in ("10.0625", "0.012345", "0.100001", "0.624"):  # the last is a, computed
        assert number in put_in
