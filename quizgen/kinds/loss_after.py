"""Whether a step was a good one: the forward pass once more, and the change of the loss."""

from quizgen.document import Block, Text
from quizgen.engine import names
from quizgen.kinds.asks import Quantity
from quizgen.kinds.descent import beside_table, letters_of, step_givens, with_loss_after
from quizgen.kinds.forward import forward_names, opening
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Network

CHANGE = names.change("loss")


def _names(network: Network) -> tuple[str, ...]:
    """Return the nodes of the pass after the step."""
    return tuple(map(names.after, forward_names(network)))


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    moved = letters_of(network, tuple(map(names.new, network.architecture.parameters)))
    return (
        Task(
            "values",
            f"Propagate the same input forward with {moved}: find "
            f"{letters_of(network, _names(network))}.{beside_table(network)}",
            tuple(map(Quantity, _names(network))),
        ),
        Task(
            "change",
            f"By how much did the loss change? Give ${network.graph[CHANGE].symbol}$, with its "
            "sign.",
            (Quantity(CHANGE),),
        ),
    )


def _values_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, _names(setting.subject)),)


def _change_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    network = setting.subject
    fell = network.solved.values[CHANGE] < 0
    said = (
        "The change is negative: the loss fell, and the step was a good one."
        if fell
        else "The change is positive: the loss rose. Against the gradient the loss falls at "
        "first, so the step was too long; a smaller learning rate would lower it."
    )
    return (worked_whole(network, (CHANGE,)), Text(said))


LOSS_AFTER = Kind(
    summary="forward again after a step, and the change of the loss",
    about="network",
    tasks=_tasks,
    parts={"values": _values_solution, "change": _change_solution},
    opening=opening,
    lead="Was the step a good one?",
    givens=step_givens,
    grow=with_loss_after,
)
