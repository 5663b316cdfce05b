"""A vector or a matrix that was typed into one cell, taken apart into its entries.

Brackets, commas, spaces and semicolons, and what numpy and Python print, are read alike;
each entry stays text, so that one that can't be read spoils none of its neighbours.
"""

import re
from itertools import pairwise

from quizgen.grading.plain import keyboard

Rows = tuple[tuple[str, ...], ...]


class ArrayError(Exception):
    """The cell is no vector or matrix; the message says what to write instead."""


def split_rows(text: str) -> Rows:
    """Return the entries of `text`, row by row; a vector is one row.

    Rows stand in brackets, or are parted by semicolons (by line ends where there are no
    brackets); entries by commas, or by spaces where there is no comma.  A name before the
    whole is left out, names before the entries where they count upwards.  Raises
    `ArrayError`.
    """
    typed = _MARKUP.sub(_signs, text.strip().removeprefix("'"))
    if not _OPENING.search(typed):
        typed = _LINE_END.sub(";", typed)
    typed = _NAME.sub("", _CALL.sub(r"\1", keyboard(typed)), count=1)
    turned = _TRANSPOSED.search(typed)
    if turned:
        typed = typed[: turned.start()]
    if called := _PRINTED.fullmatch(typed) or _ARRAY.fullmatch(typed):
        typed = called["body"].strip("'\"")
    rows = _unnamed(tuple(_entries(row) for row in _rows(typed.translate(_SQUARE))))
    if turned and len({len(row) for row in rows}) == 1:
        rows = tuple(zip(*rows, strict=True))
    return rows


def _signs(markup: re.Match[str]) -> str:
    """Return what a sign of LaTeX's matrices stands for."""
    return next(sign for start, sign in _MATRIX if markup[0].startswith(start))


def _unnamed(rows: Rows) -> Rows:
    """Return the entries without their names, `z1 = 5`, which must count upwards."""
    entries = [entry for row in rows for entry in row]
    named = [entry.rpartition("=")[0] for entry in entries]
    if not any(named):
        return rows
    places = [tuple(map(int, _SUBSCRIPT.findall(name))) for name in named]
    if not all(places) or any(one >= other for one, other in pairwise(places)):
        raise ArrayError("names that are no list in order: write the numbers alone, in order")
    return tuple(tuple(entry.rpartition("=")[2].strip() for entry in row) for row in rows)


def _rows(body: str) -> list[str]:
    """Return the text of each row, without its brackets."""
    for inner in (body, body[1:-1] if body[:1] == "[" and body[-1:] == "]" else ""):
        if "[" in inner and _BRACKETED.fullmatch(inner):
            rows = _ROW.findall(inner)
            return _semicolons(rows[0]) if len(rows) == 1 else rows
    if "[" in body or "]" in body:
        raise ArrayError("the brackets do not match: write [1, 2] or [[1, 2], [3, 4]]")
    return _semicolons(body)


def _semicolons(text: str) -> list[str]:
    rows = text.split(";")
    return rows[:-1] if len(rows) > 1 and not rows[-1].strip() else rows


def _entries(row: str) -> tuple[str, ...]:
    """Return the entries of one row; between commas one may be empty."""
    if "," in row:
        entries = [entry.strip() for entry in row.split(",")]
        return tuple(entries[:-1] if not entries[-1] else entries)
    entries = _JOINED.sub(lambda sign: sign[1] or "*", row).split()
    for whole, part in pairwise(entries):
        if "/" in part and whole.lstrip("+-").isdigit():
            raise ArrayError(f"{whole} {part} may be one number or two: put commas between")
    if {"+", "-"} & set(entries):
        raise ArrayError("a sign with spaces about it may be a difference: put commas between")
    return tuple(entries)


_MARKUP = re.compile(
    r"\\begin\{(?P<of>[bpB]?matrix|smallmatrix|array)\}(?:\{[lcr|]*\})?"
    r"|\\end\{(?:[bpB]?matrix|smallmatrix|array)\}|\\\\(?:\[[0-9a-z]*\])?|(?<!\\)&"
)
_MATRIX = ((r"\begin", "["), (r"\end", "]"), ("\\\\", ";"), ("&", ","))
_OPENING = re.compile(r"[\[({［（｛⟨]")
_LINE_END = re.compile(r"\r\n?|\n")
_SQUARE = str.maketrans("(){}", "[][]")
_CALL = re.compile(
    r"(?<![a-z.])(?:[a-z]{1,9}\.)?(?:float|int|double|single)(?:16|32|64)?_?\(([^()\[\],]*)\)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(?:[^\W\d]|[∂∇\\])?[\w/'|∂∇\\ ^]{0,40} ?(?:==?|:=?|~) ?(?=[\[({]|[a-z.]+\()",
    re.IGNORECASE,
)
_SUBSCRIPT = re.compile(r"[0-9]+")
_TYPES = r"(?:, ?(?:dtype|shape|requires_grad|device|grad_fn)[\w. ,=():<>'\"]{0,80})?"
_ARRAY = re.compile(
    r"(?:[a-z]+\.)?(?:array|asarray|matrix|tensor|list|tuple|vector|c)\( ?"
    rf"(?P<body>[\[({{].*?[\])}}]|(?<=c\()[^()\[\]{{}},]*,[^()\[\]{{}}]*|[-+.0-9e]+"
    rf"|(?P<quote>['\"])[^'\"]*(?P=quote)) ?{_TYPES}\)",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"<tf\.(?:Tensor|Variable)[^<>]{0,80}?numpy=(?:array\()?(?P<body>[\[(].*?[\])]|[-+.0-9e]+?)"
    rf"(?:{_TYPES}\))?>",
    re.IGNORECASE,
)
_TRANSPOSED = re.compile(
    r"(?<=[\])}]) ?(?:\^ ?(?:t|\{t\}|\\top|\{\\top\})|\.t|'|ᵀ)$", re.IGNORECASE
)
_ROW = re.compile(r"\[([^\[\]]*)\]")
_BRACKETED = re.compile(r"[ ]*+(?:\[[^\[\]]*+\][ ,;]*+)++")
# Signs that bind two numbers into one, whatever spaces stand beside them.
_JOINED = re.compile(r" ?([*/^=·]) ?|(?<=[0-9.]) ?x ?(?=10 ?\^)")
