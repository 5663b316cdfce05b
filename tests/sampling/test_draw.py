"""What is drawn meets the conditions when it is worked by hand, and hangs on its key alone."""

import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from by_hand import entry, numbers, set_toml, solved, work

from quizgen.errors import QuizgenError
from quizgen.keys import key_json
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant


def variant(path: Path, seed: int = 1, **who: Any) -> Any:
    secret = who.pop("secret", None)
    job = Job(
        read_set(str(path)), Variant(who.pop("name", f"seed{seed}"), seed, **who), secret, ()
    )
    return json.loads(key_json(solve_variant(job)[2]))


@pytest.mark.parametrize("seed", range(50))
def test_a_drawn_recitation_meets_the_conditions(seed: int, tmp_path: Path) -> None:
    data = json.loads(key_json(solved("recitation5", seed, tmp_path)[2]))
    network = data["networks"]["net"]
    values = work(network)
    table = data["rounding"]["table"]
    looked_up = {*table["x"], *(-x for x in table["x"] if table["odd"])}
    assert set(values["a1"].tolist()) <= looked_up
    assert len(set(values["a1"].tolist())) == 3
    assert not {0, 1} & set(network["input"])
    assert not {0, 1} & set(network["layers"][1]["weights"][0][1:])
    for blank in numbers(data):
        value = blank["value"]
        low, high = blank["accept"]
        if "network" in blank:
            value = entry(values, blank["quantity"], blank["index"])
        assert value != 0
        assert max(high - value, value - low) <= 0.0501 * abs(value), blank["id"]


@pytest.mark.parametrize("seed", range(20))
def test_a_drawn_relu_layer_has_units_on_and_off(seed: int, tmp_path: Path) -> None:
    data = json.loads(key_json(solved("2-8-1 relu", seed, tmp_path)[2]))
    values = work(data["networks"]["net"])
    on = values["a1"] > 0
    assert on.any()
    assert not on.all()
    assert np.abs(values["a1"]).min() > 0
    zeros = {b["id"] for b in numbers(data) if b["value"] == 0}
    assert zeros
    for blank in data["blanks"]:
        assert (blank["id"] in zeros) == (entry(values, blank["quantity"], blank["index"]) == 0)


def test_both_activations_are_drawn(tmp_path: Path) -> None:
    drawn = [solved("recitation5", seed, tmp_path)[2] for seed in range(30)]
    used = [key.networks["net"]["layers"][0]["activation"] for key in drawn]
    assert 5 < used.count("tanh") < 25
    assert set(used) == {"tanh", "sigmoid"}


def test_every_seed_draws_other_numbers(tmp_path: Path) -> None:
    drawn = [str(solved("recitation5", seed, tmp_path)[2].networks) for seed in range(50)]
    assert len(set(drawn)) == 50


IMPOSSIBLE: list[tuple[str, dict[str, Any]]] = [
    ("nothing trivial", {"low": 1, "high": 1}),
    ("nothing zero", {"low": 0, "high": 0}),
    ("nothing lost in rounding", {"decimals": 1}),
    ("look-ups inside the table", {"low": 8, "high": 9, "table": True}),
    ("units on and off", {"low": 2, "high": 4, "activations": ["relu"]}),
]


@pytest.mark.parametrize(("condition", "options"), IMPOSSIBLE)
def test_a_set_that_cannot_be_met_names_the_condition(
    tmp_path: Path, condition: str, options: dict[str, Any]
) -> None:
    path = tmp_path / "impossible.toml"
    path.write_text(set_toml(**options))
    with pytest.raises(QuizgenError, match=f'networks.net: .* the condition "{condition}"'):
        variant(path)


def test_a_set_that_significant_figures_cannot_meet_ends_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranged: list[int] = []
    ranges = Candidates.ranges.func
    counted = cached_property(lambda one: (ranged.append(one.count), ranges(one))[1])
    counted.__set_name__(Candidates, "ranges")
    monkeypatch.setattr(Candidates, "ranges", counted)
    path = tmp_path / "impossible.toml"
    path.write_text(set_toml(figures=2))
    with pytest.raises(QuizgenError, match='the condition "nothing lost in rounding"'):
        variant(path)
    assert 0 < sum(ranged) < 1000, "ranges cost most of the time"


NETWORK = """[networks.{name}]
inputs = 2
hidden = [2]
outputs = 1
activations = ["tanh", "sigmoid"]
weights = {{low = -2, high = 2}}
"""
PROBLEM = '[[problems]]\nkind = "{kind}"\nnetwork = "{network}"\nid = "{network}-{kind}"\n'


def two_networks(names: list[str], problems: list[tuple[str, str]]) -> str:
    parts = ['title = "Two"\n[rounding]\ndecimals = 5\n']
    parts += [NETWORK.format(name=name) for name in names]
    parts += [PROBLEM.format(network=network, kind=kind) for network, kind in problems]
    return "".join(parts)


FORWARD, SCALAR, VECTOR = (
    ("one", "forward"),
    ("one", "backward-scalar"),
    ("one", "backward-vector"),
)
OTHER = ("other", "forward")


