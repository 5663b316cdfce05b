"""Where a long formula may be broken: between formulas, else before an operator."""

import re
from collections.abc import Callable

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\S")
OPENING = frozenset({"{", "(", "[", "\\left", "\\begin"})
CLOSING = frozenset({"}", ")", "]", "\\right", "\\end"})
SPACES = frozenset({"\\quad", "\\qquad"})
SUMS = frozenset({"=", "+", "-", "\\approx", "\\pm"})
PRODUCTS = frozenset({"\\cdot", "\\times", "\\odot"})
# A sign after one of these belongs to its number: x = -1, 2 \cdot -3.
BEFORE_SIGN = OPENING | SPACES | SUMS | PRODUCTS | {"^", "_", ",", "<", ">", "\\le", "\\ge"}


def pieces(tex: str, operators: frozenset[str]) -> list[str]:
    """Split LaTeX before its outermost operators; joined, the pieces are `tex` again."""
    cuts, depth, last = [0], 0, ""
    for match in TOKEN.finditer(tex):
        token = match[0]
        depth += (token in OPENING) - (token in CLOSING)
        signed = token in SPACES or (last and last not in BEFORE_SIGN)
        opens = tex[: match.start()].strip() in ("", "{}")  # a line that was broken before
        if token in operators and depth == 0 and signed and not opens:
            cuts.append(match.start())
        last = token
    return [tex[start:stop] for start, stop in zip(cuts, [*cuts[1:], len(tex)], strict=True)]


def lines(tex: str, fits: Callable[[str], bool]) -> list[str]:
    """Return `tex` in as few lines as fit; one that cannot be broken may still not fit."""
    for operators in (SPACES, SUMS, PRODUCTS):
        if fits(tex):
            break
        parts = pieces(tex, operators)
        if len(parts) > 1:
            return _fill(parts, fits)
    return [tex]


def separate(tex: str) -> list[str]:
    r"""Return the formulas that `\quad` or `\qquad` holds apart."""
    return [
        piece if piece.lstrip().startswith("-") else _led(piece)  # it opens with a sign
        for piece in pieces(tex, SPACES)
    ]


def _fill(parts: list[str], fits: Callable[[str], bool]) -> list[str]:
    filled: list[str] = []
    line = ""
    for part in parts:
        if line and fits(line + part):
            line += part
            continue
        if line:
            filled += lines(line, fits)
        line = _led(part) if line else part
    return filled + lines(line, fits)


def _led(line: str) -> str:
    """Return a line as it starts: no space, and a binary operator keeps its spacing."""
    first = TOKEN.match(line)
    if first is None or first[0] not in SPACES | SUMS | PRODUCTS:
        return line
    return line[first.end() :].lstrip() if first[0] in SPACES else f"{{}}{line}"
