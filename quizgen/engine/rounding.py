"""What a sheet asks students to keep, and how a number is printed on it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

SIGNIFICANT = 3  # figures that a printed answer has at least: the recitation's 0.000348
_EXACT = Context(prec=360)  # of the smallest double all places, and as many before the point


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
    """Keep `decimals` places in every step, or so many significant `figures`: one of them.

    Of decimal places the sheet says "three significant figures where that is more".  A
    student may keep more, round either way, or cut off; so the coarser of the two, the
    decimal place, is what the accepted ranges allow for.  Raises ValueError where not
    exactly one of `decimals` and `figures` is given.
    """

    decimals: int | None = None
    table: Table | None = None
    figures: int | None = None

    def __post_init__(self) -> None:
        if (self.decimals is None) == (self.figures is None):
            raise ValueError(f"keep decimals or figures, not {self.decimals}, {self.figures}")

    def places(self, value: object) -> int:
        """Return how many decimal places are kept of `value`; below 0 it is tens, hundreds."""
        if self.figures is None:
            assert self.decimals is not None
            return self.decimals
        number = Decimal(str(value))
        return self.figures - 1 - (number.adjusted() if number else 0)

    def rounded(self, value: object, least: int = 1) -> Decimal:
        """Return `value` correctly rounded to what is kept, or to `least` figures if more."""
        number = Decimal(str(value))
        if self.figures is not None:  # first: a number of another magnitude has other places
            figures = Context(prec=max(self.figures, least), rounding=ROUND_HALF_UP)
            number = figures.plus(number)
        places = self.places(number)
        if number:
            places = max(places, least - 1 - number.adjusted())
        return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)

    def ends(self, accepted: tuple[float, float]) -> tuple[str, str]:
        """Return the ends of an accepted range as a key prints them, to the kept place."""
        if self.figures is None:
            low, high = (f"{end:.{self.decimals}f}" for end in accepted)
            return low, high
        places = max(len(plain(end).partition(".")[2]) for end in accepted)
        low, high = (f"{Decimal(str(end)):.{places}f}" for end in accepted)
        return low, high

    def display(self, value: object) -> str:
        """Return `value` as the sheet prints it.

        Correctly rounded to what is kept, to three significant figures where that is
        more; a value that needs fewer places than that is printed exactly.
        """
        number = Decimal(str(value))
        rounded = self.rounded(number, SIGNIFICANT)
        same = abs(rounded - number) < Decimal("1e-20")
        return plain(rounded) if same else f"{rounded:f}"


def plain(value: object) -> str:
    """Return a number exactly, without an exponent and without zeros that say nothing."""
    number = Decimal(str(value)).normalize(_EXACT)
    return f"{number:f}" if number else "0"
