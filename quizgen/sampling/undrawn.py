"""Networks and models before they have numbers: what is asked of them, what they come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np

from quizgen.engine import DIGITS40, Graph
from quizgen.kinds import KINDS
from quizgen.kinds.asks import Entry
from quizgen.kinds.kind import Setting
from quizgen.kinds.pose import chosen, numbers_asked
from quizgen.problem import Model, Network
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.chance import Chance
from quizgen.sampling.entries import entries_of
from quizgen.sampling.given import given_numbers, printable
from quizgen.sampling.given_networks import GivenNetwork
from quizgen.sampling.model_spec import ModelSpec
from quizgen.sampling.networks import DrawnNetwork
from quizgen.sampling.plan import Plan
from quizgen.sampling.sources import Source
from quizgen.sampling.specs import ProblemSet, ProblemSpec
from quizgen.sampling.unsolved import unsolved, unsolved_model
from quizgen.streams import Stream

Entries: TypeAlias = Mapping[str, tuple[Entry, ...]]
Solvable = TypeVar("Solvable", Network, Model)


@dataclass(frozen=True, eq=False)
class Undrawn(Generic[Solvable]):
    """A network or a model without numbers, and the single entries that each problem asks.

    `plan` is what its numbers are drawn from, unless they are `given`.
    """

    place: str
    subject: Solvable
    entries: Entries
    plan: Plan
    given: Mapping[str, Any] | None

    def with_given(self) -> Candidates:
        """Return the given numbers as the one candidate, in 40 digits.

        Raises QuizgenError where what they come to cannot be printed.
        """
        assert self.given is not None
        exact = {
            name: DIGITS40.array(np.array(value, dtype=float)[None])
            for name, value in self.given.items()
        }
        plan = self.plan
        found = Candidates(plan.graph, plan.rounding, DIGITS40, exact, plan.asked)
        printable(self.place, lambda: found.values)
        return found


def undrawn_network(
    the_set: ProblemSet, spec: DrawnNetwork | GivenNetwork, chance: Chance, stream: Stream
) -> Undrawn[Network]:
    """Return a network of the set, its activation, sizes and entries drawn."""
    among = spec.activations or ("identity",)  # without a hidden layer there may be none
    activation = among[stream.one_below(len(among))]
    sizes = spec.sizes
    if len(spec.all_sizes) > 1:
        sizes = spec.all_sizes[stream.one_below(len(spec.all_sizes))]
    networks = {
        one: unsolved(spec, sizes, one, the_set.notation, the_set.rounding) for one in among
    }
    problems = _about(the_set, spec.name)
    architecture = networks[activation].architecture
    entries = {one.id: entries_of(one, architecture, stream) for one in problems}
    sources = {} if isinstance(spec, GivenNetwork) else spec.sources(sizes)
    place = f"{the_set.name}: networks.{spec.name}"
    found = _undrawn(place, networks, activation, problems, entries, sources, None, chance)
    if isinstance(spec, GivenNetwork):
        return replace(found, given=given_numbers(found.subject, spec))
    return found


def undrawn_model(
    the_set: ProblemSet, spec: ModelSpec, chance: Chance, stream: Stream
) -> Undrawn[Model]:
    """Return a model of the set, its activation drawn."""
    among = spec.activations
    activation = among[stream.one_below(len(among))]
    models = {one: unsolved_model(spec, one, the_set.rounding) for one in among}
    problems = _about(the_set, spec.name)
    entries: Entries = {one.id: () for one in problems}
    given = None if spec.is_drawn else spec.numbers
    place = f"{the_set.name}: models.{spec.name}"
    return _undrawn(place, models, activation, problems, entries, spec.sources(), given, chance)


def _about(the_set: ProblemSet, name: str) -> list[ProblemSpec]:
    return [problem for problem in the_set.problems if problem.subject == name]


def _undrawn(
    place: str,
    subjects: Mapping[str, Solvable],
    activation: str,
    problems: Sequence[ProblemSpec],
    entries: Entries,
    sources: Mapping[str, Source],
    given: Mapping[str, Any] | None,
    chance: Chance,
) -> Undrawn[Solvable]:
    def plan(subject: Solvable, others: Callable[[], tuple[Plan, ...]]) -> Plan:
        asked = _asked(subject, problems, entries, chance)
        drawn_from = tuple(one for one in sources.items() if one[0] in subject.graph)
        among = tuple(subjects)
        return Plan(subject.graph, subject.rounding, asked, drawn_from, among, others)

    grown = {
        name: replace(subject, graph=_grown(subject, problems, entries))
        for name, subject in subjects.items()
    }
    others = [subject for name, subject in grown.items() if name != activation]
    own = plan(grown[activation], lambda: tuple(plan(other, tuple) for other in others))
    return Undrawn(place, grown[activation], entries, own, given)


def _grown(
    subject: Network | Model, problems: Sequence[ProblemSpec], entries: Entries
) -> Graph:
    """Return a subject's graph with all that the problems' kinds append to it."""
    growths = dict.fromkeys((KINDS[one.kind].grow, entries[one.id]) for one in problems)
    for grow, of in growths:
        subject = replace(subject, graph=grow(subject, of))
    return subject.graph


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
