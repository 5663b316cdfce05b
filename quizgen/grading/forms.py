"""The forms of one number, and what each is worth.

A form is a row of `FORMS`: a pattern over what `numbers` has stripped and lowered, and how
it is read.  A form that has two meanings is in the table too, and is not read.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Literal

from quizgen.grading.refusals import LOST_POWER, refusal

LONGEST = 200  # characters of one number
FARTHEST = 400  # powers of ten; a double ends at 308


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says.

    `read_as` is one plain decimal, one with an exponent, or a/b.  `place` is the power of
    ten of the last digit given, None for what is exact, a fraction or a product; `figures`
    counts the significant ones.  `worked` is True of a product or quotient of decimals.
    Where nothing could be read, `why` says what to write instead.
    """

    verdict: Literal["read", "unreadable", "blank"]
    value: Fraction = Fraction(0)
    read_as: str = ""
    place: int | None = None
    figures: int = 0
    worked: bool = False
    why: str = ""


BLANK = Reading("blank")


def unreadable(why: str) -> Reading:
    """Return the reading of a cell that cannot be read, with the reason."""
    return Reading("unreadable", why=why)


def read_form(typed: str) -> Reading | None:
    """Return what `typed` says as one of the forms, None where it is none of them."""
    for pattern, read in FORMS:
        if found := pattern.fullmatch(typed):
            return read(found)
    return None


def _decimal(found: re.Match[str]) -> Reading:
    """Read `[sign] digits [exponent] [% or ‰]`."""
    mantissa = point(found["mantissa"])
    exponent = found["exponent"] or found["power"]
    if mantissa is None:
        return _two_meanings(found["mantissa"])
    return _scaled(found["sign"], mantissa, exponent, _SHARES[found["share"]])


def _power(found: re.Match[str]) -> Reading:
    """Read a power of ten that stands alone, `10^-3`."""
    return _scaled(found["sign"], "1", found["power"], 0)


def _scaled(sign: str, mantissa: str, exponent: str | None, share: int) -> Reading:
    power = int(exponent or 0) + share
    if abs(power) > FARTHEST:
        return _TOO_FAR
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    place = power - len(part)
    size = int(digits or 0)
    value = Fraction(size * 10**place) if place >= 0 else Fraction(size, 10**-place)
    if exponent is None and share:
        read_as = f"{Decimal(f'{digits or 0}e{place}'):f}"
    else:
        read_as = (whole.lstrip("0") or "0") + (f".{part}" if part else "")
        read_as += "" if exponent is None else f"e{power}"
    if sign == "-" and digits:
        value, read_as = -value, f"-{read_as}"
    return Reading("read", value, read_as, place, len(digits))


def _fraction(found: re.Match[str]) -> Reading:
    """Read `a/b`, or a mixed number `1 1/2`, which is 3/2 and never 11/2."""
    whole, over, under = int(found["whole"] or 0), int(found["over"]), int(found["under"])
    if under == 0:
        return _OVER_NOTHING
    if found["whole"]:
        if over >= under:
            return unreadable("a mixed number needs a fraction below 1: write 3/2 or 1.5")
        over += whole * under
    sign = -1 if found["sign"] == "-" and over else 1
    return Reading("read", Fraction(sign * over, under), f"{sign * over}/{under}")


