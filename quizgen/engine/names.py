"""The names of nodes that belong to other nodes: gradients, slopes, steps of descent.

`z1` has the gradient `grad:z1` and, where it is computed entry by entry, the local derivative
`slope:z1`; by an operand `a` of several it is `slope:z1/a`.  What the consumer `f` alone
contributes to the gradient of `u` is `grad:u<-f`.  A parameter's gradient step is
`step:alpha`, the parameter after it `new:alpha`.  An intermediate result of an expression is
`node:u`, of which gradients and slopes bear the letter alone.  What only a mistake computes on
the way to `slope:z1` is `slope:z1~tanh`.
"""

from quizgen.engine.graph import Graph, Node

_INTERMEDIATE, _GRADIENT, _SLOPE, _STEP, _NEW = "node:", "grad:", "slope:", "step:", "new:"
_FROM, _ASIDE = "<-", "~"


def intermediate(letter: str) -> str:
    """Return the name of an intermediate result of an expression."""
    return f"{_INTERMEDIATE}{letter}"


def letter(name: str) -> str:
    """Return what a node is called where it is spoken of: an intermediate without its mark."""
    return name.removeprefix(_INTERMEDIATE)


def gradient(name: str) -> str:
    """Return the name of a node's gradient."""
    return f"{_GRADIENT}{letter(name)}"


def contribution(name: str, consumer: str) -> str:
    """Return the name of what one consumer contributes to a node's gradient."""
    return f"{gradient(name)}{_FROM}{letter(consumer)}"


def slope(name: str, operand: str = "") -> str:
    """Return the name of a node's local derivative, by one operand where it has several."""
    return f"{_SLOPE}{letter(name)}" + (f"/{letter(operand)}" if operand else "")


def step(name: str) -> str:
    """Return the name of a parameter's gradient step."""
    return f"{_STEP}{name}"


def new(name: str) -> str:
    """Return the name of a parameter after its gradient step."""
    return f"{_NEW}{name}"


def aside(name: str) -> str:
    """Return how the names begin of what a mistake computes on the way to a node."""
    return f"{name}{_ASIDE}"


def is_intermediate(name: str) -> bool:
    """Say whether a node is an intermediate result of an expression."""
    return name.startswith(_INTERMEDIATE)


def is_gradient(name: str) -> bool:
    """Say whether a node is a gradient, or what one consumer contributes to one."""
    return name.startswith(_GRADIENT)


def is_slope(name: str) -> bool:
    """Say whether a node is a local derivative."""
    return name.startswith(_SLOPE)


def is_update(name: str) -> bool:
    """Say whether a node is a gradient step, or a parameter after one."""
    return name.startswith((_STEP, _NEW))


def is_step(name: str) -> bool:
    """Say whether a node is a parameter's gradient step."""
    return name.startswith(_STEP)


def is_new(name: str) -> bool:
    """Say whether a node is a parameter after its gradient step."""
    return name.startswith(_NEW)


def updated(name: str) -> str:
    """Return the name of the parameter whose step, or whose new value, a node is."""
    return name.removeprefix(_STEP).removeprefix(_NEW)


def is_forward(name: str) -> bool:
    """Say whether a node is computed before any gradient is."""
    return not (is_gradient(name) or is_slope(name) or is_update(name))


def gradients(graph: Graph) -> tuple[Node, ...]:
    """Return the gradients of a graph, without what there is on the way to one."""
    found = (node for node in graph.nodes if is_gradient(node.name))
    return tuple(n for n in found if _FROM not in n.name and _ASIDE not in n.name)


def differentiated(graph: Graph, name: str) -> Node:
    """Return the node that a gradient is by, or a contribution to it."""
    of = name.removeprefix(_GRADIENT).partition(_ASIDE)[0].partition(_FROM)[0]
    return graph[of if of in graph else intermediate(of)]


def contributor(name: str) -> str:
    """Return the letter of the consumer of a contribution; "" for a whole gradient."""
    return name.partition(_ASIDE)[0].partition(_FROM)[2].partition("#")[0]
