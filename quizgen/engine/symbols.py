r"""How a node's name is typeset: whole, or one entry of it.

A symbol is LaTeX in which the letter that carries subscripts stands as `<letter|pattern>`:
`<z|j+>`, `<\alpha|j+i>`, `\frac{\partial \ell}{\partial <\beta|i>}`.  The pattern names
the subscripts, last ones first to be kept: a single output's β has shape 1 × (n + 1) and
the pattern `i`.  A `+` marks a subscript that is printed from 1; without it, from 0, the
bias column being 0.

A matrix whose bias column is a vector with a letter of its own names both:
`<W^{(1)}|j+i;b^{(1)}|j+>` is W⁽¹⁾, its column 0 is b⁽¹⁾.
"""

import re
from collections.abc import Callable, Sequence

_OPEN = re.compile(r"<([^|<>;]+)\|([a-z+]*)(?:;([^|<>;]+)\|([a-z+]*))?>")
_SUBSCRIPT = re.compile(r"([a-z])(\+?)")
_HAT = re.compile(r"\\hat\{(.*)\}")
_PLAIN = re.compile(r"\\hat\{\\?(\w+)\}|\\?([A-Za-z]+)")
_FRACTION = re.compile(r"^\\frac\{(\\partial .*)\}\{(\\partial .*)\}$")
_QUOTIENT = re.compile(r"^\\frac\{(\\Delta [^{}]*)\}\{([^{}]*)\}$")
_TOP_LAYER = re.compile(r">\^\{[^{}]*\}$")
_WORDS = re.compile(r"(\\, )?\\text\{[^{}]*\}")
NEW = r"\text{new}"
_RAISED = re.compile(r"\^(?:\{\((\d+)\)\}|(\d))")


def _typeset(symbol: str, write: Callable[[str, str], str], bias: bool = False) -> str:
    def one(match: re.Match[str]) -> str:
        alone = bias and match[3] is not None
        return write(match[3], match[4]) if alone else write(match[1], match[2])

    return _OPEN.sub(one, symbol)


def _bold(letter: str) -> str:
    letter, power, layer = letter.partition("^")
    if inside := _HAT.fullmatch(letter):
        return rf"\hat{{{_bold(inside[1])}}}{power}{layer}"
    style = "boldsymbol" if letter.startswith("\\") else "mathbf"
    return rf"\{style}{{{letter}}}{power}{layer}"


def separates(symbol: str) -> bool:
    """Say whether the bias column has a letter of its own."""
    return any(match[3] is not None for match in _OPEN.finditer(symbol))


def whole(symbol: str, bias: bool = False) -> str:
    """Return the LaTeX of the whole vector or matrix, in bold; or of its bias column."""
    return _typeset(symbol, lambda letter, pattern: _bold(letter) if pattern else letter, bias)


def wholes(symbol: str) -> tuple[str, ...]:
    """Return the LaTeX of the whole, then of its bias column where that has its own letter."""
    sides = (False, True) if separates(symbol) else (False,)
    return tuple(whole(symbol, bias) for bias in sides)


def hatted(symbol: str) -> str:
    r"""Return the LaTeX of the whole with its bias entry put in or taken out: x̂, β̂."""
    return _typeset(symbol, lambda letter, _: _hat(_bold(letter)))


def hat(symbol: str) -> str:
    r"""Return the symbol with a hat on its letter, below what stands in its superscript."""
    return _each_letter(symbol, _hat)


def _hat(letter: str) -> str:
    name, power, mark = letter.partition("^")
    return rf"\hat{{{name}}}{power}{mark}"


def _each_letter(symbol: str, change: Callable[[str], str]) -> str:
    """Return a symbol, its subscripts open, with its letter changed, and that of its biases."""

    def one(match: re.Match[str]) -> str:
        apart = f";{change(match[3])}|{match[4]}" if match[3] is not None else ""
        return f"<{change(match[1])}|{match[2]}{apart}>"

    return _OPEN.sub(one, symbol) if _OPEN.search(symbol) else change(symbol)


def _at_bias(symbol: str, index: Sequence[int]) -> bool:
    return len(index) > 1 and index[-1] == 0 and separates(symbol)


