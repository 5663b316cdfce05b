"""Drawing a network: candidates in batches, the first that every condition keeps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from quizgen.engine import DIGITS40, Graph, Rounding
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
from quizgen.sampling.networks import DrawnNetwork, GivenNetwork
from quizgen.sampling.plan import Plan
from quizgen.sampling.reference import Reference
from quizgen.sampling.search import Search
from quizgen.sampling.specs import ProblemSet, ProblemSpec
from quizgen.sampling.unsolved import unsolved
from quizgen.sampling.usual import reference
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


@dataclass(frozen=True, eq=False)
class Unnumbered:
    """A network without numbers, what each problem asks of it, and what it is drawn from."""

    network: Network
    entries: Mapping[str, tuple[Entry, ...]]
    asked: tuple[Entry, ...]
    plan: Plan | None  # None where its numbers are given
    others: tuple[Plan, ...]  # by which the set's other variants are drawn


def draw_network(
    the_set: ProblemSet, spec: DrawnNetwork | GivenNetwork, chance: Chance
) -> Drawn:
    """Return the network's first candidate that all conditions keep, or its given numbers.

    Raises QuizgenError, which names the condition that fewest candidates met, where the
    budget is spent.
    """
    stream = chance.of(spec.name)
    drawn = without_numbers(the_set, spec, chance, stream)
    place = f"{the_set.name}: networks.{spec.name}"
    inputs, solved = numbers(place, spec, drawn, stream, Search(CONDITIONS)).first()
    return Drawn(replace(drawn.network, inputs=inputs, solved=solved), drawn.entries)


def without_numbers(
    the_set: ProblemSet, spec: DrawnNetwork | GivenNetwork, chance: Chance, stream: Stream
) -> Unnumbered:
    """Return the network with an activation, sizes and entries that are drawn."""
    among = spec.activations or ("identity",)  # without a hidden layer there may be none
    chosen_one = among[int(stream.below(len(among)))]
    sizes = spec.sizes
    if len(spec.all_sizes) > 1:
        sizes = spec.all_sizes[int(stream.below(len(spec.all_sizes)))]
    problems = [problem for problem in the_set.problems if problem.subject == spec.name]
    networks = {one: _grown(the_set, spec, sizes, one, problems) for one in among}
    network = networks[chosen_one]
    entries = {one.id: entries_of(one, network.architecture, stream) for one in problems}
    asked = {name: _asked(one, problems, entries, chance) for name, one in networks.items()}
    plans = {}
    if isinstance(spec, DrawnNetwork):
        grids = dict.fromkeys(network.architecture.parameters, spec.weights)
        grids |= {"x": spec.input, "y": spec.target}
        plans = {
            name: Plan(one.graph, one.rounding, asked[name], tuple(grids.items()))
            for name, one in networks.items()
        }
    others = tuple(plan for name, plan in plans.items() if name != chosen_one)
    return Unnumbered(network, entries, asked[chosen_one], plans.get(chosen_one), others)


def _grown(
    the_set: ProblemSet,
    spec: DrawnNetwork | GivenNetwork,
    sizes: tuple[int, ...],
    activation: str,
    problems: Sequence[ProblemSpec],
) -> Network:
    network = unsolved(spec, sizes, activation, the_set.notation, the_set.rounding)
    for grow in dict.fromkeys(KINDS[problem.kind].grow for problem in problems):
        network = replace(network, graph=grow(network.graph))
    return network


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


def numbers(
    place: str,
    spec: DrawnNetwork | GivenNetwork,
    drawn: Unnumbered,
    stream: Stream,
    search: Search,
) -> Candidates:
    """Return the first numbers that a search keeps, or those that are given, in 40 digits."""
    if isinstance(spec, GivenNetwork):
        exact = {
            name: DIGITS40.array(np.array(value, dtype=float)[None])
            for name, value in spec.given.items()
        }
        network = drawn.network
        return Candidates(network.graph, network.rounding, DIGITS40, exact, drawn.asked)
    assert drawn.plan is not None
    return _search(place, drawn.plan, reference(drawn.plan, drawn.others), stream, search)


def _search(
    place: str, plan: Plan, usual: Reference, stream: Stream, search: Search
) -> Candidates:
    draws, most = 0, _most_ranged(plan.graph, plan.rounding)
    for count in _batches(plan.graph):
        draws += count
        found = search.first(plan.drawn(count, stream, usual), most - search.ranged)
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
