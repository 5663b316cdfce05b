"""The set about attention: its key holds what plain numpy has, its own answers are right."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from quizgen.document import Document
from quizgen.keys import key_json, read_key
from quizgen.render.text import to_text
from quizgen.sampling.chance import Chance
from quizgen.sampling.drawing import draw_subjects
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.grading.whole import grade

SEEDS = range(1, 13)


@cache
def made(seed: int) -> tuple[Document, dict[str, Any], bytes]:
    """Return a variant's handout and its key, as data and as it is written."""
    job = Job(read_set("attention"), Variant(f"seed{seed}", seed), None, ())
    handout, _, key = solve_variant(job)
    written = key_json(key)
    return handout, json.loads(written), written


def attended(model: dict[str, Any]) -> dict[str, Any]:
    given = {name: np.array(value, dtype=float) for name, value in model["numbers"].items()}
    if model["projected"]:
        Q, K, V = (given["X"] @ given[f"W{name}"] for name in "QKV")
    else:
        Q, K, V = (given[name] for name in "QKV")
    S = Q @ K.T / np.sqrt(model["keys"])
    powers = np.exp(S) * (np.tril(np.ones_like(S)) if model["mask"] else 1)
    P = powers / powers.sum(axis=1, keepdims=True)
    return {"Q": Q, "K": K, "V": V, "S": S, "P": P, "O": P @ V}


def normalised(model: dict[str, Any]) -> dict[str, Any]:
    x, gamma, beta = (np.array(model["numbers"][n]) for n in ("x", "gamma", "beta"))
    normal = (x - x.mean()) / np.sqrt(x.var() + float(model["epsilon"]))
    y = gamma * normal + beta
    return {"mean": x.mean(), "variance": x.var(), "normalised": normal, "y": y}


WORK = {"attention": attended, "layer-norm": normalised}


def numbers(key: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each blank about a model, and what plain numpy has for it."""
    worked = {name: WORK[model["type"]](model) for name, model in key["models"].items()}
    for blank in key["blanks"]:
        if "model" in blank and "quantity" in blank:
            yield blank, worked[blank["model"]][blank["quantity"]][tuple(blank["index"])]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_key_s_numbers_are_those_of_plain_numpy(seed: int) -> None:
    _, key, _ = made(seed)
    asked = list(numbers(key))
    assert len(asked) == 24 + 24 + 10
    for blank, value in asked:
        assert blank["value"] == pytest.approx(value, rel=1e-9, abs=1e-12), blank["id"]
        low, high = blank["accept"]
        assert low - 1e-9 <= value <= high + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_its_own_answers_are_right(seed: int, tmp_path: Any) -> None:
    _, key, written = made(seed)
    (tmp_path / "key.json").write_bytes(written)
    rows = [f'seed{seed},"{blank["id"]}","{blank["display"]}"\n' for blank in key["blanks"]]
    answered = "".join(["variant,blank,answer\n", *rows]).encode()
    graded = grade([("answers", answered)], [read_key(tmp_path / "key.json")])
    assert not graded.rejected
    assert {mark.verdict for mark in graded.marks} == {"correct"}


def test_ids_carry_the_letters_and_subscripts_of_the_sheet() -> None:
    _, key, _ = made(1)
    ids = [blank["id"] for blank in key["blanks"]]
    assert len(set(ids)) == len(ids)
    assert {"attention-forward.Q[1,2]", "causal-attention.P[3,1]"} <= set(ids)
    assert {"layer-norm.mu", "layer-norm.sigma2", "layer-norm.xhat[4]"} <= set(ids)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_scores_of_a_token_nor_entries_to_normalise_are_alike(seed: int) -> None:
    _, key, _ = made(seed)
    for model in key["models"].values():
        if model["type"] == "attention":
            for row in attended(model)["S"]:
                assert np.diff(np.sort(row)).min() > 1e-9
        else:
            assert len(set(model["numbers"]["x"])) == model["size"]


def test_a_causal_head_asks_for_its_zeros_and_accepts_them_alone() -> None:
    _, key, _ = made(3)
    hidden = [blank for blank in key["blanks"] if blank["id"] == "causal-attention.P[1,3]"]
    assert [blank["accept"] for blank in hidden] == [[0, 0]]


def test_a_set_chooses_parts_and_gives_its_own_numbers(tmp_path: Any) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'title = "Own"\n[models.m]\ntype = "attention"\ntokens = 2\nprojected = false\n'
        "numbers = {Q = [[1, 0], [0, 2]], K = [[1, 1], [2, 0]], V = [[1, 2], [3, 4]]}\n"
        '[[problems]]\nkind = "attention-forward"\nparts = ["output"]\n'
    )
    handout, _, key = solve_variant(Job(read_set(str(path)), Variant("seed1", 1), None, ()))
    assert [blank.id for blank in key.blanks] == [
        f"attention-forward.O[{n},{j}]" for n in (1, 2) for j in (1, 2)
    ]
    page = to_text(handout)
    assert "The head reads two tokens, and" in page
    assert "the rows of" not in page.split("The head reads")[1]


@pytest.mark.trial
def test_every_seed_has_a_variant() -> None:
    the_set = read_set("attention")
    for seed in range(1, 301):
        draw_subjects(the_set, Chance(None, the_set.name, ("variant", f"{seed}")))
