"""Where drawn numbers come from, and how many of a thing there may be."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from quizgen.sampling.fields import Table, between, wrong, wrongs
from quizgen.sampling.values import Number, Step

MOST_NUMBERS = 10_000  # of a grid


class Grid(Table):
    """Evenly spaced decimals from `low` to `high`, both included."""

    low: Number = Field(description="The least number that is drawn.")
    high: Number = Field(description="The largest number that is drawn.")
    step: Step = Field(Decimal(1), description="The distance from one number to the next.")

    @model_validator(mode="after")
    def _has_numbers(self) -> "Grid":
        if self.high < self.low:
            raise wrongs((("high",), self.high, wrong(f"at least low, {self.low}")))
        if (self.high - self.low) / self.step > MOST_NUMBERS:
            expected = wrong(f"a grid of {MOST_NUMBERS:,} numbers at most")
            raise wrongs((("step",), self.step, expected))
        return self

    def numbers(self) -> tuple[Decimal, ...]:
        """Return the grid's numbers, in order."""
        count = int((self.high - self.low) / self.step) + 1
        return tuple(self.low + i * self.step for i in range(count))


class Range(Table):
    """How many: from `low` to `high`, both included."""

    low: Annotated[int, between(2, 14)] = Field(description="The fewest.")
    high: Annotated[int, between(2, 14)] = Field(description="The most.")

    @model_validator(mode="after")
    def _in_order(self) -> "Range":
        if self.high < self.low:
            raise wrongs((("high",), self.high, wrong(f"at least low, {self.low}")))
        return self
