"""Forward propagation: every linear combination, activation, the output and the loss."""

from quizgen.document import Block, Derivation, Line, Text
from quizgen.engine import OPS, symbols
from quizgen.engine.typeset import fill
from quizgen.kinds.kind import Entry, Kind, Setting

ACTIVATION_FORMULAS = {
    "identity": "{a}",
    "tanh": r"\tanh({a}) = \frac{e^{{a}} - e^{-{a}}}{e^{{a}} + e^{-{a}}}",
    "sigmoid": r"\sigma({a}) = \frac{1}{1 + e^{-{a}}}",
    "relu": r"\max(0, {a})",
}


def _asked(setting: Setting) -> tuple[Entry, ...]:
    names = [name for k in setting.layers() for name in (f"a{k}", setting.value(k))]
    return setting.work(*names, "loss")


def _prompt(setting: Setting) -> str:
    wanted = [f"${symbols.whole(setting.graph[name].symbol)}$" for name, _ in _asked(setting)]
    return (
        "Propagate the input forward through the network. Find, in this order, "
        f"{', '.join(wanted[:-1])} and the loss {wanted[-1]}."
    )


def _opening(setting: Setting) -> tuple[Block, ...]:
    graph = setting.graph
    lines: list[Line] = []
    for k in setting.layers():
        top = graph[setting.value(k)]
        linear = graph.by_name.get(f"a{k}", top)
        weights, below = (graph[parent] for parent in linear.parents)
        term = f"{symbols.generic(weights.symbol)} \\, {symbols.generic(below.symbol)}"
        letter = symbols.letters(below.symbol)
        total = rf"\sum_{{{letter}=0}}^{{{below.shape[0]}}} {term}"
        row = symbols.letters(linear.symbol)
        lines.append(Line(symbols.generic(linear.symbol), total, _each(row, linear.shape)))
        if top is not linear:
            a = symbols.generic(linear.symbol)
            formula = ACTIVATION_FORMULAS[top.op].replace("{a}", a)
            lines.append(Line(symbols.generic(top.symbol), formula))
    loss = graph["loss"]
    operands = [symbols.whole(graph[parent].symbol) for parent in loss.parents]
    row_ = OPS[loss.op]
    template = row_.latex_whole if graph["yhat"].shape else row_.latex
    lines.append(Line(r"\ell", fill(template, operands)))
    ones = " and ".join(
        f"${symbols.entry(graph[name].symbol, (-1,))} = 1$"
        for name in ("x", *(setting.value(k) for k in setting.layers()[:-1]))
    )
    return (
        Text(
            "Forward propagation computes the loss from the data and the weights, layer by "
            "layer: each layer takes a linear combination of what comes in, then its "
            "activation function, and hands the result on. No derivatives are taken."
        ),
        Derivation(tuple(lines)),
        Text(
            f"The biases are folded in: {ones}, so column 0 of a weight matrix holds "
            r"the biases. A hat marks a vector with that 1 in front: "
            rf"$\hat{{\mathbf{{x}}}} = [1, {_listed('x_', graph['x'].shape[0])}]^{{\top}}$."
        ),
    )


def _each(letter: str, shape: tuple[int, ...]) -> str:
    return f"for ${letter} = {_listed('', shape[0])}$" if shape and shape[0] > 1 else ""


def _listed(before: str, last: int) -> str:
    """Return the numbers from 1 to `last` behind a letter, with dots where there are many."""
    if last <= 3:
        return ", ".join(f"{before}{number}" for number in range(1, last + 1))
    return rf"{before}1, \dots, {before}{{{last}}}"


FORWARD = Kind(
    summary="values of every layer, the output and the loss",
    asked=_asked,
    prompt=_prompt,
    hints=lambda setting: (),
    solution=_asked,
    opening=_opening,
    about="network",
)
