r"""How a node's name is typeset: whole, or one entry of it.

A symbol is LaTeX in which the letter that carries subscripts stands as `<letter|pattern>`:
`<z|j+>`, `<\alpha|j+i>`, `\frac{\partial \ell}{\partial <\beta|i>}`.  The pattern names
the subscripts, last ones first to be kept: a single output's β has shape 1 × (n + 1) and
the pattern `i`.  A `+` marks a subscript that is printed from 1; without it, from 0, the
bias column being 0.
"""

import re
from collections.abc import Callable, Sequence

_OPEN = re.compile(r"<([^|<>]+)\|([a-z+]*)>")
_SUBSCRIPT = re.compile(r"([a-z])(\+?)")
_RAISED = re.compile(r"\^\{([^{}]*)\}$")
_HAT = re.compile(r"\\hat\{(.*)\}")


def _typeset(symbol: str, write: Callable[[str, str], str]) -> str:
    return _OPEN.sub(lambda match: write(match[1], match[2]), symbol)


def _bold(letter: str) -> str:
    if hat := _HAT.fullmatch(letter):
        return rf"\hat{{{_bold(hat[1])}}}"
    return rf"\boldsymbol{{{letter}}}" if letter.startswith("\\") else rf"\mathbf{{{letter}}}"


def whole(symbol: str) -> str:
    """Return the LaTeX of the whole vector or matrix, in bold."""
    return _typeset(symbol, lambda letter, _: _bold(letter))


def hatted(symbol: str) -> str:
    r"""Return the LaTeX of the whole with its bias entry put in or taken out: x̂, β̂."""
    return _typeset(symbol, lambda letter, _: rf"\hat{{{_bold(letter)}}}")


def subscripts(symbol: str, index: Sequence[int]) -> tuple[int, ...]:
    """Return the subscripts that are printed for the entry at `index`."""
    found = _OPEN.search(symbol)
    pattern = _SUBSCRIPT.findall(found[2]) if found else []
    kept = index[len(index) - len(pattern) :]
    return tuple(i + (start == "+") for i, (_, start) in zip(kept, pattern, strict=True))


def entry(symbol: str, index: Sequence[int]) -> str:
    """Return the LaTeX of the entry at `index`."""
    printed = ",".join(map(str, subscripts(symbol, index)))
    return _typeset(symbol, lambda letter, _: rf"{letter}_{{{printed}}}" if printed else letter)


def generic(symbol: str) -> str:
    """Return the LaTeX of an unnamed entry: its subscripts are letters."""

    def write(letter: str, pattern: str) -> str:
        letters = ",".join(name for name, _ in _SUBSCRIPT.findall(pattern))
        return rf"{letter}_{{{letters}}}" if letters else letter

    return _typeset(symbol, write)


def derivative(of: str, by: str) -> str:
    r"""Return the symbol of ∂of/∂by; both keep their open subscripts."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def renewed(symbol: str) -> str:
    r"""Return the symbol of a parameter after an update: α^{new}, beside a layer's number."""
    if layer := _RAISED.search(symbol):
        return rf"{symbol[: layer.start()]}^{{{layer[1]}\, \text{{new}}}}"
    return rf"{symbol}^{{\text{{new}}}}"


def letters(symbol: str) -> str:
    """Return the subscripts' letters, as a sum or a "for all" names them."""
    found = _OPEN.search(symbol)
    return ",".join(name for name, _ in _SUBSCRIPT.findall(found[2])) if found else ""
