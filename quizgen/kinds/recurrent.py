"""Elman networks, what a sheet gives of them, and the way forward through their steps."""

from typing import cast

from quizgen.document import Block, Derivation, Figure, Line, Text, Together
from quizgen.drawings import ComputationGraph, Vertex
from quizgen.engine import OPS, symbols
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.letters import formula
from quizgen.engine.models.recurrent import Recurrent, at_step
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
    numbers: tuple[Block, ...] = (
        Text("Its numbers are as before:" if again else of_words),
        shown(model, [graph[name] for name in shape.parameters]),
        shown(model, [graph[name] for name in (*data, "y")]),
        *printed_table(model.rounding),
    )
    if again:
        return (Together((unrolled(model), *numbers)),)
    return (unrolled(model), Together(numbers))


def unrolled(model: Model) -> Figure:
    """Return the drawing of a network's steps, side by side, with the weights between them."""
    shape = architecture_of(model)
    into = _steps_drawn(shape)
    after = {f"h{t}": r"\mathbf{W}" for t in shape.times()} | {
        shape.states()[-1]: r"\mathbf{V}"
    }
    vertices = tuple(
        Vertex(
            name,
            symbols.whole(model.graph[name].symbol),
            "operation" if parents else "input",
            value=after.get(name, "") if parents else r"\mathbf{U}",
        )
        for name, parents in into.items()
    )
    said = [f"{name} from {' and '.join(parents)}" for name, parents in into.items() if parents]
    return Figure(
        "The network, unrolled over its steps; every step has the same weights "
        r"$\mathbf{U}$ and $\mathbf{W}$",
        f"A recurrent network, unrolled. It computes {', '.join(said)}. The inputs come in "
        "through U, the hidden states through W, the output through V.",
        ComputationGraph(
            vertices, tuple((one, name) for name, parents in into.items() for one in parents)
        ),
        again="The network is that of {figure}.",
    )


def _steps_drawn(shape: Recurrent) -> dict[str, tuple[str, ...]]:
    """Return what each vertex is computed from: inputs, hidden states, the output."""
    into: dict[str, tuple[str, ...]] = {}
    for t in shape.times():
        before = (f"h{t - 1}",) if t > 1 else ()
        into |= {f"x{t}": (), f"h{t}": (f"x{t}", *before)}
    return {**into, "yhat": shape.states()[-1:]}


def opening(model: Model) -> tuple[Block, ...]:
    """Return what a recurrent network computes, with its formulas."""
    shape = architecture_of(model)
    return (
        Text(
            "A recurrent network reads a sequence, one step after the other, and carries a "
            r"hidden state along: step $t$ takes its own input $\mathbf{x}^{(t)}$ and the "
            r"hidden state $\mathbf{h}^{(t-1)}$ of the step before it. All steps use the same "
            r"weights $\mathbf{U}$ and $\mathbf{W}$. Before the first step the hidden state "
            r"is 0, so there $\mathbf{W}$ has no part."
        ),
        Text(f"The formulas of the network, for $t = {_numbered(shape)}$:"),
        Derivation((*_step_lines(shape), *_output_lines(model))),
        Text(
            r"The biases are folded in: column 0 of $\mathbf{U}$ and of $\mathbf{V}$ holds "
            rf"them, and a hat marks a vector with a 1 in front, ${_hatted_input(shape)}$ "
            rf"and ${_hatted_state(model)}$. $\mathbf{{W}}$ has no biases."
        ),
    )


def _numbered(shape: Recurrent) -> str:
    return ", ".join(map(str, shape.times()))


def _hatted_input(shape: Recurrent) -> str:
    entries = [at_step(f"x_{i}", "t") for i in range(1, shape.inputs + 1)]
    return f"{_x_hat()} = {_behind_one(entries)}"


def _hatted_state(model: Model) -> str:
    shape = architecture_of(model)
    last = model.graph[shape.states()[-1]].symbol
    entries = [symbols.entry(last, (unit,)) for unit in range(shape.units)]
    return f"{symbols.hatted(last)} = {_behind_one(entries)}"


def _behind_one(entries: list[str]) -> str:
    """Return a vector of 1 and the entries, dots where there are many."""
    shown = entries if len(entries) <= 3 else [entries[0], r"\dots", entries[-1]]
    return rf"[{', '.join(['1', *shown])}]^{{\top}}"


def _x_hat() -> str:
    return symbols.hatted(at_step("<x|i>", "t"))


def _step_lines(shape: Recurrent) -> tuple[Line, ...]:
    """Return the formulas of a step, by its number t."""
    total = rf"\mathbf{{U}} \, {_x_hat()} + \mathbf{{W}} \, \mathbf{{h}}^{{(t-1)}}"
    start = r"$\mathbf{h}^{(0)} = \mathbf{0}$"
    h, a = r"\mathbf{h}^{(t)}", r"\mathbf{a}^{(t)}"
    if shape.activation == "identity":
        return (Line(h, total, start),)
    applied = fill(OPS[shape.activation].latex, [a])
    written_out = fill(ACTIVATIONS[shape.activation].formula, ["a"])
    if " = " in written_out:
        applied += rf", \qquad {written_out}"
    return Line(a, total, start), Line(h, applied, "entry by entry")


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
        f"{', '.join(wanted)} and the loss\N{NO-BREAK SPACE}{loss}."
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
