"""Lists and numbers in words."""

from collections.abc import Sequence

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def listed(items: Sequence[str], last: str = "and") -> str:
    """Return "a", "a and b", "a, b and c"."""
    *rest, end = items
    return f"{', '.join(rest)} {last} {end}" if rest else end


def counted(number: int, thing: str) -> str:
    """Return "one unit", "three units", "12 units"."""
    amount = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{amount} {thing}" + ("" if number == 1 else "s")
