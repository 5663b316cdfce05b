"""A student's page as HTML that needs nothing else: no script, no file, no net.

Fonts stay out, unlike those of handouts, but for brackets that grow: a class of pages would be
a class of fonts.  A class asks the same, so that labels, verdicts and formulas are set once
and kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from markupsafe import Markup, escape

from quizgen.render.breaks import lines
from quizgen.render.math import mathml, split, spoken
from quizgen.render.pages import JOINER
from quizgen.render.sandbox import run
from quizgen.render.styles import style
from quizgen.render.theme import PLAIN
from quizgen.render.words import said, words
from quizgen.reports.feedback.compared import Compared
from quizgen.reports.feedback.contents import Feedback, Question
from quizgen.reports.feedback.mistaken import Own
from quizgen.reports.feedback.outside import answered, named, printable
from quizgen.reports.feedback.rows import Row

TEMPLATE, STYLE = "feedback.html.j2", "feedback.css"

# A sign for each verdict that reads in grey; its word is of the same name.
SIGNS: Mapping[str, str] = {
    "correct": "✓",
    "carried": "✓",
    "mistake": "✗",
    "wrong": "✗",
    "blank": "–",
    "unreadable": "?",
    "manual": "…",
    "marked": "•",
}
WORDS = words(PLAIN)
NONE = Markup("")
HALF_A_PAGE, A_TELEPHONE, A_PIECE = 26, 15, 12  # em of a formula

ARRAY = re.compile(r"\\begin\{array\}\{[lrc]+\}(.*?)\\end\{array\}")
ROW_END = r" \\ "
SILENT = re.compile(r"\\(?:phantom|operatorname|mathbf|left|right|[a-zA-Z])+|[{}_^ &]")


# Rows of the table are whole; a step's rows.  The sandbox looks at each attribute, so the many
# are tuples.
SetStep: TypeAlias = tuple[tuple[str, str, Markup, Markup], ...]
SetLesson: TypeAlias = tuple[Markup, tuple[tuple[Markup, bool], ...], bool, str, str]
SetQuestion: TypeAlias = tuple[int, str, str, tuple[Markup, ...], tuple[SetStep, ...]]


@dataclass(frozen=True)
class SetSheet:
    """A sheet's feedback, its formulas set."""

    said: Feedback
    lessons: tuple[SetLesson, ...]
    questions: tuple[SetQuestion, ...]
    wide: bool


def feedback_page(sheets: Sequence[Feedback]) -> str:
    """Return the page of one student, who may have several sheets."""
    given = {
        "style": _style(),
        "sheets": [_sheet(sheet) for sheet in sheets],
        "words": WORDS,
        "said": said,
    }
    return run(PLAIN, TEMPLATE, given, clean)


def _sheet(sheet: Feedback) -> SetSheet:
    lessons = tuple(
        (prose(one.said), tuple(map(_own, one.own)), one.once, one.cost, one.where)
        for one in sheet.lessons
    )
    wide = any(_is_wide(step) for question in sheet.questions for step in question.worked)
    return SetSheet(sheet, lessons, tuple(map(_question, sheet.questions)), wide)


def _question(question: Question) -> SetQuestion:
    rows = tuple(map(_row, question.rows))
    worked = tuple(map(_step, question.worked))
    return question.number, question.id, question.points, rows, worked


@lru_cache(maxsize=16384)
def _row(row: Row) -> Markup:
    label = _asked(row.labels) if row.labels else _span("id", row.name)
    wrote = Markup(f"<bdi>{escape(answered(row.wrote))}</bdi>") if row.wrote else NONE
    if row.read_as:
        wrote += _span("read", said(WORDS["read_as"], text=row.read_as))
    if row.right:
        wrote += Markup('<span class="right">{}: {}</span>').format(
            row.right_said, prose(row.right)
        )
    sign, word = SIGNS[row.verdict], WORDS[row.verdict]
    told = Markup(f'<span class="sign" aria-hidden="true">{sign}</span> {escape(word)}')
    told += _span("note", row.note) if row.note else NONE
    for reason in row.reasons:
        told += Markup('<span class="note">{}</span>').format(prose(reason))
    return Markup(
        f'<tr class="{row.verdict}"><th scope="row">{label}</th><td>{wrote}</td><td>{told}</td>'
        f'<td class="points">{row.points}</td></tr>'
    )


