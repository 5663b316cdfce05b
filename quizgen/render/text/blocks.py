"""Write a `Document` as plain text: headings, questions, answers, worked solutions."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from quizgen.document import (
    Block,
    Choices,
    Derivation,
    Document,
    Field,
    Figure,
    Formula,
    Line,
    PageBreak,
    Part,
    Question,
    Room,
    Section,
    Solution,
    Table,
    Text,
    Together,
)
from quizgen.render import breaks
from quizgen.render.text import rectangles
from quizgen.render.text.formulas import drawing, flat
from quizgen.render.text.prose import GLUE, plain, prose, wrapped
from quizgen.render.text.rectangles import Rectangle, beside, line
from quizgen.render.text.tables import in_line, table_lines

STEP = 4  # columns by which what belongs to a question stands in
BOX = "________"
SHORT_BOX = "____"
APART = 4  # columns between fields in one row
ROW = 8  # millimetres of room that a row of the terminal stands for
PAUSE = "   "  # before a reason
REASON = 24  # columns that a reason needs beside its line; with fewer it stands below


def to_text(document: Document, width: int = 80) -> str:
    """Return the document as lines of `width` columns, Unicode without colours.

    A formula, a table or a word that cannot be broken may be wider.  Raises QuizgenError
    when a `$` in prose has no partner.
    """
    lines = [*_title(document, width), "", *_blocks(document.blocks, width)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _title(document: Document, width: int) -> list[str]:
    course = plain(", ".join(filter(None, (document.course, document.term))))
    lines = wrapped(course, width) if course else []
    lines += wrapped(plain(document.title), width)
    lines += ["Answer key"] if document.role == "key" else []
    entries = (
        ("Name", document.name),
        ("Student ID", document.student),
        ("Variant", document.variant),
        ("Code", document.code),
    )
    written = document.role == "handout"
    about = [
        f"{head:<12}{'_' * 28 if text is None else plain(text)}"
        for head, text in entries
        if text or (text is None and written)
    ]
    return [*lines, *([""] if about else []), *about, "═" * width]


def _blocks(blocks: Sequence[Block], width: int) -> list[str]:
    """Return blocks with an empty line between; fields that follow each other share rows."""
    lines: list[str] = []
    for _, group in groupby(blocks, key=lambda block: isinstance(block, Field)):
        found = list(group)
        fields = [block for block in found if isinstance(block, Field)]
        written = (
            [_fields(fields, width)] if fields else [WRITERS[type(b)](b, width) for b in found]
        )
        for block in filter(None, written):
            lines += ["", *block] if lines else block
    return lines


def _inside(blocks: Sequence[Block], width: int) -> list[str]:
    lines = _blocks(blocks, width - STEP)
    return ["", *_indented(lines)] if lines else []


def _section(section: Section, width: int) -> list[str]:
    title = wrapped(prose(section.title), width)
    rule = "─" * max(map(rectangles.columns, title))
    body = _blocks(section.blocks, width)
    return ["", *title, rule, *([""] if body else []), *body]


def _question(question: Question, width: int) -> list[str]:
    head = f"{question.number}."
    return _asked(head, question.prompt, question.points, question.blocks, width)


def _part(part: Part, width: int) -> list[str]:
    return _asked(f"({part.letter})", part.prompt, part.points, part.blocks, width)


def _asked(
    head: str, prompt: str, points: str, blocks: Sequence[Block], width: int
) -> list[str]:
    """Return a prompt that hangs behind its number or letter, its points at its end."""
    amount = f"[{plain(points)}]".replace(" ", GLUE) if points else ""
    said = wrapped(" ".join(filter(None, (prose(prompt), amount))), width - STEP)
    heads = [f"{head:<{STEP - 1}} ", *[" " * STEP] * len(said)]
    return [
        *(f"{head}{line}" for head, line in zip(heads, said, strict=False)),
        *_inside(blocks, width),
    ]


def _solution(solution: Solution, width: int) -> list[str]:
    lines = ["Solution", "", *_blocks(solution.blocks, width - 2)]
    return [f"│ {line}" for line in lines]


def _formula(formula: Formula, width: int) -> list[str]:
    parts = [drawing(part) for part in _pieces(formula.tex, width - STEP)]
    return _indented(_below(parts))


def _derivation(derivation: Derivation, width: int) -> list[str]:
    """Return the lines with their equal signs under each other, each reason beside its line."""
    lefts = [drawing(line.left) for line in derivation.lines]
    indent = max(left.width for left in lefts)
    lines: list[str] = []
    quantity: list[Rectangle] = []
    for left, said in zip(lefts, derivation.lines, strict=True):
        if said.left and quantity:
            lines += [*_below(quantity), ""]
            quantity = []
        quantity += _equation(left, said, indent, width - STEP)
    return _indented([*lines, *_below(quantity)])


def _equation(left: Rectangle, said: Line, indent: int, width: int) -> list[Rectangle]:
    """Return a line of a derivation: where it is long, what goes on below as well."""
    before = beside(line(" " * (indent - left.width)), left, line(" = "))
    under = line(" " * before.width)
    first, *others = (drawing(piece) for piece in _pieces(said.right, width - before.width))
    rows = [beside(before, first), *(beside(under, other) for other in others)]
    reason = f"({prose(said.reason)})" if said.reason else ""
    room = width - rows[0].width - len(PAUSE)
    if reason and room >= min(REASON, rectangles.columns(reason)):
        rows[0] = beside(rows[0], line(PAUSE), _paragraph(reason, room))
    elif reason:
        below = beside(under, _paragraph(reason, width - under.width))
        rows[-1] = rectangles.stack([rows[-1], below], 0, "l")
    return rows


def _pieces(tex: str, width: int) -> list[str]:
    """Return a formula in as few lines of `width` columns as it can be broken into."""
    return breaks.lines(tex, lambda part: drawing(part).width <= width)


def _paragraph(text: str, width: int) -> Rectangle:
    return rectangles.stack([line(row) for row in wrapped(text, width)], 0, "l")


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"{'':{STEP}}{line}" for line in lines]


def _below(parts: Sequence[Rectangle]) -> list[str]:
    """Return rectangles below each other, an empty line on both sides of a tall one."""
    lines: list[str] = []
    for number, part in enumerate(parts):
        if number and (part.tall or parts[number - 1].tall):
            lines.append("")
        lines += part.rows
    return lines


def _fields(fields: Sequence[Field], width: int) -> list[str]:
    rows: list[Rectangle] = []
    for field in map(_field, fields):
        if rows and rows[-1].width + APART + field.width <= width:
            rows[-1] = beside(rows[-1], line(" " * APART), field)
        else:
            rows.append(field)
    return _below(rows)


def _field(field: Field) -> Rectangle:
    if field.answers is None:
        box = f"{SHORT_BOX} × {SHORT_BOX}" if field.form == "shape" else BOX
        columns = [[box] * len(field.blanks) for _ in field.blanks[0]]
    else:
        columns = [
            in_line([plain(text) for text in c]) for c in zip(*field.answers, strict=True)
        ]
    cells = [[line(text) for text in row] for row in zip(*columns, strict=True)]
    grid = rectangles.grid(cells, "c" * len(columns), 2)
    fenced = field.bracketed or field.answers is None
    body = rectangles.fence("[", grid, "]") if fenced else grid
    label = f"{flat(field.label)} {flat(field.relation)} " if field.label else ""
    return beside(line(label), body)


def _choices(choices: Choices, width: int) -> list[str]:
    """Return the options, each behind its letter: `[ ]` where several may be right."""
    left, right = "[]" if choices.several else "()"
    lines: list[str] = []
    for number, option in enumerate(choices.options):
        letter = chr(ord("A") + number)
        reason = choices.reasons[number] if choices.reasons else ""
        head = f"{left}{'x' if letter in (choices.right or '') else ' '}{right} {letter}. "
        said = wrapped(prose(f"{option} ({reason})" if reason else option), width - len(head))
        heads = [head, *[" " * len(head)] * len(said)]
        lines += [f"{head}{text}" for head, text in zip(heads, said, strict=False)]
    return lines


def _room(room: Room, width: int) -> list[str]:
    rows = max(room.height // ROW, 1)
    if room.form == "ruled":
        label = f"{flat(room.label)} = " if room.label else ""
        first = label + "_" * (width - rectangles.columns(label))
        return [first, *["_" * width] * (rows - 1)]
    if room.form == "open":
        return [""] * rows
    edge = "─" * (width - 2)
    return [f"┌{edge}┐", *[f"│{'':{width - 2}}│"] * rows, f"└{edge}┘"]


def _figure(figure: Figure, width: int) -> list[str]:
    """Return the caption, and in words what the figure shows."""
    caption = wrapped(prose(f"Figure: {figure.caption}"), width) if figure.caption else []
    return [*caption, *_indented(wrapped(plain(figure.spoken), width - STEP))]


# How each type of block is written: (block, columns) -> lines.
WRITERS: dict[type, Callable[[Any, int], list[str]]] = {
    Text: lambda text, width: wrapped(prose(text.content), width),
    Formula: _formula,
    Derivation: _derivation,
    Table: table_lines,
    Figure: _figure,
    Field: lambda field, width: _fields([field], width),
    Choices: _choices,
    Room: _room,
    Together: lambda together, width: _blocks(together.blocks, width),
    Section: _section,
    Question: _question,
    Part: _part,
    PageBreak: lambda _, width: ["─" * width],
    Solution: _solution,
}
