"""`solve`: every number of a network worked by hand is in its worked solution."""

import csv
import re
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from by_hand import entry, work
from descent_by_hand import work_descent
from pypdf import PdfReader

from quizgen import workflows
from quizgen.engine import Rounding
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.losses import LOSSES
from quizgen.engine.networks import PARAMETERS
from quizgen.engine.optimizers import OPTIMIZERS
from quizgen.errors import QuizgenError

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "docs" / "network.toml"
NOTATIONS = [*product(("greek", "latin"), ("folded", "separate"), ("yhat", "h"))]
SHAPES = {
    "2-3-1": (2, 3, 1),
    "1-1": (1, 1),
    "3-2-2": (3, 2, 2),
    "2-2-2-2-2-1": (2, 2, 2, 2, 2, 1),
}
ROUNDINGS = {"decimals = 5": Rounding(5), "figures = 4": Rounding(figures=4)}


def network(
    sizes: Sequence[int], activation: str, output: str, loss: str, rate: float | None = 0.25
) -> dict[str, Any]:
    """Return a network on a grid of tenths, as a key has it."""
    rng = np.random.default_rng(7)

    def draw(*shape: int) -> Any:
        return (rng.integers(1, 12, shape) * rng.choice([-1, 1], shape) / 10).tolist()

    pairs = [*pairwise(sizes)]
    layers = [
        {
            "parameter": name,
            "weights": draw(rows, columns + 1),
            "activation": activation if k < len(pairs) else output,
            "slope": 0.1,
        }
        for k, (name, (columns, rows)) in enumerate(zip(PARAMETERS, pairs, strict=False), 1)
    ]
    found = {"input": draw(sizes[0]), "target": [0.5] * sizes[-1], "layers": layers}
    return {**found, "loss": loss} | ({} if rate is None else {"learning_rate": rate})


def toml(network: dict[str, Any], extra: str = "") -> str:
    """Return the file of a key's network."""
    lines = [f"{layer['parameter']} = {layer['weights']}" for layer in network["layers"]]
    first, last = network["layers"][0], network["layers"][-1]
    if first is not last:
        lines.append(f'activations = "{first["activation"]}"')
    lines += [f'output_activation = "{last["activation"]}"', f'loss = "{network["loss"]}"']
    lines += [f"{key} = {network[key]}" for key in ("input", "target")]
    if "learning_rate" in network:
        lines.append(f"learning_rate = {network['learning_rate']}")
    return "\n".join(lines) + f"\n{extra}"


def text_of(folder: Path, content: str, width: int = 80) -> str:
    path = folder / "net.toml"
    path.write_text(content, encoding="utf-8")
    return workflows.solve(path, width=width).text


def numbers_by_hand(network: dict[str, Any], rounding: Rounding) -> set[str]:
    """Return every number of the solution as it is printed."""
    values = work(network)
    rate = network.get("learning_rate", 0.1)
    for layer in network["layers"]:
        name = layer["parameter"]
        values[f"step:{name}"] = rate * values[f"grad:{name}"]
        values[f"new:{name}"] = np.array(layer["weights"]) - values[f"step:{name}"]
    unneeded = {"grad:z0", "collapsed"}  # nothing is learned from the input; layers stay apart
    if LOSSES[network["loss"]].behind and network["loss"] != "hinge":  # ŷ − y at once
        unneeded.add("grad:yhat")
    return {
        rounding.display(round(entry(values, name, [*index]), 14))
        for name in values
        if name not in unneeded
        for index in np.ndindex(np.shape(values[name]))
    }


def check(folder: Path, net: dict[str, Any], keep: str, extra: str = "") -> str:
    text = text_of(folder, toml(net, f"[rounding]\n{keep}\n{extra}"), width=100)
    printed = {number.replace("−", "-") for number in re.findall(r"−?\d+(?:\.\d+)?", text)}
    missing = numbers_by_hand(net, ROUNDINGS[keep]) - printed
    assert not missing, missing
    return text


HIDDEN = [name for name, row in ACTIVATIONS.items() if not row.units]
OUTPUTS = [
    *((name, name, "half_squared_error") for name in HIDDEN),
    *(
        ("relu", output, loss)
        for loss in LOSSES
        for output in LOSSES[loss].behind or HIDDEN[:4]
    ),
    ("tanh", "softmax", "squared_error"),
]
TARGETS = {"numbers": [0.5, 0.5], "one-hot": [0, 1], "0 or 1": [0, 1], "-1 or 1": [-1, 1]}


@pytest.mark.parametrize(("activation", "output", "loss"), OUTPUTS)
def test_every_number_by_hand_is_there(
    tmp_path: Path, activation: str, output: str, loss: str
) -> None:
    net = network((2, 3, 2), activation, output, loss)
    net["target"] = TARGETS[LOSSES[loss].targets]
    check(tmp_path, net, "decimals = 5")


