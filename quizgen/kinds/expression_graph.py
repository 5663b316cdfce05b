"""The computation graph of an expression: drawn, counted, evaluated, back-propagated through."""

from quizgen.document import Block, Figure, Formula, Text, Together
from quizgen.engine import Graph, Node, symbols
from quizgen.engine.expressions import COUNTED, count_nodes, operations, shared
from quizgen.engine.formula import latex
from quizgen.kinds.asks import Choose, Count, Explain, Quantity
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked
from quizgen.problem import Choice, Expression

ROOM = 60  # millimetres
MOST_NAMED = 4  # intermediate results that a sheet names, those used twice before all
OFFERED = 4  # parts to choose among


def expression_givens(expression: Expression, again: bool) -> tuple[Block, ...]:
    """Return the expression and its inputs; `again` where the sheet has shown it before."""
    if again:
        return (Text("The function and its inputs are those of before."),)
    inputs = ", ".join(_letter(expression.graph, name) for name in expression.inputs)
    values = [
        f"${_letter(expression.graph, name)} = {expression.rounding.display(value)}$"
        for name, value in expression.inputs.items()
    ]
    result = expression.graph["value"].symbol
    formula = Formula(f"{result}({inputs}) = {latex(expression.formula)}")
    return (Together((Text(f"Here is a function, to be evaluated at {listed(values)}."), formula)),)
