"""Drawing a network or a model: candidates in batches, the first that every condition keeps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np

from quizgen.engine import DIGITS40, DOUBLES, Graph, Rounding
from quizgen.errors import QuizgenError
from quizgen.kinds import KINDS
from quizgen.kinds.asks import Entry
from quizgen.kinds.kind import Setting
from quizgen.kinds.pose import chosen, numbers_asked
from quizgen.problem import Model, Network
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.chance import Chance
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.entries import entries_of
from quizgen.sampling.model_spec import ModelSpec
from quizgen.sampling.networks import DrawnNetwork, GivenNetwork
from quizgen.sampling.search import Search
from quizgen.sampling.sources import Source
from quizgen.sampling.specs import ProblemSet, ProblemSpec
from quizgen.sampling.unsolved import unsolved, unsolved_model
from quizgen.streams import Stream

BATCHES = (64, 256, 1024, 4096, *[8192] * 32)
BATCH_ENTRIES, MOST_ENTRIES = 2**19, 2**24  # numbers computed for a batch, and in all
MOST_RANGED = 2**18  # numbers whose honest ranges are computed, in all
FIGURES_COST = 16  # times as much: ranges under significant figures
LEAST_RANGED = 8  # candidates


Entries: TypeAlias = Mapping[str, tuple[Entry, ...]]
Solvable = TypeVar("Solvable", Network, Model)


@dataclass(frozen=True, eq=False)
class Drawn(Generic[Solvable]):
    """A solved network or model, and the single entries that each problem asks of it."""

    subject: Solvable
    entries: Entries


def draw_network(
    the_set: ProblemSet, spec: DrawnNetwork | GivenNetwork, chance: Chance
) -> Drawn[Network]:
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
    network = replace(network, graph=_grown(network.graph, problems))
    entries = {one.id: entries_of(one, network.architecture, stream) for one in problems}
    asked = _asked(network, problems, entries, chance)
    given = spec.given if isinstance(spec, GivenNetwork) else None
    sources = None if isinstance(spec, GivenNetwork) else spec.sources(sizes)
    place = f"{the_set.name}: networks.{spec.name}"
    return Drawn(_solved(place, network, asked, given, sources, stream), entries)


def draw_model(the_set: ProblemSet, spec: ModelSpec, chance: Chance) -> Drawn[Model]:
    """Return a model's first candidate that all conditions keep, or its given numbers.

    Raises QuizgenError as above.
    """
    stream = chance.of(spec.name)
    among = spec.activations
    activation = among[int(stream.below(len(among)))]
    model = unsolved_model(spec, activation, the_set.rounding)
    problems = [problem for problem in the_set.problems if problem.subject == spec.name]
    model = replace(model, graph=_grown(model.graph, problems))
    entries: Entries = {one.id: () for one in problems}
    asked = _asked(model, problems, entries, chance)
    given = None if spec.is_drawn else spec.numbers
    place = f"{the_set.name}: models.{spec.name}"
    return Drawn(_solved(place, model, asked, given, spec.sources(), stream), entries)


def _grown(graph: Graph, problems: Sequence[ProblemSpec]) -> Graph:
    """Return a graph with all that the problems' kinds append to it."""
    for grow in dict.fromkeys(KINDS[problem.kind].grow for problem in problems):
        graph = grow(graph)
    return graph


def _solved(
    place: str,
    subject: Solvable,
    asked: tuple[Entry, ...],
    given: Mapping[str, Any] | None,
    sources: Mapping[str, Source] | None,
    stream: Stream,
) -> Solvable:
    """Return the subject with its given numbers, or with drawn ones that may leave."""
    if given is not None:
        exact = {
            name: DIGITS40.array(np.array(value, dtype=float)[None])
            for name, value in given.items()
        }
        found = Candidates(subject.graph, subject.rounding, DIGITS40, exact, asked)
    else:
        found = _search(place, subject, asked, sources or {}, stream)
    inputs, solved = found.first()
    return replace(subject, inputs=inputs, solved=solved)


def _asked(
    subject: Network | Model,
    problems: Sequence[ProblemSpec],
    entries: Entries,
    chance: Chance,
) -> tuple[Entry, ...]:
    """Return what the problems ask of the subject, each once."""
    asked: dict[Entry, None] = {}
    for problem in problems:
        setting = Setting(subject, chance.order(problem.id), entries[problem.id])
        asked |= dict.fromkeys(numbers_asked(chosen(problem.kind, setting, problem.parts)))
    return tuple(asked)


def _search(
    place: str,
    subject: Network | Model,
    asked: tuple[Entry, ...],
    sources: Mapping[str, Source],
    stream: Stream,
) -> Candidates:
    graph, search = subject.graph, Search(CONDITIONS)
    draws, most = 0, _most_ranged(graph, subject.rounding)
    for count in _batches(graph):
        draws += count
        drawn = {
            name: source.draw((count, *graph[name].shape), stream)
            for name, source in sources.items()
        }
        candidates = Candidates(graph, subject.rounding, DOUBLES, drawn, asked)
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
