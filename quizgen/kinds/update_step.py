"""A step of an optimizer: the gradients, then every parameter after it; of Adam two steps."""

from quizgen.document import Block
from quizgen.engine import names
from quizgen.engine.optimizers import At
from quizgen.kinds.asks import Quantity
from quizgen.kinds.backward import opening, worked_names
from quizgen.kinds.descent import letters_of, second_names, step_givens, step_names, with_step
from quizgen.kinds.forward import forward_names, loss_lines
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Network


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    row, parameters = network.descent.row, network.architecture.parameters
    gradients = tuple(names.gradient(name) for name in reversed(parameters))
    first, loss = _results(network), loss_lines(network)[-1]
    each = "that of each parameter, " if len(parameters) > 1 else ""
    tasks = [
        Task(
            "gradients",
            f"Find the gradient of the loss ${loss.left} = {loss.right}$: "
            f"{each}{letters_of(network, gradients)}.",
            tuple(map(Quantity, gradients)),
        ),
        Task(
            "step",
            f"Take {'the first' if row.two_steps else 'one'} step of {row.named}"
            f"{', $t = 1$' * row.two_steps}. Find {letters_of(network, first)}.",
            tuple(map(Quantity, first)),
        ),
    ]
    if row.two_steps:
        passed = ("yhat", *gradients)
        second = (*map(names.after, passed), *_results(network, names.AFTER))
        moved = letters_of(network, tuple(map(names.new, parameters)))
        tasks.append(
            Task(
                "second",
                f"Take the second step, $t = 2$: go forward and backward once more, with "
                f"{moved}. Find, in this order, {letters_of(network, second)}.",
                tuple(map(Quantity, second)),
            )
        )
    return tuple(tasks)


def _results(network: Network, stage: str = "") -> tuple[str, ...]:
    """Return what a step gathers and gives, parameter by parameter."""
    found: list[str] = []
    for name in network.architecture.parameters:
        at = At(name, stage)
        found += [*network.descent.row.gathers(at), at.new]
    return tuple(found)


def _gradients_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    network = setting.subject
    return (worked_whole(network, (*forward_names(network), *worked_names(network))),)


def _step_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, step_names(setting.subject)),)


def _second_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, second_names(setting.subject)),)


UPDATE_STEP = Kind(
    summary="the parameters after a step of an optimizer, of Adam after two",
    about="network",
    tasks=_tasks,
    parts={
        "gradients": _gradients_solution,
        "step": _step_solution,
        "second": _second_solution,
    },
    opening=opening,
    lead="A step of descent.",
    givens=step_givens,
    grow=with_step,
    leans_on=("forward",),
)
