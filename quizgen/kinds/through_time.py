"""Back-propagation through time: back through the steps, and the sums over them."""

from quizgen.document import Block, Formula, Text
from quizgen.engine import names, symbols
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.letters import formula
from quizgen.kinds.asks import Quantity
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.recurrent import architecture_of
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Model


def state_names(model: Model) -> tuple[str, ...]:
    """Return the gradients from the output back to the first step."""
    sums = reversed(architecture_of(model).sums())
    return tuple(map(names.gradient, ("yhat", *sums)))


def contribution_names(model: Model) -> tuple[str, ...]:
    """Return what each step contributes to the shared weights, the last step's first."""
    shape, graph = architecture_of(model), model.graph
    found = [one for name in ("W", "U") for one in shape.contributions(graph, name)]
    return tuple(sorted(found, key=names.contributor, reverse=True))


def weight_names(model: Model) -> tuple[str, ...]:
    """Return the gradients of what the network learns."""
    return tuple(map(names.gradient, ("V", "W", "U")))


def _wanted(model: Model, gradients: tuple[str, ...]) -> str:
    symbol = (symbols.whole(model.graph[name].symbol) for name in gradients)
    return listed([f"${symbols.slashed(one)}$" for one in symbol])


def _tasks(setting: Setting[Model]) -> tuple[Task, ...]:
    model = setting.subject
    states, weights = state_names(model), weight_names(model)
    contributions = contribution_names(model)

    def asks(gradients: tuple[str, ...]) -> tuple[Quantity, ...]:
        return tuple(Quantity(name) for name in gradients)

    return (
        Task(
            "states",
            "Go back from the loss, the last step first. Find, in this order, "
            f"{_wanted(model, states)}.",
            asks(states),
        ),
        Task(
            "contributions",
            "What does each step contribute to the gradients of the weights that all steps "
            f"share? Find {_wanted(model, contributions)}.",
            asks(contributions),
        ),
        Task(
            "weights",
            f"Find the gradients of the weights, {_wanted(model, weights)}. Each has the shape "
            "of its matrix.",
            asks(weights),
        ),
    )


def _with_states(model: Model) -> tuple[str, ...]:
    """Return the gradients back to the first step, each behind what it needs."""
    shape, found = architecture_of(model), [names.gradient("yhat")]
    for total, state in zip(reversed(shape.sums()), reversed(shape.states()), strict=True):
        found.append(names.gradient(state))
        if total != state:
            by_total = names.gradient(total)
            found += [*filter(names.is_slope, model.graph[by_total].parents), by_total]
    return tuple(found)


def _states_solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, _with_states(setting.subject)),)


def _contributions_solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
    model = setting.subject
    return (worked_whole(model, (*_with_states(model), *contribution_names(model))),)


def _weights_solution(setting: Setting[Model], task: Task) -> tuple[Block, ...]:
    model = setting.subject
    shape = architecture_of(model)
    worked: list[str] = []
    for name in ("V", "W", "U"):
        worked += [*shape.contributions(model.graph, name), names.gradient(name)]
    return (
        worked_whole(model, _with_states(model)),
        Text(
            "Every step has used the same weights, so each adds its part. At the first step "
            r"$\mathbf{h}^{(0)} = \mathbf{0}$: it adds nothing to the gradient of $\mathbf{W}$."
        ),
        worked_whole(model, worked),
    )


def opening(model: Model) -> tuple[Block, ...]:
    """Return what back-propagation through time is."""
    shape, graph = architecture_of(model), model.graph
    loss, written = graph["loss"], rf"\mathbf{{{shape.sums()[0][0]}}}^{{(t)}}"
    recalled = ACTIVATIONS[shape.activation].derivative
    blocks: tuple[Block, ...] = (
        Text(
            "Back-propagation through time is backpropagation on the unrolled network: it "
            "starts at the loss and goes back step by step, the last step first. The gradient "
            "of a hidden state comes from the step after it, through "
            r"$\mathbf{W}^{\top}$; that of the last one comes from the output, through "
            r"$\mathbf{V}^{\top}$ without its bias column. All steps share $\mathbf{U}$ and "
            r"$\mathbf{W}$, so the gradient of either is a sum over the steps."
        ),
        Text(
            f"The loss is ${loss.symbol} = {formula(graph, loss)}$. Write down "
            rf"$\partial \ell / \partial {written}$ at each step before you go on to the one "
            "before it."
        ),
        Text(
            r"What step $t$ contributes to $\partial \ell / \partial \mathbf{U}$ is written "
            r"$\partial \ell / \partial \mathbf{U}^{(t)}$: the gradient of the copy "
            r"$\mathbf{U}^{(t)}$ of $\mathbf{U}$ that step $t$ alone uses; and so for "
            r"$\mathbf{W}$."
        ),
    )
    return (*blocks, Formula(r"\text{Recall:} \quad " + recalled)) if recalled else blocks


RNN_BACKWARD = Kind(
    summary="back-propagation through time: the steps back, and the sums over them",
    about="model",
    model="rnn",
    lead="Back-propagation through time.",
    tasks=_tasks,
    parts={
        "states": _states_solution,
        "contributions": _contributions_solution,
        "weights": _weights_solution,
    },
    opening=opening,
)
