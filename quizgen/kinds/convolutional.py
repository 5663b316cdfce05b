"""What a sheet gives of a convolutional network: in words, in formulas, in numbers."""

from collections.abc import Iterator

from quizgen.document import Block, Derivation, Line, Text, Together
from quizgen.engine import symbols
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.letters import formula
from quizgen.engine.models.convolutional import Convolutional
from quizgen.engine.typeset import fill
from quizgen.kinds.givens import printed_table, shown
from quizgen.kinds.words import NUMBERS
from quizgen.problem import Model


def convolutional_givens(model: Model, again: bool) -> tuple[Block, ...]:
    """Return what is given of a convolutional network."""
    given = [node for node in model.graph.nodes if node.name in model.inputs]
    rows = [[node for node in given if (node.name in "XK") == first] for first in (True, False)]
    numbers: tuple[Block, ...] = tuple(shown(model, row) for row in rows)
    numbers += printed_table(model.rounding)
    if again:
        return (Together((Text("The network's numbers are as before:"), *numbers)),)
    shape = shape_of(model)
    return (
        Text(f"A convolutional network: {described(shape)}"),
        Together((Derivation(tuple(formulas(model))),)),
        Together((Text("Its numbers:"), *numbers)),
    )


def shape_of(model: Model) -> Convolutional:
    """Return the shape of a convolutional network."""
    assert isinstance(model.architecture, Convolutional)
    return model.architecture


def described(shape: Convolutional) -> str:
    """Return a network in words, layer by layer."""
    k, p = shape.kernel, shape.padding
    rows, columns = shape.map()
    zeros = f"Around $\\mathbf{{X}}$ stands a border of zeros, {NUMBERS[p]} wide. " * (p > 0)
    steps = "one entry" if shape.stride == 1 else f"{NUMBERS[shape.stride]} entries"
    return (
        f"a ${k} \\times {k}$ kernel $\\mathbf{{K}}$ slides over the "
        f"${shape.height} \\times {shape.width}$ input $\\mathbf{{X}}$, {steps} at a time "
        f"(stride\N{NO-BREAK SPACE}{shape.stride}, padding\N{NO-BREAK SPACE}{p}). {zeros}At "
        "each place its entries are multiplied with those beneath, the products are added up, "
        "and the bias $b$ is added: "
        f"this gives $\\mathbf{{A}}$, ${rows} \\times {columns}$. The kernel is not turned "
        "round: it is cross-correlation, which networks call convolution. "
        f"{_after(shape)}"
    )


def _after(shape: Convolutional) -> str:
    named = ACTIVATIONS[shape.activation].named
    activation = named[0].upper() + named[1:]
    first = f"{activation} of each entry gives $\\mathbf{{Z}}$"
    if shape.pooled == "Z":
        return f"{first}, and the output is a weighted sum of its entries."
    rows, columns = shape.read()
    side = f"${shape.pool} \\times {shape.pool}$"
    return (
        f"{first}; {side} {shape.pooling} pooling, its windows side by side, makes "
        f"$\\mathbf{{P}}$ of that, ${rows} \\times {columns}$; the output is a weighted sum of "
        "its entries."
    )


def formulas(model: Model) -> Iterator[Line]:
    """Yield what each quantity is, for one entry."""
    graph, shape = model.graph, shape_of(model)
    k = shape.kernel
    over = rf"\sum_{{u=1}}^{{{k}}} \sum_{{v=1}}^{{{k}}}"
    seen = window_subscripts(shape)
    outside = "what lies outside $\\mathbf{X}$ is 0" * (shape.padding > 0)
    yield Line("A_{i,j}", rf"{over} K_{{u,v}} \, X_{{{seen}}} + b", outside)
    yield Line("Z_{i,j}", fill(ACTIVATIONS[shape.activation].formula, ["A_{i,j}"]))
    if shape.pooled == "P":
        yield Line("P_{i,j}", _pooling(shape))
    output, loss = graph["yhat"], graph["loss"]
    yield Line(output.symbol, rf"\sum_{{i,j}} V_{{i,j}} \, {shape.pooled}_{{i,j}} + c")
    yield Line(loss.symbol, formula(graph, loss))


def window_subscripts(shape: Convolutional) -> str:
    """Return the subscripts of the input's entry beneath K_uv at the place i, j."""
    back = shape.stride + shape.padding
    step = "" if shape.stride == 1 else f"{shape.stride}"
    return f"{step}i + u - {back}, {step}j + v - {back}"


def _pooling(shape: Convolutional) -> str:
    k = shape.pool
    entry = f"Z_{{{k}i + u - {k}, {k}j + v - {k}}}"
    if shape.pooling == "max":
        return rf"\max_{{1 \le u, v \le {k}}} {entry}"
    return rf"\frac{{1}}{{{k**2}}} \sum_{{u=1}}^{{{k}}} \sum_{{v=1}}^{{{k}}} {entry}"


def names_in_words(model: Model, names: tuple[str, ...]) -> list[str]:
    """Return the letters of some quantities, as a prompt lists them."""
    return [f"${symbols.slashed(symbols.whole(model.graph[name].symbol))}$" for name in names]
