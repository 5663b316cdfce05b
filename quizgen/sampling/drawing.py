"""All that a variant draws: each subject of its set, and the setting of each problem."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizgen.kinds.kind import Setting
from quizgen.problem import Chain
from quizgen.sampling.chains import draw_chain
from quizgen.sampling.chance import Chance
from quizgen.sampling.draw import Drawn, draw_network
from quizgen.sampling.specs import ProblemSet, ProblemSpec


@dataclass(frozen=True, eq=False)
class Subjects:
    """The subjects of a variant, solved, by name."""

    networks: Mapping[str, Drawn]
    chains: Mapping[str, Chain]
    chance: Chance

    def setting(self, problem: ProblemSpec) -> Setting[Any]:
        """Return what the problem's kind works with."""
        name = problem.subject
        drawn = self.networks.get(name)
        entries = drawn.entries[problem.id] if drawn else ()
        subject = drawn.network if drawn else self.chains.get(name)
        return Setting(subject, self.chance.order(problem.id), entries)


def draw_subjects(the_set: ProblemSet, chance: Chance) -> Subjects:
    """Draw every subject of a set; raise QuizgenError where one's conditions can't be met."""
    return Subjects(
        {name: draw_network(the_set, spec, chance) for name, spec in the_set.networks.items()},
        {name: draw_chain(spec, chance.of(name)) for name, spec in the_set.chains.items()},
        chance,
    )
