"""The vector form of forward propagation: derived in symbols, then shapes, then numbers."""

from quizgen.document import Block, Derivation, Line
from quizgen.engine import Node, symbols
from quizgen.engine.letters import entry, formula
from quizgen.engine.typeset import matrix
from quizgen.kinds.asks import Explain, GiveShape, Quantity
from quizgen.kinds.forward import forward_names, opening
from quizgen.kinds.kind import Kind, Setting, Task, nothing
from quizgen.kinds.parameters import parameters_of
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Network

MOST_ENTRIES = 30  # of a matrix that is written out in symbols
ROOM = 70  # millimetres


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    network = setting.subject
    names = forward_names(network, loss=False)
    wanted = listed([f"${symbols.whole(network.graph[name].symbol)}$" for name in names])
    symbolic = Explain(
        "symbols",
        "open",
        ROOM,
        "; ".join(f"${line}$" for line in _formulas(network)),
        (
            "each layer is a matrix times the vector that comes in, in this order",
            "the biases are there: a leading 1 in the vector, or a vector that is added",
            "the activation is applied to every entry; the output is right for its shape",
            "at least one product is written out entry by entry",
        ),
    )
    return (
        Task(
            "symbols",
            f"Vector form: write {wanted} with matrices and vectors, the input a column, "
            "and write the products out entry by entry. Letters only, no numbers yet.",
            (symbolic,),
        ),
        Task(
            "shapes",
            "Give the shape of each of these as rows × columns; for a vector, its length.",
            _shapes(network),
        ),
        Task(
            "numbers",
            f"Now with the numbers: find {wanted}.",
            tuple(Quantity(name) for name in names),
        ),
    )


def _formulas(network: Network) -> list[str]:
    """Return the forward pass in vector form, a formula a node."""
    return [
        f"{symbols.whole(node.symbol)} = {formula(network.graph, node)}"
        for node in (network.graph[name] for name in forward_names(network, loss=False))
    ]


def _shapes(network: Network) -> tuple[GiveShape, ...]:
    """Return the shapes of each layer's matrix and of the vector that it multiplies."""
    asked: list[GiveShape] = []
    for name in forward_names(network, loss=False):
        node = network.graph[name]
        if node.op != "affine":
            continue
        weights, below = network.graph.parents(node)
        for one in parameters_of(network, weights.name):
            asked.append(GiveShape(f"{one.typed}-shape", one.symbol, one.shape))
        apart = symbols.separates(weights.symbol)
        vector = symbols.whole(below.symbol) if apart else symbols.hatted(below.symbol)
        typed = symbols.typed_whole(below.symbol) + ("" if apart else "hat")
        asked.append(GiveShape(f"{typed}-shape", vector, (weights.shape[1] - apart,)))
    return tuple(asked)


def _numbers_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    return (worked_whole(setting.subject, forward_names(setting.subject, loss=False)),)


def _symbols_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    network = setting.subject
    lines: list[Line] = []
    for name in forward_names(network, loss=False):
        lines += _written_out(network, network.graph[name])
    return (Derivation(tuple(lines), compact=True),)


def _written_out(network: Network, node: Node) -> list[Line]:
    """Return a node's formula, its matrices in letters, and its entries as sums."""
    rights = [formula(network.graph, node)]
    if node.op == "affine":
        weights, below = (network.graph[parent] for parent in node.parents)
        if weights.shape[0] * weights.shape[1] <= MOST_ENTRIES:
            rights += _in_letters(weights, below, node)
    elif node.shape:
        entrywise = [[entry(network.graph, node, (j,))] for j in range(node.shape[0])]
        rights.append(matrix(entrywise, "l"))
    if node.shape:
        entries = [[symbols.entry(node.symbol, (j,))] for j in range(node.shape[0])]
        rights.append(matrix(entries, "l"))
    left = symbols.whole(node.symbol)
    return [Line("" if k else left, right) for k, right in enumerate(rights)]


def _in_letters(weights: Node, below: Node, node: Node) -> list[str]:
    rows, columns = weights.shape
    separate = symbols.separates(weights.symbol)
    first = int(separate)

    def weight(j: int, i: int) -> str:
        return symbols.entry(weights.symbol, (j, i))

    def value(i: int) -> str:
        return symbols.entry(below.symbol, (i - 1,))

    grid = matrix([[weight(j, i) for i in range(first, columns)] for j in range(rows)], "l")
    column = matrix([[value(i)] for i in range(first, columns)], "l")
    sums = []
    for j in range(rows):
        terms = [rf"{weight(j, i)} \, {value(i)}" for i in range(first, columns)]
        sums.append(" + ".join([*terms, *[weight(j, 0)] * separate]))
    product = rf"{grid} \, {column}"
    if separate:
        bias = [[weight(j, 0)] for j in range(rows)]
        product += f" + {matrix(bias, 'l') if node.shape else bias[0][0]}"
    return [product, matrix([[line] for line in sums], "l") if node.shape else sums[0]]


VECTOR_FORM = Kind(
    summary="forward propagation with matrices: in letters, shapes, then numbers",
    about="network",
    lead="Forward propagation with vectors and matrices.",
    tasks=_tasks,
    parts={"symbols": _symbols_solution, "shapes": nothing, "numbers": _numbers_solution},
    opening=opening,
)
