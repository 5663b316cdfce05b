"""Which drawn numbers may leave the house: named conditions, one row each.

A condition judges many candidates at once.  In doubles it filters, and where their last
bits could tip it, it lets pass; in 40 digits it decides.
"""

import numpy as np

from quizgen.engine import OPS, Arithmetic, Graph, Interval
from quizgen.engine.arithmetic import Array
from quizgen.engine.names import gradient, is_slope, stage
from quizgen.engine.ops import kinked
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.condition import Condition
from quizgen.sampling.fairness import FAIRNESS

COMPARING = ("softmax", "causal_softmax", "normalised")  # set entries against each other
FEW_UNITS = 4  # up to which a layer's pre-activations all differ: there are numbers enough
WIDEST = 0.05  # of a value, either way: beyond, an accepted range says too little


def _inside_table(drawn: Candidates) -> Array:
    table = drawn.rounding.table
    kept = np.ones(drawn.count, dtype=bool)
    if table is None:
        return kept
    there = np.array([float(x) for x in table.look_ups()])
    for node in drawn.graph.nodes:
        in_table = node.op == table.activation and not stage(node.name)
        if in_table and _of_givens(drawn.graph, node.parents[0]):
            a = drawn.values[node.parents[0]].astype(float)
            kept &= drawn.every(node.name, (np.abs(a[..., None] - there) < 1e-9).any(axis=-1))
    return kept


def _of_givens(graph: Graph, name: str) -> bool:
    """Say whether a node is computed from nothing but what is given: in a first layer."""
    return all(parent.is_given for parent in graph.parents(graph[name]))


def _nothing_zero(drawn: Candidates) -> Array:
    values = drawn.at_asked(drawn.values)
    return drawn.at_all_asked(np.abs(values) > _least(drawn.arithmetic))


