"""The figures of a drawn variant: what was tried, what shows, how much work there is."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from quizgen.engine import DIGITS40, Graph, evaluate
from quizgen.engine.arithmetic import Array
from quizgen.errors import QuizgenError
from quizgen.problem import json_numbers
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.chance import Chance
from quizgen.sampling.condition import Condition
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.draw import find_numbers
from quizgen.sampling.drawing import shape_of
from quizgen.sampling.expression_conditions import EXPRESSION_CONDITIONS
from quizgen.sampling.expressions import (
    find_expression,
    given_expression,
    naive_expression,
    usual_expression,
    with_numbers,
)
from quizgen.sampling.reference import Reference
from quizgen.sampling.search import Search
from quizgen.sampling.seen import CLEAR
from quizgen.sampling.specs import ProblemSet
from quizgen.sampling.subjects import DrawnExpression, Expression, GivenExpression
from quizgen.sampling.undrawn import Solvable, Undrawn, undrawn_model, undrawn_network
from quizgen.sampling.usual import reference
from quizgen.streams import Stream, digest

NAIVE = 256  # plain draws that are tried


@dataclass(frozen=True)
class Surveyed:
    """A drawn subject of one variant, `subject` its name in the set.

    `values` are the asked entries, by names such as `z1[0]`.  `tried` counts the candidates
    judged until one was kept, `unmet` how many of them did not meet a condition (what looks
    at ranges, or at mistakes, judges what the others keep), and `broken` names the conditions
    that the kept numbers break.  `shown` says how clearly each mistake shows: the largest
    distance from the value, over the asked entries, in half-widths of the accepted range, a
    unit of the kept place at the least.  `alike` are the mistakes that these numbers don't
    tell apart.  `work` is by the rows of `WORK`, as is the set's `reference`.  `given` is the
    same for the same given numbers in the same graph, and for no others.
    """

    subject: str
    values: Mapping[str, float]
    tried: int
    unmet: Mapping[str, int]
    broken: tuple[str, ...]
    shown: Mapping[str, float]
    alike: tuple[tuple[str, str], ...]
    work: Mapping[str, int]
    reference: Mapping[str, float]
    given: str = ""


def survey(
    the_set: ProblemSet, variant_key: tuple[str, ...], conditions: bool = True
) -> tuple[Surveyed, ...]:
    """Return the figures of a variant, of each network and expression that it draws.

    It is drawn as `make` draws it for the same key.  Without `conditions`, each is the first
    of plain uniform draws, as a generator that has none would print it.  Raises QuizgenError
    where the conditions cannot be met.
    """
    chance = Chance(None, the_set.name, variant_key)
    return tuple(_surveyed(the_set, chance, conditions))


def _surveyed(the_set: ProblemSet, chance: Chance, conditions: bool) -> Iterator[Surveyed]:
    for name, network in the_set.networks.items():
        stream = chance.of(name)
        yield _figures_of(
            name, undrawn_network(the_set, network, chance, stream), stream, conditions
        )
    for name, model in the_set.models.items():
        stream = chance.of(name)
        yield _figures_of(
            name, undrawn_model(the_set, model, chance, stream), stream, conditions
        )
    for name, expression in the_set.expressions.items():
        search = Search(EXPRESSION_CONDITIONS, exact_ranges=False)
        found, usual = _expression(the_set, expression, chance, search if conditions else None)
        yield _figures(name, found, usual, search, EXPRESSION_CONDITIONS)


def _figures_of(
    name: str, undrawn: Undrawn[Solvable], stream: Stream, conditions: bool
) -> Surveyed:
    search, usual = Search(CONDITIONS, exact_ranges=False), None
    if undrawn.given is not None:
        found = undrawn.with_given()
    else:
        usual = reference(undrawn.plan)
        drawn = find_numbers(undrawn, stream, search) if conditions else None
        found = drawn or _naive(undrawn, stream)
    return _figures(name, found, usual, search, CONDITIONS)


def _naive(undrawn: Undrawn[Solvable], stream: Stream) -> Candidates:
    """Return the first plain draw at which every value is defined."""
    drawn = undrawn.plan.naive(NAIVE, stream)
    for number in range(drawn.count):
        one = {name: values[number] for name, values in drawn.inputs.items()}
        if _is_defined(undrawn.plan.graph, one):
            return drawn.taken(np.array([number]), DIGITS40)
    raise QuizgenError(f"{undrawn.place}: no numbers found at which every value is defined")


def _is_defined(graph: Graph, inputs: Mapping[str, Array]) -> bool:
    """Say whether every value is a number: Adam divides by a root that may be 0."""
    with np.errstate(all="ignore"):
        values = evaluate(graph, inputs)
    return all(np.isfinite(value).all() for value in values.values())


def _expression(
    the_set: ProblemSet, spec: Expression, chance: Chance, search: Search | None
) -> tuple[Candidates, Reference | None]:
    place, rounding = f"{the_set.name}: expressions.{spec.name}", the_set.rounding.kept
    if isinstance(spec, GivenExpression):
        given = given_expression(place, spec.name, spec.formula, spec.inputs, rounding)
        return with_numbers(given.graph, rounding, given.inputs), None
    assert isinstance(spec, DrawnExpression)
    shape, stream = shape_of(spec), chance.of(spec.name)
    usual = usual_expression(place, shape, spec.inputs, rounding)
    drawn_from = (place, spec.name, shape, spec.inputs, rounding, stream)
    if search is None:
        return naive_expression(*drawn_from), usual
    return find_expression(*drawn_from, search)[1], usual


@np.errstate(all="ignore")  # under a mistake what is not defined is NaN
def _figures(
    subject: str,
    found: Candidates,
    usual: Reference | None,
    search: Search,
    conditions: Mapping[str, Condition],
) -> Surveyed:
    seen, places = found.seen.in_doubles, found.places
    mistakes = found.seen.rewritten.names
    pairs, told = seen.all_apart()
    unclear = np.flatnonzero(told.most[:, 0] <= CLEAR)
    broken = () if search.tried else _broken(found, usual, conditions)
    return Surveyed(
        subject,
        dict(zip(places.names, map(float, places.of(found.values, (1,))[0]), strict=True)),
        max(1, search.tried),
        dict(search.unmet),
        broken,
        dict(zip(mistakes, map(float, seen.shown.least[:, 0]), strict=True)),
        tuple((mistakes[pairs[0][i]], mistakes[pairs[1][i]]) for i in unclear),
        {name: int(count[0]) for name, count in found.work.items()},
        {} if usual is None else usual.work,
        digest(None, "given", repr(found.graph.nodes), _numbers(found)).hex(),
    )


def _numbers(found: Candidates) -> str:
    return json.dumps({name: json_numbers(value[0]) for name, value in found.inputs.items()})


def _broken(
    found: Candidates, usual: Reference | None, conditions: Mapping[str, Condition]
) -> tuple[str, ...]:
    """Return the conditions that numbers break which were given, or drawn without any."""
    judged = found.held_against(usual)
    return tuple(name for name, row in conditions.items() if not row.holds(judged)[0])
