"""Formulas as rectangles of characters: TeX's spacing in whole columns of a terminal."""

from enum import IntEnum
from functools import lru_cache

from quizgen.render.pages import UNPRINTABLE
from quizgen.render.text import rectangles
from quizgen.render.text.characters import SLASHED, Kind, accented, lowered, raised
from quizgen.render.text.rectangles import Rectangle, beside, line, stack
from quizgen.render.text.tex import parse
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


class Style(IntEnum):
    """How much room there is: a display of several rows, down to a script's tight one."""

    DISPLAY = 0  # fractions are stacked, a sum's limits stand above and below it
    TEXT = 1  # within a fraction or a matrix: neither, but a matrix is drawn
    FLAT = 2  # one row
    SCRIPT = 3  # one row without spaces


# The columns that a kind claims before it and after it; neighbours share them.
CLAIMS: dict[Kind, tuple[int, int]] = {
    "ordinary": (0, 0),
    "number": (0, 0),
    "words": (0, 0),
    "operator": (1, 1),
    "limits": (1, 1),
    "large": (1, 1),
    "binary": (1, 1),
    "sign": (0, 0),
    "relation": (1, 1),
    "punctuation": (0, 1),
    "open": (0, 0),
    "close": (0, 0),
    "lettered": (0, 1),
    "group": (0, 0),
    "inner": (1, 1),
    "quotient": (1, 1),
}
# A binary operator after one of these, or after nothing, is a sign.
BEFORE_SIGN: frozenset[Kind] = frozenset(
    {"binary", "sign", "relation", "punctuation", "open", "operator", "limits", "large"}
)
# What `{…}` makes an ordinary symbol of: 1{,}000.
LOST_IN_BRACES: frozenset[Kind] = frozenset(
    {"binary", "sign", "relation", "punctuation", "open", "close"}
)
# What is multiplied when it stands beside a quotient: ∂ℓ/∂ŷ · zⱼ.
FACTORS: frozenset[Kind] = frozenset(
    {"ordinary", "number", "lettered", "group", "inner", "quotient"}
)
AFTER_FACTORS = FACTORS | {"operator", "limits", "large", "open"}
OPERATORS = frozenset({"operator", "limits"})
BEFORE_ARGUMENT = OPERATORS | {"lettered"}
DIFFERENTIALS = frozenset({"∂", "d"})


@lru_cache(maxsize=4096)
def drawing(tex: str) -> Rectangle:
    """Return a formula as it stands on lines of its own; one without marks has width 0."""
    return _row(parse(UNPRINTABLE.sub("\ufffd", tex)), Style.DISPLAY)[0]


@lru_cache(maxsize=4096)
def flat(tex: str) -> str:
    """Return a formula in one row, as it stands in prose."""
    return _row(parse(UNPRINTABLE.sub("\ufffd", tex)), Style.FLAT)[0].rows[0]


def _draw(node: Node, style: Style) -> tuple[Rectangle, Kind]:
    """Return a node's rectangle and the kind by which it is spaced."""
    match node:
        case Symbol(text, kind):
            return line(text), kind
        case Row():
            return _row(node, style)
        case Fraction():
            return _fraction(node, style)
        case Scripts():
            return _scripts(node, style)
        case Accent(name, mark, body):
            text = _row(body, Style.SCRIPT)[0].rows[0]
            one = rectangles.columns(text) == 1
            return line(accented(text, mark) if one else f"{name}({text})"), "ordinary"
        case Root():
            return _root(node, style), "ordinary"
        case Fence(left, body, right):
            inside = _row(body, style)[0]
            array = any(isinstance(item, Array) for item in body.items)
            kind = "inner" if inside.tall or array else "group"
            return rectangles.fence(left, inside, right), kind
        case Array():
            return _array(node, style), "inner"
        case Phantom(body):
            return line(" " * _row(body, max(style, Style.TEXT))[0].width), "ordinary"
        case Space(columns):
            return line(" " * columns), "words"


def _row(row: Row, style: Style) -> tuple[Rectangle, Kind]:
    """Return what stands side by side; a single item keeps its kind, but no operator's."""
    parts: list[Rectangle] = []
    kinds: list[Kind] = []
    asked, begun = 0, False
    for item in row.items:
        if isinstance(item, Space):
            asked = max(asked, item.columns)
            continue
        part, kind = _draw(item, style)
        before = kinds[-1] if kinds else None
        if kind == "binary" and (before is None or before in BEFORE_SIGN):
            kind = "sign"
        if kind == "quotient" and before in OPERATORS:
            part, kind = rectangles.fence("(", part, ")"), "group"
        if before is not None and begun:
            parts.append(line(_gap(before, kind, asked, style)))
        parts.append(part)
        kinds.append(kind)
        begun = begun or part.width > 0
        asked = 0
    kept = len(kinds) == 1 and kinds[0] not in LOST_IN_BRACES
    return beside(*parts), kinds[0] if kept else "ordinary"


