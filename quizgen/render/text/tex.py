"""The LaTeX that we write, read into a tree.

Whatever is put in, something comes out: an unknown command is its name, what is open is
closed at the end, and what is too deep or too large to be read is shown as it was written.
"""

import re
from collections.abc import Callable

from quizgen.render.text.characters import ACCENTS, BLACKBOARD, SPACES, SYMBOLS
from quizgen.render.text.tokens import Tokens
from quizgen.render.text.tree import (
    Accent,
    Array,
    Fence,
    Fraction,
    Node,
    Phantom,
    Root,
    Row,
    Scripts,
    Space,
    Symbol,
)

DEEPEST = 40
MOST = 10_000

ROW_END = re.compile(r"\\\\\s*(?:\[\s*[\d.]+\s*[a-z]+\s*\])?")
ENDS = frozenset({"", "}", "&", "\\\\", "\\right", "\\end"})

# What changes a letter's face, or a size, or nothing that a terminal could show.
FACE = re.compile(r"\\(?:math(?:bf|rm|it|sf|cal)|boldsymbol|bm|underbrace|overbrace)")
IGNORED = re.compile(
    r"\\(?:displaystyle|textstyle|(?:no)?limits|hline|middle|[bB]igg?[lr]?|(?:math)?strut)|[_^]?"
)
WORDS = re.compile(r"\\(?:text(?:bf|it|rm|sf)?|mbox)")

# Delimiters, alignment of the columns (over and over), room between them.
ENVIRONMENTS = {
    "matrix": ("", "", "c", 2),
    "bmatrix": ("[", "]", "c", 2),
    "pmatrix": ("(", ")", "c", 2),
    "Bmatrix": ("{", "}", "c", 2),
    "vmatrix": ("|", "|", "c", 2),
    "Vmatrix": ("‖", "‖", "c", 2),
    "cases": ("{", "", "l", 2),
    "aligned": ("", "", "rl", 1),
}


def parse(tex: str) -> Row:
    """Return the tree of a formula."""
    try:
        return _Reader(tex).formula()
    except _TooMuchError:
        return Row((Symbol(" ".join(tex.split()), "words"),))


class _TooMuchError(Exception):
    """Nested more than `DEEPEST` times, or an array of more than `MOST` cells."""


