"""One computation graph, and its readings."""

from quizgen.engine.arithmetic import DIGITS40, DOUBLES, Arithmetic
from quizgen.engine.bounds import bounds, follow
from quizgen.engine.differentiate import differentiate
from quizgen.engine.evaluate import evaluate, predict
from quizgen.engine.graph import Graph, Node
from quizgen.engine.intervals import Interval
from quizgen.engine.mistakes import MISTAKES, Mistake, applicable, rewrite
from quizgen.engine.op import Op
from quizgen.engine.ops import OPS, add_node
from quizgen.engine.rounding import Rounding, Table
from quizgen.engine.steps import Step, line, steps
from quizgen.engine.update import update

__all__ = [
    "DIGITS40",
    "DOUBLES",
    "MISTAKES",
    "OPS",
    "Arithmetic",
    "Graph",
    "Interval",
    "Mistake",
    "Node",
    "Op",
    "Rounding",
    "Step",
    "Table",
    "add_node",
    "applicable",
    "bounds",
    "differentiate",
    "evaluate",
    "follow",
    "line",
    "predict",
    "rewrite",
    "steps",
    "update",
]
