"""How an honest student works an activation, a loss and their slopes, each in several ways.

A student `s` keeps (`s.keep`) what must be written down and perhaps (`s.perhaps`) what need
not; which way is taken is left to chance.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import mpmath

ZERO, ONE, TWO, HALF = Decimal(0), Decimal(1), Decimal(2), Decimal("0.5")
CONTEXT = mpmath.MPContext()
CONTEXT.dps = 50
ROOT_TWO_PI = Decimal(str(CONTEXT.sqrt(2 * CONTEXT.pi)))
ROOT_TWO = Decimal(str(CONTEXT.sqrt(2)))


def tanh(a: Decimal) -> Decimal:
    grown = (2 * a).exp()
    return (grown - 1) / (grown + 1)


def logistic(a: Decimal) -> Decimal:
    return 1 / (1 + (-a).exp())


def erf(a: Decimal) -> Decimal:
    return Decimal(str(CONTEXT.erf(CONTEXT.mpf(str(a)))))


def _sigmoid(s: Any, a: Decimal) -> Decimal:
    if s.chance.random() < 0.5:
        return logistic(a)
    return 1 / s.perhaps(1 + s.keep((-a).exp()))


def _elu(s: Any, a: Decimal) -> Decimal:
    return a if a > 0 else s.perhaps(a.exp()) - 1


def _softplus(s: Any, a: Decimal) -> Decimal:
    return s.perhaps(1 + s.perhaps(a.exp())).ln()


def _share_below(s: Any, a: Decimal) -> Decimal:
    if s.chance.random() < 0.5:
        return s.perhaps((1 + erf(a / ROOT_TWO)) / 2)
    return s.perhaps(HALF * s.perhaps(1 + s.perhaps(erf(s.perhaps(a / ROOT_TWO)))))


def _gelu(s: Any, a: Decimal) -> Decimal:
    return a * _share_below(s, a)


ACTIVATE: Mapping[str, Callable[[Any, Decimal], Decimal]] = {
    "identity": lambda s, a: a,
    "tanh": lambda s, a: tanh(a),
    "sigmoid": _sigmoid,
    "relu": lambda s, a: max(a, ZERO),
    "leaky_relu": lambda s, a: a if a > 0 else s.leak * a,
    "elu": _elu,
    "softplus": _softplus,
    "gelu": _gelu,
}


def softmax(s: Any, a: Sequence[Decimal]) -> list[Decimal]:
    """Work all entries: powers of e, their sum, quotients; or with the largest taken off."""
    if s.chance.random() < 0.4:
        top = max(a)
        a = [s.perhaps(one - top) for one in a]
    once = [s.perhaps(one.exp()) for one in a]
    again = once if s.chance.random() < 0.8 else [s.perhaps(one.exp()) for one in a]
    total = s.perhaps(s.plus(again))
    if not all((*once, total)):  # nothing is left to divide: in full, then
        once = [one.exp() for one in a]
        total = sum(once)
    return [one / total for one in once]


def _softplus_slope(s: Any, a: Decimal, z: Decimal) -> Decimal:
    if s.chance.random() < 0.5:
        return _sigmoid(s, a)
    grown = s.perhaps(a.exp())
    return grown / s.perhaps(1 + grown)


def _gelu_slope(s: Any, a: Decimal, z: Decimal) -> Decimal:
    exponent = s.perhaps(s.perhaps(a * a) / 2)
    density = s.perhaps(s.perhaps((-exponent).exp()) / ROOT_TWO_PI)
    return _share_below(s, a) + s.perhaps(a * density)


def _tanh_slope(s: Any, a: Decimal, z: Decimal) -> Decimal:
    ways: list[Callable[[], Decimal]] = [
        lambda: 1 - s.keep(z * z),
        lambda: (1 - z) * (1 + z),
        lambda: s.perhaps(1 - z) * s.perhaps(1 + z),
    ]
    return s.chance.choice(ways)()


def _sigmoid_slope(s: Any, a: Decimal, z: Decimal) -> Decimal:
    ways: list[Callable[[], Decimal]] = [
        lambda: z * (1 - z),
        lambda: z * s.perhaps(1 - z),
        lambda: z - s.keep(z * z),
    ]
    return s.chance.choice(ways)()


SLOPES: Mapping[str, Callable[[Any, Decimal, Decimal], Decimal]] = {  # by a and z
    "tanh": _tanh_slope,
    "sigmoid": _sigmoid_slope,
    "relu": lambda s, a, z: ONE if a > 0 else ZERO,
    "leaky_relu": lambda s, a, z: ONE if a > 0 else s.leak,
    "elu": lambda s, a, z: ONE if a > 0 else z + 1,
    "softplus": _softplus_slope,
    "gelu": _gelu_slope,
}


def _half_squares(s: Any, yhat: Sequence[Decimal], y: Sequence[Decimal]) -> Decimal:
    early = s.chance.random() < 0.6
    terms = []
    for one, target in zip(yhat, y, strict=True):
        off = s.keep(one - target)
        if early and s.chance.random() < 0.5:
            terms.append(s.perhaps(s.keep(HALF * off) * off))
        elif early:
            terms.append(s.perhaps(HALF * s.keep(off * off)))
        else:
            terms.append(s.perhaps(off * off))
    return s.plus(terms) if early else HALF * s.perhaps(s.plus(terms))


def _squares(s: Any, yhat: Sequence[Decimal], y: Sequence[Decimal]) -> list[Decimal]:
    offs = [s.keep(one - target) for one, target in zip(yhat, y, strict=True)]
    return [s.perhaps(off * off) for off in offs]


def _mean_squares(s: Any, yhat: Sequence[Decimal], y: Sequence[Decimal]) -> Decimal:
    squares = _squares(s, yhat, y)
    if s.chance.random() < 0.5:
        return s.plus([s.perhaps(one / len(y)) for one in squares])
    return s.perhaps(s.plus(squares)) / len(y)


def _entropy(s: Any, yhat: Sequence[Decimal], y: Sequence[Decimal]) -> Decimal:
    terms = [
        s.perhaps(target * s.perhaps(one.ln()))
        for one, target in zip(yhat, y, strict=True)
        if target
    ]
    return -s.plus(terms)


def _binary_entropy(s: Any, yhat: Sequence[Decimal], y: Sequence[Decimal]) -> Decimal:
    return -s.plus(
        [
            s.perhaps((one if target else s.perhaps(1 - one)).ln())
            for one, target in zip(yhat, y, strict=True)
        ]
    )


def _margins(s: Any, yhat: Sequence[Decimal], y: Sequence[Decimal]) -> Decimal:
    pairs = zip(yhat, y, strict=True)
    return s.plus([max(ZERO, s.perhaps(1 - target * one)) for one, target in pairs])


LOSS: Mapping[str, Callable[[Any, Sequence[Decimal], Sequence[Decimal]], Decimal]] = {
    "half_squared_error": _half_squares,
    "squared_error": lambda s, yhat, y: s.plus(_squares(s, yhat, y)),
    "mean_squared_error": _mean_squares,
    "absolute_error": lambda s, yhat, y: s.plus(
        [abs(s.perhaps(one - target)) for one, target in zip(yhat, y, strict=True)]
    ),
    "cross_entropy": _entropy,
    "binary_cross_entropy": _binary_entropy,
    "hinge": _margins,
}


def _binary_slope(s: Any, yhat: Decimal, y: Decimal, m: int) -> Decimal:
    if s.chance.random() < 0.5:
        return -1 / yhat if y else 1 / s.perhaps(1 - yhat)
    return s.perhaps(yhat - y) / s.perhaps(_sigmoid_slope(s, ZERO, yhat))


def _mean_slope(s: Any, yhat: Decimal, y: Decimal, m: int) -> Decimal:
    off = s.perhaps(yhat - y)
    ways: list[Callable[[], Decimal]] = [
        lambda: s.perhaps(2 * off) / m,
        lambda: 2 * s.perhaps(off / m),
        lambda: s.perhaps(TWO / m) * off,
    ]
    return s.chance.choice(ways)()


def _sign(value: Decimal) -> Decimal:
    return ONE if value > 0 else -ONE if value < 0 else ZERO


LOSS_SLOPE: Mapping[str, Callable[[Any, Decimal, Decimal, int], Decimal]] = {
    "half_squared_error": lambda s, yhat, y, m: yhat - y,
    "squared_error": lambda s, yhat, y, m: TWO * s.keep(yhat - y),
    "mean_squared_error": _mean_slope,
    "absolute_error": lambda s, yhat, y, m: _sign(yhat - y),
    "cross_entropy": lambda s, yhat, y, m: -y / yhat if y else ZERO,
    "binary_cross_entropy": _binary_slope,
    "hinge": lambda s, yhat, y, m: -y if y * yhat < 1 else ZERO,
}


def through_softmax(s: Any, yhat: Sequence[Decimal], g: Sequence[Decimal], j: int) -> Decimal:
    """Work the gradient by a_j from those by all ŷ."""
    way = s.chance.random()
    if way < 0.4:  # by the Jacobian's entries, path by path
        slopes = [
            s.perhaps(_sigmoid_slope(s, ZERO, one) if k == j else -one * yhat[j])
            for k, one in enumerate(yhat)
        ]
        return s.plus([s.perhaps(one * slope) for one, slope in zip(g, slopes, strict=True)])
    total = s.perhaps(s.plus([s.perhaps(a * b) for a, b in zip(g, yhat, strict=True)]))
    if way < 0.7:
        return yhat[j] * s.perhaps(g[j] - total)
    return s.perhaps(yhat[j] * g[j]) - s.perhaps(yhat[j] * total)
