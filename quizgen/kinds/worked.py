"""Worked steps as a block, a line for each equal sign; and their formulas by themselves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from quizgen.document import Block, Derivation, Line
from quizgen.engine import Step, steps
from quizgen.kinds.asks import Entry
from quizgen.kinds.kind import Task
from quizgen.problem import Computed, Subject


def worked(subject: Computed, entries: Sequence[Entry], compact: bool = True) -> Derivation:
    """Return the derivation of a solved subject's quantities."""
    found = steps(subject.graph, subject.solved.values, subject.rounding, entries)
    return Derivation(tuple(lines(found)), compact)


def worked_whole(subject: Computed, names: Iterable[str]) -> Derivation:
    """Return the derivation of whole quantities."""
    return worked(subject, [(name, None) for name in names])


# what may stand between numbers: a formula has a letter besides
_ARITHMETIC = re.compile(
    r"\\(?:begin|end)\{array\}(?:\{[a-z]+\})?|\\(?:cdot|times|frac|left|right)|[^A-Za-z]"
)


def hints(subject: Subject, task: Task) -> tuple[Block, ...]:
    """Return a task's own hint, and the formulas by which its quantities are found.

    They are without numbers: a quantity whose formula is a number by itself has no hint, as it
    would be the answer.
    """
    if not isinstance(subject, Computed) or not task.entries:
        return task.hint
    found = steps(subject.graph, subject.solved.values, subject.rounding, task.entries)
    formulas = tuple(
        Line(step.left, step.rights[0])
        for step in found
        if len(step.rights) > 1
        and step.rights[0] != step.left
        and _ARITHMETIC.sub("", step.rights[0])
    )
    return (*task.hint, Derivation(formulas)) if formulas else task.hint


def once(blocks: Iterable[Block], seen: set[tuple[Line, ...]]) -> tuple[Block, ...]:
    """Return a solution without the steps in `seen`, and put its own there.

    Where a problem asks for parts alone, each is worked from the start; where it asks for
    several, no step is worked twice.
    """
    fresh: list[Block] = []
    for block in blocks:
        if isinstance(block, Derivation):
            steps_of_it = [step for step in _steps(block.lines) if step not in seen]
            seen.update(steps_of_it)
            block = replace(block, lines=tuple(line for step in steps_of_it for line in step))
            if not block.lines:
                continue
        fresh.append(block)
    return tuple(fresh)


def _steps(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Return the lines of each step; one with a left side opens it."""
    starts = [place for place, line in enumerate(lines) if line.left or not place]
    return [tuple(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def lines(found: Sequence[Step]) -> list[Line]:
    """Return the lines of steps; a step's left side stands on its first line alone."""
    return [
        Line("" if k else step.left, right, "" if k else step.reason)
        for step in found
        for k, right in enumerate(step.rights)
    ]
