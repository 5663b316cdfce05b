"""Mistakes in the steps of optimizers, in the loss after one, and in difference quotients."""

from dataclasses import replace

from quizgen.engine import names
from quizgen.engine.graph import Graph, Node
from quizgen.engine.mistakes.mistake import Mistake, Nodes, aside, copied


def _uncorrected(graph: Graph, node: Node) -> Nodes:
    return copied(node, node.parents[0]) if node.op == "corrected" else None


def _first_correction(graph: Graph, node: Node) -> Nodes:
    if node.op != "corrected" or not names.stage(node.name):
        return None
    return replace(node, parents=(*node.parents[:2], "1"))


def _without_root(graph: Graph, node: Node) -> Nodes:
    if node.op != "adam_step":
        return None
    rate, mean, square = node.parents
    moved = aside(node, "scale", rate, mean)
    return moved, replace(node, op="quotient", parents=(moved.name, square))


def _first_gradient(graph: Graph, node: Node) -> Nodes:
    if node.op not in ("running_mean", "running_square") or not names.stage(node.name):
        return None
    rate, mean, gradient = node.parents
    return replace(node, parents=(rate, mean, names.bare(gradient)))


def _is_velocity(graph: Graph, node: Node) -> bool:
    return names.is_new(node.name) and node.op == "sum"


def _from_rest(graph: Graph, node: Node) -> Nodes:
    return copied(node, node.parents[1]) if _is_velocity(graph, node) else None


def _velocity_as_mean(graph: Graph, node: Node) -> Nodes:
    if not _is_velocity(graph, node):
        return None
    carried, gradient = node.parents
    return replace(node, op="running_mean", parents=(*graph[carried].parents, gradient))


def _undecayed(graph: Graph, node: Node) -> Nodes:
    if node.op != "decay_step":
        return None
    theta, rate, _, gradient = node.parents
    step = aside(node, "scale", rate, gradient)
    return step, replace(node, op="difference", parents=(theta, step.name))


def _growing(graph: Graph, node: Node) -> Nodes:
    """Take the gradient less λ times the weight."""
    if node.op != "decay_step":
        return None
    theta, rate, decay, gradient = node.parents
    shrink = replace(aside(node, "decay", decay, theta), op="scale")  # named apart from ηg
    left = aside(node, "difference", gradient, shrink.name)
    step = aside(node, "scale", rate, left.name)
    return shrink, left, step, replace(node, op="difference", parents=(theta, step.name))


def _whole_nudge(graph: Graph, node: Node) -> Nodes:
    if node.op != "central_difference":
        return None
    above, below, nudge = node.parents
    rise = aside(node, "difference", above, below)
    return rise, replace(node, op="quotient", parents=(rise.name, nudge))


def _one_sided(graph: Graph, node: Node) -> Nodes:
    if node.op != "central_difference":
        return None
    above, _, nudge = node.parents
    rise = aside(node, "difference", above, names.bare(above))
    return rise, replace(node, op="quotient", parents=(rise.name, nudge))


def _before_less_after(graph: Graph, node: Node) -> Nodes:
    return replace(node, parents=node.parents[::-1]) if names.is_change(node.name) else None


DESCENT: dict[str, Mistake] = {
    "old velocity forgotten": Mistake(
        "v = g for v = μ v + g",
        "Momentum carries the old velocity on: add μ times it to the gradient.",
        _from_rest,
    ),
    "velocity taken as a mean": Mistake(
        "v = μ v + (1 − μ) g for v = μ v + g",
        "The velocity is a sum, not a mean: the gradient is added in full.",
        _velocity_as_mean,
    ),
    "weight decay left out": Mistake(
        "θ − η g for θ − η (g + λ θ)",
        "Weight decay adds λ times the weight to its gradient, before the step.",
        _undecayed,
    ),
    "sign of the weight decay lost": Mistake(
        "g − λ θ for g + λ θ",
        "Weight decay pulls a weight to 0: add λ times the weight to the gradient, which the "
        "step then subtracts.",
        _growing,
    ),
    "bias correction left out": Mistake(
        "m and v for m / (1 − ρᵗ) and v / (1 − ρᵗ)",
        "The means start at 0 and are too small at first: divide each by 1 less its rate to "
        "the power t.",
        _uncorrected,
    ),
    "first bias correction kept": Mistake(
        "t = 1 in the second step's bias correction",
        "The bias correction shrinks from step to step: in the second one t is 2.",
        _first_correction,
    ),
    "first gradient used again": Mistake(
        "the gradient before the first step in the second step",
        "Each step needs the gradient at the weights that it starts from: go forward and "
        "backward again.",
        _first_gradient,
    ),
    "root left out of the step": Mistake(
        "η m / v for η m / √v",
        "Divide by the root of the mean square, so that the scale of the gradient cancels.",
        _without_root,
    ),
    "loss before less loss after": Mistake(
        "ℓ before − ℓ after",
        "A change is what is there after less what was there before: it is negative where the "
        "loss fell.",
        _before_less_after,
    ),
    "2 left out of the difference quotient": Mistake(
        "a division by ε for one by 2ε",
        "The two points lie 2ε apart: divide the difference of the losses by that.",
        _whole_nudge,
    ),
    "difference taken to one side": Mistake(
        "(ℓ(θ + ε) − ℓ(θ)) / ε for the central difference",
        "A central difference takes a step to either side: its error shrinks with ε², that of "
        "one side with ε.",
        _one_sided,
    ),
}
