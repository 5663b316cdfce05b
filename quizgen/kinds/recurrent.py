"""Elman networks, what a sheet gives of them, and the way forward through their steps."""

from typing import cast

from quizgen.document import Block, Derivation, Figure, Line, Text, Together
from quizgen.drawings import ComputationGraph, Vertex
from quizgen.engine import symbols
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.letters import formula
from quizgen.engine.recurrent import Recurrent, at_step
from quizgen.engine.typeset import fill
from quizgen.kinds.asks import Quantity
from quizgen.kinds.givens import printed_table, shown
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import counted
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Model


def architecture_of(model: Model) -> Recurrent:
    """Return the shape of a recurrent model."""
    return cast(Recurrent, model.architecture)


def recurrent_givens(model: Model, again: bool) -> tuple[Block, ...]:
    """Return what is given of an Elman network: the picture of its steps, its numbers."""
    shape, graph = architecture_of(model), model.graph
    of_words = (
        f"The network reads {counted(shape.steps, 'step')} of {counted(shape.inputs, 'input')} "
        f"each; it has {counted(shape.units, 'hidden unit')} with "
        f"{ACTIVATIONS[shape.activation].named}, and one output after the last step:"
    )
    data = [f"x{t}" for t in shape.times()]
    numbers = (
        Text("Its numbers are as before:" if again else of_words),
        shown(model, [graph[name] for name in shape.parameters]),
        shown(model, [graph[name] for name in (*data, "y")]),
        *printed_table(model.rounding),
    )
    figure = unrolled(model)
    return (Together((figure, *numbers)),) if again else (figure, Together(numbers))


def unrolled(model: Model) -> Figure:
    """Return the drawing of a network's steps, side by side, with the weights between them."""
    shape, graph = architecture_of(model), model.graph
    vertices, edges, said = [], [], []

    def drawn(name: str, form: str, *into: str, weights: str = "") -> None:
        letter = rf"\mathbf{{{weights}}}" if weights else ""
        symbol = symbols.whole(graph[name].symbol)
        vertices.append(
            Vertex(name, symbol, "input" if form == "input" else "operation", letter)
        )
        edges.extend((one, name) for one in into)

    for t in shape.times():
        drawn(f"x{t}", "input", weights="U")
        before = (f"h{t - 1}",) if t > 1 else ()
        drawn(f"h{t}", "operation", f"x{t}", *before, weights="V" if t == shape.steps else "W")
        said.append(f"h{t} is computed from {' and '.join((f'x{t}', *before))}")
    drawn("yhat", "operation", f"h{shape.steps}")
    return Figure(
        "The network, unrolled over its steps; every step has the same weights "
        r"$\mathbf{U}$ and $\mathbf{W}$",
        f"A recurrent network, unrolled: {', '.join(said)}, and yhat from h{shape.steps}. "
        "The inputs come in through U, the hidden states through W, the output through V.",
        ComputationGraph(tuple(vertices), tuple(edges)),
        again="The network is that of {figure}.",
    )


def opening(model: Model) -> tuple[Block, ...]:
    """Return what a recurrent network computes, with its formulas."""
    shape, graph = architecture_of(model), model.graph
    last = symbols.hatted(graph[shape.states()[-1]].symbol)
    return (
        Text(
            "A recurrent network reads a sequence, one step after the other, and carries a "
            r"hidden state along: step $t$ takes its own input $\mathbf{x}^{(t)}$ and the "
            r"hidden state $\mathbf{h}^{(t-1)}$ of the step before it. All steps use the same "
            r"weights $\mathbf{U}$ and $\mathbf{W}$. Before the first step the hidden state "
            r"is 0, so there $\mathbf{W}$ has no part."
        ),
        Derivation((*_step_lines(shape), *_output_lines(model))),
        Text(
            r"The biases are folded in: column 0 of $\mathbf{U}$ and of $\mathbf{V}$ holds "
            rf"them, and a hat marks a vector with a 1 in front, ${_hatted_input(shape)}$ "
            rf"and ${last} = [1, \dots]^{{\top}}$. $\mathbf{{W}}$ has no biases."
        ),
    )


def _hatted_input(shape: Recurrent) -> str:
    entries = ["1", *(at_step(f"x_{i}", "t") for i in range(1, shape.inputs + 1))]
    if len(entries) > 4:
        entries[2:-1] = [r"\dots"]
    return rf"{_x_hat()} = [{', '.join(entries)}]^{{\top}}"


def _x_hat() -> str:
    return symbols.hatted(at_step("<x|i>", "t"))


def _step_lines(shape: Recurrent) -> tuple[Line, ...]:
    """Return the formulas of a step, by its number t."""
    total = rf"\mathbf{{U}} \, {_x_hat()} + \mathbf{{W}} \, \mathbf{{h}}^{{(t-1)}}"
    start = r"$\mathbf{h}^{(0)} = \mathbf{0}$"
    h, a = r"\mathbf{h}^{(t)}", r"\mathbf{a}^{(t)}"
    if shape.activation == "identity":
        return (Line(h, total, start),)
    activated = fill(ACTIVATIONS[shape.activation].formula, ["a"])
    name, _, meant = activated.partition(" = ")
    applied = name.replace("(a)", f"({a})") if meant else activated.replace("a)", f"{a})")
    said = f"entry by entry, ${activated}$" if meant else "entry by entry"
    return Line(a, total, start), Line(h, applied, said)


def _output_lines(model: Model) -> tuple[Line, ...]:
    graph = model.graph
    return tuple(
        Line(symbols.whole(graph[name].symbol), formula(graph, graph[name]))
        for name in ("yhat", "loss")
    )


def forward_names(model: Model) -> tuple[str, ...]:
    """Return the nodes of the forward pass, in order."""
    shape = architecture_of(model)
    pairs = zip(shape.sums(), shape.states(), strict=True)
    return tuple(dict.fromkeys((*(name for pair in pairs for name in pair), "yhat", "loss")))


def _tasks(setting: Setting[Model]) -> tuple[Task, ...]:
    model = setting.subject
    names = forward_names(model)
    *wanted, loss = (f"${symbols.whole(model.graph[name].symbol)}$" for name in names)
    prompt = (
        "Run the network forward through its steps. Find, in this order, "
        f"{', '.join(wanted)} and the loss {loss}."
    )
    return (Task("values", prompt, tuple(Quantity(name) for name in names)),)


def _solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, forward_names(setting.subject)),)


RNN_FORWARD = Kind(
    summary="a recurrent network's steps, its output and its loss",
    about="model",
    model="rnn",
    tasks=_tasks,
    parts={"values": _solution},
    opening=opening,
)
