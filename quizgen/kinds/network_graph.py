"""The computation graph of a network and its loss: drawn, with the shape of each parameter."""

from math import prod

from quizgen.document import Block, Text
from quizgen.engine import symbols
from quizgen.kinds.asks import Ask, Count, Explain, GiveShape
from quizgen.kinds.chains import times
from quizgen.kinds.figures import computation_graph, layered
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import listed
from quizgen.problem import Dimension, Network

ROOM = 60  # millimetres


def parameter_shapes(network: Network) -> list[tuple[str, str, tuple[int, ...]]]:
    """Return each parameter's typed name, symbol and shape; a single output's is a vector."""
    found: list[tuple[str, str, tuple[int, ...]]] = []
    names = network.architecture.parameters
    for name in names:
        node = network.graph[name]
        rows, columns = node.shape
        single = name == names[-1] and rows == 1
        separate = symbols.separates(node.symbol)
        inner = columns - separate
        typed = symbols.typed(node.symbol, (0, 1)).partition("[")[0]
        shape = (inner,) if single else (rows, inner)
        found.append((typed, symbols.whole(node.symbol), shape))
        if separate:
            bias = symbols.typed(node.symbol, (0, 0)).partition("[")[0]
            found.append(
                (bias, symbols.whole(node.symbol, bias=True), () if single else (rows,))
            )
    return found


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    shapes = parameter_shapes(network)
    letters = listed([f"${symbol}$" for _, symbol, _ in shapes])
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
        GiveShape(typed, symbol, _dimensions(shape)) for typed, symbol, shape in shapes
    )
    total = sum(prod(shape) for _, _, shape in shapes)
    scalars = "" if all(shape for _, _, shape in shapes) else "; for a single number, scalar"
    return (
        Task(
            "graph",
            "Draw the computation graph of this network and its loss, with nodes for "
            f"{letters}.",
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


def _dimensions(shape: tuple[int, ...]) -> tuple[Dimension, ...]:
    return tuple(shape)


def _solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    network = setting.subject
    if task.id == "graph":
        return (computation_graph(network, shapes=True),)
    shapes = [(symbol, shape) for _, symbol, shape in parameter_shapes(network)]
    if task.id == "shapes":
        spaces = (
            rf"${symbol} \in \mathbb{{R}}" + (f"^{{{times(shape)}}}$" if shape else "$")
            for symbol, shape in shapes
        )
        return (
            Text(
                f"{listed(list(spaces))}: a row for each unit of the layer, a column for each "
                "number that comes in."
            ),
        )
    products = " + ".join(r" \cdot ".join(map(str, shape)) or "1" for _, shape in shapes)
    total = sum(prod(shape) for _, shape in shapes)
    return (Text(f"${products} = {total}$."),)


NETWORK_GRAPH = Kind(
    summary="the computation graph of a network, and the shapes of its parameters",
    about="network",
    parts=("graph", "shapes", "parameters"),
    lead="The computation graph of a network.",
    numbers=False,
    tasks=_tasks,
    solution=_solution,
)
