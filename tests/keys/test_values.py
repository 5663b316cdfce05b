"""A key's numbers: recomputed by hand, shared exactly, and the same after a round trip."""

import json
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from by_hand import SETS, entry, numbers, solved, work_expression, work_model
from descent_by_hand import work_descent
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.engine import Rounding
from quizgen.keys import Key, key_json, read_key
from quizgen.sampling.sets import built_in, read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

SATURATED = """title = "Saturated"
[rounding]
figures = 8
[networks.net]
activations = ["sigmoid"]
alpha = [[90, -2.1]]
beta = [[-2, 2]]
input = [-2]
target = [-3]
[[problems]]
kind = "backward-vector"
"""
NAMES = [*SETS, *built_in()]


@pytest.fixture(scope="module", params=NAMES)
def key(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Key:
    return solved(request.param, 1, tmp_path_factory.mktemp("sets"))[2]


@pytest.fixture
def data(key: Key) -> Any:
    return json.loads(key_json(key))


def test_every_value_is_what_a_hand_computes(data: Any) -> None:
    for blank in numbers(data):
        if "network" in blank:
            values = work_descent(data["networks"][blank["network"]])
        elif "model" in blank:
            values = work_model(data["models"][blank["model"]])
        else:
            values = work_expression(data["expressions"][blank["expression"]])
        by_hand = entry(values, blank["quantity"], blank["index"])
        assert blank["value"] == pytest.approx(by_hand, rel=1e-8, abs=1e-11), blank["id"]


def test_value_and_display_are_accepted(data: Any) -> None:
    for blank in numbers(data):
        low, high = blank["accept"]
        assert low <= blank["value"] <= high, blank["id"]
        assert low <= float(blank["display"]) <= high, blank["id"]


def test_displays_are_rounded_as_the_sheet_asks(data: Any) -> None:
    places = data["rounding"]["decimals"]
    for blank in numbers(data):
        figures = blank["display"].lstrip("-").lstrip("0.").replace(".", "")
        decimals = len(blank["display"].partition(".")[2])
        assert decimals <= places or len(figures) == 3, blank["id"]
        assert abs(float(blank["display"]) - blank["value"]) <= 0.5000001 * 10.0**-places


def test_points_are_shared_exactly(key: Key) -> None:
    shares: dict[str, list[Fraction]] = defaultdict(list)
    for answer in key.blanks:
        shares[answer.problem].append(answer.points)
    assert {id: sum(shares[id]) for id, _, _ in key.problems} == {
        id: points for id, _, points in key.problems
    }
    assert all(len(set(parts)) == 1 for parts in shares.values())


def test_ids_are_unique_and_begin_with_their_problem(data: Any) -> None:
    ids = [blank["id"] for blank in data["blanks"]]
    assert len(set(ids)) == len(ids)
    assert all(blank["id"].startswith(blank["problem"] + ".") for blank in data["blanks"])


def round_trip(key: Key, path: Path) -> None:
    content = key_json(key)
    path.write_bytes(content)
    again = read_key(path)
    assert again == key
    assert key_json(again) == content


def test_a_key_reads_as_it_was_written(key: Key, tmp_path: Path) -> None:
    round_trip(key, tmp_path / "key.json")


def test_a_range_far_beyond_the_kept_places_holds_its_value(tmp_path: Path) -> None:
    path = tmp_path / "saturated.toml"
    path.write_text(SATURATED)
    key = solve_variant(Job(read_set(str(path)), Variant("original", None), None, ()))[2]
    data = json.loads(key_json(key))
    assert any(0 < abs(blank["value"]) < 1e-30 for blank in numbers(data))
    for blank in numbers(data):
        assert blank["accept"][0] <= blank["value"] <= blank["accept"][1], blank["id"]
    round_trip(key, tmp_path / "key.json")


def test_a_key_of_significant_figures_reads_as_it_was_written(key: Key, tmp_path: Path) -> None:
    rounding = Rounding(figures=4, table=key.rounding.table)
    round_trip(replace(key, rounding=rounding), tmp_path / "key.json")


@settings(max_examples=30, deadline=None, derandomize=True)
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 2**64 - 1))
def test_any_seed_s_key_reads_as_it_was_written(name: str, seed: int) -> None:
    with TemporaryDirectory() as folder:
        round_trip(solved(name, seed, Path(folder))[2], Path(folder) / "key.json")
