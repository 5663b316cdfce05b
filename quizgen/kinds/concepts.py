"""Why a network has biases and nonlinear activations, in words, as choices, and by numbers.

What is asked in words is also asked as a choice, of which each wrong one is a real
misconception; and the claim about linear layers is worked out with the drawn numbers.
"""

from collections.abc import Mapping

from quizgen.document import Block, Text
from quizgen.engine import Graph, add_node, symbols
from quizgen.kinds.asks import Choose, Explain, Quantity
from quizgen.kinds.bank import bank
from quizgen.kinds.forward import opening
from quizgen.kinds.kind import Kind, Setting, Task, nothing
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Choice, Network

WRONG = 3  # choices beside the right one
LINES = 24  # millimetres to write on
COLLAPSED = "collapsed"


WHY = (
    "As an intercept lets a line in linear regression miss the origin, a bias lets a unit "
    "shift its linear combination, so the network fits its data better. "
)
SHIFT = "why: a constant term, like an intercept, lets the fit shift"
HOW: Mapping[str, tuple[str, str]] = {
    "folded": (
        "It is folded in: a constant 1 is put in front of the vector as its entry 0, and what "
        "that 1 is multiplied by is the bias.",
        "how: a constant 1 as entry 0, its weights being the biases",
    ),
    "separate": (
        "It is added: each layer has a vector of biases, one for each of its units, which is "
        "added to the product of the weight matrix and what comes in.",
        "how: a vector with an entry for each unit, added to the product",
    ),
}
WHY_BIAS = {
    way: Explain("why-bias", "ruled", LINES, WHY + how, (SHIFT, look))
    for way, (how, look) in HOW.items()
}
WHY_NONLINEAR = Explain(
    "why-nonlinear",
    "ruled",
    LINES,
    "Layers that are all linear collapse to one linear map, so the network would be no "
    "different from linear regression. (Try it: propagate forward without the activations.)",
    ("linear layers compose to a linear map", "so: no more than linear regression"),
)


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    way = network.architecture.notation.bias
    layers = len(network.architecture.activations)
    above = " and in the hidden layer" + "s" * (layers > 2) if layers > 1 else ""
    where = f"in the input{above}" if way == "folded" else "in each layer"
    tasks = [
        Task(
            "bias",
            f"Why do we include a bias term {where}, and how do we include it?",
            (WHY_BIAS[way],),
        ),
        _choice(setting, "bias"),
        _choice(setting, "folding"),
        Task(
            "nonlinearity",
            "Why do we need nonlinear activation functions in a neural network?",
            (WHY_NONLINEAR,),
        ),
        _choice(setting, "nonlinearity"),
        *([_collapse(network)] if layers > 1 else []),
    ]
    return tuple(task for task in tasks if way == "folded" or task.id != "folding-choice")


def _choice(setting: Setting[Network], topic: str) -> Task:
    """Return a drawn question of the bank, its choices in a drawn order."""
    question = setting.one_of(bank()[topic])
    right: Choice = setting.one_of(question.right)
    choices = setting.shuffled((right, *setting.shuffled(question.wrong)[:WRONG]))
    asked = Choose(topic, choices, (choices.index(right),))
    return Task(f"{topic}-choice", question.asks, (asked,))


def _collapse(network: Network) -> Task:
    graph = network.graph
    node = graph[COLLAPSED]
    output = symbols.whole(graph["yhat"].symbol)
    collapsed = symbols.whole(node.symbol)
    last = graph["x"].shape[0]
    return Task(
        "collapse",
        "Take the activation functions out of this network, so that every layer is linear. It "
        rf"then computes ${output} = {collapsed} \, \hat{{\mathbf{{x}}}}$ with "
        rf"$\hat{{\mathbf{{x}}}} = [1, x_1{', ' if last > 1 else ''}{_dots(last)}]^{{\top}}$: "
        f"a linear regression. Find ${collapsed}$.",
        (Quantity(COLLAPSED),),
    )


def _dots(last: int) -> str:
    if last <= 3:
        return ", ".join(f"x_{i}" for i in range(2, last + 1))
    return rf"\dots, x_{{{last}}}"


def collapse(graph: Graph) -> Graph:
    """Append the one matrix that the layers are without their activations, x̂ to ŷ.

    Two affine layers W and V compose to V · [e₀ᵀ; W]: the constant 1 goes through as it is.
    """
    weights = [node for node in graph.nodes if node.op == "input" and len(node.shape) == 2]
    first, *others = weights
    single = weights[-1].shape[0] == 1
    below, width = first.name, first.shape[1]
    for k, layer in enumerate(others, 2):
        last = layer is weights[-1]
        name = COLLAPSED if last else f"{COLLAPSED}:{k}"
        row = "" if last and single else "k+"
        symbol = f"<{'c' if row == '' else 'C'}|{row}i>" + ("" if last else f"^{{({k})}}")
        shape = (layer.shape[0], width)
        graph = add_node(graph, name, symbol, "compose", (layer.name, below), shape)
        below = name
    return graph


def _collapse_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    network = setting.subject
    names = [n.name for n in network.graph.nodes if n.name.startswith(COLLAPSED)]
    parameters = reversed(network.architecture.parameters)
    letters = listed([f"${symbols.whole(network.graph[n].symbol)}$" for n in parameters])
    apart = network.architecture.notation.bias == "separate"
    biases = ", each with its biases as column 0" * apart
    return (
        Text(
            "Putting each layer into the next gives the product of "
            f"{letters}{biases}; a row "
            "$[1, 0, \\dots, 0]$ on top carries the constant 1 through to the next bias."
        ),
        worked_whole(network, names),
    )


CONCEPTS = Kind(
    summary="why biases and nonlinear activations, in words, as choices, and by numbers",
    about="network",
    lead="Why a network is built as it is.",
    tasks=_tasks,
    parts={
        **dict.fromkeys(("bias", "bias-choice", "folding-choice"), nothing),
        **dict.fromkeys(("nonlinearity", "nonlinearity-choice"), nothing),
        "collapse": _collapse_solution,
    },
    opening=opening,
    grow=lambda network, entries: collapse(network.graph),
)
