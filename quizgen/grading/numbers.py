"""What a student typed, read as one number or not at all.

The grammar is our own and bounded: nothing is evaluated, and `float` never sees the text
(it takes `nan`, `inf` and `1_000`).  What has two meanings, as `1,234` has, is not read;
the reason says what to write instead.  The rows of `tests/cases/numbers.csv` are the law.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

LONGEST = 200  # characters of one number
FARTHEST = 400  # powers of ten; a double ends at 308


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says.

    `read_as` is one plain decimal, one with an exponent, or a/b.  `place` is the power of
    ten of the last digit given, None for a fraction, which is exact; `figures` counts the
    significant ones.  Where nothing could be read, `why` says what to write instead.
    """

    verdict: Literal["read", "unreadable", "blank"]
    value: Fraction = Fraction(0)
    read_as: str = ""
    place: int | None = None
    figures: int = 0
    why: str = ""


BLANK = Reading("blank")


def unreadable(why: str) -> Reading:
    """Return the reading of a cell that cannot be read, with the reason."""
    return Reading("unreadable", why=why)


def read_number(text: str) -> Reading:
    """Read `text` as one number; never raises, in time linear in a bounded length."""
    if len(text) > LONGEST and not text.isspace():
        return unreadable(f"{len(text)} characters: write one number, such as -0.5 or 1.5e-3")
    typed = plain(text).removeprefix("'").strip()
    if not typed:
        return BLANK
    typed = _TIGHT.sub("", _RAISED.sub(r"^\1", typed.casefold().replace("**", "^")))
    bare = _WRAPPED.fullmatch(typed)
    if bare:
        typed = bare["float"] or bare["list"] or bare["signed"]
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(typed):
            return read(found)
    return unreadable(next(why for pattern, why in _REASONS if pattern.search(typed)))


def plain(text: str) -> str:
    """Return `text` in ASCII where it has a twin there, single spaces for white space.

    Full-width forms, dashes, multiplication signs, superscripts (`10⁻³` is `10^-3`) and
    fractions (`1½` is `1 1/2`) become what a keyboard types; what can't be seen goes.
    """
    if not text.isascii():
        text = _SUPERSCRIPTS.sub(lambda m: "^" + m[0].translate(_LOWERED), text)
        text = text.translate(_TWINS)
    return " ".join(text.split())


def _decimal(found: re.Match[str]) -> Reading:
    """Read `[sign] digits [exponent] [%]`."""
    mantissa = _point(found["mantissa"])
    exponent = found["exponent"] or found["power"]
    if mantissa is None:
        return unreadable(
            "a comma here may group thousands or mark decimals: write 1234 or 1.234"
            if _THOUSANDS.fullmatch(found["mantissa"])
            else "write one number with a single decimal point, such as 1234.5"
        )
    return _scaled(found["sign"], mantissa, exponent, percent=bool(found["percent"]))


def _power(found: re.Match[str]) -> Reading:
    """Read a power of ten that stands alone, `10^-3`."""
    return _scaled(found["sign"], "1", found["power"], percent=False)


def _scaled(sign: str, mantissa: str, exponent: str | None, *, percent: bool) -> Reading:
    power = int(exponent or 0) - 2 * percent
    if abs(power) > FARTHEST:
        return unreadable(f"an exponent beyond {FARTHEST}: write a number of ordinary size")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    place = power - len(part)
    size = int(digits or 0)
    value = Fraction(size * 10**place) if place >= 0 else Fraction(size, 10**-place)
    if exponent is None and percent:
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
        return unreadable("a fraction over 0: write a number")
    if found["whole"]:
        if over >= under:
            return unreadable("a mixed number needs a fraction below 1: write 3/2 or 1.5")
        over += whole * under
    sign = -1 if found["sign"] == "-" and over else 1
    return Reading("read", Fraction(sign * over, under), f"{sign * over}/{under}")


