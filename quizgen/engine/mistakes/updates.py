"""Mistakes in a step of gradient descent."""

from collections.abc import Callable
from dataclasses import replace

from quizgen.engine import names
from quizgen.engine.graph import Graph, Node
from quizgen.engine.mistakes.mistake import Change, Mistake, Nodes, copied


def _uphill(graph: Graph, node: Node) -> Nodes:
    descends = names.is_new(node.name) and node.op == "difference"
    return replace(node, op="sum") if descends else None


def _rate_of_one(graph: Graph, node: Node) -> Nodes:
    scaled = names.is_step(node.name) and node.op == "scale"
    return copied(node, node.parents[1]) if scaled else None


def _moved_first(graph: Graph, node: Node) -> Nodes:
    """Carry a gradient back through weights that are already updated."""
    if not names.is_gradient(node.name):
        return None
    moved = (names.new(parent) for parent in node.parents)
    pairs = zip(moved, node.parents, strict=True)
    return replace(node, parents=tuple(new if new in graph else old for new, old in pairs))


def _instead(of: Callable[[str], str]) -> Change:
    """Return the change that gives something else for the new weights."""

    def change(graph: Graph, node: Node) -> Nodes:
        other = of(names.updated(node.name))
        return copied(node, other) if names.is_new(node.name) and other in graph else None

    return change


UPDATES: dict[str, Mistake] = {
    "step taken uphill": Mistake(
        "+ for − in the update",
        "The gradient points to where the loss grows: subtract the step from the weights.",
        _uphill,
    ),
    "learning rate left out": Mistake(
        "the whole gradient for the step",
        "A step is the learning rate times the gradient: scale the gradient before you move.",
        _rate_of_one,
    ),
    "gradient taken after the update": Mistake(
        "the gradient carried back through weights that are already updated",
        "All gradients belong to the weights of the forward pass: compute them "
        "all, then update.",
        _moved_first,
    ),
    "gradient given for the new weight": Mistake(
        "∂ℓ/∂W for W − η ∂ℓ/∂W",
        "The gradient is not yet the new weight: subtract it, times the learning rate, from "
        "the old one.",
        _instead(names.gradient),
    ),
    "step given for the new weight": Mistake(
        "η ∂ℓ/∂W for W − η ∂ℓ/∂W",
        "The step is how far a weight moves: subtract it from the old weight to get "
        "the new one.",
        _instead(names.step),
    ),
}
