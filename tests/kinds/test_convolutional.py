"""Convolutional problems: as by hand, solved line by line, marked, and drawn for every seed."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from by_hand import entry, numbers, work_model

from quizgen.document import Derivation, Document, Formula, Line, Solution
from quizgen.keys import Key, key_json, read_key
from quizgen.sampling.chance import Chance
from quizgen.sampling.drawing import draw_subjects
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.grading.whole import grade

from .test_kinds import MODELS, texts, within

HEAD = 'title = "Maps"\n[rounding]\ndecimals = 4\n[models.m]\ntype = "cnn"\n'
BOTH = "".join(
    f'[[problems]]\nkind = "conv-{way}"\nhints = true\n' for way in ("forward", "backward")
)
GIVEN = f"""{HEAD}height = 3
width = 3
pooling = "{{pooling}}"
[models.m.numbers]
X = [[1, 2, 3], [4, 5, 6], [0, 1, 0]]
K = [[1, 2], [0, 1]]
b = -8
V = [[2]]
c = 1
y = 10
{BOTH}"""
# A₁₁ = 1·1 + 2·2 + 0·4 + 1·5 − 8, A₁₂ = 2 + 6 + 6 − 8, A₂₁ = 4 + 10 + 1 − 8, A₂₂ = 5 + 12 − 8
BY_HAND = {
    "max": {
        "A": [[2, 6], [7, 9]],
        "P": [[9]],
        "yhat": 19,  # 2·9 + 1
        "loss": 40.5,
        "dyhat": 9,
        "dV": [[81]],
        "dP": [[18]],
        "dA": [[0, 0], [0, 18]],
        "dK": [[90, 108], [18, 0]],  # 18 times [[5, 6], [1, 0]]
        "db": 18,
        "dX": [[0, 0, 0], [0, 18, 36], [0, 0, 18]],
    },
    "average": {
        "A": [[2, 6], [7, 9]],
        "P": [[6]],
        "yhat": 13,
        "loss": 4.5,
        "dyhat": 3,
        "dV": [[18]],
        "dP": [[6]],
        "dA": [[1.5, 1.5], [1.5, 1.5]],
        "dK": [[18, 24], [15, 18]],  # 1.5 times the sums of X's four windows' entries
        "db": 6,
        "dX": [[1.5, 4.5, 3], [1.5, 6, 4.5], [0, 1.5, 1.5]],
    },
}


def made(folder: Path, text: str, seed: int = 1) -> tuple[Document, Document, Key]:
    path = folder / "maps.toml"
    path.write_text(text)
    return solve_variant(Job(read_set(str(path)), Variant(f"seed{seed}", seed), None, ()))


@pytest.mark.parametrize("pooling", BY_HAND)
def test_given_numbers_are_worked_as_by_hand(pooling: str, tmp_path: Path) -> None:
    key = made(tmp_path, GIVEN.format(pooling=pooling))[2]
    found = {blank.id.partition(".")[2]: blank.display for blank in key.blanks}
    for name, values in BY_HAND[pooling].items():
        for at in np.ndindex(*np.shape(values)):
            place = ",".join(str(n + 1) for n in at)
            id = f"{name}[{place}]" if at else name
            assert float(found[id]) == np.asarray(values)[at], id


@pytest.mark.parametrize("seed", range(1, 11))
def test_the_set_is_what_a_hand_computes(seed: int) -> None:
    key = solve_variant(Job(read_set("cnn"), Variant(f"seed{seed}", seed), None, ()))[2]
    data = json.loads(key_json(key))
    values = {name: work_model(model) for name, model in data["models"].items()}
    asked = [blank for blank in numbers(data) if "model" in blank]
    assert len(asked) == 8 + 8 + 2 + 2 + 16 + 16 + 4 + 2 + 9 + 16 + 5 + 25
    for blank in asked:
        by_hand = entry(values[blank["model"]], blank["quantity"], blank["index"])
        assert blank["value"] == pytest.approx(by_hand, rel=1e-9, abs=1e-11), blank["id"]


def test_variants_are_drawn_without_repeat() -> None:
    the_set, drawn = read_set("cnn"), set()
    for seed in range(1, 13):
        subjects = draw_subjects(the_set, Chance(None, "cnn", ("variant", str(seed))))
        drawn.add(str([model.subject.inputs for model in subjects.models.values()]))
    assert len(drawn) == 12


TERM = re.compile(r"^[-\d. +*/(),max]+$")


def plain(tex: str) -> str:
    """Return a line's sums and products in Python's spelling."""
    tex = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", tex)
    return tex.replace(r"\cdot", "*").replace(r"\max", "max")


@pytest.mark.parametrize("name", MODELS["cnn"])
def test_every_printed_sum_comes_to_its_result(name: str, tmp_path: Path) -> None:
    head = HEAD.replace("decimals = 4", "decimals = 8")
    key = made(tmp_path, f"{head}{MODELS['cnn'][name]}\n{BOTH}")[1]
    checked = 0
    lines = [line for s in within(key, Solution) for line in within(s, Line)]
    for line in lines:
        work, _, result = line.right.rpartition(" = ")
        if work and TERM.fullmatch(plain(work)):
            rounded = 0.51 * 10.0 ** -len(result.partition(".")[2]) if "." in result else 0
            error = abs(eval(plain(work)) - float(result))
            terms = work.count("+") + 1
            loose = name in ("tanh", "windows of three")  # factors are printed rounded
            assert error <= rounded + 1e-9 + loose * terms * 1e-6, line
            checked += 1
    assert checked >= 9


def test_hints_are_formulas_without_numbers(tmp_path: Path) -> None:
    handout = made(tmp_path, f"{HEAD}{BOTH}")[0]
    formulas = [d for d in within(handout, Derivation) if not d.compact]
    said = [line.right for d in within(handout, Derivation) for line in d.lines]
    assert formulas
    assert any(r"\star" in right for right in said)
    assert not any(re.search(r"\d+ \\cdot| = -?\d", right) for right in said)


def test_the_sheet_says_which_convolution_it_means(tmp_path: Path) -> None:
    stride = "height = 3\nwidth = 7\nkernel = 3\nstride = 2\npadding = 1\n"
    handout = made(tmp_path, f"{HEAD}{stride}{BOTH}")[0]
    words = " ".join(texts(handout))
    assert "cross-correlation" in words
    assert "stride\N{NO-BREAK SPACE}2, padding\N{NO-BREAK SPACE}1" in words
    assert "X_{2i + u - 3, 2j + v - 3}" in words
    assert "what lies outside $\\mathbf{X}$ is 0" in words
    shown = [block.tex for block in within(handout, Formula)]
    assert any(tex.startswith(r"\mathbf{X} = ") for tex in shown)


def test_right_answers_earn_full_marks(tmp_path: Path) -> None:
    key = solve_variant(Job(read_set("cnn"), Variant("seed3", 3), None, ()))[2]
    (tmp_path / "key.json").write_bytes(key_json(key))
    rows = [f'seed3,"{blank.id}","{blank.display}"\n' for blank in key.blanks]
    answered = "".join(["variant,blank,answer\n", *rows]).encode()
    graded = grade([("answers", answered)], [read_key(tmp_path / "key.json")])
    assert {mark.verdict for mark in graded.marks} == {"correct"}
    whole = '"[[1, 2], [3, 4]]"'
    answered = f"variant,conv-backward.dK\nseed3,{whole}\n".encode()
    graded = grade([("answers", answered)], [read_key(tmp_path / "key.json")])
    read = [m.read_as for m in graded.marks if m.blank.startswith("conv-backward.dK")]
    assert read == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("part", "ids"),
    [
        ("output", "dyhat dV[1,1] dP[1,1]"),
        ("kernel", "dK[1,1] dK[1,2] dK[2,1] dK[2,2] db"),
    ],
)
def test_a_part_may_be_asked_alone(part: str, ids: str, tmp_path: Path) -> None:
    text = GIVEN.format(pooling="max").partition("[[problems]]")[0]
    text += f'[[problems]]\nkind = "conv-backward"\nparts = ["{part}"]\n'
    key = made(tmp_path, text)[2]
    assert [blank.id for blank in key.blanks] == [f"conv-backward.{id}" for id in ids.split()]