def _point(mantissa: str) -> str | None:
    """Return `mantissa` with at most a decimal point, None where it has two meanings.

    A comma marks decimals where it cannot group thousands: `0,234`, `1,23456`, `1234,567`.
    """
    if "," not in mantissa and mantissa.count(".") < 2:
        return mantissa
    if _ENGLISH.fullmatch(mantissa):
        return mantissa.replace(",", "")
    if _CONTINENTAL.fullmatch(mantissa):
        return mantissa.replace(".", "").replace(",", ".")
    if mantissa.count(",") > 1 or "." in mantissa or _THOUSANDS.fullmatch(mantissa):
        return None
    return mantissa.replace(",", ".")


_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_CONTINENTAL = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})")

# A space says something between two digits (`1 1/2`), and nothing elsewhere (`- 5`).
_TIGHT = re.compile(r"(?<![0-9.,]) | (?![0-9.,])")
_RAISED = re.compile(r"\^ ?[({] ?([+-]? ?[0-9]+) ?[)}]")
# One number in brackets.  `(5)` is left out: spreadsheets write minus five so; and a
# comma in brackets parts two numbers.
_WRAPPED = re.compile(
    r"(?:(?:np\.|numpy\.)?float(?:16|32|64)?\((?P<float>[^(),\[\]]+)\)"
    r"|(?:(?:np\.|numpy\.)?array\()?\[\[?(?P<list>[^(),\[\]]+)\]\]?\)?"
    r"|\((?P<signed>[+-][^(),\[\]]+)\))"
)
_FORMS = (
    (
        re.compile(
            r"(?P<sign>[+-]?)(?P<mantissa>(?=[.,]*[0-9])[0-9.,]+)"
            r"(?:e(?P<exponent>[+-]?[0-9]+)"
            r"|(?:[*x]|\\times|\\cdot)10\^(?P<power>[+-]?[0-9]+))?(?P<percent>%?)"
        ),
        _decimal,
    ),
    (re.compile(r"(?P<sign>[+-]?)10\^(?P<power>[+-]?[0-9]+)"), _power),
    (
        re.compile(r"(?P<sign>[+-]?)(?:(?P<whole>[0-9]+) )?(?P<over>[0-9]+)/(?P<under>[0-9]+)"),
        _fraction,
    ),
)
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_REASONS = tuple(
    (re.compile(pattern), why)
    for pattern, why in (
        (r"^[+-]?(?:nan|inf|infinity|∞)$", "not a finite number: write it in digits"),
        (r"^#", "a spreadsheet's error: write the number itself"),
        (
            rf"^[0-9]{{1,4}}([-./])[0-9]{{1,2}}\1[0-9]{{1,4}}\b|[0-9]-?{_MONTH}|{_MONTH}-?[0-9]",
            "this looks like a date, which spreadsheets make of 1/2: write 0.5",
        ),
        (r"^[+-]?0[xbo][0-9a-f]", "write the number in decimal digits"),
        (r"[0-9]_[0-9]", "write the digits without underscores: 1000"),
        (r"^\([0-9.,]+\)$", "a number in round brackets may be negative: write 5 or -5"),
        (r"^[\[({].*[,; ].*[\])}]$", "several numbers where one is asked: write one"),
        (r"[0-9.,] [0-9.,]", "several numbers, or one with spaces: write one, without spaces"),
        (r"[0-9)][-+*/^x(]|^=|sqrt|exp", "write the result of the calculation: one number"),
        (r"", "write one number alone, such as -0.5, 1.5e-3 or 1/2"),
    )
)

_SUPERSCRIPTS = re.compile("[⁺⁻⁰¹²³⁴-⁹]+")
_LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_TWINS = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹘﹣－"), "-")
    | dict.fromkeys(map(ord, "×·⋅∙✕∗"), "*")
    | dict.fromkeys(map(ord, "⁄∕÷"), "/")
    | dict.fromkeys((0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)), "")
    | dict.fromkeys((*range(0x2060, 0x2065), *range(0x2066, 0x206A)), "")
    | {
        ord(sign): " " + unicodedata.normalize("NFKC", sign).replace("⁄", "/")
        for sign in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
    }
)
