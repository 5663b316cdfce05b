"""The names of nodes that belong to other nodes: gradients, slopes, steps of descent.

`z1` has the gradient `grad:z1` and, where it is computed entry by entry, the local derivative
`slope:z1`; by an operand `a` of several it is `slope:z1/a`.  What the consumer `f` alone
contributes to the gradient of `u` is `grad:u<-f`.  An intermediate result of an expression is
`node:u`, of which gradients and slopes bear the letter alone.  What only a mistake computes
on the way to `slope:z1` is `slope:z1~tanh`.

A parameter's step of descent is `step:alpha`, the parameter after it `new:alpha`, and what an
optimizer keeps of it `velocity:alpha`, `mean:alpha` or `square:alpha`.  A pass through the
network with other parameters has a stage before each name: `after:loss` with those after the
step, `plus[alpha,0,2]:loss` and `minus[alpha,0,2]:loss` with that entry moved up and down, of
which `quotient[alpha,0,2]` is the difference quotient.
"""

import re

from quizgen.engine.graph import Graph, Node

_INTERMEDIATE, _GRADIENT, _SLOPE, _STEP, _NEW = "node:", "grad:", "slope:", "step:", "new:"
_FROM, _ASIDE = "<-", "~"
LOSSES = "losses"  # of a batch, one a row
_KEPT = {"velocity": "v", "carried": "c", "mean": "m", "square": "v", "corrected": "hat"}
_ID = {"grad": "d", "step": "step-", "new": "new-", "after": "after-", "change": "change-"}
_ID |= {name: f"{letter}-" for name, letter in _KEPT.items()}
_STAGE = re.compile(r"after:|(?:plus|minus)\[[a-z]+,\d+,\d+\]:")
_MOVED = re.compile(r"(plus|minus|quotient)\[([a-z]+),(\d+),(\d+)\]")
AFTER, _CHANGE = "after:", "change:"


def intermediate(letter: str) -> str:
    """Return the name of an intermediate result of an expression."""
    return f"{_INTERMEDIATE}{letter}"


def letter(name: str) -> str:
    """Return what a node is called where it is spoken of: an intermediate without its mark."""
    return name.removeprefix(_INTERMEDIATE)


def gradient(name: str) -> str:
    """Return the name of a node's gradient, in its own stage."""
    at = len(stage(name))
    return f"{name[:at]}{_GRADIENT}{letter(name[at:])}"


def contribution(name: str, consumer: str) -> str:
    """Return the name of what one consumer contributes to a node's gradient."""
    return f"{gradient(name)}{_FROM}{letter(consumer)}"


def way(name: str) -> str:
    """Return the consumer through which a contribution to a gradient comes, else ""."""
    return name.partition(_FROM)[2]


def slope(name: str, operand: str = "") -> str:
    """Return the name of a node's local derivative, by one operand where it has several."""
    at = len(stage(name))
    of = f"/{letter(operand)}" if operand else ""
    return f"{name[:at]}{_SLOPE}{letter(name[at:])}{of}"


def step(name: str) -> str:
    """Return the name of a parameter's step of descent, in its own stage."""
    return f"{stage(name)}{_STEP}{bare(name)}"


def new(name: str) -> str:
    """Return the name of a parameter after its step, or of a velocity, in its own stage."""
    return f"{stage(name)}{_NEW}{bare(name)}"


def kept(what: str, name: str) -> str:
    """Return the name of what an optimizer keeps of a parameter: a row of `_KEPT`."""
    return f"{what}:{name}"


def after(name: str) -> str:
    """Return the name of a node in the pass with the parameters after the step."""
    return f"{AFTER}{name}"


def change(name: str) -> str:
    """Return the name of what a node is after the step less what it was before."""
    return f"{_CHANGE}{name}"


def moved(side: str, parameter: str, index: tuple[int, ...]) -> str:
    """Return the name of a parameter with an entry moved `plus` or `minus`; of a `quotient`."""
    return f"{side}[{','.join([parameter, *map(str, index)])}]"


def stage(name: str) -> str:
    """Return the stage of a node's name; "" in the first pass."""
    found = _STAGE.match(name)
    return found[0] if found else ""


def bare(name: str) -> str:
    """Return a node's name without its stage."""
    return name[len(stage(name)) :]


def aside(name: str) -> str:
    """Return how the names begin of what a mistake computes on the way to a node."""
    return f"{name}{_ASIDE}"


def is_intermediate(name: str) -> bool:
    """Say whether a node is an intermediate result of an expression."""
    return name.startswith(_INTERMEDIATE)


def is_gradient(name: str) -> bool:
    """Say whether a node is a gradient, or what one consumer contributes to one."""
    return bare(name).startswith(_GRADIENT)


def is_slope(name: str) -> bool:
    """Say whether a node is a local derivative."""
    return bare(name).startswith(_SLOPE)


def is_update(name: str) -> bool:
    """Say whether a node is a step of descent, what is kept of it, or what is new after it."""
    return bare(name).startswith((_STEP, _NEW, *(f"{what}:" for what in _KEPT)))


def is_step(name: str) -> bool:
    """Say whether a node is a parameter's gradient step."""
    return bare(name).startswith(_STEP)


def is_new(name: str) -> bool:
    """Say whether a node is a parameter after its gradient step."""
    return bare(name).startswith(_NEW)


def is_change(name: str) -> bool:
    """Say whether a node is what another is after the step less what it was before."""
    return name.startswith(_CHANGE)


def updated(name: str) -> str:
    """Return the name of the parameter whose step, or whose new value, a node is."""
    return stage(name) + bare(name).removeprefix(_STEP).removeprefix(_NEW)


def is_forward(name: str) -> bool:
    """Say whether a node is computed before any gradient is."""
    return not (is_gradient(name) or is_slope(name) or is_update(name))


def gradients(graph: Graph) -> tuple[Node, ...]:
    """Return the gradients of a graph, without what there is on the way to one."""
    found = (node for node in graph.nodes if is_gradient(node.name))
    return tuple(n for n in found if _FROM not in n.name and _ASIDE not in n.name)


def differentiated(graph: Graph, name: str) -> Node:
    """Return the node that a gradient is by, or a contribution to it."""
    of = bare(name).removeprefix(_GRADIENT).partition(_ASIDE)[0].partition(_FROM)[0]
    ways = (stage(name) + of, of, intermediate(of))
    return graph[next(way for way in ways if way in graph)]


def of_gradient(name: str) -> str:
    """Return the name of the input that a whole gradient is by."""
    return name.removeprefix(_GRADIENT)


def contributor(name: str) -> str:
    """Return the letter of the consumer of a contribution; "" for a whole gradient."""
    return name.partition(_ASIDE)[0].partition(_FROM)[2].partition("#")[0]


def told(graph: Graph, name: str) -> tuple[str, Node, tuple[int, ...] | None]:
    """Return what is asked of which node: "d" of `alpha` for `grad:alpha`, "" for itself.

    What is asked of a single entry comes with its index: `plus-` of α₁₂ for the loss there.
    """
    if found := _MOVED.match(name):
        return f"{found[1]}-", graph[found[2]], (int(found[3]), int(found[4]))
    said, of = "", name.partition(_FROM)[0]
    while (mark := of.partition(":")[0]) in _ID and mark != of:
        said, of = said + _ID[mark], of[len(mark) + 1 :]
    return said, graph[of if of in graph else intermediate(of)], None
