"""The mathematics in a set's own words, tried before anything is made."""

from collections.abc import Iterator

from quizgen.document import Block, Formula, Text
from quizgen.errors import QuizgenError
from quizgen.kinds.sheet import paragraphs
from quizgen.render.math import glyphs, mathml, split
from quizgen.sampling.specs import ProblemSet

MARKS = (r"\(", r"\[")  # of formulas in LaTeX, which a set writes between dollar signs
EXPECTED = "expected $…$ around a formula, $$…$$ for one by itself"


def check_prose(set_name: str, the_set: ProblemSet) -> None:
    """Raise QuizgenError, with a line for each formula of a set that cannot be set."""
    mistakes = [
        f"{set_name}: {place}: {mistake}"
        for place, prose in _prose(the_set)
        for mistake in _mistakes(prose)
    ]
    if mistakes:
        raise QuizgenError(*mistakes[:20])


def _prose(the_set: ProblemSet) -> Iterator[tuple[str, str | Text]]:
    """Yield each place, and what it prints: a text of paragraphs, or one line."""
    yield "instructions", the_set.instructions
    for number, problem in enumerate(the_set.problems, 1):
        yield f"problems[{number}].section", Text(problem.section)
        yield f"problems[{number}].text", problem.text


def _mistakes(prose: str | Text) -> Iterator[str]:
    blocks: tuple[Block, ...] = (prose,) if isinstance(prose, Text) else paragraphs(prose)
    if isinstance(prose, Text):
        if "$$" in prose.content:
            yield "found $$, expected $…$ around a formula: this is one line"
    elif any(paragraph.count("$$") % 2 for paragraph in prose.split("\n\n")):
        yield f"found $$ without its partner, {EXPECTED}"
    for block in blocks:
        if isinstance(block, Text):
            yield from (f"found {mark}, {EXPECTED}" for mark in MARKS if mark in block.content)
        try:
            for tex in _formulas(block):
                mathml(tex)
                glyphs(tex)
        except QuizgenError as error:
            yield from error.lines


def _formulas(block: Block) -> Iterator[str]:
    """Yield the formulas of a paragraph; raise QuizgenError for a $ without its partner."""
    if isinstance(block, Formula):
        yield block.tex
    elif isinstance(block, Text):
        yield from (part for part, is_tex in split(block.content) if is_tex)
