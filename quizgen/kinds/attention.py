"""One head of scaled dot-product attention, forward: queries, keys, values, weights, output."""

from quizgen.document import Block, Derivation, Line, Text, Together
from quizgen.engine import symbols
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


def attention_givens(model: Model, again: bool) -> tuple[Block, ...]:
    """Return what is given of a head."""
    given = [node for node in model.graph.nodes if node.name in model.inputs]
    head = model.architecture
    tokens = counted(head.tokens, "token")
    size = rf"$d_k = {head.keys}$"
    words = f"The head reads {tokens}, which ask for queries and offer keys with {size}:"
    if head.projected:
        words = f"The head reads {tokens} of {counted(head.inputs, 'number')}, with {size}:"
    if again:
        words = "The head's numbers are as before:"
    return (Together((Text(words), shown(model, given))), *printed_table(model.rounding))


def _tasks(setting: Setting[Model]) -> tuple[Task, ...]:
    model = setting.subject
    return tuple(
        Task(part, prompt, tuple(map(Quantity, names)))
        for part, (names, prompt) in TASKS.items()
        if model.architecture.projected or part != "projections"
    )


def _solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
    names, _ = TASKS[task.id]
    if task.id == "weights":
        names = ("products", *names)
    return (worked_whole(setting.subject, names),)
