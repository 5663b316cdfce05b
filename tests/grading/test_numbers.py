import re
import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizgen.grading.forms import FARTHEST, Reading
from quizgen.grading.judging import judge
from quizgen.grading.numbers import read_number

from . import sample
from .sample import cases

READ_AS = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?|-?[0-9]+/[0-9]+")
SCRAPS = st.text(
    st.sampled_from("0123456789.,eExX+-*^/% ()[]{}×·⁻³−–½'_#nai０٣％\u200b\t=~≈z:\"$\\\\"),
    max_size=30,
)


DECIMALS = st.decimals(-999, 999, places=5)


@pytest.mark.parametrize("case", cases("numbers.csv"), ids=lambda case: ascii(case["input"]))
def test_each_form_has_its_verdict(case: dict[str, str]) -> None:
    reading = read_number(case["input"])
    assert (reading.verdict, reading.read_as) == (case["verdict"], case["read_as"])
    assert reading.why == case["note"]
    assert bool(reading.why) == (reading.verdict == "unreadable")


def test_the_table_repeats_no_form() -> None:
    inputs = [case["input"] for case in cases("numbers.csv")]
    assert len(inputs) == len(set(inputs))
    assert all(case["why"] for case in cases("numbers.csv"))


@given(st.one_of(st.text(max_size=300), SCRAPS))
@example("1" * 200 + "e400")
def test_any_text_is_read_refused_or_blank(text: str) -> None:
    reading = read_number(text)
    if reading.verdict == "read":
        assert READ_AS.fullmatch(reading.read_as)
        assert exactly(reading.read_as) == reading.value
        again = read_number(reading.read_as)
        assert (again.value, again.verdict) == (reading.value, "read")
    else:
        assert reading == Reading(reading.verdict, why=reading.why)


@given(st.text(st.characters(exclude_categories=("Nd", "No", "Nl")), max_size=60))
def test_text_without_a_digit_is_never_read(text: str) -> None:
    assert read_number(text).verdict != "read"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_every_plain_decimal_is_read_exactly(number: object) -> None:
    text = f"{number:f}"
    assert read_number(text).value == Fraction(text)
    assert read_number(text.replace("-", "−").replace(".", "．")).value == Fraction(text)


@given(st.integers(-9, 99), st.integers(0, 9), st.integers(1, 9))
def test_a_mixed_number_is_the_sum_of_its_parts(whole: int, over: int, more: int) -> None:
    under = over + more
    expected = abs(whole) + Fraction(over, under)
    assert read_number(f"{whole} {over}/{under}").value == (
        expected if whole >= 0 else -expected
    )


@given(DECIMALS, DECIMALS)
def test_a_product_is_worked_out_exactly(one: Decimal, other: Decimal) -> None:
    product = Fraction(one) * Fraction(other)
    assert read_number(f"{one}*({other})").value == product
    assert Fraction(read_number(f"{one} × {other}").read_as) == product
    if other and any(one.as_tuple().exponent or 0 for one in (one, other)):
        assert read_number(f"{one} / {other}").value == Fraction(one) / Fraction(other)


@given(DECIMALS, st.integers(0, 4))
def test_a_chain_is_read_where_its_sides_agree(number: Decimal, places: int) -> None:
    rounded = f"{number:.{places}f}"
    agree = places > 0 or abs(Fraction(rounded) - Fraction(number)) < Fraction(1, 2)
    agree = number == Decimal(rounded) or (agree and Decimal(rounded) != 0)
    chain = read_number(f"z1 = {number} ≈ {rounded}")
    assert chain.value == (Fraction(number) if agree else 0)
    off = f"{number + Decimal(3).scaleb(-places):.{places}f}"
    assert read_number(f"{number} = {off}").verdict == "unreadable"


@given(
    DECIMALS, st.sampled_from(["z1 = {}", "≈ {}", "{} approx", "{} (rounded)", "${}$", "[{}]"])
)
def test_its_dress_changes_no_number(number: Decimal, dress: str) -> None:
    assert read_number(dress.format(number)) == read_number(f"{number}")


@pytest.mark.parametrize(
    ("text", "place", "figures"),
    [
        ("1.92", -2, 3),
        ("1.900", -3, 4),
        ("0.000348", -6, 3),
        ("3.48e-4", -6, 3),
        ("12%", -2, 2),
        ("1200", 0, 4),
        ("1.2e3", 2, 2),
        ("0.00", -2, 0),
        ("1/3", None, 0),
        ("2*0.5", None, 0),
        ("1.91790 ≈ 1.92", -5, 6),
        ("z1 = 0.50 (2 d.p.)", -2, 2),
    ],
)
def test_a_reading_knows_how_far_it_was_given(
    text: str, place: int | None, figures: int
) -> None:
    reading = read_number(text)
    assert (reading.place, reading.figures) == (place, figures)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 5_000_000,
        " " * 5_000_000,
        "1 " * 2_500_000,
        "[" * 5_000_000,
        "-" * 199,
        "1," * 99,
        "1 " * 99,
        "(" * 100 + ")" * 99,
        "1e" + "9" * 190,
        "⁻" * 199,
        "½" * 199,
        "= " * 99,
        "z" * 199,
        "z " * 99 + "=",
        "(" * 66 + "z" + ")" * 66,
        "tanh(" * 39,
        "x1=" * 66,
        "about " * 33,
        "5" + " approx" * 28,
        "9" * 90 + "*" + "9e300" * 20,
        "1e400/1e-400",
        "\\frac{1}{" * 19,
        "[1," * 66,
        "$" * 199,
        "1' " * 66,
        '"' * 199,
    ],
    ids=lambda text: f"{text[:4]!r} {len(text)}",
)
def test_no_cell_takes_long(text: str) -> None:
    start = time.process_time()
    assert read_number(text).verdict != "read"
    assert time.process_time() - start < 0.5


def exactly(read_as: str) -> Fraction:
    assert len(read_as) < 2 * FARTHEST
    return Fraction(read_as)


@pytest.mark.parametrize(
    ("blank", "typed"),
    [
        ("forward.a[2]", "5.551115123125783e-17"),  # 0.1 + 0.2 − 0.3, as Python prints it
        ("forward.a[2]", "-4.440892098500626e-16"),
        ("backward.dalpha[2,0]", "2.4999999999999996"),
    ],
)
def test_the_last_bits_of_a_program_s_number_are_nothing(blank, typed):
    key = sample.key()
    answer = next(b for b in key.blanks if b.id == blank)
    assert judge(typed, answer, 5).verdict == "correct"
    near = f"{answer.value + 1e-5:.5f}"
    assert judge(near, answer, 5).verdict == "wrong"