class _Reader(Tokens):
    """What can be read from a place in a formula."""

    def __init__(self, tex: str) -> None:
        super().__init__(tex)
        self.depth = 0

    def formula(self) -> Row:
        """Return all that is left; what ends nothing is passed over."""
        items = [*self.row().items]
        while stray := self.take():
            items += [Space(SPACES[stray])] if stray in SPACES else []
            items += self.row().items
        return Row(tuple(items))

    def row(self, closing: bool = False) -> Row:
        """Return what stands side by side up to an end, or a closing delimiter if asked."""
        items: list[Node] = []
        while (token := self.peek()) not in ENDS:
            if closing and token in SYMBOLS and SYMBOLS[token][1] == "close":
                break
            items += self.scripted(self.atom())
        return Row(tuple(items))

    def scripted(self, items: list[Node]) -> list[Node]:
        """Return what was read with the scripts that follow it, on its last item."""
        sub: list[Node] = []
        sup: list[Node] = []
        while (token := self.peek()) in ("_", "^", "'"):
            self.take()
            if token == "'":
                sup.append(Symbol("′"))
            else:
                (sub if token == "_" else sup).extend(self.argument().items)
        if not sub and not sup:
            return items
        base = items.pop() if items else Row(())
        return [
            *items,
            Scripts(base, Row(tuple(sub)) if sub else None, Row(tuple(sup)) if sup else None),
        ]

    def argument(self) -> Row:
        """Return a group, or the one token that stands for it: a single digit of a number."""
        if self.peek() in ENDS - {""}:
            return Row(())
        if self.peek()[:1].isdigit():
            return Row((Symbol(self.digit(), "number"),))
        items = self.atom()
        first = items[0] if len(items) == 1 else None
        return first if isinstance(first, Row) else Row(tuple(items))

    def atom(self) -> list[Node]:
        """Return what the next token begins: no item, one, or an open bracket's contents."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _TooMuchError
        items = self._atom(self.take())
        self.depth -= 1
        return items

    def _atom(self, token: str) -> list[Node]:
        if token == "{":
            group = self.row()
            self.taken("}")
            return [group]
        if token in COMMANDS:
            return [COMMANDS[token](self)]
        if token in SPACES:
            return [Space(SPACES[token])]
        if token in ACCENTS:
            return [Accent(token[1:], ACCENTS[token], self.argument())]
        if FACE.fullmatch(token):
            return [self.face()]
        if WORDS.fullmatch(token):
            return [Symbol(self.raw(), "words")]
        if IGNORED.fullmatch(token):
            return []
        if token[0].isdigit():
            return [Symbol(token, "number")]
        text, kind = SYMBOLS.get(token, (token, "ordinary"))
        if kind == "open":
            body = self.row(closing=True)
            if self.peek() in ENDS:
                return [Symbol(text, kind), *body.items]
            return [Fence(text, body, SYMBOLS[self.take()][0])]
        if token not in SYMBOLS and token.startswith("\\"):
            return [Symbol(token[1:], "operator")]
        return [Symbol(text, kind)]

    def delimiter(self) -> str:
        r"""Return what follows `\left` or `\right`; a full stop is none."""
        if self.peek() in ENDS:
            return ""
        token = self.take()
        return "" if token == "." else SYMBOLS.get(token, (token.lstrip("\\"), ""))[0]

    def fence(self) -> Fence:
        left = self.delimiter()
        body = self.row()
        return Fence(left, body, self.delimiter() if self.taken("\\right") else "")

    def face(self) -> Row:
        """Return an argument; a bold 1 is a symbol, the indicator of what follows."""
        match self.argument().items:
            case (Symbol(text, "number"),):
                return Row((Symbol(text),))
            case items:
                return Row(items)

    def root(self) -> Root:
        index = Row(())
        if self.taken("["):
            index = self.row(closing=True)
            self.taken("]")
        return Root(self.argument(), index)

    def operator(self) -> Symbol:
        starred = self.taken("*")
        name = re.sub(r"\s+|[,;:!]", "", self.raw())
        return Symbol(name, "limits" if starred else "operator")

    def blackboard(self) -> Symbol:
        return Symbol("".join(BLACKBOARD.get(letter, letter) for letter in self.raw()))

    def strut(self) -> Row:
        """Pass over what has a height alone."""
        self.raw()
        return Row(())

    def environment(self) -> Node:
        """Return an array of any name, between its delimiters."""
        name = self.raw()
        left, right, aligns, gap = ENVIRONMENTS.get(name, ("", "", "c", 2))
        if name == "array":
            aligns = re.sub("[^lrc]", "", self.raw()) or "c"
        rows: list[list[Row]] = [[self.row()]]
        while (token := self.peek()) in ("&", "\\\\"):
            if token == "&":
                self.take()
                rows[-1].append(self.row())
            elif end := ROW_END.match(self.tex, self.at):
                self.at = end.end()
                rows.append([self.row()])
        if self.taken("\\end"):
            self.raw()
        array = _array(rows, aligns, gap)
        return Fence(left, Row((array,)), right) if left or right else array


def _array(rows: list[list[Row]], aligns: str, gap: int) -> Array:
    """Return rows as an array: short ones filled up, the line after a last break left out."""
    used = rows[:-1] if len(rows) > 1 and rows[-1] == [Row(())] else rows
    width = max(map(len, used))
    if width * len(used) > MOST:
        raise _TooMuchError
    filled = tuple((*row, *[Row(())] * (width - len(row))) for row in used)
    return Array(filled, (aligns * width)[:width], gap)


COMMANDS: dict[str, Callable[[_Reader], Node]] = {
    r"\frac": lambda reader: Fraction(reader.argument(), reader.argument(), False),
    r"\dfrac": lambda reader: Fraction(reader.argument(), reader.argument(), False),
    r"\tfrac": lambda reader: Fraction(reader.argument(), reader.argument(), True),
    r"\sqrt": _Reader.root,
    r"\left": _Reader.fence,
    r"\begin": _Reader.environment,
    r"\phantom": lambda reader: Phantom(reader.argument()),
    r"\hphantom": lambda reader: Phantom(reader.argument()),
    r"\vphantom": _Reader.strut,
    r"\operatorname": _Reader.operator,
    r"\mathbb": _Reader.blackboard,
}
