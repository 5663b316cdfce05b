"""The computation graph of a scalar expression, with the gradients by all its parts.

Nodes bear the names of the key: an input is `x`, an intermediate `node:u`, the result
`value`, the gradients `grad:x` and `grad:u`.  What occurs more than once (x*y, and y*x) is
one node.  A number is a node of the operation `number` that bears the number as its name.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count
from string import ascii_uppercase

from quizgen.engine import names
from quizgen.engine.differentiate import differentiate
from quizgen.engine.formula import Number, Operation, Tree, Variable, letter, text
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import add_node
from quizgen.engine.parsing import VARIABLE, parse

MOST_VARIABLES = 8
RESULT = "value"
LETTERS = "uvwstpqr"
COMMUTATIVE = ("sum", "product")
POWERS = {Decimal(2): "square", Decimal(3): "cube"}  # have rows of their own, with one parent
EXPONENTS = {op: Number(exponent) for exponent, op in POWERS.items()}


def expression_graph(name: str, formula: str, inputs: Sequence[str]) -> Graph:
    """Return the graph of the expression `name` over `inputs`, in their order.

    The result's symbol is `name` where that is a letter that no input has, else f.  Raises
    ValueError for a formula that cannot be read, that has no operation, or whose variables
    are not the inputs.
    """
    tree = parse(formula)
    found = variables(tree)
    if not isinstance(tree, Operation) or not found:
        raise ValueError(f"found {formula!r}, expected an operation on a variable")
    if len(found) > MOST_VARIABLES:
        raise ValueError(f"found {len(found)} variables, expected {MOST_VARIABLES} at most")
    for one in found:
        if one not in inputs:
            raise ValueError(f"found no number for the variable {one}")
    for one in inputs:
        if one not in found:
            raise ValueError(f"found a number for {one!r}, which is not in {formula}")
    result = _result(name, inputs)
    free = _letters({*inputs, result})
    graph = Graph(tuple(Node(one, letter(one), "input", (), ()) for one in inputs))
    places: dict[tuple[str, tuple[str, ...]], str] = {}

    def place(part: Tree, top: bool = False) -> str:
        nonlocal graph
        if isinstance(part, Variable):
            return part.name
        if isinstance(part, Number):
            if part.text not in graph:
                graph = graph.plus(Node(part.text, part.text, "number", (), ()))
            return part.text
        op, operands = _row(part)
        parents = tuple(place(operand) for operand in operands)
        key = op, tuple(sorted(parents)) if op in COMMUTATIVE else parents
        if key not in places:
            short = result if top else next(free)
            places[key] = RESULT if top else names.intermediate(short)
            graph = add_node(graph, places[key], letter(short), op, parents)
        return places[key]

    place(tree, top=True)
    # An intermediate without a variable, the sin(2) of x sin(2), has its gradient as well.
    return differentiate(graph, RESULT, wrt=[*inputs, *(n.name for n in operations(graph))])


def variables(tree: Tree) -> tuple[str, ...]:
    """Return the names of the variables, in the order in which they occur."""
    if isinstance(tree, Operation):
        found = (name for operand in tree.operands for name in variables(operand))
        return tuple(dict.fromkeys(found))
    return (tree.name,) if isinstance(tree, Variable) else ()


def operations(graph: Graph) -> tuple[Node, ...]:
    """Return the nodes of the expression's operations, the result last."""
    return tuple(
        node for node in graph.nodes if names.is_intermediate(node.name) or node.name == RESULT
    )


def shared(graph: Graph) -> tuple[Node, ...]:
    """Return the intermediates that two or more operations use."""
    parents = [parent for node in operations(graph) for parent in set(node.parents)]
    return tuple(node for node in operations(graph) if parents.count(node.name) > 1)


def count_nodes(graph: Graph) -> int:
    """Return how many nodes the expression's graph has, counted by `COUNTED`."""
    return sum(node.op == "input" for node in graph.nodes) + len(operations(graph))


COUNTED = (
    "Count one node for each variable and one for each operation; a part that occurs again is "
    "the same node, and a number (the 2 of 2x, an exponent) belongs to its operation."
)


def nodes(graph: Graph) -> dict[str, str]:
    """Return each intermediate's formula over what comes before it, the result's last."""
    return {names.letter(node.name): text(_formula(graph, node)) for node in operations(graph)}


def over_inputs(graph: Graph, name: str) -> Tree:
    """Return a node's formula over the inputs alone."""
    node = graph[name]
    if node.op == "number":
        return Number(Decimal(name))
    if node.op == "input":
        return Variable(name)
    operands = tuple(over_inputs(graph, parent) for parent in node.parents)
    if node.op in EXPONENTS:
        return Operation("power", (operands[0], EXPONENTS[node.op]))
    return Operation(node.op, operands)


def _formula(graph: Graph, node: Node) -> Operation:
    operands: list[Tree] = []
    for parent in node.parents:
        number = graph[parent].op == "number"
        operands.append(Number(Decimal(parent)) if number else Variable(names.letter(parent)))
    if node.op in EXPONENTS:
        return Operation("power", (operands[0], EXPONENTS[node.op]))
    return Operation(node.op, tuple(operands))


def _row(part: Operation) -> tuple[str, tuple[Tree, ...]]:
    """Return the row of a part and the operands that it takes."""
    if part.op == "power":
        base, exponent = part.operands
        if isinstance(exponent, Number) and exponent.value in POWERS:
            return POWERS[exponent.value], (base,)
    return part.op, part.operands


def _result(name: str, inputs: Sequence[str]) -> str:
    own = [name] if VARIABLE.fullmatch(name) and name != "e" else []
    free = [one for one in [*own, *list("fgh" + ascii_uppercase)] if one not in inputs]
    return free[0]


def _letters(taken: set[str]) -> Iterator[str]:
    """Yield u, v, …, then u1, v1, …, without those that are taken."""
    for lap in count():
        found = (f"{one}{lap or ''}" for one in LETTERS)
        yield from (letter for letter in found if letter not in taken)