@pytest.mark.parametrize(
    ("names", "problems"),
    [
        (["other", "one"], [FORWARD, SCALAR, VECTOR, OTHER]),
        (["one", "other"], [OTHER, FORWARD, SCALAR, VECTOR]),
        (["one", "other"], [VECTOR, OTHER, SCALAR, FORWARD]),
        (["one", "other"], [FORWARD, SCALAR, VECTOR, OTHER, ("other", "backward-vector")]),
        (["one"], [FORWARD, SCALAR, VECTOR]),
    ],
)
def test_a_network_does_not_depend_on_the_others_or_on_any_order(
    tmp_path: Path, names: list[str], problems: list[tuple[str, str]]
) -> None:
    path = tmp_path / "two.toml"
    path.write_text(two_networks(["one", "other"], [FORWARD, SCALAR, VECTOR, OTHER]))
    before = variant(path)
    path.write_text(two_networks(names, problems))
    after = variant(path)
    assert after["networks"]["one"] == before["networks"]["one"]

    def asked(data: Any) -> dict[str, Any]:
        return {b["id"]: b["value"] for b in numbers(data) if b["network"] == "one"}

    assert asked(after) == asked(before)


WHO: list[dict[str, Any]] = [
    {},
    {"seed": 2},
    {"name": "seed2"},
    {"student": "s1"},
    {"student": "seed1"},
    {"student": "s1", "seed": 2},
    {"student": "s2"},
    {"secret": b"a secret of a class"},
    {"student": "s1", "secret": b"a secret of a class"},
    {"student": "s1", "secret": b"a secret of another"},
]


def test_seed_student_and_secret_each_draw_other_numbers(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(set_toml())
    drawn = [variant(path, **who) for who in WHO]
    assert len({str(data["networks"]) for data in drawn}) == len(WHO)
    assert len({data["code"] for data in drawn}) == len(WHO)


def test_a_student_s_numbers_do_not_hang_on_their_name_or_file(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(set_toml())
    one = variant(path, name="s1", student="s1", student_name="Ada")
    other = variant(path, name="s1-1f2e", student="s1", student_name=None)
    assert one["networks"] == other["networks"]


def test_one_of_several_sizes_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "sizes.toml"
    others = "hidden = [3]\nother_sizes = [[3, 2, 2], [1, 1], [2, 2, 2, 1]]"
    head, _, problem = set_toml(decimals=7).partition("[[problems]]")
    path.write_text(f"{head.replace('hidden = [3]', others)}[[problems]]{problem}")
    drawn = set()
    for seed in range(24):
        network = variant(path, seed)["networks"]["net"]
        shapes = [np.shape(layer["weights"]) for layer in network["layers"]]
        drawn.add((shapes[0][1] - 1, *(rows for rows, _ in shapes)))
    assert drawn == {(2, 3, 1), (3, 2, 2), (1, 1), (2, 2, 2, 1)}


def test_an_entry_must_be_there_in_every_size_that_may_be_drawn(tmp_path: Path) -> None:
    path = tmp_path / "sizes.toml"
    others = "hidden = [3]\nother_sizes = [[2, 2, 1]]"
    toml = set_toml().replace("hidden = [3]", others)
    kind = 'kind = "backward-scalar"\n'
    path.write_text(toml.replace(kind, f'{kind}entries = ["alpha[3,1]"]\n'))
    with pytest.raises(QuizgenError, match=r"entries.*subscripts of a matrix of 2 × 3"):
        read_set(str(path))


@pytest.mark.parametrize(
    ("about", "kind", "says"),
    [
        (
            'networks.it]\nactivations = ["relu"]\ninput = [1]\ntarget = 0\nalpha = [[0, -1]]\n'
            'beta = [[0, 1]]\noptimizer = {name = "adam"}',
            "update-step",
            "networks.it: found numbers that divide by 0 on the way",
        ),
        (
            'models.it]\ntype = "layer-norm"\nsize = 3\nepsilon = 0\n'
            "numbers = {x = [1, 1, 1], gamma = [1, 2, 3], beta = [1, 1, 1]}",
            "layer-norm",
            "models.it: found numbers that divide by 0 on the way",
        ),
        (
            'models.it]\ntype = "attention"\ntokens = 2\nkeys = 1\nvalues = 1\n'
            "projected = false\n"
            "numbers = {Q = [[999999], [1]], K = [[999999], [1]], V = [[1], [2]]}",
            "attention-forward",
            "models.it: P: found a value that is not 0 and below 1e-300",
        ),
        (
            'networks.it]\nactivations = ["identity", "identity"]\ninput = [999999]\n'
            "target = 1\nalpha = [[1, 999999]]\nbeta = [[1, 999999]]\ngamma = [[1, 1]]",
            "forward",
            "networks.it: a2: found a value of 1.0e+18",
        ),
    ],
)
def test_given_numbers_that_nothing_can_print_are_refused(
    about: str, kind: str, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "given.toml"
    path.write_text(f'title = "Given"\n[{about}\n[[problems]]\nkind = "{kind}"\n')
    with pytest.raises(QuizgenError, match=re.escape(says)):
        variant(path)


def test_given_numbers_near_0_are_printed(tmp_path: Path) -> None:
    path = tmp_path / "given.toml"
    path.write_text(
        'title = "Given"\n[networks.it]\nactivations = ["sigmoid"]\ninput = [-300]\n'
        "target = 1\nalpha = [[0, 2]]\nbeta = [[1, 1]]\n"
        '[[problems]]\nkind = "backward-vector"\n'
    )
    for blank in numbers(variant(path)):
        low, high = blank["accept"]
        assert low <= float(blank["display"]) <= high, blank["id"]
