"""The key's fields are the contract's, by name, type and place."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from by_hand import solved

from quizgen.keys import key_json
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant


@pytest.fixture(scope="module")
def original() -> Any:
    the_set = read_set("recitation5", original=True)
    return json.loads(
        key_json(solve_variant(Job(the_set, Variant("original", None), None, ()))[2])
    )


FIELDS = [
    ("format", "quizgen-key"),
    ("version", 1),
    ("generator", "quizgen 0.1.0"),
    ("set", "recitation5"),
    ("title", "Recitation 5: Neural Nets"),
    ("variant", "original"),
    ("student", None),
    ("seed", None),
    ("expressions.f.formula", "sin(x*y)/z + exp(x*z)/(x*y)"),
    ("expressions.f.inputs", {"x": 1, "y": 2, "z": 1}),
    ("expressions.f.nodes.u", "x*y"),
    ("expressions.f.nodes.v", "sin(u)"),
    ("rounding.decimals", 5),
    ("rounding.table.activation", "tanh"),
    ("rounding.table.x", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ("rounding.table.printed.0", "0.76159"),
    ("networks.net.input", [1, 2]),
    ("networks.net.target", [3]),
    ("networks.net.layers.0.parameter", "alpha"),
    ("networks.net.layers.0.weights", [[0, 1, 2], [2, 1, 0], [0, 2, 0]]),
    ("networks.net.layers.0.activation", "tanh"),
    ("networks.net.layers.1.parameter", "beta"),
    ("networks.net.layers.1.weights", [[0, 1, 2, 2]]),
    ("networks.net.layers.1.activation", "identity"),
    ("networks.net.loss", "half_squared_error"),
]


@pytest.mark.parametrize(("field", "value"), FIELDS)
def test_a_field_is_as_the_contract_has_it(original: Any, field: str, value: object) -> None:
    found = original
    for name in field.split("."):
        found = found[int(name) if name.isdigit() else name]
    assert found == value
    assert type(found) is type(value)


# Of the recitation's own numbers: id, quantity, index, and what the recitation prints.
BLANKS = [
    ("forward.a[1]", "a1", [0], "5"),
    ("forward.z[1]", "z1", [0], "0.99991"),
    ("forward.yhat", "yhat", [], "4.91807"),
    ("forward.loss", "loss", [], "1.83950"),
    ("backward-scalar.dbeta[1]", "grad:beta", [0, 1], "1.91790"),
    ("backward-scalar.dalpha[1,1]", "grad:alpha", [0, 1], "0.000348"),
    ("backward-vector.dyhat", "grad:yhat", [], "1.91807"),
    ("backward-vector.dbeta[0]", "grad:beta", [0, 0], "1.91807"),
    ("backward-vector.dbeta[2]", "grad:beta", [0, 2], "1.90859"),
    ("backward-vector.dz[3]", "grad:z1", [2], "3.83615"),
    ("backward-vector.da[1]", "grad:a1", [0], "0.000348"),
    ("backward-vector.dalpha[1,0]", "grad:alpha", [0, 0], "0.000348"),
]


@pytest.mark.parametrize(("id", "quantity", "index", "display"), BLANKS)
def test_a_blank_is_as_the_contract_has_it(
    original: Any, id: str, quantity: str, index: list[int], display: str
) -> None:
    blank = next(blank for blank in original["blanks"] if blank["id"] == id)
    assert blank["quantity"] == quantity
    assert blank["index"] == index
    assert blank["display"] == display
    assert blank["problem"] == id.partition(".")[0]
    assert blank["type"] == "number"
    assert blank["network"] == "net"
    fields = "id problem type points network quantity index value accept display"
    assert list(blank) == fields.split()


# What the answer of each type looks like: id, type, value, and the fields that are its own.
OTHERS: list[tuple[str, str, object, str]] = [
    ("shapes.dydx", "shape", ["p", "r"], ""),
    ("shapes.dzdy", "shape", ["r", "n"], ""),
    ("shapes.dzdx", "shape", ["p", "n"], ""),
    ("network-graph.alpha", "shape", [3, 3], ""),
    ("network-graph.beta", "shape", [4], ""),
    ("network-graph.parameters", "count", 13, ""),
    ("expression-graph.nodes", "count", 10, ""),
    ("update-gradients.used", "choice", None, "choices"),
    ("concepts.bias", "choice", None, "choices"),
    ("concepts.why-bias", "manual", None, "model rubric"),
    ("network-graph.graph", "manual", None, "model rubric"),
]


@pytest.mark.parametrize(("id", "type_", "value", "own"), OTHERS)
def test_an_answer_that_is_no_number_is_as_the_contract_has_it(
    original: Any, id: str, type_: str, value: object, own: str
) -> None:
    blank = next(blank for blank in original["blanks"] if blank["id"] == id)
    assert blank["type"] == type_
    assert list(blank) == ["id", "problem", "type", "points", "value", *own.split(), "display"]
    if type_ == "choice":
        letters = "ABCDEFGH"[: len(blank["choices"])]
        assert blank["value"]
        assert set(blank["value"]) <= set(letters)
        assert all(choice["text"] and choice["why"] for choice in blank["choices"])
    else:
        assert blank["value"] == value


def test_a_blank_of_an_expression_names_it(original: Any) -> None:
    blanks = {b["id"]: b for b in original["blanks"] if b["problem"] == "expression-graph"}
    asked = {id: b["quantity"] for id, b in blanks.items() if b["type"] == "number"}
    assert asked["expression-graph.u"] == "node:u"
    assert asked["expression-graph.f"] == "value"
    assert asked["expression-graph.du"] == "grad:u"
    assert asked["expression-graph.dx"] == "grad:x"
    assert all(blanks[id]["expression"] == "f" for id in asked)
    assert all(blanks[id]["index"] == [] for id in asked)


def test_a_drawn_key_says_its_seed_and_code(tmp_path: Path) -> None:
    data = json.loads(key_json(solved("recitation5", 7, tmp_path)[2]))
    assert data["seed"] == 7
    assert data["variant"] == "seed7"
    assert len(data["code"]) == 8
    assert data["code"].isalnum()


def test_a_key_without_a_table_has_none(tmp_path: Path) -> None:
    data = json.loads(key_json(solved("1-1-1 tanh", 7, tmp_path)[2]))
    assert data["rounding"] == {"decimals": 5}


def test_how_a_network_learns_is_told_where_a_step_is_asked(
    original: Any, tmp_path: Path
) -> None:
    for network in original["networks"].values():
        assert not {"learning_rate", "optimizer"} & network.keys()
    networks = json.loads(key_json(solved("gradient-descent", 1, tmp_path)[2]))["networks"]
    assert networks["net"]["learning_rate"] == 0.5
    assert "optimizer" not in networks["net"]
    assert networks["decayed"]["optimizer"] == {"name": "weight_decay", "weight_decay": 0.1}
    assert networks["adam"]["optimizer"] == {"name": "adam", "beta1": 0.9, "beta2": 0.999}
    momentum = networks["line"]["optimizer"]
    assert (momentum["name"], momentum["momentum"]) == ("momentum", 0.9)
    assert np.shape(momentum["velocity"]["alpha"]) == (1, 3)
