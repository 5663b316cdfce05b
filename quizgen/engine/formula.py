"""A formula as a tree, and how it is written: in one line of text, and as mathematics.

`sin(x*y)/z + exp(x*z)/(x*y)` is what a set's author types; `parsing.parse` reads it, and
`text` writes it with no more parentheses than are needed, so that it reads back the same.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True)
class Number:
    """A short decimal."""

    value: Decimal

    @property
    def text(self) -> str:
        """Return the number without an exponent and without trailing zeros."""
        return f"{self.value.normalize():f}"


@dataclass(frozen=True)
class Variable:
    """What has a name: a letter, or a letter and digits."""

    name: str


@dataclass(frozen=True)
class Operation:
    """An operation, a row of `OPS`, on one operand or two."""

    op: str
    operands: tuple["Tree", ...]


Tree: TypeAlias = Number | Variable | Operation


@dataclass(frozen=True)
class Infix:
    """An operator between its operands; `level` is how tightly it binds.

    `left` and `right` are the least levels of an operand that needs no parentheses.
    """

    op: str
    level: int
    left: int
    right: int
    written: str


SUM, PRODUCT, MINUS, POWER, ATOM = range(1, 6)  # levels
INFIX = {
    "+": Infix("sum", SUM, SUM, PRODUCT, " + "),
    "-": Infix("difference", SUM, SUM, PRODUCT, " - "),
    "*": Infix("product", PRODUCT, PRODUCT, POWER, "*"),
    "/": Infix("quotient", PRODUCT, PRODUCT, POWER, "/"),
    "^": Infix("power", POWER, ATOM, POWER, "^"),
}
INFIX_BY_OP = {infix.op: infix for infix in INFIX.values()}
FUNCTIONS = {"sin": "sin", "cos": "cos", "exp": "exp", "ln": "log"}
FUNCTIONS_BY_OP = {op: name for name, op in FUNCTIONS.items()}


def text(tree: Tree) -> str:
    """Return `tree` in one line, as it is typed."""
    if isinstance(tree, Number):
        return tree.text
    if isinstance(tree, Variable):
        return tree.name
    if tree.op == "negate":
        return f"-{_grouped(tree.operands[0], POWER)}"
    if tree.op in FUNCTIONS_BY_OP:
        return f"{FUNCTIONS_BY_OP[tree.op]}({text(tree.operands[0])})"
    infix, (left, right) = INFIX_BY_OP[tree.op], tree.operands
    last = _grouped(right, infix.right)
    last = f"({last})" if last.startswith("-") else last
    return f"{_grouped(left, infix.left)}{infix.written}{last}"


def _grouped(tree: Tree, least: int) -> str:
    return text(tree) if level(tree) >= least else f"({text(tree)})"


def level(tree: Tree) -> int:
    """Return how tightly the outermost operation of `tree` binds."""
    if isinstance(tree, Operation):
        if tree.op == "negate":
            return MINUS
        return INFIX_BY_OP[tree.op].level if tree.op in INFIX_BY_OP else ATOM
    return MINUS if isinstance(tree, Number) and tree.value < 0 else ATOM


def latex(tree: Tree) -> str:
    r"""Return `tree` as a mathematician writes it: \frac{\sin(x y)}{z} + e^{x z}.

    A quotient inside a fraction, an exponent or a function's parentheses stands in one line.
    """
    return _set(tree, inline=False)


def letter(name: str) -> str:
    """Return a variable's name as LaTeX, its digits as a subscript."""
    return f"{name[0]}_{{{name[1:]}}}" if name[1:] else name


def _set(tree: Tree, inline: bool) -> str:
    if isinstance(tree, Number):
        return tree.text
    if isinstance(tree, Variable):
        return letter(tree.name)
    first, last = tree.operands[0], tree.operands[-1]
    match tree.op:
        case "quotient" if inline:
            return f"{_within(first, PRODUCT)} / {_within(last, POWER)}"
        case "quotient":
            return rf"\frac{{{_set(first, True)}}}{{{_set(last, True)}}}"
        case "product":
            return _juxtaposed(first, last, inline)
        case "power":
            return _power(first, f"^{{{_set(last, True)}}}")
        case "exp":
            return f"e^{{{_set(first, True)}}}"
        case "negate":
            return f"-{_within(first, PRODUCT, inline)}"
        case "sum" | "difference":
            sign = INFIX_BY_OP[tree.op].written
            right = _within(last, PRODUCT, inline)
            return (
                _set(first, inline) + sign + (f"({right})" if right.startswith("-") else right)
            )
    return rf"\{FUNCTIONS_BY_OP[tree.op]}({_set(first, True)})"


def _within(tree: Tree, least: int, inline: bool = True) -> str:
    """Return an operand, in parentheses where it binds less than `least`."""
    body = _set(tree, inline)
    return body if level(tree) >= least else f"({body})"


def _juxtaposed(first: Tree, last: Tree, inline: bool) -> str:
    """Return a product: letters side by side, a dot where a number follows."""
    left = _within(first, PRODUCT, inline)
    fraction = isinstance(last, Operation) and last.op == "quotient" and not inline
    right = _set(last, inline) if fraction else _within(last, POWER, inline)
    if right[0].isdigit():
        return rf"{left} \cdot {right}"
    plain = left[-1].isalnum() and right[0].isalnum() and not right.startswith("e^")
    return f"{left} {right}" if plain else rf"{left} \, {right}"


def _power(base: Tree, exponent: str) -> str:
    """Return a power; sine and cosine take it before their parentheses."""
    if isinstance(base, Operation) and base.op in ("sin", "cos") and exponent[2:-1].isdigit():
        return rf"\{base.op}{exponent}({_set(base.operands[0], True)})"
    bare = level(base) == ATOM and not isinstance(base, Operation)
    return _set(base, True) + exponent if bare else f"({_set(base, True)}){exponent}"
