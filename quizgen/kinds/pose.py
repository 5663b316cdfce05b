"""From a kind and a network to the problem: its prompt, and a blank for each entry asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from quizgen.engine import Graph, Rounding, symbols
from quizgen.keys import Answer
from quizgen.kinds import KINDS
from quizgen.kinds.kind import Entry, Setting, places
from quizgen.problem import Blank, Problem, Solved


@dataclass(frozen=True, eq=False)
class Posed:
    """A problem with what its words and its solution are made from."""

    problem: Problem
    section: str
    setting: Setting
    rounding: Rounding
    solved: Solved
    answers: Mapping[str, Answer]


def pose(
    id: str,
    kind: str,
    points: Fraction,
    network: str,
    setting: Setting,
    inputs: Mapping[str, object],
) -> Problem:
    """Return the problem of a kind about a network: its prompt and its blanks."""
    row = KINDS[kind]
    entries = [
        (name, place) for entry in row.asked(setting) for name, place in cells(setting, entry)
    ]
    blanks = tuple(
        Blank(
            id=blank_id(id, setting.graph, name, place),
            type="number",
            points=points / len(entries),
            quantity=name,
            index=place,
        )
        for name, place in entries
    )
    return Problem(
        id, kind, points, row.prompt(setting), network, setting.graph, inputs, blanks
    )


def cells(setting: Setting, entry: Entry) -> list[tuple[str, tuple[int, ...]]]:
    """Return the node and index of every entry that is asked for."""
    return [(entry[0], place) for place in places(setting.graph, entry)]


def blank_id(problem: str, graph: Graph, name: str, index: tuple[int, ...]) -> str:
    """Return the blank's id, with the letters and subscripts that the sheet prints."""
    of = name.removeprefix("grad:")
    layered = "^" in graph[of].symbol
    letter = of if layered or of[-1:].isalpha() else of.rstrip("0123456789")
    printed = ",".join(map(str, symbols.subscripts(graph[of].symbol, index)))
    base = f"{problem}.{'d' if of != name else ''}{letter}"
    return f"{base}[{printed}]" if printed else base
