"""How a number is printed: to the place, three significant figures where that is more."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.engine import DIGITS40, Rounding, Table


@pytest.mark.parametrize(
    ("decimals", "value", "printed"),
    [
        (5, 5, "5"),
        (5, 5.0, "5"),
        (5, 0.5, "0.5"),
        (5, 1000, "1000"),
        (5, "1E+3", "1000"),
        (5, 0, "0"),
        (5, -0.0, "0"),
        (5, -3, "-3"),
        (5, "1.91789971886", "1.91790"),  # a trailing zero says how far it was worked out
        (5, "1.9179", "1.9179"),  # what is exact needs none
        (5, "-1.91789971886", "-1.91790"),
        (5, "4.99999999", "5.00000"),
        (5, "0.000348290050828", "0.000348"),  # three figures are more than five places
        (5, "0.0378475762102", "0.03785"),
        (5, "0.00100049", "0.00100"),
        (5, "0.000999999", "0.001000"),
        (5, "-0.00000123456", "-0.00000123"),
        (5, "0.000005", "0.000005"),
        (3, "0.0625", "0.0625"),  # exact in the three figures that it has
        (3, "0.06255", "0.0626"),
        (5, "1.000005", "1.00001"),  # a tie goes away from zero
        (5, "-1.000005", "-1.00001"),
        (5, "1.0000049999", "1.00000"),
        (3, "123456.7894", "123456.789"),
        (0, "2.5", "2.5"),
        (0, "123.5", "124"),
    ],
)
def test_a_number_is_printed_to_its_place(decimals: int, value: object, printed: str) -> None:
    assert Rounding(decimals).display(value) == printed


def test_both_arithmetics_print_alike() -> None:
    third = DIGITS40.array(1)[()] / 3
    assert Rounding(5).display(third) == Rounding(5).display(1 / 3) == "0.33333"


@given(
    st.decimals(-1000, 1000, allow_nan=False, places=9).map(lambda number: number + 0),
    st.integers(2, 6),
)
def test_what_is_printed_is_the_number_correctly_rounded(number: Decimal, kept: int) -> None:
    printed = Rounding(kept).display(number)
    shown = len(printed.partition(".")[2])
    significant = len(printed.replace(".", "").lstrip("-0"))
    off = abs(Fraction(printed) - Fraction(number))
    places = max(kept, 2 - number.adjusted()) if number else kept
    assert off <= Fraction(1, 2 * 10**places)
    if off:
        assert shown == places
        assert significant >= 3
    assert "E" not in printed


def test_a_table_is_read_as_printed() -> None:
    table = Table("tanh", (0.5, 1.0), ("0.46212", "0.76159"))
    assert table.look_ups() == {
        Decimal("0.5"): Decimal("0.46212"),
        Decimal("1"): Decimal("0.76159"),
    }


def test_an_odd_table_is_read_on_both_sides() -> None:
    table = Table("tanh", (0.0, 1.0), ("0", "0.76159"), odd=True)
    assert table.look_ups() == {
        Decimal(-1): Decimal("-0.76159"),
        Decimal(0): Decimal(0),
        Decimal(1): Decimal("0.76159"),
    }
