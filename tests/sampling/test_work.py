"""How much there is to do is counted as by hand, and is usual or not."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from quizgen.engine import Rounding
from quizgen.sampling.plan import Plan
from quizgen.sampling.sources import Numbers
from quizgen.sampling.usual import reference, usual_numbers
from quizgen.sampling.work import WORK, digits, is_usual
from tests.sampling.planted import ENTRY, PASS, candidates, plan

NUMBERS = {
    "alpha": [[1, -1, 0], [-3, -2, 2], [-1, -1, 2]],
    "beta": [[2, 3, -2, 0]],
    "x": [2, 3],
    "y": -1,
}
BOTH = ("one", "other")


def written(value: float, decimals: int) -> int:
    """Return the digits of a value as a student writes it."""
    exact = Decimal(repr(value)).normalize()
    places = min(decimals, max(0, -int(exact.as_tuple().exponent)))
    return sum(map(str.isdigit, f"{value:.{places}f}"))


def by_hand(numbers: dict[str, Any]) -> dict[str, int]:
    """Return the work of a whole pass, forward and back, of a network 2-3-1 with tanh."""
    alpha, beta, x, y = (np.array(numbers[name], float) for name in ("alpha", "beta", "x", "y"))
    inputs = np.concatenate([[1], x])
    a = alpha @ inputs
    z = np.tanh(a)
    hidden = np.concatenate([[1], z])
    yhat = beta @ hidden
    error = yhat - y
    grad_z = beta[:, 1:].T @ error
    slope = 1 - z * z
    grad_a = grad_z * slope
    pairs = [
        *((alpha[j, i], inputs[i]) for j in range(3) for i in range(3)),
        *((beta[0, j], hidden[j]) for j in range(4)),
        *((error[0], hidden[j]) for j in range(4)),
        *((beta[0, j], error[0]) for j in range(1, 4)),
        *zip(grad_z, slope, strict=True),
        *((grad_a[j], inputs[i]) for j in range(3) for i in range(3)),
    ]
    found = [a, z, yhat, error**2 / 2, error, error * hidden, grad_z, slope, grad_a]
    found.append(np.outer(grad_a, inputs))
    computed = np.concatenate([np.ravel(one) for one in found]).tolist()
    given = np.concatenate([np.ravel(one) for one in (alpha, beta, x, y)]).tolist()
    return {
        "operations": 4,
        "products": sum(one != 0 and other != 0 for one, other in pairs),
        "digits": sum(written(value, 5) for value in computed),
        "negative numbers": sum(value < 0 for value in (*given, *computed)),
        "look-ups": 3,
    }


@pytest.mark.parametrize("change", [{}, {"x": [1, -1]}, {"beta": [[0.5, 1, 1, -3]]}])
def test_work_is_counted_as_by_hand(change: dict[str, Any]) -> None:
    drawn = candidates(plan(PASS), NUMBERS, NUMBERS | change)
    counted = {name: int(count[1]) for name, count in drawn.work.items()}
    assert counted == by_hand(NUMBERS | change)
    assert list(counted) == list(WORK)


def test_entries_that_nobody_asks_for_are_no_work() -> None:
    """Of alpha's gradient one entry is asked: a product, not nine; of beta's none: not four."""
    numbers = {**NUMBERS, "alpha": [[1, -1, 1], *NUMBERS["alpha"][1:]], "beta": [[2, 3, -2, 1]]}
    one, whole = (candidates(plan(asks), numbers).work for asks in (ENTRY, PASS))
    assert whole["products"][0] - one["products"][0] == 8 + 4


@pytest.mark.parametrize(
    ("value", "count"),
    [(0, 1), (5, 1), (-12, 2), (2.5, 2), (1.9179, 5), (0.00034813, 6), (123.456789, 8)],
)
def test_digits_are_those_that_are_written(value: float, count: int) -> None:
    assert digits(np.array([value]), Rounding(5)).tolist() == [count]
    assert written(value, 5) == count


@pytest.mark.parametrize(
    ("value", "count"), [(5, 1), (1250, 3), (0.0003, 1), (0.123456, 4), (98765.4, 4)]
)
def test_digits_of_significant_figures(value: float, count: int) -> None:
    assert digits(np.array([value]), Rounding(figures=4)).tolist() == [count]


@pytest.mark.parametrize(
    ("count", "reference", "usual"),
    [
        *((3, 3, True), (4, 3, True), (5, 3, False), (6, 7, True), (5, 7, False)),
        *((30, 40, True), (29, 40, False), (50, 40, True), (51, 40, False), (10, 8, True)),
    ],
)
def test_usual_is_one_off_of_a_few_or_a_quarter(
    count: int, reference: float, usual: bool
) -> None:
    assert is_usual(np.array([count]), reference).tolist() == [usual]


def test_the_reference_is_the_median_of_what_is_usual_in_both_activations() -> None:
    tanh, sigmoid = plan(PASS), plan(PASS, "sigmoid")
    both = Plan(tanh.graph, tanh.rounding, tanh.asked, tanh.sources, BOTH, lambda: (sigmoid,))
    found = reference(both).work
    for name, usual in found.items():
        kept = [usual_numbers(one.usual()) for one in (tanh, sigmoid)]
        counts = [one.work[name] for one in kept if one is not None]
        assert usual == np.median(np.concatenate(counts))


def test_work_of_another_kind_is_held_against_its_own() -> None:
    """ReLU units need no look-ups: those of tanh are no measure for them."""
    relu, tanh = plan(PASS, "relu"), plan(PASS)
    beside = Plan(
        relu.graph, relu.rounding, relu.asked, relu.sources, BOTH, lambda: (tanh, tanh)
    )
    assert reference(beside).work["look-ups"] == 0
    assert reference(tanh).work["look-ups"] == 3


def test_where_no_numbers_meet_the_conditions_there_is_nothing_usual() -> None:
    whole = plan(PASS)
    sources = tuple((name, Numbers((Decimal(0),))) for name, _ in whole.sources)
    nothing = Plan(whole.graph, whole.rounding, whole.asked, sources)
    assert usual_numbers(nothing) is None
    assert reference(nothing).work == {}
