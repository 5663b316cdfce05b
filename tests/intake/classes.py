"""A small class: its handouts and keys, and answers that differ from student to student."""

import csv
import json
from pathlib import Path

from click.testing import CliRunner, Result

from quizgen.cli import main

SET = """title = "Small"
[networks.net]
inputs = 2
hidden = [2]
outputs = 1
activations = ["tanh"]
loss = "half_squared_error"
weights = {low = -3, high = 3, step = 1}
[chains.chain]
length = 3
dimensions = ["letters", "numbers"]
ends = ["vector", "scalar"]
parameter = true
[[problems]]
kind = "forward"
network = "net"
[[problems]]
kind = "shapes"
[[problems]]
kind = "concepts"
[[problems]]
kind = "update-gradients"
network = "net"
"""


def call(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def make(folder: Path, *students: str) -> Path:
    """Make the handouts of a class and return the folder."""
    (folder / "small.toml").write_text(SET)
    (folder / "roster.csv").write_text("student\n" + "".join(f"{one}\n" for one in students))
    words = ("--roster", folder / "roster.csv", "--format", "pdf", "--out", folder, "--jobs", 1)
    result = call("make", folder / "small.toml", "--seed", 7, *words)
    assert result.exit_code == 0, result.output
    return folder


def answers(folder: Path, student: str) -> dict[str, str]:
    """Return answers, every third one wrong, odd or left out."""
    key = json.loads((folder / "answer_keys" / f"small-{student}.json").read_text())
    odd = ("", "1,5", "é?", " −2 ")
    given = {}
    for at, blank in enumerate(key["blanks"]):
        right = blank.get("display") or str(blank["value"])
        given[blank["id"]] = ", ".join(right) if blank["type"] == "choice" else right
        if at % 3 == 2 and blank["type"] != "choice":
            given[blank["id"]] = odd[at % len(odd)]
    return given


def write_csv(path: Path, given: dict[str, dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["student", "variant", "blank", "answer"])
        for student, theirs in given.items():
            table.writerows([student, student, blank, it] for blank, it in theirs.items())
    return path


def in_fields(pdf_fields: dict[str, object], given: dict[str, str]) -> dict[str, str]:
    """Return answers by the fields that hold them: a box each where several may be right."""
    held = {}
    for blank, answer in given.items():
        if blank in pdf_fields:
            held[blank] = answer
        held |= {
            f"{blank}.{letter}": letter
            for letter in answer
            if f"{blank}.{letter}" in pdf_fields
        }
    return {name: it for name, it in held.items() if it}
