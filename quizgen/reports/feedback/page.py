"""A student's page as HTML that needs nothing else: no script, no file, no net.

Fonts stay out, unlike those of handouts, but for brackets that grow: a class of pages would be
a class of fonts.  A class asks the same, so that labels, verdicts and formulas are set once
and kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from markupsafe import Markup, escape

from quizgen.render.math import mathml, split
from quizgen.render.pages import JOINER, UNPRINTABLE
from quizgen.render.sandbox import run
from quizgen.render.styles import style
from quizgen.render.theme import PLAIN
from quizgen.render.words import said, words
from quizgen.reports.feedback.compared import Compared
from quizgen.reports.feedback.contents import Feedback, Question
from quizgen.reports.feedback.mistaken import Own
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


# A row's verdict and cells; a step's rows.  The sandbox looks at each attribute, so the many
# are tuples.
SetRow: TypeAlias = tuple[str, Markup, Markup, Markup, str]
SetStep: TypeAlias = tuple[Markup, Markup, tuple[tuple[str, Markup], ...]]
SetLesson: TypeAlias = tuple[Markup, tuple[Markup, ...], bool, str, str]
SetQuestion: TypeAlias = tuple[int, str, str, tuple[SetRow, ...], tuple[SetStep, ...]]


@dataclass(frozen=True)
class SetSheet:
    """A sheet's feedback, its formulas set."""

    said: Feedback
    lessons: tuple[SetLesson, ...]
    questions: tuple[SetQuestion, ...]


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
    return SetSheet(sheet, lessons, tuple(map(_question, sheet.questions)))


def _question(question: Question) -> SetQuestion:
    rows = tuple(map(_row, question.rows))
    worked = tuple(map(_step, question.worked))
    return question.number, question.id, question.points, rows, worked


@lru_cache(maxsize=16384)
def _row(row: Row) -> SetRow:
    label = _joined(tuple(map(_tex, row.labels)), f"{JOINER}, ") or _span("id", row.name)
    wrote = Markup("<bdi>{}</bdi>").format(escaped(row.wrote)) if row.wrote else Markup("")
    if row.read_as:
        wrote += _span("read", said(WORDS["read_as"], text=row.read_as))
    if row.right:
        wrote += Markup('<span class="right">{}: {}</span>').format(
            row.right_said, prose(row.right)
        )
    sign, word = SIGNS[row.verdict], WORDS[row.verdict]
    told = Markup('<span class="sign" aria-hidden="true">{}</span> {}').format(sign, word)
    told += _span("note", row.note) if row.note else ""
    for reason in row.reasons:
        told += Markup('<span class="note">{}</span>').format(prose(reason))
    return row.verdict, label, wrote, told, row.points


def _own(own: Own) -> Markup:
    words = WORDS["own" if own.is_ else "own_alone"]
    return Markup(said(words, has=_chain(own.has), is_=_chain(own.is_)))


def _chain(parts: Sequence[str]) -> Markup:
    """Return equal parts, set so that a line may end before an equal sign."""
    return _joined([_tex(f"= {part}" if at else part) for at, part in enumerate(parts)], " ")


def _step(step: Compared) -> SetStep:
    lines = [
        (WORDS["step_right"], _equal(step.right)),
        (WORDS["step_own"], _equal(step.own)),
        (
            WORDS["step_wrote"],
            _tex(rf"\phantom{{=}} {step.wrote}") if step.wrote else Markup(""),
        ),
    ]
    formula = _equal((step.formula,)) if step.formula else Markup("")
    return _tex(step.left), formula, tuple(line for line in lines if line[1])


def _equal(parts: Sequence[str]) -> Markup:
    return _joined(tuple(_tex(f"= {part}") for part in parts), " ")


def _joined(parts: Sequence[Markup], between: str) -> Markup:
    return Markup(between).join(parts)


def _span(name: str, text: str) -> Markup:
    return Markup('<span class="{}">{}</span>').format(name, escaped(text))


def _tex(formula: str) -> Markup:
    return Markup(mathml(formula))


@lru_cache(maxsize=4096)
def prose(text: str) -> Markup:
    """Return the key's own prose, in which `$…$` is a formula."""
    return Markup("").join(_tex(part) if tex else escaped(part) for part, tex in split(text))


def escaped(text: str) -> Markup:
    """Return words as a page has them, the replacement character for what cannot be printed."""
    return escape(UNPRINTABLE.sub("\ufffd", text))


def clean(value: object) -> object:
    """Put the replacement character for what cannot be printed."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return UNPRINTABLE.sub("\ufffd", value)


@lru_cache(maxsize=1)
def _style() -> Markup:
    return Markup(style(PLAIN, STYLE))
