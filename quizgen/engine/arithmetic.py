"""The two arithmetics that every row of the table computes in.

Doubles are for many candidates, or many students, at once; 40 digits decide what is
stored and printed.  The last bits of doubles differ between machines, and 1 − z²
magnifies them; 40 digits leave no such trace in the 12 that a key holds.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import mpmath
import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[Any]
Function: TypeAlias = Callable[[Array], Array]


@dataclass(frozen=True)
class Arithmetic:
    """Numbers of one kind, and the functions of them.

    `digits` is how many of a result are sure.  `array` makes an array of such numbers;
    it reads a float by its shortest decimal, as it is printed.
    """

    digits: int
    pi: Any
    array: Callable[[ArrayLike], Array]
    exp: Function
    expm1: Function
    log: Function
    log1p: Function
    erf: Function
    erfc: Function
    sqrt: Function
    sin: Function
    cos: Function
    tanh: Function
    floor: Function
    nearest: Function

    def whole(self, scaled: Array) -> tuple[Array, Array]:
        """Return the whole numbers below `scaled`, and where they are as good as it.

        What is as near a whole number as last bits may take it stands for that.  Doubles
        are read generously, so that what 40 digits would keep passes in them too.
        """
        nearest = self.nearest(scaled)
        slack = np.abs(scaled) * 10.0 ** (2 - self.digits) + 10.0 ** (5 - self.digits)
        short = np.abs(scaled - nearest) <= slack
        return np.where(short, nearest, self.floor(scaled)), short


def _in_doubles(function: Callable[[float], float]) -> Function:
    ufunc = np.frompyfunc(function, 1, 1)  # numpy itself lacks it
    return lambda values: np.asarray(ufunc(values), dtype=np.float64)


DOUBLES = Arithmetic(
    digits=15,
    pi=math.pi,
    array=lambda values: np.asarray(values, dtype=np.float64),
    exp=np.exp,
    expm1=np.expm1,
    log=np.log,
    log1p=np.log1p,
    erf=_in_doubles(math.erf),
    erfc=_in_doubles(math.erfc),
    sqrt=np.sqrt,
    sin=np.sin,
    cos=np.cos,
    tanh=np.tanh,
    floor=np.floor,
    nearest=np.rint,
)

_context = mpmath.MPContext()
_context.dps = 40


def elementwise(function: Callable[[Any], Any]) -> Function:
    """Return `function` of a number as one of arrays of them, which holds what it returns."""
    ufunc = np.frompyfunc(function, 1, 1)
    return lambda values: np.asarray(ufunc(values), dtype=object)


def _by_shortest_decimal(number: Any) -> Any:
    return number if isinstance(number, _context.mpf) else _context.mpf(str(number))


DIGITS40 = Arithmetic(
    digits=40,
    pi=+_context.pi,
    array=lambda values: elementwise(_by_shortest_decimal)(np.asarray(values)),
    exp=elementwise(_context.exp),
    expm1=elementwise(_context.expm1),
    log=elementwise(_context.log),
    log1p=elementwise(_context.log1p),
    erf=elementwise(_context.erf),
    erfc=elementwise(_context.erfc),
    sqrt=elementwise(_context.sqrt),
    sin=elementwise(_context.sin),
    cos=elementwise(_context.cos),
    tanh=elementwise(_context.tanh),
    floor=elementwise(_context.floor),
    nearest=elementwise(_context.nint),
)
