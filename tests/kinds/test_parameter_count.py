"""What a described network learns: the sizes of the arrays that its sheet describes."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from quizgen.keys import Key
from quizgen.kinds import KINDS
from quizgen.kinds.described import draw_network
from quizgen.kinds.kind import Setting
from quizgen.kinds.learned import COUNT_SLIPS, CountSlip, counts
from quizgen.streams import Stream

from .described_sets import asked, made

SEEDS = range(100)
NETWORKS = ("mlp", "cnn", "rnn", "attention")
Arrays = dict[str, list[np.ndarray]]  # by the blank's name: a layer's weights and biases


def numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text)]


def perceptron(prompt: str, cells: list[list[str]]) -> Arrays:
    classes, features = numbers(prompt)
    x, layers = np.ones(features), {}
    for number, inputs, units in cells:
        weights, biases = np.ones((int(units), int(inputs))), np.ones(int(units))
        x = weights @ x + biases
        layers[f"layer{number}"] = [weights, biases]
    assert x.shape == (classes,)
    return layers


def convolutional(prompt: str, cells: list[list[str]]) -> Arrays:
    volume, layers = tuple(numbers(prompt)[:3]), {}
    for number, does, out in cells:
        name, shape = f"layer{number}", tuple(numbers(out))
        if does.startswith("convolution"):
            filters, k, across, padding = numbers(does)
            assert (k, across) == (2 * padding + 1,) * 2
            assert shape == (filters, *volume[1:])
            layers[name] = [np.ones((filters, volume[0], k, k)), np.ones(filters)]
        elif does.startswith("max pooling"):
            assert numbers(does) == [2, 2, 2]
            assert shape == (volume[0], volume[1] // 2, volume[2] // 2)
        else:
            x, (units,) = np.ones(volume).ravel(), numbers(does)
            layers[name] = [np.ones((units, x.size)), np.ones(units)]
            assert shape == (units,)
        volume = shape
    return layers


def recurrent(prompt: str, cells: list[list[str]]) -> Arrays:
    characters, _ = numbers(prompt)
    width, units, scores = (int(size.split()[0]) for _, _, size in cells)
    assert [name for name, _, _ in cells] == ["embedding", "hidden", "output"]
    table, h = np.ones((characters, width)), np.zeros(units)
    w, u, b = np.ones((units, width)), np.ones((units, units)), np.ones(units)
    v, c = np.ones((scores, units)), np.ones(scores)
    assert (v @ np.tanh(w @ table[0] + u @ h + b) + c).shape == (characters,)
    return {"embedding": [table], "hidden": [w, u, b], "output": [v, c]}


def attention(prompt: str, cells: list[list[str]]) -> Arrays:
    width = numbers(prompt)[1]
    sizes = {name: int(size.split()[0]) for name, _, size in cells}
    layers: Arrays = {
        name: [np.ones((sizes[name], width))] for name in ("queries", "keys", "values")
    }
    q, k, v = (layers[name][0] @ np.ones(width) for name in layers)
    out, b = np.ones((sizes["output"], sizes["values"])), np.ones(sizes["output"])
    assert (out @ (q @ k * v) + b).shape == (width,)
    (biased,) = (name for name, computes, _ in cells if r"\mathbf{b}" in computes)
    assert biased == "output"
    return layers | {"output": [out, b]}


DESCRIBED: dict[str, Callable[[str, list[list[str]]], Arrays]] = {
    "mlp": perceptron,
    "cnn": convolutional,
    "rnn": recurrent,
    "attention": attention,
}


@pytest.fixture(scope="module", params=NETWORKS)
def sheets(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[tuple[str, Arrays, Key]]]:
    name = request.param
    folder = tmp_path_factory.mktemp("count")
    found = []
    for handout, key in made(folder, "parameter-count", SEEDS, f'parts = ["{name}"]\n'):
        ((prompt, cells),) = asked(handout)
        found.append((prompt, DESCRIBED[name](prompt, cells), key))
    return name, found


def test_counts_are_the_sizes_of_the_arrays(
    sheets: tuple[str, list[tuple[str, Arrays, Key]]],
) -> None:
    name, found = sheets
    for _, arrays, key in found:
        sizes = {layer: sum(map(np.size, each)) for layer, each in arrays.items()}
        sizes["total"] = sum(sizes.values())
        right = {f"parameter-count.{name}.{layer}": size for layer, size in sizes.items()}
        assert {blank.id: blank.value for blank in key.blanks} == right
        assert max(sizes.values()) < 10**5


def test_variants_differ(sheets: tuple[str, list[tuple[str, Arrays, Key]]]) -> None:
    _, found = sheets
    described = {
        (prompt, *(array.shape for each in arrays.values() for array in each))
        for prompt, arrays, _ in found
    }
    assert len(described) >= len(SEEDS) - 2  # of some 25,000 or more: two may be alike


# What a layer of arrays, the last being its biases where it has any, counts with a slip.
Layer = list[np.ndarray]


def biases(layer: Layer) -> int:
    return sum(array.size for array in layer if array.ndim == 1)


def weights(layer: Layer) -> int:
    return sum(array.size for array in layer if array.ndim > 1)


BY_HAND: dict[str, Callable[[Layer, int], int]] = {
    "bias-forgotten": lambda layer, uses: weights(layer),
    "one-bias": lambda layer, uses: weights(layer) + min(1, biases(layer)),
    "channels-forgotten": lambda layer, uses: sum(
        a.size // (a.shape[1] if a.ndim == 4 else 1) for a in layer
    ),
    "side-for-area": lambda layer, uses: sum(
        a.size // (a.shape[3] if a.ndim == 4 else 1) for a in layer
    ),
    "sharing-forgotten": lambda layer, uses: uses * sum(a.size for a in layer),
    "recurrence-forgotten": lambda layer, uses: layer[0].size + biases(layer),
    "bias-invented": lambda layer, uses: weights(layer) + (biases(layer) or len(layer[0])),
}


def uses(name: str, prompt: str, layer: str) -> int:
    """Return how often a layer's numbers are used, by what the prompt says."""
    if name == "cnn":
        side = numbers(prompt)[1]
        return {"layer1": side**2, "layer3": (side // 2) ** 2}.get(layer, 1)
    return {"mlp": 1, "rnn": numbers(prompt)[1], "attention": numbers(prompt)[0]}[name]


def test_each_slip_changes_a_count_and_no_two_are_alike(
    sheets: tuple[str, list[tuple[str, Arrays, Key]]],
) -> None:
    name, found = sheets
    slips = [slip.name for slip in COUNT_SLIPS if name in slip.networks]
    for prompt, arrays, _ in found:
        every = [
            tuple(wrong(layer, uses(name, prompt, id)) for id, layer in arrays.items())
            for wrong in (lambda layer, _: sum(map(np.size, layer)), *map(BY_HAND.get, slips))
            if wrong
        ]
        assert len(set(every)) == len(every) == len(slips) + 1


@pytest.mark.parametrize("slip", COUNT_SLIPS, ids=lambda slip: slip.name)
def test_a_slip_s_row_counts_as_it_does_by_hand(slip: CountSlip) -> None:
    assert slip.says.endswith(".")
    assert set(slip.networks) <= set(NETWORKS)
    for name in slip.networks:
        for seed in range(50):
            network = draw_network(Setting(None, Stream(None, str(seed))), name)
            (rows,) = (network.table.rows,)
            cells = [[cell.replace("$", "") for cell in row] for row in rows]
            arrays = DESCRIBED[name](network.prompt, cells)
            each = [
                BY_HAND[slip.name](layer, uses(name, network.prompt, id))
                for id, layer in arrays.items()
            ]
            assert counts(network.layers, slip.wrong) == (*each, sum(each))


def test_the_table_of_slips_is_the_one_that_is_tested() -> None:
    assert [slip.name for slip in COUNT_SLIPS] == [*BY_HAND]


def test_without_parts_a_perceptron_and_a_convolutional_network_are_asked(
    tmp_path: Path,
) -> None:
    ((handout, key),) = made(tmp_path, "parameter-count", range(1))
    assert [blank.id.split(".")[1] for blank in key.blanks] == ["mlp"] * 4 + ["cnn"] * 4
    assert len(asked(handout)) == 2
    assert set(KINDS["parameter-count"].usual) <= set(KINDS["parameter-count"].parts)


def test_every_part_is_drawn_alike_whichever_are_asked(tmp_path: Path) -> None:
    ((one, _),) = made(tmp_path, "parameter-count", range(1), 'parts = ["rnn"]\n')
    ((two, _),) = made(tmp_path, "parameter-count", range(1), 'parts = ["rnn", "mlp"]\n')
    assert asked(one)[0] in asked(two)
