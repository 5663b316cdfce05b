"""How many numbers a described network learns, layer by layer and in all."""

from quizgen.document import Block, Derivation, Line, Text, Together
from quizgen.kinds.asks import Count
from quizgen.kinds.described import FAMILIES, Described, draw_network
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.learned import Learned, counts

TOTAL = r"\text{in all}"


def _tasks(setting: Setting[None]) -> tuple[Task, ...]:
    return tuple(_task(name, draw_network(setting, name)) for name in FAMILIES)


def _task(name: str, network: Described) -> Task:
    *each, total = counts(network.layers)
    asks = [
        Count(f"{name}.{layer.id}", layer.label, count)
        for layer, count in zip(network.layers, each, strict=True)
    ]
    asks.append(Count(f"{name}.total", TOTAL, total))
    return Task(
        name,
        network.prompt,
        tuple(asks),
        (Together((network.table,)),),
        network,
        (network.hint,),
    )


def _solution(setting: Setting[None], task: Task) -> tuple[Block, ...]:
    network: Described = task.drawn
    *each, total = counts(network.layers)
    lines = [Line(layer.label, f"{_sum(layer)} = {layer.count}") for layer in network.layers]
    lines.append(Line(TOTAL, f"{' + '.join(map(str, each))} = {total}"))
    return (Text(network.why), Derivation(tuple(lines)))


def _sum(layer: Learned) -> str:
    terms = [r" \cdot ".join(map(str, shape)) for shape in layer.weights]
    return " + ".join([*terms, *[str(layer.biases)] * (layer.biases > 0)])


PARAMETER_COUNT = Kind(
    summary="how many numbers a described network learns, layer by layer and in all",
    about="",
    lead="Count what each of these networks learns: its weights and biases.",
    tasks=_tasks,
    parts=dict.fromkeys(FAMILIES, _solution),
    usual=("mlp", "cnn"),
)
