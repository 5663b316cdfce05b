"""What is wider than a telephone: it scrolls in a box of its own, which keys can reach too."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, singledispatch

from markupsafe import Markup

from quizgen.document import Derivation, Field, Figure, Formula, Table
from quizgen.render.answers import wide
from quizgen.render.breaks import lines, separate
from quizgen.render.diagrams import picture, size_of
from quizgen.render.math import width

ROOM = 16.0  # em; a page 320 pixels wide has 17 to 18 between its margins
PIECE = 9.0  # em, of a derivation's right side: it is broken into pieces no wider, where it can
EQUALS = 1.4  # em
BOX, DEEP = 6.5, 14.0  # rem, one box for an answer with its margins, and one for a volume
PADDING = 1.4  # em, of a table's cell
EM = (
    10.5 / 0.7
)  # points of a figure: on a narrow page it is drawn smaller, as far as can be read


@lru_cache(maxsize=512)
def pieces_of(tex: str) -> tuple[str, ...]:
    """Break a formula before its outermost operators, where it is wider than a piece may be."""
    return tuple(lines(tex, lambda piece: width(piece, True) <= PIECE))


def scrolls(block: object, words: Mapping[str, str]) -> Markup:
    """Return the attributes of a box that a narrow page cannot show whole, else "".

    A browser that scrolls by keys wants the box in the order of the tab key; a screen reader
    wants it to have a name.  `block` may be a list of fields.
    """
    if needed(block) <= ROOM:
        return Markup("")
    return Markup(' tabindex="0" role="group" aria-label="{}"').format(words["wide"])


@singledispatch
def needed(block: object) -> float:
    """Return how wide a block is at its narrowest, in em, by an estimate that errs upwards."""
    return 0.0


@needed.register
def _(block: Formula) -> float:
    return max(width(part, True) for part in separate(block.tex))


@needed.register
def _(block: Derivation) -> float:
    left = max((width(line.left, True) for line in block.lines if line.left), default=0)
    rights = [piece for line in block.lines for piece in pieces_of(line.right)]
    return left + EQUALS + max(width(piece, True) for piece in rights)


@needed.register
def _(block: Table) -> float:
    rows: Sequence[Sequence[str]] = [*([block.head] if block.head else []), *block.rows]
    columns = zip(*rows, strict=True)
    return sum(max(map(wide, column)) + PADDING for column in columns)


@needed.register
def _(block: Figure) -> float:
    return size_of(picture(block))[0] / EM


@needed.register
def _(block: list) -> float:  # type: ignore[type-arg]
    return max(map(needed, block), default=0.0)


@needed.register
def _(block: Field) -> float:
    if block.answers is None:
        return 0.0  # its boxes are in the order of the tab key themselves
    label = width(block.label, True) + EQUALS if block.label else 0.0
    columns = max(len(row) for row in block.blanks)
    return label + (DEEP if block.form == "volume" else BOX * columns)
