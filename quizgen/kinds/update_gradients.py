"""Which of the many gradients update the weights, and which are steps on the way."""

from quizgen.document import Block, Text
from quizgen.engine import names, symbols
from quizgen.kinds.asks import Choose
from quizgen.kinds.backward import gradient_names, opening
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.parameters import all_parameters
from quizgen.kinds.words import listed
from quizgen.problem import Choice, Network


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    graph, parameters = network.graph, network.architecture.parameters
    gradients = [*gradient_names(network)]
    gradients += [name for name in map(names.gradient, parameters) if name not in gradients]
    choices: list[tuple[Choice, bool]] = []
    for name in setting.shuffled(gradients):
        of = names.differentiated(graph, name)
        updates = of.name in parameters
        letter = symbols.whole(of.symbol)
        why = (
            f"${letter}$ is a parameter: gradient descent steps against its gradient"
            if updates
            else f"${letter}$ is computed, not learned: its gradient is a step on the way"
        )
        for gradient in symbols.wholes(graph[name].symbol):
            choices.append((Choice(f"${symbols.slashed(gradient)}$", why), updates))
    right = tuple(place for place, (_, updates) in enumerate(choices) if updates)
    prompt = (
        "Backpropagation computes many gradients. Which of these does gradient descent use "
        "to update the network? Leave out those that are only needed to get there."
    )
    asked = Choose("used", tuple(choice for choice, _ in choices), right, several=True)
    return (Task("used", prompt, (asked,)),)


def _solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    network = setting.subject
    letters = [f"${one.symbol}$" for one in all_parameters(network)]
    return (
        Text(
            f"The gradients with respect to {listed(letters)}: these are what the network "
            "learns. The rest are intermediate values that the chain rule needs to compute "
            "them."
        ),
    )


UPDATE_GRADIENTS = Kind(
    summary="which gradients update the weights",
    about="network",
    tasks=_tasks,
    parts={"used": _solution},
    takes="both",
    opening=opening,
)
