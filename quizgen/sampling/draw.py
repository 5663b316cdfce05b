"""Drawing a network: candidates in batches, the first that every condition keeps."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES, OPS, Graph, Rounding
from quizgen.engine.arithmetic import Array
from quizgen.engine.networks import Architecture
from quizgen.errors import QuizgenError
from quizgen.kinds import KINDS
from quizgen.kinds.asks import Entry
from quizgen.kinds.kind import Setting
from quizgen.kinds.pose import chosen, numbers_asked
from quizgen.problem import Network, Solved
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.chance import Chance
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.grids import Grid
from quizgen.sampling.networks import DrawnNetwork, NetworkSpec
from quizgen.sampling.specs import ProblemSet, ProblemSpec
from quizgen.sampling.unsolved import in_json, unsolved
from quizgen.streams import Stream

BATCHES = (64, 256, 1024, 4096, *[8192] * 32)
BATCH_ENTRIES, MOST_ENTRIES = 2**19, 2**24  # numbers computed for a batch, and in all
MOST_RANGED = 2**18  # numbers whose honest ranges are computed, in all
FIGURES_COST = 16  # times as much: ranges under significant figures
GROUP, LEAST_RANGED = 64, 8  # candidates


@dataclass(frozen=True, eq=False)
class Drawn:
    """A solved network, and the single entries that each problem asks of it."""

    network: Network
    entries: Mapping[str, tuple[Entry, ...]]


def draw_network(the_set: ProblemSet, spec: NetworkSpec, chance: Chance) -> Drawn:
    """Return the network's first candidate that all conditions keep, or its given numbers.

    Raises QuizgenError, which names the condition that fewest candidates met, where the
    budget is spent.
    """
    stream = chance.of(spec.name)
    among = spec.activations or ("identity",)  # without a hidden layer there may be none
    activation = among[int(stream.below(len(among)))]
    network = unsolved(spec, activation, the_set.notation, the_set.rounding)
    architecture, graph, rounding = network.architecture, network.graph, network.rounding
    problems = [problem for problem in the_set.problems if problem.subject == spec.name]
    for grow in dict.fromkeys(KINDS[problem.kind].grow for problem in problems):
        graph = grow(graph)
    network = replace(network, graph=graph)
    entries = {problem.id: _entries(problem, architecture, stream) for problem in problems}
    asked: dict[Entry, None] = {}
    for problem in problems:
        setting = Setting(network, chance.order(problem.id), entries[problem.id])
        asked |= dict.fromkeys(numbers_asked(chosen(problem.kind, setting, problem.parts)))
    if not isinstance(spec, DrawnNetwork):
        numbers = spec.given or {}
        given = {name: np.array(value, dtype=float)[None] for name, value in numbers.items()}
        exact = {name: DIGITS40.array(value) for name, value in given.items()}
        found = Candidates(graph, rounding, DIGITS40, exact, tuple(asked))
    else:
        grids = dict.fromkeys(architecture.parameters, spec.weights)
        grids |= {"x": spec.input, "y": spec.target}
        found = _search(
            f"{the_set.name}: networks.{spec.name}",
            graph,
            rounding,
            tuple(asked),
            grids,
            stream,
        )
    solved = Solved(
        {name: np.asarray(value[0]) for name, value in found.values.items()},
        {name: r.each(lambda v: np.asarray(v[0])) for name, r in found.ranges.items()},
    )
    inputs = {name: in_json(np.asarray(value[0])) for name, value in found.inputs.items()}
    return Drawn(replace(network, inputs=inputs, solved=solved), entries)


def _entries(
    problem: ProblemSpec, architecture: Architecture, stream: Stream
) -> tuple[Entry, ...]:
    """Return the entries that the problem names, or one drawn of the last and first matrix."""
    if not KINDS[problem.kind].draws_entries:
        return ()
    if not problem.entries:
        return _drawn_entries(architecture, stream)
    return tuple(
        (f"grad:{name}", (place[0] - 1, place[1]) if len(place) == 2 else (0, *place))
        for name, place in problem.entries
    )


def _drawn_entries(architecture: Architecture, stream: Stream) -> tuple[Entry, ...]:
    """Return an entry of the last matrix and one of the first, no biases.

    Of a single ReLU layer both are about one unit: of two units one is off, and an entry that
    is asked by itself must not be 0.
    """
    shapes, names = architecture.shapes(), architecture.parameters

    def place(name: str) -> tuple[int, int]:
        rows, columns = shapes[name]
        return int(stream.below(rows)), 1 + int(stream.below(columns - 1))

    last = place(names[-1])
    entries: list[Entry] = [(f"grad:{names[-1]}", last)]
    if len(names) > 1:
        row, column = place(names[0])
        if len(names) == 2 and OPS[architecture.activations[0]].kink is not None:
            row = last[1] - 1
        entries.append((f"grad:{names[0]}", (row, column)))
    return tuple(entries)


def _search(
    place: str,
    graph: Graph,
    rounding: Rounding,
    asked: tuple[Entry, ...],
    grids: Mapping[str, Grid],
    stream: Stream,
) -> Candidates:
    met: Counter[str] = Counter()
    judged: Counter[str] = Counter()

    def sifted(candidates: Candidates, by_ranges: bool) -> Array:
        kept = np.ones(candidates.count, dtype=bool)
        for name, condition in CONDITIONS.items():
            if condition.by_ranges == by_ranges and candidates.count:
                holds = condition.holds(candidates)
                judged[name] += candidates.count
                met[name] += int(holds.sum())
                kept &= holds
        return kept

    draws, left = 0, _most_ranged(graph, rounding)
    for count in _batches(graph):
        draws += count
        drawn = {
            name: _draw(grids[name], (count, *graph[name].shape), name, stream)
            for name in grids
        }
        candidates = Candidates(graph, rounding, DOUBLES, drawn, asked)
        candidates = candidates.taken(sifted(candidates, by_ranges=False), DOUBLES)
        first = np.arange(min(candidates.count, left))
        for start in first[::GROUP]:
            group = candidates.taken(first[start : start + GROUP], DOUBLES)
            for number in np.flatnonzero(sifted(group, by_ranges=True)):
                sure = group.taken(np.array([number]), DIGITS40)
                if all(condition.holds(sure)[0] for condition in CONDITIONS.values()):
                    return sure
        left -= first.size
        if not left:
            break
    name = min(judged, key=lambda name: met[name] / judged[name])
    raise QuizgenError(
        f'{place}: no numbers found in {draws:,} draws: the condition "{name}" held '
        f"for {met[name]:,} of {judged[name]:,} ({CONDITIONS[name].summary}); widen the grids, "
        "keep more digits, or ask for less"
    )


def _most_ranged(graph: Graph, rounding: Rounding) -> int:
    """Return of how many candidates the honest ranges are computed, which take the time."""
    cost = _entries_of(graph) * (1 if rounding.figures is None else FIGURES_COST)
    return max(LEAST_RANGED, MOST_RANGED // cost)


def _entries_of(graph: Graph) -> int:
    return sum(prod(node.shape) for node in graph.nodes)


def _batches(graph: Graph) -> Iterator[int]:
    """Yield how many candidates to draw at once: fewer where each has many entries."""
    entries = _entries_of(graph)
    left = MOST_ENTRIES
    for count in BATCHES:
        count = min(count, max(1, BATCH_ENTRIES // entries))
        left -= count * entries
        if left > 0:
            yield count


def _draw(grid: Grid, shape: Sequence[int], name: str, stream: Stream) -> Array:
    """Return numbers of the grid, leaving out what no kept network could have.

    A 0 hides the step that it stands in; so does an input of 1.
    """
    unwanted = (0, 1) if name == "x" else (0,)
    numbers = [n for n in grid.numbers() if n not in unwanted] or grid.numbers()
    return np.array(numbers, dtype=float)[stream.below(len(numbers), shape)]
