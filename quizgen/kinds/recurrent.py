"""Elman networks: forward through the steps, and back-propagation through time."""

from quizgen.document import Block, Text
from quizgen.engine import symbols
from quizgen.kinds.asks import Quantity
from quizgen.kinds.givens import printed_table, shown
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Model


def recurrent_givens(model: Model, again: bool) -> tuple[Block, ...]:
    """Return what is given of an Elman network."""
    given = [node for node in model.graph.nodes if node.name in model.inputs]
    return (Text("The network's numbers:"), shown(model, given), *printed_table(model.rounding))


def _forward_names(model: Model) -> tuple[str, ...]:
    steps = [n.name for n in model.graph.nodes if n.name[0] in "ah" and n.name[1:].isdigit()]
    return (*steps, "yhat", "loss")


def _tasks(setting: Setting[Model]) -> tuple[Task, ...]:
    model = setting.subject
    names = _forward_names(model)
    wanted = ", ".join(f"${symbols.whole(model.graph[name].symbol)}$" for name in names)
    prompt = f"Run the network forward through its steps. Find, in this order, {wanted}."
    return (Task("values", prompt, tuple(Quantity(name) for name in names)),)


def _solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, _forward_names(setting.subject)),)


RNN_FORWARD = Kind(
    summary="the steps of a recurrent network, its output and its loss",
    about="model",
    model="rnn",
    tasks=_tasks,
    parts={"values": _solution},
)
