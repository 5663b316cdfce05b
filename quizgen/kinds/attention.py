"""One head of scaled dot-product attention, forward: queries, keys, values, weights, output."""

from collections.abc import Iterable
from typing import cast

from quizgen.document import Block, Derivation, Line, Text, Together
from quizgen.engine import Graph, symbols
from quizgen.engine.letters import formula
from quizgen.engine.models.attention import PROJECTED, Attention
from quizgen.kinds.asks import Quantity
from quizgen.kinds.givens import printed_table, shown
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import counted, listed
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


ATTENDING = (
    "In a head of attention each token asks the others for what it needs. Token $n$ has a "
    r"query, a key and a value, the rows $n$ of $\mathbf{Q}$, $\mathbf{K}$ and $\mathbf{V}$. "
    "The score $S_{n,m}$ is the product of the query of token $n$ and the key of token $m$, "
    r"divided by $\sqrt{d_k}$, where $d_k$ is how many numbers a query has. The softmax of "
    "each row of scores makes weights of them, which sum to 1; token $n$ takes the values in "
    "these proportions:"
)
CAUSAL = (
    " It is causal: token $n$ gives no weight to the tokens after it, so that the sum in the "
    "softmax runs over tokens 1 to $n$ alone, and $P_{n,m} = 0$ for $m > n$."
)


def attention_givens(model: Model, again: bool) -> tuple[Block, ...]:
    """Return what is given of a head: which it is, and its numbers."""
    head = cast(Attention, model.architecture)
    given = [node for node in model.graph.nodes if node.name in model.inputs]
    words = "The head's numbers are as before:" if again else _described(head, model.graph)
    return (Together((Text(words), shown(model, given))), *printed_table(model.rounding))


def _described(head: Attention, graph: Graph) -> str:
    tokens = counted(head.tokens, "token")
    if head.projected:
        of = f"{tokens} of {counted(head.inputs, 'number')}, the rows of " + r"$\mathbf{X}$"
        products = listed(
            [f"${line.left} = {line.right}$" for line in _lines(graph, PROJECTED)]
        )
        words = f"The head reads {of}; {products}, and $d_k = {head.keys}$."
    else:
        words = f"The head reads {tokens}, and $d_k = {head.keys}$."
    return words + CAUSAL * head.mask + " Its numbers:"


def opening(model: Model) -> tuple[Block, ...]:
    """Return what attention is, and its formulas."""
    scores = symbols.whole(model.graph["S"].symbol)
    products = r"\mathbf{Q} \, \mathbf{K}^{\top}"
    lines = (
        Line(scores, rf"\frac{{{products}}}{{\sqrt{{d_k}}}}"),
        Line(
            symbols.generic(model.graph["P"].symbol),
            r"\frac{e^{S_{n,m}}}{\sum_{l} e^{S_{n,l}}}",
        ),
        *_lines(model.graph, ("O",)),
    )
    return (Text(ATTENDING), Derivation(lines))


def _lines(graph: Graph, names: Iterable[str]) -> list[Line]:
    nodes = (graph[name] for name in names)
    return [Line(symbols.whole(node.symbol), formula(graph, node)) for node in nodes]


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