def _least(arithmetic: Arithmetic) -> float:
    """Return what is as good as 0: in doubles, where last bits differ, only 0 itself."""
    return 10.0 ** (-arithmetic.digits // 2) if arithmetic.digits > 20 else 0.0


def _nothing_trivial(drawn: Candidates) -> Array:
    """Say whether each drawn operand of an asked entry leaves a trace in it.

    It is left out by putting 1 for a factor, 0 for a term.
    """
    least = _least(drawn.arithmetic)

    def shows(name: str) -> Array:
        node, value = drawn.graph[name], drawn.values[name]
        row = OPS[node.op]
        seen = np.ones(value.shape, dtype=bool)
        for place, left_out in enumerate(node.parents):
            if left_out not in drawn.inputs or (left_out == "y" and row.classes):
                continue
            operands = {parent: drawn.values[parent] for parent in node.parents}
            neutral = np.ones_like if row.multiplies(place) else np.zeros_like
            operands[left_out] = neutral(operands[left_out])
            shaped = [(operands[parent], drawn.graph[parent].shape) for parent in node.parents]
            without = row.evaluate(drawn.arithmetic, node.shape, shaped)
            moved = np.abs(without - value) > least
            if row.bias_column:
                moved[..., 0] = True  # multiplied by the constant 1 in every draw
            seen &= moved
        return seen

    traces = {name: shows(name) for name in drawn.places.by_node}
    return drawn.at_all_asked(drawn.at_asked(traces))


def _narrow(value: Array, accepted: Interval) -> Array:
    """Return which ranges say enough of their values."""
    most = np.abs(value) * (WIDEST + 1e-9)
    return np.asarray((accepted.hi - value <= most) & (value - accepted.lo <= most))


def _nothing_lost(drawn: Candidates) -> Array:
    asked = {name: drawn.ranges[name] for name in drawn.places.by_node}
    low = drawn.at_asked({name: range_.lo for name, range_ in asked.items()})
    high = drawn.at_asked({name: range_.hi for name, range_ in asked.items()})
    return drawn.at_all_asked(_narrow(drawn.at_asked(drawn.values), Interval(low, high)))


def _not_saturated(drawn: Candidates) -> Array:
    kept = np.ones(drawn.count, dtype=bool)
    for name in drawn.graph.ancestors(name for name, _ in drawn.asked):
        if is_slope(name):
            kept &= drawn.every(name, _narrow(drawn.values[name], drawn.ranges[name]))
    return kept


def _off_kinks(drawn: Candidates) -> Array:
    kept = np.ones(drawn.count, dtype=bool)
    for node, kink in kinked(drawn.graph):
        a = kink.of(*(drawn.ranges[parent] for parent in node.parents))
        kept &= drawn.every(node.name, (a.lo > kink.at) | (a.hi < kink.at))
    return kept


def _units_differ(drawn: Candidates) -> Array:
    kept = np.ones(drawn.count, dtype=bool)
    for node, kink in kinked(drawn.graph):
        if OPS[node.op].form == "elementwise" and node.shape not in ((), (1,)):
            a = kink.of(*(drawn.values[parent] for parent in node.parents))
            on = (a > kink.at).reshape(drawn.count, -1)
            kept &= on.any(axis=1) & ~on.all(axis=1)
    return kept


def _gradients_flow(drawn: Candidates) -> Array:
    kept = np.ones(drawn.count, dtype=bool)
    for name in drawn.inputs:
        if gradient(name) in drawn.values:
            entries = drawn.values[gradient(name)].reshape(drawn.count, -1)
            kept &= np.asarray((entries != 0).any(axis=1))
    return kept


LAYERS = {"affine": 1, "affine_rows": 2}  # how many axes the values of several units have


def _no_ties(drawn: Candidates) -> Array:
    kept = np.ones(drawn.count, dtype=bool)
    compared = {node.parents[0] for node in drawn.graph.nodes if node.op in COMPARING}
    for node in drawn.graph.nodes:
        axes = 1 if node.name in compared else LAYERS.get(node.op, 0)
        if axes and len(node.shape) >= axes and node.shape[-1] <= FEW_UNITS:
            in_order = np.sort(drawn.values[node.name].astype(float), axis=-1)
            kept &= drawn.every(node.name, np.diff(in_order, axis=-1) > 1e-9)
        if LAYERS.get(node.op) == 2 and node.shape[0] <= FEW_UNITS:
            rows = drawn.values[node.name].astype(float)
            rows = rows if len(node.shape) == 2 else rows[..., None]  # of a single unit
            kept &= drawn.every(node.name, _rows_differ(rows))
    return kept


def _rows_differ(values: Array) -> Array:
    """Return, for each pair of the rows of a batch, whether they differ in any entry."""
    first, second = np.triu_indices(values.shape[-2], 1)
    apart = np.abs(values[..., first, :] - values[..., second, :])
    return np.asarray((apart > 1e-9).any(axis=-1))


CONDITIONS: dict[str, Condition] = {
    "look-ups inside the table": Condition(
        "every first-layer pre-activation of the first pass is in the printed table",
        "a student who uses the table must find every value in it",
        _inside_table,
    ),
    "nothing zero": Condition(
        "no asked value is 0, units that a ReLU turns off aside",
        "a 0 is right for many wrong reasons",
        _nothing_zero,
    ),
    "nothing trivial": Condition(
        "every drawn factor of an asked value changes it",
        "a factor of 0 or 1 makes the step vanish that was to be practised",
        _nothing_trivial,
    ),
    "no ties": Condition(
        "no two of up to four units of a layer have the same pre-activation, no two of up to "
        "four rows of a batch the same ones, and no two of up to four entries under a softmax "
        "or a layer normalisation the same value",
        "two units or rows alike ask for one answer twice",
        _no_ties,
    ),
    "away from kinks": Condition(
        "no pre-activation is within rounding of a kink",
        "which side of the kink a unit is on must not hang on a rounding",
        _off_kinks,
        looks_at="ranges",
    ),
    "units on and off": Condition(
        "each ReLU layer of several units has one on and one off",
        "both cases are to be practised",
        _units_differ,
    ),
    "gradients flow": Condition(
        "no parameter's whole gradient is 0",
        "a dead network asks for nothing",
        _gradients_flow,
    ),
    "nothing lost in rounding": Condition(
        "no accepted range is wider than 5% of its value, either way",
        "what the rounding swallows cannot be marked",
        _nothing_lost,
        looks_at="ranges",
    ),
    "not saturated": Condition(
        "no slope of an activation is lost in rounding on the way to an asked value, nor which "
        "entry of a pooling window is the largest",
        "a unit that is saturated, or tied with another, passes nothing back but its rounding",
        _not_saturated,
        looks_at="ranges",
    ),
    **FAIRNESS,
}
