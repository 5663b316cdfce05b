"""Steps of descent and difference quotients of a key's network, in plain numpy.

As in `by_hand`, nothing of the engine is used: a key's JSON is all that there is.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np
from by_hand import work

NUDGE = 0.1


def work_descent(network: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `work` does, the network after a step, and every difference quotient."""
    before = work(network)
    found = before | quotients(network)
    if "learning_rate" not in network:
        return found
    moved, state = deepcopy(dict(network)), dict(network.get("optimizer", {"name": "sgd"}))
    for t, stage in ((1, ""), (2, "after:")):
        gradients = work(moved)
        for layer in moved["layers"]:
            name = layer["parameter"]
            theta, g = np.array(layer["weights"], dtype=float), gradients[f"grad:{name}"]
            layer["weights"], kept = step(theta, g, name, state, network["learning_rate"], t)
            found |= {f"{stage}{key}": value for key, value in kept.items()}
            found[f"{stage}new:{name}"] = layer["weights"]
        if t == 1:
            after = work(moved)
            found |= {f"after:{key}": value for key, value in after.items()}
            found["change:loss"] = after["loss"] - before["loss"]
    return found


def step(
    theta: Any, g: Any, name: str, state: dict[str, Any], eta: float, t: int
) -> tuple[Any, dict[str, Any]]:
    """Return a parameter after a step, and what the optimizer keeps of it, also in `state`."""
    if state["name"] == "momentum":
        velocity = state["momentum"] * np.array(state["velocity"][name]) + g
        state["velocity"] = {**state["velocity"], name: velocity}
        return theta - eta * velocity, {f"new:velocity:{name}": velocity}
    if state["name"] == "weight_decay":
        return theta - eta * (g + state["weight_decay"] * theta), {}
    if state["name"] == "adam":
        b1, b2 = state["beta1"], state["beta2"]
        m = state[f"mean:{name}"] = b1 * state.get(f"mean:{name}", 0) + (1 - b1) * g
        v = state[f"square:{name}"] = b2 * state.get(f"square:{name}", 0) + (1 - b2) * g * g
        root = np.sqrt(v / (1 - b2**t))
        return theta - eta * m / (1 - b1**t) / root, {f"mean:{name}": m, f"square:{name}": v}
    return theta - eta * g, {}


def quotients(network: Mapping[str, Any]) -> dict[str, Any]:
    """Return the losses with each weight moved up and down, and the quotient of each."""
    found: dict[str, Any] = {}
    for k, layer in enumerate(network["layers"]):
        for j, i in np.ndindex(*np.shape(layer["weights"])):
            at = f"[{layer['parameter']},{j},{i}]"
            for side, by in (("plus", NUDGE), ("minus", -NUDGE)):
                other = deepcopy(dict(network))
                other["layers"][k]["weights"][j][i] += by
                found[f"{side}{at}:loss"] = work(other)["loss"]
            rise = found[f"plus{at}:loss"] - found[f"minus{at}:loss"]
            found[f"quotient{at}"] = rise / (2 * NUDGE)
    return found
