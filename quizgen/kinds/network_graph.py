"""The computation graph of a network and its loss: drawn, with the shape of each parameter."""

from math import prod

from quizgen.document import Block, Text
from quizgen.kinds.asks import Ask, Count, Explain, GiveShape
from quizgen.kinds.chains import times
from quizgen.kinds.figures import computation_graph, layered
from quizgen.kinds.forward import loss_lines
from quizgen.kinds.givens import described
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.parameters import all_parameters
from quizgen.kinds.words import listed
from quizgen.problem import Network

ROOM = 60  # millimetres


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    learned = all_parameters(network)
    (loss,) = loss_lines(network)
    letters = listed([f"${one.symbol}$" for one in learned])
    graph = Explain(
        "graph",
        "frame",
        ROOM,
        "The graph is drawn in the solution.",
        (
            "a node for the input, the target and each parameter; they have no parents",
            "a node for each linear combination and each activation, in order",
            "the loss depends on the output and the target",
            "every edge has its direction",
        ),
    )
    asked: tuple[Ask, ...] = tuple(
        GiveShape(one.typed, one.symbol, one.shape) for one in learned
    )
    total = sum(prod(one.shape) for one in learned)
    scalars = "" if all(one.shape for one in learned) else "; for a single number, scalar"
    return (
        Task(
            "graph",
            f"Here is a network with {described(network)}; its loss is "
            f"${loss.left} = {loss.right}$. Draw the computation graph of the network and its "
            f"loss, with nodes for {letters}.",
            (graph,),
            (layered(network),),
        ),
        Task(
            "shapes",
            "Give the shape of each parameter as rows × columns; for a vector, its length"
            f"{scalars}.",
            asked,
        ),
        Task(
            "parameters",
            "How many numbers does the network learn, all its parameters taken together?",
            (Count("parameters", r"\text{numbers}", total),),
        ),
    )


def _graph_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    return (computation_graph(setting.subject),)


def _shapes_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    spaces = [
        rf"${one.symbol} \in \mathbb{{R}}" + (f"^{{{times(one.shape)}}}$" if one.shape else "$")
        for one in all_parameters(setting.subject)
    ]
    return (
        Text(
            f"{listed(spaces)}: a row for each unit of the layer, a column for each "
            "number that comes in."
        ),
    )


def _count_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    shapes = [one.shape for one in all_parameters(setting.subject)]
    products = " + ".join(r" \cdot ".join(map(str, shape)) or "1" for shape in shapes)
    return (Text(f"${products} = {sum(map(prod, shapes))}$."),)


NETWORK_GRAPH = Kind(
    summary="the computation graph of a network, and the shapes of its parameters",
    about="network",
    lead="The computation graph of a network.",
    numbers=False,
    tasks=_tasks,
    parts={
        "graph": _graph_solution,
        "shapes": _shapes_solution,
        "parameters": _count_solution,
    },
)