@pytest.mark.parametrize("bias", ["folded", "separate"])
@pytest.mark.parametrize(("activation", "output", "loss"), OUTPUTS[5:])
def test_every_number_of_a_batch_is_there(
    tmp_path: Path, activation: str, output: str, loss: str, bias: str
) -> None:
    net = network((2, 3, 2), activation, output, loss)
    target = TARGETS[LOSSES[loss].targets]
    net |= {"input": [[0.5, -1], [1.5, 0.25]], "target": [target, target[::-1]]}
    check(tmp_path, net, "decimals = 5", f'[notation]\nbias = "{bias}"')


@pytest.mark.parametrize("keep", ROUNDINGS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("weights", "bias", "output"), NOTATIONS)
def test_every_notation_shows_the_same_numbers(
    tmp_path: Path, weights: str, bias: str, output: str, shape: str, keep: str
) -> None:
    net = network(SHAPES[shape], "sigmoid", "identity", "half_squared_error")
    notation = f'[notation]\nweights = "{weights}"\nbias = "{bias}"\noutput = "{output}"\n'
    text = check(tmp_path, net, keep, notation)
    assert ("W⁽¹⁾" in text) == (weights == "latin")
    first = "W1" if weights == "latin" else "alpha"
    assert f"the weights are {first}" in " ".join(text.split())
    assert ("b⁽¹⁾" in text) == (bias == "separate")
    assert ("ŷ" in text) == (output == "yhat")
    assert ("hidden layer" in text) == (len(SHAPES[shape]) > 2)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("weights", "bias", "output"), NOTATIONS)
def test_every_notation_can_be_set_as_pages(
    tmp_path: Path, weights: str, bias: str, output: str, shape: str
) -> None:
    net = network(SHAPES[shape], "tanh", "sigmoid", "squared_error")
    notation = f'[notation]\nweights = "{weights}"\nbias = "{bias}"\noutput = "{output}"\n'
    (tmp_path / "net.toml").write_text(toml(net, notation), encoding="utf-8")
    done = workflows.solve(tmp_path / "net.toml", ("html",), tmp_path)
    assert done.text == ""
    assert done.paths == (tmp_path / "net.html",)
    page = done.paths[0].read_text(encoding="utf-8")
    titles = ["Forward Propagation", "Backward Propagation", "One Step of Gradient Descent"]
    assert re.findall("<h2>(.*?)</h2>", page) == titles
    assert '<table class="identity">' not in page
    assert "Answer key" not in page
    assert "<title>Worked Solution</title>" in page


def test_the_pdf_names_no_variant_and_is_no_key(tmp_path: Path) -> None:
    (path,) = workflows.solve(EXAMPLE, ("pdf",), tmp_path, paper="a4").paths
    pages = PdfReader(path).pages
    assert len(pages) > 1
    text = "\n".join(page.extract_text() for page in pages)
    assert f"page {len(pages)} of {len(pages)}" in text
    assert not re.search(r"KEY|Answer key|variant|Code|Student|·  code", text)
    assert round(float(pages[0].mediabox.width)) == 595


def test_the_learning_rate_is_named_and_where_there_is_none_that_is_said(
    tmp_path: Path,
) -> None:
    net = network((2, 3, 1), "tanh", "identity", "half_squared_error", rate=None)
    said = " ".join(text_of(tmp_path, toml(net)).split())
    assert "No learning rate is given, so η = 0.1 is taken." in said
    net["learning_rate"] = 0.05
    assert "The learning rate is η = 0.05." in " ".join(text_of(tmp_path, toml(net)).split())
    check(tmp_path, net, "decimals = 5")


def test_a_saturated_unit_has_no_tail_of_zeros(tmp_path: Path) -> None:
    content = "input = [30]\ntarget = 1\nalpha = [[1, 1]]\nbeta = [[1, 1]]\n"
    text = text_of(tmp_path, content)
    assert "What is below 10⁻¹² in size is written as 0." in " ".join(text.split())
    assert "0.000000" not in text


def test_lines_are_as_wide_as_was_asked(tmp_path: Path) -> None:
    for width in (66, 80, 100):
        text = workflows.solve(EXAMPLE, width=width).text
        assert max(map(len, text.splitlines())) == width


SET = """title = "Two networks and a drawn one"
course = "A course"
[networks.first]
alpha = [[1, 2]]
input = [3]
target = 5
[networks.drawn]
inputs = 2
hidden = [2]
outputs = 1
[networks.last]
alpha = [[0, 1, 2], [2, 1, 0]]
input = [1, 2]
target = [3, 4]
[[problems]]
kind = "forward"
"""