def subscripts(symbol: str, index: Sequence[int]) -> tuple[int, ...]:
    """Return the subscripts that are printed for the entry at `index`."""
    found = _OPEN.search(symbol)
    if _at_bias(symbol, index):
        pattern, index = found[4] if found else "", index[:-1]
    else:
        pattern = found[2] if found else ""
    letters = _SUBSCRIPT.findall(pattern)
    kept = index[len(index) - len(letters) :]
    return tuple(i + (start == "+") for i, (_, start) in zip(kept, letters, strict=True))


def entry(symbol: str, index: Sequence[int]) -> str:
    """Return the LaTeX of the entry at `index`."""
    printed = ",".join(map(str, subscripts(symbol, index)))
    return _typeset(
        symbol,
        lambda letter, _: rf"{letter}_{{{printed}}}" if printed else letter,
        _at_bias(symbol, index),
    )


def generic(symbol: str, bias: bool = False) -> str:
    """Return the LaTeX of an unnamed entry, its subscripts letters; or of a bias."""

    def write(letter: str, pattern: str) -> str:
        letters = ",".join(name for name, _ in _SUBSCRIPT.findall(pattern))
        return rf"{letter}_{{{letters}}}" if letters else letter

    return _typeset(symbol, write, bias)


def derivative(of: str, by: str) -> str:
    r"""Return the symbol of ∂of/∂by; both keep their open subscripts."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def by(derivative: str) -> str:
    r"""Return the symbol that a derivative is by, ∂ℓ/∂z; anything else as it is."""
    found = _FRACTION.match(derivative)
    return found[2].removeprefix(r"\partial ") if found else derivative


def slashed(derivative: str) -> str:
    r"""Return the LaTeX of a derivative, or of a difference quotient, in one line: ∂ℓ/∂z.

    Anything else is returned as it is.
    """
    return _QUOTIENT.sub(r"\1 / (\2)", _FRACTION.sub(r"\1 / \2", derivative))


def marked(symbol: str, mark: str) -> str:
    r"""Return a symbol with a mark in its superscript: α^{new}, beside a layer's number.

    A mark in words replaces an earlier one; of a derivative both sides are marked.
    """

    def put(letter: str) -> str:
        name, power, layer = letter.partition("^")
        beside = _WORDS.sub("", layer[1:-1]) if power else ""
        return rf"{name}^{{{beside}\, {mark}}}" if beside else rf"{name}^{{{mark}}}"

    if sides := _FRACTION.match(symbol):
        above, below = (side.removeprefix(r"\partial ") for side in sides.groups())
        return derivative(marked(above, mark), marked(below, mark))
    if _TOP_LAYER.search(symbol):  # <z|j+>^{(2)}: a second superscript cannot stand beside it
        return symbol[:-1] + rf"\, {mark}}}"
    return _each_letter(symbol, put)


def renewed(symbol: str) -> str:
    r"""Return the symbol of a parameter, or of what follows, after an update: α^{new}."""
    return marked(symbol, NEW)


def kept_of(letter: str, parameter: str) -> str:
    r"""Return the symbol of what is kept of a parameter, entry by entry: v^{\alpha}."""
    return _each_letter(parameter, lambda of: f"{letter}^{{{of}}}")


def letters(symbol: str) -> str:
    """Return the subscripts' letters, as a sum or a "for all" names them."""
    found = _OPEN.search(symbol)
    return ",".join(name for name, _ in _SUBSCRIPT.findall(found[2])) if found else ""


def typed(symbol: str, index: Sequence[int] = ()) -> str:
    """Return an entry's name in plain letters, as it is typed: z[1], alpha[1,2], b1[2]."""
    printed = ",".join(map(str, subscripts(symbol, index)))
    name = typed_whole(symbol, _at_bias(symbol, index))
    return f"{name}[{printed}]" if printed else name


def typed_whole(symbol: str, bias: bool = False) -> str:
    r"""Return the name of the whole, or of its bias column, in plain letters: z, alpha, b1.

    A layer's number follows its letter, and so does a power: `<z|j+>^{(2)}` is `z2`, `\sigma^2`
    is `sigma2`.
    """
    letter = _typeset(symbol, lambda name, _: name, bias)
    raised = _RAISED.search(letter)
    found = _PLAIN.match(letter)
    name = (f"{found[1]}hat" if found[1] else found[2]) if found else letter
    return name + ((raised[1] or raised[2]) if raised else "")