def _product(found: re.Match[str]) -> Reading:
    """Read the product or quotient of two decimals, exactly."""
    left, right, sign = found["left"].strip("()"), found["right"].strip("()"), found["times"]
    if sign == "·" and left.lstrip("+-").isdigit() and right.isdigit():
        return unreadable("a raised dot may multiply or mark decimals: write 0.5 or 2*5")
    if sign != "/" and _LOST_POWER.fullmatch(found["right"]):
        return unreadable(LOST_POWER)
    if sign == "/" and "e" in right and found["right"] == right:
        return unreadable(
            "an exponent below a fraction may belong to the whole: write the result"
        )
    one, other = read_form(left), read_form(right)
    if not one or not other:
        return unreadable("write the result of the calculation: one number")
    if "unreadable" in (one.verdict, other.verdict):
        return one if one.verdict == "unreadable" else other
    if sign == "/" and other.value == 0:
        return _OVER_NOTHING
    value = one.value / other.value if sign == "/" else one.value * other.value
    if max(abs(value.numerator), value.denominator) >= 10**FARTHEST:
        return _TOO_FAR
    if sign == "/":
        read_as = f"{value.numerator}/{value.denominator}"
    else:
        read_as = _exactly(one.read_as, other.read_as) if value else "0"
    if len(read_as) > LONGEST:
        return unreadable("too many digits to be meant: write the result, one number")
    return Reading("read", value, read_as, worked=True)


def _exactly(one: str, other: str) -> str:
    """Return the product of two decimals, no digit lost."""
    with localcontext(prec=2 * LONGEST):
        product = (Decimal(one) * Decimal(other)).normalize()
    if abs(product.adjusted()) < LONGEST // 4:
        return f"{product:f}"
    return f"{product:e}".replace("e+", "e")


def point(mantissa: str) -> str | None:
    """Return `mantissa` with at most a decimal point, None where it has two meanings.

    A comma marks decimals where it cannot group thousands: `0,234`, `1,23456`, `1234,567`.
    An apostrophe and an underscore can only group.
    """
    if "'" in mantissa or "_" in mantissa:
        if not _GROUPED.fullmatch(mantissa):
            return None
        return re.sub("['_]", "", mantissa).replace(",", ".")
    if "," not in mantissa and mantissa.count(".") < 2:
        return mantissa
    if _ENGLISH.fullmatch(mantissa):
        return mantissa.replace(",", "")
    if _CONTINENTAL.fullmatch(mantissa):
        return mantissa.replace(".", "").replace(",", ".")
    if mantissa.count(",") > 1 or "." in mantissa or THOUSANDS.fullmatch(mantissa):
        return None
    return mantissa.replace(",", ".")


def _two_meanings(mantissa: str) -> Reading:
    if THOUSANDS.fullmatch(mantissa):
        joined, pointed = mantissa.replace(",", ""), mantissa.replace(",", ".")
        return unreadable(
            f"a comma here may group thousands or mark decimals: write {joined} or {pointed}"
        )
    return unreadable(refusal(mantissa))


_TOO_FAR = unreadable(f"an exponent beyond {FARTHEST}: write a number of ordinary size")
_OVER_NOTHING = unreadable("a fraction over 0: write a number")
_SHARES = {None: 0, "%": -2, "‰": -3}
THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_CONTINENTAL = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:'[0-9]{3})+|(?:_[0-9]{3})+)(?:[.,][0-9]*)?")
_LOST_POWER = re.compile(r"10[0-9]*")
_FACTOR = r"[+-]?(?:10\^[+-]?[0-9]+|(?=[.,]?[0-9])[0-9.,]*[0-9.](?:e[+-]?[0-9]+)?)"
FORMS = (
    (
        re.compile(
            r"(?P<sign>[+-]?)(?P<mantissa>(?=[.,]*[0-9])[0-9.,'_]+)"
            r"(?:(?:e|d(?=[+-]))(?P<exponent>[+-]?[0-9]+)|[*x·]10\^(?P<power>[+-]?[0-9]+))?(?P<share>[%‰])?"
        ),
        _decimal,
    ),
    (re.compile(r"(?P<sign>[+-]?)10\^(?P<power>[+-]?[0-9]+)"), _power),
    (
        re.compile(r"(?P<sign>[+-]?)(?:(?P<whole>[0-9]+) )?(?P<over>[0-9]+)/(?P<under>[0-9]+)"),
        _fraction,
    ),
    (
        re.compile(
            rf"(?P<left>{_FACTOR}|\({_FACTOR}\))(?P<times>[*·/])"
            rf"(?P<right>{_FACTOR}|\({_FACTOR}\))"
        ),
        _product,
    ),
)
