"""Numbers, shares, times and lists as a report says them."""

from collections.abc import Sequence
from decimal import Decimal
from math import floor, isfinite, log10

MOST_NAMED = 3  # variants, or rows, named before the rest is counted


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 variant", "1,000 variants"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(part: float) -> str:
    """Return a share as per cent; only none is 0%, only all is 100%."""
    if part in (0, 1):
        return f"{part:.0%}"
    if part < 0.0995 or part > 0.9949:
        percent = min(max(round(100 * part, 1), 0.1), 99.9)
        return f"{percent:.1f}%"
    return f"{part:.0%}"


def size(number: float) -> str:
    """Return a number to three significant figures, with commas and a true minus."""
    if not isfinite(number):
        return "∞" if number > 0 else "−∞"
    if number == 0:
        return "0"
    places = 2 - floor(log10(abs(number)))
    rounded = Decimal(str(number)).quantize(Decimal(1).scaleb(-places))
    text = f"{rounded:,.{max(places, 0)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if abs(number) < 0.001 or len(text) > 9:
        digits, exponent = f"{number:.1e}".split("e")
        text = f"{digits}e{int(exponent)}"
    return text.replace("-", "−", 1) if number < 0 else text


def seconds(time: float) -> str:
    """Return a time, in milliseconds where it is short."""
    return f"{1000 * time:.0f} ms" if time < 1 else f"{time:.1f} s"


def printable(text: str) -> str:
    """Return a text without what a terminal would obey: a file's name may hold anything."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def listed(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Return the first names, and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest:,} more" if rest > 0 else "")
