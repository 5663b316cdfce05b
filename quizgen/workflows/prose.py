"""The mathematics in a set's own words, tried before anything is made."""

from collections.abc import Iterator

from quizgen.errors import QuizgenError
from quizgen.render.math import glyphs, mathml, split
from quizgen.sampling.specs import ProblemSet

MARKS = (r"\(", r"\[")  # of formulas in LaTeX, which a set writes between dollar signs


def check_prose(set_name: str, the_set: ProblemSet) -> None:
    """Raise QuizgenError, with a line for each formula of a set that cannot be set."""
    mistakes = [
        f"{set_name}: {place}: {mistake}"
        for place, prose in _prose(the_set)
        for mistake in _mistakes(prose)
    ]
    if mistakes:
        raise QuizgenError(*mistakes[:20])


def _prose(the_set: ProblemSet) -> Iterator[tuple[str, str]]:
    yield "instructions", the_set.instructions
    for number, problem in enumerate(the_set.problems, 1):
        yield f"problems[{number}].section", problem.section
        yield f"problems[{number}].text", problem.text


def _mistakes(prose: str) -> Iterator[str]:
    for mark in MARKS:
        if mark in prose:
            yield f"found {mark}, expected $…$ around a formula, $$…$$ for one by itself"
    try:
        for part, is_tex in split(prose.replace("$$", "$")):
            if is_tex:
                mathml(part)
                glyphs(part)
    except QuizgenError as error:
        yield from error.lines
