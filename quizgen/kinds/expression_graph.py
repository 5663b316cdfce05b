"""The computation graph of an expression: drawn, counted, evaluated, differentiated."""

from quizgen.document import Block, Figure, Formula, Text
from quizgen.engine import Graph, Node, symbols
from quizgen.engine.expressions import (
    COUNTED,
    RESULT,
    count_nodes,
    operations,
    over_inputs,
)
from quizgen.engine.expressions import shared as used_twice
from quizgen.engine.formula import latex, letter
from quizgen.engine.names import gradient, gradients
from quizgen.engine.parsing import parse
from quizgen.engine.rounding import plain
from quizgen.kinds.asks import Choose, Count, Explain, Quantity
from quizgen.kinds.expression_drawing import drawing, spoken
from quizgen.kinds.kind import Kind, Setting, Task, nothing
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Choice, Expression

ROOM = 60  # millimetres
NAMED = 4  # intermediates that a sheet names: more would draw the graph for the student
OFFERED = 4  # parts to choose among


def expression_givens(expression: Expression, again: bool) -> tuple[Block, ...]:
    """Return the expression and its inputs; `again` where the sheet has shown it before."""
    result = expression.graph[RESULT].symbol
    if again:
        return (Text(f"The function ${result}$ and its inputs are those of before."),)
    inputs = ", ".join(letter(name) for name in expression.inputs)
    formula = latex(parse(expression.formula))
    return (Text("Consider this function:"), Formula(f"{result}({inputs}) = {formula}"))


def named(graph: Graph) -> tuple[Node, ...]:
    """Return the intermediates that the sheet names: those used twice, then the earliest."""
    inner = [node for node in operations(graph) if node.name != RESULT]
    twice = list(used_twice(graph))
    first = sorted(inner, key=lambda node: node not in twice)[:NAMED]
    return tuple(node for node in inner if node in first)


def _tasks(setting: Setting[Expression]) -> tuple[Task, ...]:
    expression = setting.subject
    graph = expression.graph
    result = graph[RESULT].symbol
    tasks = [
        Task(
            "graph",
            f"Draw the computation graph of ${result}$, with a node for each input and each "
            "operation, and an edge from each node to every operation that uses it.",
            (_drawn(),),
        ),
        Task(
            "count",
            f"How many nodes does the graph have? {COUNTED}",
            (Count("nodes", r"\text{nodes}", count_nodes(graph)),),
        ),
    ]
    if used_twice(graph) and len(operations(graph)) > 2:  # else there is but one to choose
        tasks.append(_shared(setting))
    names = [node.name for node in named(graph)]
    at = listed([f"${letter(n)} = {plain(v)}$" for n, v in expression.inputs.items()])
    let = [f"${graph[name].symbol} = {_expanded(graph, name)}$" for name in names]
    tasks.append(
        Task(
            "values",
            f"Let {listed(let)}. At {at}, find the value of each of these nodes and of "
            f"${result}$."
            if let
            else f"At {at}, find the value of ${result}$.",
            tuple(Quantity(name) for name in (*names, RESULT)),
        )
    )
    adjoints = [gradient(name) for name in reversed(names)]
    adjoints += [gradient(node.name) for node in graph.nodes if node.op == "input"]
    asked = listed(
        [f"${symbols.slashed(symbols.whole(graph[name].symbol))}$" for name in adjoints]
    )
    tasks.append(
        Task(
            "adjoints",
            f"Propagate back through the graph, at the same point: find {asked}. Where several "
            "operations use a node, sum over the paths.",
            tuple(Quantity(name) for name in adjoints),
        )
    )
    return tuple(tasks)


def _drawn() -> Explain:
    return Explain(
        "graph",
        "frame",
        ROOM,
        "The graph is drawn in the solution.",
        (
            "a node for each input, drawn once, however often it is used",
            "a node for each operation, its operands in their order",
            "a part that occurs twice is one node with two edges out of it",
            "every edge has its direction; one node at the end",
        ),
    )


def _shared(setting: Setting[Expression]) -> Task:
    """Ask which parts are used twice, among others that are not."""
    graph = setting.subject.graph
    twice = used_twice(graph)
    others = [n for n in operations(graph) if n not in twice and n.name != RESULT]
    few = setting.shuffled(others)[: max(1, OFFERED - len(twice))]
    offered = setting.shuffled((*twice, *few))
    choices = tuple(
        Choice(
            rf"$\displaystyle {_expanded(graph, node.name)}$",
            f"it has {_children(graph, node)}",
        )
        for node in offered
    )
    right = tuple(place for place, node in enumerate(offered) if node in twice)
    return Task(
        "shared",
        "Which of these parts are used by more than one operation, so that several edges go "
        "out from their nodes?",
        (Choose("shared", choices, right, several=True),),
    )


def _users(graph: Graph, node: Node) -> int:
    return sum(node.name in other.parents for other in operations(graph))


def _children(graph: Graph, node: Node) -> str:
    users = _users(graph, node)
    return f"{users} edge" + ("s going out" if users > 1 else " going out")


def _expanded(graph: Graph, name: str) -> str:
    """Return a node as a formula over the inputs."""
    return latex(over_inputs(graph, name))


def _graph_solution(setting: Setting[Expression], task: Task) -> tuple[Block, ...]:
    expression = setting.subject
    graph, rounding, values = expression.graph, expression.rounding, expression.solved.values
    figure = drawing(graph, rounding, values)
    caption = f"The graph of ${graph[RESULT].symbol}$: values above, adjoints below"
    return (Figure(caption, spoken(graph, rounding, values), figure),)


def _values_solution(setting: Setting[Expression], task: Task) -> tuple[Block, ...]:
    names = [node.name for node in operations(setting.subject.graph)]
    return (worked_whole(setting.subject, names),)


def _adjoints_solution(setting: Setting[Expression], task: Task) -> tuple[Block, ...]:
    names = [node.name for node in gradients(setting.subject.graph)]
    return (worked_whole(setting.subject, names),)


EXPRESSION_GRAPH = Kind(
    summary="the computation graph of an expression: drawn, evaluated, back-propagated through",
    about="expression",
    lead="The graph of an expression.",
    tasks=_tasks,
    parts={
        "graph": _graph_solution,
        "count": nothing,
        "shared": nothing,
        "values": _values_solution,
        "adjoints": _adjoints_solution,
    },
)
