"""Write a `Document` as plain text: headings, questions, answers, worked solutions."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from quizgen.document import (
    Block,
    Choices,
    Derivation,
    Document,
    Field,
    FieldForm,
    Figure,
    Formula,
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
from quizgen.render.text import rectangles
from quizgen.render.text.derivations import derivation_lines, formula_lines
from quizgen.render.text.formulas import flat
from quizgen.render.text.prose import GLUE, STEP, indented, plain, prose, wrapped
from quizgen.render.text.rectangles import Rectangle, below, beside, line
from quizgen.render.text.tables import in_line, table_lines

SHORT_BOX = "____"
BOXES: Mapping[FieldForm, str] = {
    "number": "________",
    "shape": " × ".join([SHORT_BOX] * 2),
    "volume": " × ".join([SHORT_BOX] * 3),
}
APART = 4  # columns between fields in one row
ROW = 8  # millimetres of room that a row of the terminal stands for


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
    return ["", *indented(lines)] if lines else []


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


def _fields(fields: Sequence[Field], width: int) -> list[str]:
    rows: list[Rectangle] = []
    for field in map(_field, fields):
        if rows and rows[-1].width + APART + field.width <= width:
            rows[-1] = beside(rows[-1], line(" " * APART), field)
        else:
            rows.append(field)
    return below(rows)


def _field(field: Field) -> Rectangle:
    if field.answers is None:
        box = BOXES[field.form]
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
    return [*caption, *indented(wrapped(plain(figure.spoken), width - STEP))]


# How each type of block is written: (block, columns) -> lines.
WRITERS: dict[type, Callable[[Any, int], list[str]]] = {
    Text: lambda text, width: wrapped(prose(text.content), width),
    Formula: formula_lines,
    Derivation: derivation_lines,
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