def _gap(before: Kind, after: Kind, asked: int, style: Style) -> str:
    """Return what stands between two neighbours, of which `asked` columns were asked for."""
    factors = before in FACTORS and after in AFTER_FACTORS
    if "quotient" in (before, after) and factors and asked < 2:
        return "·" if style is Style.SCRIPT else " · "
    touching = (
        before in ("open", "sign")
        or after in ("close", "punctuation")
        or (before in BEFORE_ARGUMENT and after in ("group", "open"))
    )
    claimed = 0 if touching else max(CLAIMS[before][1], CLAIMS[after][0])
    if before == "number" and after in ("group", "open"):  # 2 (a − b), but f(a)
        claimed = 1
    if style is Style.SCRIPT and not (before in OPERATORS and after in ("ordinary", "number")):
        claimed, asked = 0, 0
    return " " * max(claimed, asked)


def _fraction(node: Fraction, style: Style) -> tuple[Rectangle, Kind]:
    if style is Style.DISPLAY and not node.small:
        over, under = (_row(part, Style.TEXT)[0] for part in (node.over, node.under))
        return rectangles.fraction(over, under), "inner"
    inside = max(style, Style.FLAT)
    over, under = (_row(part, inside)[0] for part in (node.over, node.under))
    top, bottom = over.rows[0], under.rows[0]
    if f"{top}/{bottom}" in SLASHED:
        return line(SLASHED[f"{top}/{bottom}"]), "number"
    top = f"({top})" if _parted(top) else top
    bottom = bottom if _single(node.under) and not _parted(bottom) else f"({bottom})"
    # A derivative without what it is of (d/da) is read on to that, as a function's name is.
    return line(f"{top}/{bottom}"), "operator" if top in DIFFERENTIALS else "quotient"


def _parted(text: str) -> bool:
    """Return whether an operator or a space stands outside all brackets."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and place and character in " /+−·":
            return True
    return False


def _single(row: Row) -> bool:
    """Return whether a row is one factor: x₁, ∂x₁, sin(x)."""
    items = [item for item in row.items if not isinstance(item, Space)]
    bases = [item.base if isinstance(item, Scripts) else item for item in items]
    if len(bases) < 2:
        return True
    first, second = bases[0], bases[1]
    prefix = isinstance(first, Symbol) and (
        first.text in DIFFERENTIALS or (first.kind in OPERATORS and isinstance(second, Fence))
    )
    return prefix and len(bases) == 2


def _scripts(node: Scripts, style: Style) -> tuple[Rectangle, Kind]:
    base, kind = _draw(node.base, style)
    sub, sup = (
        "" if row is None else _row(row, Style.SCRIPT)[0].rows[0].strip()
        for row in (node.sub, node.sup)
    )
    if style is Style.DISPLAY and kind in ("large", "limits"):
        parts = [*([line(sup)] if sup else []), base, *([line(sub)] if sub else [])]
        return stack(parts, 1 if sup else 0), kind
    if kind in ("quotient", "inner") and isinstance(node.base, Fraction):
        base, kind = rectangles.fence("(", base, ")"), "inner" if base.tall else "group"
    low, high = lowered(sub), raised(sup)
    if not base.tall:
        on_line = kind == "ordinary" and (high or low)[-2:-1] in ("_", "^")
        return beside(base, line(low + high)), "lettered" if on_line else kind
    width = max(rectangles.columns(low), rectangles.columns(high))
    rows = [high, *[""] * (base.height - 2), low]
    side = Rectangle(tuple(rectangles.pad(row, width) for row in rows), base.baseline)
    return beside(base, side), kind


def _root(node: Root, style: Style) -> Rectangle:
    index = raised(_row(node.index, Style.SCRIPT)[0].rows[0])
    body, _ = _row(node.body, style)
    bare = not body.tall and _single(node.body) and not _parted(body.rows[0])
    return beside(line(f"{index}√"), body if bare else rectangles.fence("(", body, ")"))


def _array(node: Array, style: Style) -> Rectangle:
    inside = max(style, Style.TEXT)
    cells = [[_row(cell, inside)[0] for cell in row] for row in node.rows]
    if style < Style.FLAT:
        return rectangles.grid(cells, node.aligns, node.gap)
    return line("; ".join(" ".join(cell.rows[0].strip() for cell in row) for row in cells))
