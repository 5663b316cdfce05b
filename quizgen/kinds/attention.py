"""One head of scaled dot-product attention, forward: queries, keys, values, weights, output."""

from typing import cast

from quizgen.document import Block, Derivation, Line, Text, Together
from quizgen.engine import Graph, symbols
from quizgen.engine.attention import PROJECTED, Attention
from quizgen.engine.letters import formula
from quizgen.kinds.asks import Quantity
from quizgen.kinds.givens import printed_table, shown
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import counted
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Model

TASKS = {  # what a part asks for, and its words
    "projections": (
        ("Q", "K", "V"),
        r"Find the queries $\mathbf{Q}$, the keys $\mathbf{K}$ and the values $\mathbf{V}$.",
    ),
    "weights": (
        ("S", "P"),
        r"Find the scores $\mathbf{S}$ and the attention weights $\mathbf{P}$.",
    ),
    "output": (("O",), r"Find the head's output $\mathbf{O}$."),
}


PROJECTED_FROM = (
    "In a head of attention each token asks the others for what it needs. Each row of "
    r"$\mathbf{X}$ is a token. From it come its query, its key and its value, the rows of "
    r"$\mathbf{Q}$, $\mathbf{K}$ and $\mathbf{V}$:"
)
GIVEN = (
    "In a head of attention each token asks the others for what it needs. Token $n$ has a "
    r"query, a key and a value, the rows $n$ of $\mathbf{Q}$, $\mathbf{K}$ and $\mathbf{V}$."
)
SCORED = (
    "The score $S_{n,m}$ is the product of the query of token $n$ and the key of token $m$, "
    r"divided by $\sqrt{d_k}$, where $d_k$ is how many numbers a query has. The softmax of "
    "each row of scores makes weights of them, which sum to 1; token $n$ takes the values in "
    "these proportions:"
)
CAUSAL = (
    "The head is causal: token $n$ gives no weight to the tokens after it. Its softmax runs "
    "over the scores of tokens 1 to $n$ alone, and $P_{n,m} = 0$ for $m > n$."
)


def attention_givens(model: Model, again: bool) -> tuple[Block, ...]:
    """Return what is given of a head."""
    head = cast(Attention, model.architecture)
    given = [node for node in model.graph.nodes if node.name in model.inputs]
    of = f" of {counted(head.inputs, 'number')}" * head.projected
    words = f"The head reads {counted(head.tokens, 'token')}{of}, and $d_k = {head.keys}$:"
    if again:
        words = "The head's numbers are as before:"
    return (Together((Text(words), shown(model, given))), *printed_table(model.rounding))


def opening(model: Model) -> tuple[Block, ...]:
    """Return what attention is, and a head's formulas."""
    head, graph = cast(Attention, model.architecture), model.graph
    first: tuple[Block, ...] = (Text(GIVEN),)
    if head.projected:
        lines = tuple(_line(graph, name) for name in PROJECTED)
        first = (Text(PROJECTED_FROM), Derivation(lines))
    m = rf"{{\,{'n' if head.mask else head.tokens}}}"
    weight = rf"\frac{{e^{{S_{{n,m}}}}}}{{\sum_{{l=1}}^{m} e^{{S_{{n,l}}}}}}"
    upto = r"for $m \le n$" if head.mask else ""
    weights = (
        Line(
            symbols.whole(graph["S"].symbol),
            r"\frac{\mathbf{Q} \, \mathbf{K}^{\top}}{\sqrt{d_k}}",
        ),
        Line(symbols.generic(graph["P"].symbol), weight, upto),
        _line(graph, "O"),
    )
    return (*first, Text(SCORED), Derivation(weights), *[Text(CAUSAL)] * head.mask)


def _line(graph: Graph, name: str) -> Line:
    return Line(symbols.whole(graph[name].symbol), formula(graph, graph[name]))


def _tasks(setting: Setting[Model]) -> tuple[Task, ...]:
    head = cast(Attention, setting.subject.architecture)
    return tuple(
        Task(part, prompt, tuple(map(Quantity, names)))
        for part, (names, prompt) in TASKS.items()
        if head.projected or part != "projections"
    )


def _solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
    names, _ = TASKS[task.id]
    if task.id == "weights":
        names = ("products", *names)
    return (worked_whole(setting.subject, names),)


ATTENTION_FORWARD = Kind(
    summary="a head of attention: queries, keys, values, scores, weights and output",
    about="model",
    model="attention",
    lead="Run the head forward.",
    tasks=_tasks,
    parts=dict.fromkeys(TASKS, _solution),
    opening=opening,
)
