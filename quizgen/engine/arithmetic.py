"""The two arithmetics that every row of the table computes in.

Doubles are for many candidates, or many students, at once; 40 digits decide what is
stored and printed.  The last bits of doubles differ between machines, and 1 − z²
magnifies them; 40 digits leave no such trace in the 12 that a key holds.
"""

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
    array: Callable[[ArrayLike], Array]
    exp: Function
    log: Function
    sin: Function
    cos: Function
    tanh: Function
    floor: Function
    nearest: Function

    def slack(self, scaled: Array) -> Array:
        """Return how far from an integer `scaled` may be and still stand for it.

        Doubles are read generously, so that what 40 digits would keep passes in them too.
        """
        return np.abs(scaled) * 10.0 ** (2 - self.digits) + 10.0 ** (5 - self.digits)


DOUBLES = Arithmetic(
    digits=15,
    array=lambda values: np.asarray(values, dtype=np.float64),
    exp=np.exp,
    log=np.log,
    sin=np.sin,
    cos=np.cos,
    tanh=np.tanh,
    floor=np.floor,
    nearest=np.rint,
)

_context = mpmath.MPContext()
_context.dps = 40


def _elementwise(function: Callable[[Any], Any]) -> Function:
    ufunc = np.frompyfunc(function, 1, 1)
    return lambda values: np.asarray(ufunc(values), dtype=object)


def _by_shortest_decimal(number: Any) -> Any:
    return number if isinstance(number, _context.mpf) else _context.mpf(str(number))


DIGITS40 = Arithmetic(
    digits=40,
    array=lambda values: _elementwise(_by_shortest_decimal)(np.asarray(values)),
    exp=_elementwise(_context.exp),
    log=_elementwise(_context.log),
    sin=_elementwise(_context.sin),
    cos=_elementwise(_context.cos),
    tanh=_elementwise(_context.tanh),
    floor=_elementwise(_context.floor),
    nearest=_elementwise(_context.nint),
)
