"""Mistakes in the steps of a recurrent network: what they carry on, what they share."""

from dataclasses import replace

from quizgen.engine import names
from quizgen.engine.graph import Graph, Node
from quizgen.engine.mistakes.mistake import (
    Mistake,
    Nodes,
    copied,
    exchanged,
    gathers,
    is_weights,
)


def _without_state(graph: Graph, node: Node) -> Nodes:
    return replace(node, op="affine", parents=node.parents[:2]) if node.op == "recur" else None


def _last_step_alone(graph: Graph, node: Node) -> Nodes:
    """Give the last step's contribution for the gradient of weights that steps share."""
    shared = gathers(node) and is_weights(names.differentiated(graph, node.name))
    return copied(node, node.parents[-1]) if shared else None


def _same_step(graph: Graph, node: Node) -> Nodes:
    """Take the hidden state that a step gives for the one that it was given."""
    if node.op != "outer_plain" or not names.is_gradient(node.parents[0]):
        return None
    total = names.differentiated(graph, node.parents[0])
    after = (one for one in graph.nodes if one.parents == (total.name,))
    state = next(filter(lambda one: names.is_forward(one.name), after), total)
    return replace(node, parents=(node.parents[0], state.name))


THROUGH_TIME: dict[str, Mistake] = {
    "previous hidden state left out": Mistake(
        "a⁽ᵗ⁾ = U x̂⁽ᵗ⁾, without what the step before hands on",
        "A step adds two products: the input's, and that of the recurrent weights with the "
        "hidden state of the step before it.",
        _without_state,
    ),
    "recurrent weights transposed": Mistake(
        "Wᵀ h⁽ᵗ⁻¹⁾ for W h⁽ᵗ⁻¹⁾",
        "On the way forward each row of W belongs to one unit: multiply that row, not a "
        "column, with the previous hidden state.",
        exchanged({"recur": "recur_state_transposed"}),
    ),
    "recurrent weights not transposed back": Mistake(
        "W for Wᵀ on the way back from step to step",
        "What flows forward through W flows back through its transpose: multiply by Wᵀ to "
        "reach the step before.",
        exchanged({"backflow_plain": "backflow_plain_transposed"}),
    ),
    "hidden state of the same step": Mistake(
        "h⁽ᵗ⁾ for h⁽ᵗ⁻¹⁾ in the gradient of W",
        "At step t the weights W multiply the hidden state of step t − 1: so does their "
        "gradient.",
        _same_step,
    ),
    "only the last step's gradient": Mistake(
        "the last step's contribution for the sum over the steps",
        "All steps use the same weights: their gradient is the sum of what every step "
        "contributes, not the last step's alone.",
        _last_step_alone,
    ),
}
