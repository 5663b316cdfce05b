"""From a kind and its subject to the problem: its tasks, and a blank for each answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from quizgen.engine import Graph
from quizgen.keys import Answer
from quizgen.kinds import KINDS
from quizgen.kinds.asks import Entry
from quizgen.kinds.kind import Setting, Task
from quizgen.problem import Computed, Problem, Subject


@dataclass(frozen=True, eq=False)
class Posed:
    """A problem with what its words and its solution are made from, and where it stands."""

    problem: Problem
    tasks: tuple[Task, ...]
    setting: Setting[Subject]
    answers: Mapping[str, Answer]
    section: str = ""
    text: str = ""
    hints: bool = False
    room: int = 0
    page_break: bool = False


def graph_of(subject: Subject) -> Graph:
    """Return a subject's graph, an empty one where it has none."""
    return subject.graph if isinstance(subject, Computed) else Graph(())


def chosen(kind: str, setting: Setting[Any], parts: Collection[str]) -> tuple[Task, ...]:
    """Return the kind's tasks, those of `parts` alone where it names any, else the usual."""
    tasks, among = KINDS[kind].tasks(setting), parts or KINDS[kind].usual
    return tuple(task for task in tasks if not among or task.id in among)


def numbers_asked(tasks: Collection[Task]) -> tuple[Entry, ...]:
    """Return the quantities that the tasks ask for, whole or an entry of each."""
    return tuple(entry for task in tasks for entry in task.entries)


def pose(
    id: str, kind: str, points: Fraction, setting: Setting[Any], tasks: tuple[Task, ...]
) -> Problem:
    """Return the problem of a kind about its subject; its blanks share its points equally."""
    graph = graph_of(setting.subject)
    blanks = [blank for task in tasks for ask in task.asks for blank in ask.blanks(id, graph)]
    share = points / max(1, len(blanks))
    return Problem(
        id,
        kind,
        points,
        setting.subject,
        tuple(replace(blank, points=share) for blank in blanks),
    )
