"""The same mistakes worked by hand: plain numpy that knows nothing of the table's rows.

The students are those that the tests hold the table of mistakes against.
"""

from collections.abc import Mapping

import numpy as np

from benchmarks.pupils import Values
from quizgen.engine import evaluate
from quizgen.engine.networks import Architecture
from quizgen.keys import Key
from tests.engine.mistaken import FUNCTIONS, HALF, TWINS, WHOLE, Network


def by_hand(key: Key, subject: str) -> Mapping[str, Values]:
    """Return what each mistaken student has for a layered network, nothing for others."""
    if subject not in key.networks:
        return {}
    described, given = key.networks[subject], key.givens[subject]
    layers = described["layers"]
    sizes = (len(described["input"]), *(len(layer["weights"]) for layer in layers))
    activations = tuple(layer["activation"] for layer in layers)
    net = Architecture(sizes, activations, described["loss"])
    if tuple(net.parameters) != tuple(layer["parameter"] for layer in layers):
        return {}
    if not set(activations) <= set(FUNCTIONS) or net.loss not in (HALF, WHOLE):
        return {}
    inputs = {name: np.array(value, float) for name, value in given.items()}
    inputs = {"eta": np.array(1.0), **inputs, "x": np.atleast_1d(inputs["x"])}
    right, honest = evaluate(key.graphs[subject], given), Network().work(net, inputs)
    asked = {b.quantity for b in key.blanks if b.subject[1] == subject}
    if not all(
        q in honest and np.allclose(np.ravel(honest[q]), np.ravel(right[q])) for q in asked
    ):
        return {}  # of steps with momentum, say, the students of the tests know nothing
    found = {}
    for mistake, students in TWINS.items():
        for student in students:
            if isinstance(student, Network):
                found[mistake] = student.work(net, inputs)
    return found
