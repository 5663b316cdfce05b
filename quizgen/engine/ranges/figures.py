"""Numbers of so many significant figures, every result rounded out to them.

Each number is kept at a place of its own, by its magnitude, so a sum of kept numbers may
need rounding too: what a student cuts off a partial sum depends on the order of adding.
All is done in exact decimals, of which a context keeps the figures, and is alike in either
arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from functools import cached_property

import numpy as np

from quizgen.engine.arithmetic import Arithmetic, Array, elementwise
from quizgen.engine.intervals import Interval
from quizgen.engine.ranges.orders import over_orders

MOST_ORDERED = 5  # terms of a sum that are added in every order; beyond, errors are counted
_EXACT = Context(prec=120, traps=[])
_ENDLESS = Decimal("1e30")  # stands for an endless bound


@dataclass(frozen=True)
class Figures:
    """What is kept: `figures` of every number, rounded down at low ends, up at high ones."""

    arithmetic: Arithmetic
    figures: int

    @cached_property
    def down(self) -> Context:
        """Return the context that rounds a low end."""
        return Context(prec=self.figures, rounding=ROUND_FLOOR, traps=[])

    @cached_property
    def up(self) -> Context:
        """Return the context that rounds a high end."""
        return Context(prec=self.figures, rounding=ROUND_CEILING, traps=[])

    def read(self, value: Interval) -> Interval:
        """Return numbers of the arithmetic as decimals, of the digits that are sure."""
        sure = Context(prec=self.arithmetic.digits, traps=[])

        def decimals(end: Array, endless: Decimal) -> Array:
            def one(number: object) -> Decimal:
                found = sure.create_decimal(str(number))
                if found.is_nan():
                    return endless
                return max(-_ENDLESS, min(found, _ENDLESS))

            return elementwise(one)(end)

        return Interval(decimals(value.lo, -_ENDLESS), decimals(value.hi, _ENDLESS))

    def back(self, value: Interval) -> Interval:
        """Return decimals as numbers of the arithmetic."""

        def numbers(end: Array) -> Array:
            found = self.arithmetic.array(end)
            endless = np.abs(found) >= float(_ENDLESS) / 10**5
            return np.where(endless, np.where(found > 0, np.inf, -np.inf), found)

        return value.each(numbers)

    def written(self, value: Interval) -> Interval:
        """Return numbers of the arithmetic rounded out.

        What a difference of short numbers leaves in the last digits is not written.
        """
        last = Decimal(1).scaleb(1 - self.arithmetic.digits)
        settled = elementwise(lambda d: d.quantize(last, context=_EXACT) if abs(d) < 1 else d)
        return self.back(self.rounded_out(self.read(value).each(settled)))

    def rounded_out(self, value: Interval) -> Interval:
        """Return decimals rounded out."""
        return Interval(
            elementwise(self.down.plus)(value.lo), elementwise(self.up.plus)(value.hi)
        )

    def unit(self, number: object) -> Decimal:
        """Return one unit in the last kept place of `number`; 0 has none."""
        found = Decimal(str(number))
        return Decimal(1).scaleb(found.adjusted() - self.figures + 1) if found else found

    def times(self, left: Interval, right: Interval) -> Interval:
        """Return products of decimals, rounded out."""
        with localcontext(_EXACT):
            return self.rounded_out(left * right)

    def total(self, terms: Interval, over: tuple[int, ...]) -> Interval:
        """Return sums over some axes, which stay as axes of one; partial ones are rounded."""

        def sums(end: Array, context: Context) -> Array:
            last = np.moveaxis(end, over, range(-len(over), 0))
            rows = last.reshape(*last.shape[: last.ndim - len(over)], -1)
            found = np.empty(rows.shape[:-1], dtype=object)
            for at in np.ndindex(found.shape):
                found[at] = self.added(list(rows[at]), context)
            return np.expand_dims(found, over)

        with localcontext(_EXACT):
            return Interval(sums(terms.lo, self.down), sums(terms.hi, self.up))

    def added(self, terms: Sequence[Decimal], context: Context) -> Decimal:
        """Return the farthest that a sum comes in a direction, over the orders of adding.

        Of more than a few terms, a bound.  Let u be the unit of the largest partial sum.
        Multiples of u are added without rounding, and what is rounded to u becomes one; so
        no more partial sums are rounded to u than there are terms that are no multiples of
        it, no more to u/10 either, and so on; and all are fewer than the terms.
        """

        def finer(than: Decimal) -> int:
            return sum(1 for term in terms if term % than)

        total, over = sum(terms, start=Decimal(0)), sum(map(abs, terms), start=Decimal(0))
        most = (over + abs(total)) / 2  # of one sign: no partial sum is larger
        if not most or not finer(self.unit(most)):
            return total
        if len(terms) <= MOST_ORDERED:
            farther = max if context is self.up else min
            return over_orders(terms, lambda a, b, _: context.add(a, b), farther)
        grown = (1 + Decimal(1).scaleb(1 - self.figures)) ** len(terms) - 1
        unit = self.unit(most + over * grown)
        off = min(unit * (len(terms) - 1), unit * finer(unit) * Decimal("1.12"))
        return self.down.plus(total + off) if context is self.up else self.up.plus(total - off)
