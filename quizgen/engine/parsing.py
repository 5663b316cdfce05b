"""Reading a formula: a small grammar of our own, and nothing is ever run.

    sum      = product { ("+" | "-") product }
    product  = signed { ("*" | "/") signed }
    signed   = "-" signed | power
    power    = atom [ "^" signed ]
    atom     = number | variable | function "(" sum ")" | "(" sum ")"

So −x² is −(x²), and powers group to the right.  What may come from anywhere is bounded:
its length, how deep it is nested, how many operations it has.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from quizgen.engine.formula import (
    FUNCTIONS,
    INFIX,
    PRODUCT,
    SUM,
    Number,
    Operation,
    Tree,
    Variable,
)

LONGEST = 200  # characters
DEEPEST = 20  # parentheses, signs and powers in each other
MOST_OPERATIONS = 40
LARGEST, MOST_PLACES = 1_000_000, 6  # of a number

VARIABLE = re.compile(r"[A-Za-z][0-9]{0,3}")
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Za-z][A-Za-z0-9]*|[-+*/^()]")
_OPERAND = 'a number, a variable, a function or "("'
_OPERATOR = "+, -, *, / or ^ (2*x, not 2x)"


class _Token(NamedTuple):
    text: str
    column: int


def parse(formula: str) -> Tree:
    """Return a formula's tree.

    Raises ValueError, which says at which column what was found and what was expected.
    """
    if len(formula) > LONGEST:
        raise ValueError(f"found {len(formula):,} characters, expected {LONGEST} at most")
    parser = _Parser(_tokens(formula))
    tree = parser.binary(SUM, 0)
    if parser.here.text:
        raise parser.wrong(_OPERATOR)
    return tree


def _tokens(formula: str) -> list[_Token]:
    tokens, at = [], 0
    while at < len(formula):
        if formula[at] in " \t\n":
            at += 1
            continue
        found = _TOKEN.match(formula, at)
        if found is None:
            raise _wrong(_Token(formula[at], at + 1), "a formula of + - * / ^ ( ) and names")
        tokens.append(_Token(found[0], at + 1))
        at = found.end()
    return [*tokens, _Token("", len(formula) + 1)]


def _wrong(token: _Token, expected: str) -> ValueError:
    shown = token.text if len(token.text) <= 20 else token.text[:17] + "..."
    found = ascii(shown).replace("'", '"') if shown else "the end"
    return ValueError(f"column {token.column}: found {found}, expected {expected}")


class _Parser:
    """A cursor over the tokens, with a method for each rule of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.operations = 0

    @property
    def here(self) -> _Token:
        return self.tokens[self.at]

    def wrong(self, expected: str) -> ValueError:
        return _wrong(self.here, expected)

    def take(self, *texts: str) -> str:
        """Return the token here and move on, where it is one of `texts`; else "" and stay."""
        if self.here.text not in texts:
            return ""
        self.at += 1
        return self.tokens[self.at - 1].text

    def operation(self, op: str, *operands: Tree) -> Tree:
        self.operations += 1
        if self.operations > MOST_OPERATIONS:
            raise self.wrong(f"{MOST_OPERATIONS} operations at most")
        return Operation(op, operands)

    def binary(self, level: int, depth: int) -> Tree:
        """Read a sum or a product, grouped from the left."""
        signs = [sign for sign, infix in INFIX.items() if infix.level == level]

        def part() -> Tree:
            return self.binary(PRODUCT, depth) if level == SUM else self.signed(depth)

        tree = part()
        while sign := self.take(*signs):
            tree = self.operation(INFIX[sign].op, tree, part())
        return tree

    def signed(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise self.wrong(f"{DEEPEST} parentheses, signs and powers in each other at most")
        if not self.take("-"):
            return self.power(depth)
        operand = self.signed(depth + 1)
        if isinstance(operand, Number):
            return Number(-operand.value)
        return self.operation("negate", operand)

    def power(self, depth: int) -> Tree:
        base = self.atom(depth)
        if not self.take("^"):
            return base
        return self.operation("power", base, self.signed(depth + 1))

    def atom(self, depth: int) -> Tree:
        text = self.here.text
        if self.take("("):
            return self.closed(depth)
        if self.take(*FUNCTIONS):
            if not self.take("("):
                raise self.wrong(f'"(" after {text}')
            return self.operation(FUNCTIONS[text], self.closed(depth))
        if text[:1].isdigit():
            return self.number()
        if text == "e":
            raise self.wrong("exp(...) for a power of Euler's number, or another letter")
        if VARIABLE.fullmatch(text):
            self.at += 1
            return Variable(text)
        if text[:1].isalpha():
            names = ", ".join(FUNCTIONS)
            raise self.wrong(f"a variable (a letter, or a letter and digits) or {names}")
        raise self.wrong(_OPERAND)

    def closed(self, depth: int) -> Tree:
        inner = self.binary(SUM, depth + 1)
        if not self.take(")"):
            raise self.wrong('an operator or ")"')
        return inner

    def number(self) -> Tree:
        places = self.here.text.partition(".")[2]
        value = Decimal(self.here.text)
        if len(places) > MOST_PLACES or value >= LARGEST:
            raise self.wrong(f"a number below {LARGEST:,} with {MOST_PLACES} decimals at most")
        self.at += 1
        return Number(value)
