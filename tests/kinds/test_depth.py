"""A key shows as much of its working as is wanted, and the same answers at every depth."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from quizgen.document import Choices, Derivation, Document, Field, Line, Solution
from quizgen.kinds.depth import Depth, at_depth
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant


def within(value: object, wanted: Any) -> list[Any]:
    if isinstance(value, tuple):
        return [found for item in value for found in within(item, wanted)]
    if not is_dataclass(value):
        return []
    inner = [within(getattr(value, field.name), wanted) for field in fields(value)]
    return ([value] if isinstance(value, wanted) else []) + [f for part in inner for f in part]


@pytest.fixture(scope="module")
def key() -> Document:
    the_set = read_set("recitation5", original=True)
    return solve_variant(Job(the_set, Variant("original", None), None, ()))[1]


@pytest.mark.parametrize("depth", ["answers", "steps", "full"])
def test_every_depth_has_the_same_answers(key: Document, depth: Depth) -> None:
    thinned = at_depth(key, depth)
    assert within(thinned, Field) == within(key, Field)
    reasons = depth != "answers"
    assert within(thinned, Choices) == [
        choices if reasons else replace(choices, reasons=()) for choices in within(key, Choices)
    ]


def test_answers_alone_have_no_solution_but_model_answers(key: Document) -> None:
    kept = within(at_depth(key, "answers"), Solution)
    assert len(within(key, Solution)) > len(kept) > 3
    assert all(solution.model for solution in kept)


def test_steps_have_the_formula_and_the_result_of_each(key: Document) -> None:
    full = [d for s in within(key, Solution) for d in within(s, Derivation)]
    steps = [d for s in within(at_depth(key, "steps"), Solution) for d in within(s, Derivation)]
    assert len(steps) == len(full) > 5
    for whole, thin in zip(full, steps, strict=True):
        opened = [line for line in whole.lines if line.left]
        assert [line for line in thin.lines if line.left] == opened
        assert len(thin.lines) <= 2 * len(opened)
        assert thin.lines[-1] == whole.lines[-1]
    lines = sum(len(d.lines) for d in steps)
    assert lines < sum(len(d.lines) for d in full) * 0.7


def test_a_step_of_one_line_stays() -> None:
    lines = (Line("a", "1"), Line("b", "x"), Line("", "2"), Line("", "3"), Line("c", "4"))
    document = Document("key", "", "", "", "", None, None, (Solution((Derivation(lines),)),))
    (thin,) = within(at_depth(document, "steps"), Derivation)
    assert [line.right for line in thin.lines] == ["1", "x", "3", "4"]
