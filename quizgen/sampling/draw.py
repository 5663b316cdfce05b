"""Drawing a network or a model: candidates in batches, the first that every condition keeps."""

from dataclasses import dataclass, replace
from typing import Generic

from quizgen.engine import Graph, Rounding
from quizgen.errors import QuizgenError
from quizgen.problem import Model, Network
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.chance import Chance
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.given_networks import GivenNetwork
from quizgen.sampling.model_spec import ModelSpec
from quizgen.sampling.networks import DrawnNetwork
from quizgen.sampling.plan import entries_of
from quizgen.sampling.search import Search
from quizgen.sampling.specs import ProblemSet
from quizgen.sampling.undrawn import (
    Entries,
    Solvable,
    Undrawn,
    undrawn_model,
    undrawn_network,
)
from quizgen.sampling.usual import reference
from quizgen.streams import Stream

MOST_RANGED = 2**18  # numbers whose honest ranges are computed, in all
FIGURES_COST = 16  # times as much: ranges under significant figures
LEAST_RANGED = 8  # candidates


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
    return _solved(undrawn_network(the_set, spec, chance, stream), stream)


def draw_model(the_set: ProblemSet, spec: ModelSpec, chance: Chance) -> Drawn[Model]:
    """Return a model's first candidate that all conditions keep, or its given numbers.

    Raises QuizgenError as above.
    """
    stream = chance.of(spec.name)
    return _solved(undrawn_model(the_set, spec, chance, stream), stream)


def _solved(undrawn: Undrawn[Solvable], stream: Stream) -> Drawn[Solvable]:
    if undrawn.given is not None:
        found = undrawn.with_given()
    else:
        found = find_numbers(undrawn, stream, Search(CONDITIONS))
    inputs, solved = found.first()
    return Drawn(replace(undrawn.subject, inputs=inputs, solved=solved), undrawn.entries)


def find_numbers(undrawn: Undrawn[Solvable], stream: Stream, search: Search) -> Candidates:
    """Return the first drawn numbers that a search keeps, in 40 digits.

    Raises QuizgenError where the budget is spent.
    """
    plan, usual = undrawn.plan, reference(undrawn.plan)
    draws, most = 0, _most_ranged(plan.graph, plan.rounding)
    for count in plan.batches():
        draws += count
        found = search.first(plan.drawn(count, stream, usual), most - search.ranged)
        if found is not None:
            return found
        if search.ranged >= most:
            break
    raise QuizgenError(
        f"{undrawn.place}: no numbers found in {draws:,} draws: {search.why()}; widen "
        "the grids, keep more digits, or ask for less"
    )


def _most_ranged(graph: Graph, rounding: Rounding) -> int:
    """Return of how many candidates the honest ranges are computed, which take the time."""
    cost = entries_of(graph) * (1 if rounding.figures is None else FIGURES_COST)
    return max(LEAST_RANGED, MOST_RANGED // cost)