def test_a_set_is_solved_in_the_networks_that_give_their_numbers(tmp_path: Path) -> None:
    text = text_of(tmp_path, SET)
    titles = re.findall("^(.+)\n─+$", text, re.M)
    assert titles == [
        f"{title}{name}"
        for name in ("first", "last")
        for title in (
            "The Network ",
            "Forward Propagation of ",
            "Backward Propagation of ",
            "One Step of Gradient Descent of ",
        )
    ]
    assert text.startswith("A course\nTwo networks and a drawn one\n")
    assert "drawn" not in text.partition("═")[2].replace("drawn small", "")


def test_a_set_s_original_numbers_are_solved() -> None:
    text = workflows.solve(ROOT / "quizgen" / "sets" / "recitation5.toml").text
    assert all(number in text for number in ("4.91807", "1.83950", "0.000348", "1.91807"))


def cases() -> list[dict[str, str]]:
    with (ROOT / "tests" / "cases" / "solve.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=[case["name"] for case in cases()])
def test_a_broken_file_is_told_line_by_line(tmp_path: Path, case: dict[str, str]) -> None:
    path = tmp_path / "net.toml"
    path.write_text(case["file"], encoding="utf-8")
    with pytest.raises(QuizgenError) as caught:
        workflows.solve(path, ("text", "html"), tmp_path / "out")
    said = [line.removeprefix(f"{path}: ") for line in caught.value.lines]
    assert said == case["lines"].splitlines()
    assert not (tmp_path / "out").exists()


LARGE = [[999_999] * 5] * 4
HOSTILE: dict[str, bytes] = {
    "binary": b"\x00\x01\xff",
    "nested lists": b"alpha = " + b"[" * 100_000,
    "a long number": b"input = 1" + b"0" * 10_000,
    "no number": b"input = nan\ntarget = inf\nalpha = [[-inf, 1]]",
    "tables": b"[a]\n" * 10_000,
    "unknown fields": b"".join(b"k%d = 1\n" % n for n in range(10_000)),
    "too large a file": b"#" * 1_000_001,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_no_network_is_answered_in_twenty_lines(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "net.toml"
    path.write_bytes(content)
    with pytest.raises(QuizgenError) as caught:
        workflows.solve(path)
    assert 1 <= len(caught.value.lines) <= 20
    assert all(line.startswith(f"{path}: ") for line in caught.value.lines)
    assert all(len(line) < len(str(path)) + 500 for line in caught.value.lines)


@pytest.mark.parametrize("bias", ["folded", "separate"])
def test_the_largest_numbers_are_too_large_and_not_a_bug(tmp_path: Path, bias: str) -> None:
    names = "\n".join(f"{name} = {LARGE}" for name in PARAMETERS[:5])
    content = f"input = {[999_999] * 4}\ntarget = {[0] * 4}\n{names}\n"
    content += f'activations = "relu"\n[notation]\nbias = "{bias}"\n'
    with pytest.raises(QuizgenError) as caught:
        text_of(tmp_path, content)
    (line,) = caught.value.lines
    assert line == (
        f"{tmp_path / 'net.toml'}: a2: found a value of 1.6e+19, expected numbers below "
        "10^15: smaller weights or inputs"
    )
    text_of(tmp_path, content.replace("relu", "sigmoid"))  # nothing grows: it is worked


STEPS = {
    "momentum": "One Step of Gradient Descent with Momentum",
    "weight_decay": "One Step of Gradient Descent with Weight Decay",
    "adam": "Two Steps of Adam",
}


@pytest.mark.parametrize("optimizer", STEPS)
def test_a_step_of_another_optimizer_is_worked_by_its_rule(
    tmp_path: Path, optimizer: str
) -> None:
    net = network((2, 2, 1), "tanh", "identity", "half_squared_error", rate=0.5)
    own = {name: float(one.default) for name, one in OPTIMIZERS[optimizer].settings.items()}
    settings = {name: value for name, value in own.items() if name != "eta"}
    told = ", ".join(f"{name} = {value}" for name, value in settings.items())
    file = f'optimizer = {{name = "{optimizer}", {told}}}\n'
    net["optimizer"] = {"name": optimizer, **settings}
    if optimizer == "momentum":
        velocity = {"alpha": [[0.5, -0.5, 1], [2, 1, -1]], "beta": [[1, 2, 0.25]]}
        net["optimizer"]["velocity"] = velocity
        file += "".join(f"velocity.{name} = {rows}\n" for name, rows in velocity.items())
    text = text_of(tmp_path, toml(net, f"{file}[rounding]\ndecimals = 5\n"), width=100)
    assert STEPS[optimizer].upper() in text.upper()
    assert "All gradients are those of before" in " ".join(text.split()).replace("all", "All")
    printed = {number.replace("−", "-") for number in re.findall(r"−?\d+(?:\.\d+)?", text)}
    values = work_descent(net)
    new = [n for n in values if n.startswith("new:")]
    new += [n for n in values if n.startswith("after:new:") and optimizer == "adam"]
    for name in new:
        for index in np.ndindex(np.shape(values[name])):
            assert Rounding(5).display(round(entry(values, name, [*index]), 14)) in printed
