"""Drawing a network: candidates in batches, the first that every condition keeps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES, Graph, Rounding, names
from quizgen.engine.arithmetic import Array
from quizgen.errors import QuizgenError
from quizgen.kinds import KINDS
from quizgen.kinds.asks import Entry
from quizgen.kinds.kind import Setting
from quizgen.kinds.pose import chosen, numbers_asked
from quizgen.problem import Network
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.chance import Chance
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.entries import entries_of
from quizgen.sampling.given import given_numbers
from quizgen.sampling.grids import Grid
from quizgen.sampling.networks import DrawnNetwork, GivenNetwork
from quizgen.sampling.search import Search
from quizgen.sampling.specs import ProblemSet, ProblemSpec
from quizgen.sampling.unsolved import unsolved
from quizgen.streams import Stream

BATCHES = (64, 256, 1024, 4096, *[8192] * 32)
BATCH_ENTRIES, MOST_ENTRIES = 2**19, 2**24  # numbers computed for a batch, and in all
MOST_RANGED = 2**18  # numbers whose honest ranges are computed, in all
FIGURES_COST = 16  # times as much: ranges under significant figures
LEAST_RANGED = 8  # candidates


@dataclass(frozen=True, eq=False)
class Drawn:
    """A solved network, and the single entries that each problem asks of it."""

    network: Network
    entries: Mapping[str, tuple[Entry, ...]]


def draw_network(
    the_set: ProblemSet, spec: DrawnNetwork | GivenNetwork, chance: Chance
) -> Drawn:
    """Return the network's first candidate that all conditions keep, or its given numbers.

    Raises QuizgenError, which names the condition that fewest candidates met, where the
    budget is spent.
    """
    stream = chance.of(spec.name)
    among = spec.activations or ("identity",)  # without a hidden layer there may be none
    activation = among[int(stream.below(len(among)))]
    sizes = spec.sizes
    if len(spec.all_sizes) > 1:
        sizes = spec.all_sizes[int(stream.below(len(spec.all_sizes)))]
    network = unsolved(spec, sizes, activation, the_set.notation, the_set.rounding)
    problems = [problem for problem in the_set.problems if problem.subject == spec.name]
    entries = {one.id: entries_of(one, network.architecture, stream) for one in problems}
    for grow, of in dict.fromkeys((KINDS[one.kind].grow, entries[one.id]) for one in problems):
        network = replace(network, graph=grow(network, of))
    fixed = {name: v for name, v in spec.descent.settings.items() if name in network.graph}
    asked = _asked(network, problems, entries, chance)
    if isinstance(spec, GivenNetwork):
        exact = {
            name: DIGITS40.array(np.array(value, dtype=float)[None])
            for name, value in {**given_numbers(network.graph, spec), **fixed}.items()
        }
        found = Candidates(network.graph, network.rounding, DIGITS40, exact, asked)
    else:
        grids = dict.fromkeys(network.architecture.parameters, spec.weights)
        grids |= {"x": spec.input, "y": spec.target}
        grids |= dict.fromkeys(_velocities(network), spec.velocity)
        grids |= {name: Grid(low=value, high=value) for name, value in fixed.items()}
        place = f"{the_set.name}: networks.{spec.name}"
        found = _search(place, network, asked, grids, stream)
    inputs, solved = found.first()
    return Drawn(replace(network, inputs=inputs, solved=solved), entries)


def _velocities(network: Network) -> tuple[str, ...]:
    """Return the names of the velocities that the graph has of the parameters."""
    found = (names.kept("velocity", name) for name in network.architecture.parameters)
    return tuple(name for name in found if name in network.graph)


def _asked(
    network: Network,
    problems: Sequence[ProblemSpec],
    entries: Mapping[str, tuple[Entry, ...]],
    chance: Chance,
) -> tuple[Entry, ...]:
    """Return what the problems ask of the network, each once."""
    asked: dict[Entry, None] = {}
    for problem in problems:
        setting = Setting(network, chance.order(problem.id), entries[problem.id])
        asked |= dict.fromkeys(numbers_asked(chosen(problem.kind, setting, problem.parts)))
    return tuple(asked)


def _search(
    place: str,
    network: Network,
    asked: tuple[Entry, ...],
    grids: Mapping[str, Grid],
    stream: Stream,
) -> Candidates:
    graph, search = network.graph, Search(CONDITIONS)
    draws, most = 0, _most_ranged(graph, network.rounding)
    for count in _batches(graph):
        draws += count
        drawn = {
            name: _draw(grids[name], (count, *graph[name].shape), name, stream)
            for name in grids
        }
        candidates = Candidates(graph, network.rounding, DOUBLES, drawn, asked)
        found = search.first(candidates, most - search.ranged)
        if found is not None:
            return found
        if search.ranged >= most:
            break
    raise QuizgenError(
        f"{place}: no numbers found in {draws:,} draws: {search.why()}; widen "
        "the grids, keep more digits, or ask for less"
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
