"""A convolutional network forward: the map, its activation, pooling, the output, the loss."""

from quizgen.document import Block, Text
from quizgen.kinds.asks import Quantity
from quizgen.kinds.convolutional import names_in_words, shape_of
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Model


def forward_names(model: Model) -> tuple[str, ...]:
    """Return the nodes of the forward pass that are written down, in order."""
    names = ("A", "Z", "P", "yhat", "loss")
    return tuple(name for name in names if name in model.graph)


def _tasks(setting: Setting[Model]) -> tuple[Task, ...]:
    model = setting.subject
    names = forward_names(model)
    wanted = listed(names_in_words(model, names))
    prompt = f"Run the network forward. Find, in this order, {wanted}."
    return (Task("values", prompt, tuple(Quantity(name) for name in names)),)


def _solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, forward_names(setting.subject)),)


def opening(model: Model) -> tuple[Block, ...]:
    """Return what a convolutional network does with its input."""
    pooling = " Pooling then keeps one number of each window." * (shape_of(model).pooled == "P")
    return (
        Text(
            "A convolutional layer has few weights, and uses them at every place of its input: "
            "a small kernel slides over it, and each place gives one number, the sum of the "
            f"products of the kernel's entries and those beneath.{pooling}"
        ),
    )


CONV_FORWARD = Kind(
    summary="the map of a convolution, its activation and pooling, the output and the loss",
    about="model",
    model="cnn",
    tasks=_tasks,
    parts={"values": _solution},
    opening=opening,
)
