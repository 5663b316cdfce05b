"""What a sheet asks students to keep, and how a number is printed on it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

SIGNIFICANT = 3  # figures that a printed answer has at least: the recitation's 0.000348
_EXACT = Context(prec=60)


@dataclass(frozen=True)
class Table:
    """The printed values of an activation; `printed[i]` stands under `x[i]`.

    `odd` says that the sheet lets students read a negative x off the positive one.
    """

    activation: str
    x: tuple[float, ...]
    printed: tuple[str, ...]
    odd: bool = False

    def look_ups(self) -> dict[Decimal, Decimal]:
        """Return what can be read off the table, as exact decimals."""
        read = {Decimal(str(x)): Decimal(p) for x, p in zip(self.x, self.printed, strict=True)}
        return ({-x: -p for x, p in read.items()} | read) if self.odd else read


@dataclass(frozen=True)
class Rounding:
    """Keep `decimals` places in every step, three significant figures where that is more.

    A student may keep more, round either way, or cut off; so the coarser of the two, the
    decimal place, is what the accepted ranges allow for.
    """

    decimals: int
    table: Table | None = None

    def display(self, value: object) -> str:
        """Return `value` as the sheet prints it.

        Correctly rounded to `decimals` places, to three significant figures where that
        is more; a value that needs fewer places than that is printed exactly.
        """
        number = Decimal(str(value))
        places = self.decimals
        if number and number.adjusted() < SIGNIFICANT - 1 - places:
            places = SIGNIFICANT - 1 - number.adjusted()
        rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)
        if abs(rounded - number) < Decimal("1e-20"):
            rounded = plain = rounded.normalize(_EXACT)
            if plain.as_tuple().exponent > 0:  # type: ignore[operator]
                rounded = plain.quantize(Decimal(1))
        return f"{rounded:f}" if rounded else "0"