@lru_cache(maxsize=4096)
def _asked(labels: tuple[str, ...]) -> Markup:
    """Return what was asked, in formulas to be seen and in words to be heard."""
    seen = _joined(tuple(map(_tex, labels)), f"{JOINER}, ")
    return Markup('<span class="aloud">{}</span><span aria-hidden="true">{}</span>').format(
        ", ".join(map(spoken, labels)), seen
    )


def _own(own: Own) -> tuple[Markup, bool]:
    """Set a line of the student's numbers, and say whether a telephone has no room for it."""
    words = WORDS["own" if own.is_ else "own_alone"]
    wide = any(width(part) > A_TELEPHONE for part in (*own.has, *own.is_))
    return Markup(said(words, has=_chain(own.has), is_=_chain(own.is_))), wide


def _chain(parts: Sequence[str]) -> Markup:
    """Return equal parts, set so that a line may end before an equal sign."""
    set_parts = [_tex(f"= {part}" if at else part) for at, part in enumerate(parts)]
    return _joined(set_parts, " ") + JOINER  # to the comma or the full stop after it


def _step(step: Compared) -> SetStep:
    """Set a step: how it goes with the right numbers, with theirs, and what they wrote."""
    first = _equal((*filter(None, (step.formula,)), *step.right))
    set_lines = [
        ("", WORDS["step_right" if step.right else "step"], _tex(step.left), first),
        ("", WORDS["step_own"], NONE, _equal(step.own)),
        ("typed", WORDS["step_wrote"], NONE, _tex(rf"\phantom{{=}} {step.wrote}")),
    ]
    there = (True, bool(step.own), bool(step.wrote))
    return tuple(line for line, has in zip(set_lines, there, strict=True) if has)


def _equal(parts: Sequence[str]) -> Markup:
    """Set equal parts; a line may end before an equal sign, of a long one before operators."""
    return _joined(tuple(_broken(f"= {part}") for part in parts), " ")


def _broken(formula: str) -> Markup:
    return _joined([_tex(piece) for piece in lines(formula, _is_short)], "")


def _is_short(formula: str) -> bool:
    return width(formula) <= A_PIECE


def _is_wide(step: Compared) -> bool:
    """Say whether some part of a step has no room in half a page."""
    return any(width(part) > HALF_A_PAGE for part in (step.formula, *step.right, *step.own))


@lru_cache(maxsize=16384)
def width(formula: str) -> float:
    """Return about how wide a formula is, in em: of an array its longest row counts."""
    rows = ARRAY.sub(lambda array: max(array[1].split(ROW_END), key=_letters), formula)
    return 0.5 * _letters(rows) + 0.9 * rows.count("&")


def _letters(formula: str) -> int:
    return len(SILENT.sub("", formula))


def _joined(parts: Sequence[Markup], between: str) -> Markup:
    return Markup(between).join(parts)


def _span(name: str, text: str) -> Markup:
    return Markup(f'<span class="{name}">{escape(answered(text))}</span>')


def _tex(formula: str) -> Markup:
    return Markup(mathml(formula))


@lru_cache(maxsize=4096)
def prose(text: str) -> Markup:
    """Return the key's own prose, in which `$…$` is a formula."""
    return Markup("").join(_tex(part) if tex else escaped(part) for part, tex in split(text))


def escaped(text: str) -> Markup:
    """Return words as a page has them, the replacement character for what cannot be printed."""
    return escape(printable(text))


def clean(value: object) -> object:
    """Return what a template prints, where it came from outside as a page shows it."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return named(value)


@lru_cache(maxsize=1)
def _style() -> Markup:
    return Markup(style(PLAIN, STYLE))
