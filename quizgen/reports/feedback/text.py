"""A student's feedback as a document, which a terminal shows in office hours."""

from collections.abc import Iterator
from itertools import chain

from quizgen.document import Block, Derivation, Document, Line, Section, Table, Text
from quizgen.render.words import said
from quizgen.reports.feedback.compared import Compared
from quizgen.reports.feedback.contents import Feedback, Lesson, Question
from quizgen.reports.feedback.outside import answered
from quizgen.reports.feedback.page import SIGNS, WORDS
from quizgen.reports.feedback.rows import Row

HEAD = ("Asked", "Wrote", "Verdict", "Points")


def feedback_document(of: Feedback) -> Document:
    """Return what is said of a sheet as a document of sections."""
    return Document(
        "worked",
        of.title,
        "",
        of.variant,
        "",
        of.student or None,
        None,
        tuple(_blocks(of)),
    )


def _blocks(of: Feedback) -> Iterator[Block]:
    left = f"; a person marks {of.waiting} more" if of.waiting else ""
    yield Text(f"{of.points}{left}.")
    if of.lessons:
        lessons = (_lesson(number, one) for number, one in enumerate(of.lessons, 1))
        yield Section("What to look at first", tuple(chain.from_iterable(lessons)))
    for question in of.questions:
        title = f"Question {question.number}: {_plain(question.id)}"
        points = f" ({question.points} points)" if question.points else ""
        yield Section(f"{title}{points}", tuple(_question(question)))


def _lesson(number: int, lesson: Lesson) -> Iterator[Block]:
    yield Text(f"{number}. {lesson.said}")
    for own in lesson.own:
        has, is_ = (" = ".join(parts) for parts in (own.has, own.is_))
        words = WORDS["own" if own.is_ else "own_alone"]
        yield Text(said(words, has=f"${has}$", is_=f"${is_}$"))
    yield Text(f"It cost {lesson.cost}; look at {_plain(lesson.where)}.")


def _question(question: Question) -> Iterator[Block]:
    rows = tuple(_cells(row) for row in question.rows)
    yield Table("", HEAD, rows, row_heads=True)
    for row in question.rows:
        if row.verdict in ("correct", "manual"):
            continue
        for reason in row.reasons:
            yield Text(f"{_plain(row.name)}: {reason}")
    for step in question.worked:
        yield Derivation(tuple(_lines(step)))


def _cells(row: Row) -> tuple[str, ...]:
    asked = ", ".join(f"${label}$" for label in row.labels) or _plain(row.name)
    wrote = _plain(answered(row.wrote))
    wrote += f" (read as {_plain(row.read_as)})" if row.read_as else ""
    told = row.right and row.verdict != "correct"  # it stands there
    wrote += f" ({row.right_said}: {row.right})" if told else ""
    sign, word = SIGNS[row.verdict], WORDS[row.verdict]
    note = f": {_plain(answered(row.note))}" if row.note else ""
    return asked, wrote, f"{sign} {word}{note}", row.points


def _lines(step: Compared) -> Iterator[Line]:
    left = step.left
    if step.formula:
        yield Line(left, step.formula)
        left = ""
    for reason, rights in (("right", step.right), ("from their answers", step.own)):
        for number, right in enumerate(rights):
            yield Line(left, right, "" if number else reason)
            left = ""
    if step.wrote:
        yield Line("", step.wrote, "what they wrote")


def _plain(text: str) -> str:
    """Return words that came from outside as prose: a dollar sign is one."""
    return text.replace("\\", "\\\\").replace("$", "\\$") if "$" in text else text
