"""All that a variant draws: each subject of its set, and the setting of each problem."""

from collections.abc import Mapping
from dataclasses import dataclass

from quizgen.kinds.kind import Setting
from quizgen.problem import Chain, Computed, Expression, Model, Network, Subject
from quizgen.sampling.chains import draw_chain
from quizgen.sampling.chance import Chance
from quizgen.sampling.draw import Drawn, draw_model, draw_network
from quizgen.sampling.expressions import draw_expression, given_expression
from quizgen.sampling.specs import ProblemSet, ProblemSpec
from quizgen.sampling.style import Shape
from quizgen.sampling.subjects import DrawnExpression, GivenExpression


@dataclass(frozen=True, eq=False)
class Subjects:
    """The subjects of a variant, solved, by name."""

    networks: Mapping[str, Drawn[Network]]
    expressions: Mapping[str, Expression]
    chains: Mapping[str, Chain]
    models: Mapping[str, Drawn[Model]]
    chance: Chance

    @property
    def by_name(self) -> Mapping[str, Computed | Chain]:
        """Return all of them."""
        networks = {name: drawn.subject for name, drawn in self.networks.items()}
        models = {name: drawn.subject for name, drawn in self.models.items()}
        return {**networks, **models, **self.expressions, **self.chains}

    def setting(self, problem: ProblemSpec) -> Setting[Subject]:
        """Return what the problem's kind works with."""
        name = problem.subject
        drawn = self.networks.get(name) or self.models.get(name)
        entries = drawn.entries[problem.id] if drawn else ()
        return Setting(self.by_name.get(name), self.chance.order(problem.id), entries)


def draw_subjects(the_set: ProblemSet, chance: Chance) -> Subjects:
    """Draw every subject of a set; raise QuizgenError where one's conditions can't be met."""
    return Subjects(
        {name: draw_network(the_set, spec, chance) for name, spec in the_set.networks.items()},
        {
            name: _expression(the_set, spec, chance)
            for name, spec in the_set.expressions.items()
        },
        {name: draw_chain(spec, chance.of(name)) for name, spec in the_set.chains.items()},
        {name: draw_model(the_set, spec, chance) for name, spec in the_set.models.items()},
        chance,
    )


def _expression(
    the_set: ProblemSet, spec: DrawnExpression | GivenExpression, chance: Chance
) -> Expression:
    place = f"{the_set.name}: expressions.{spec.name}"
    rounding = the_set.rounding.kept
    if isinstance(spec, GivenExpression):
        return given_expression(place, spec.name, spec.formula, spec.inputs, rounding)
    stream = chance.of(spec.name)
    return draw_expression(place, spec.name, shape_of(spec), spec.inputs, rounding, stream)


def shape_of(spec: DrawnExpression) -> Shape:
    """Return what the set asks of the formula."""
    operations = spec.operations.low, spec.operations.high
    return Shape(spec.variables, operations, spec.functions, spec.shared)
