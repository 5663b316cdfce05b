"""Whole sheets to mark, as files: many students of a few variants, some with a mistake.

The set has one network and 30 blanks, all of them numbers.  Each mistaken student makes one
of the mistakes that change an answer of theirs; the others are right in everything.  Each
writes as many decimals as they please, five to nine.
"""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from quizgen.engine import applicable, evaluate, rewrite
from quizgen.keys import Key, key_json
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

SHEET = """title = "A sheet of thirty"
[rounding]
decimals = 5
[networks.net]
inputs = 2
hidden = [3]
outputs = 1
[[problems]]
kind = "forward"
[[problems]]
kind = "backward-scalar"
[[problems]]
kind = "backward-vector"
"""
VARIANTS = 20
MISTAKEN = 0.5  # of the students
BARE = """import csv, json, math, pathlib, sys
value = {}
for path in pathlib.Path(sys.argv[1]).glob("*.json"):
    key = json.loads(path.read_text())
    for blank in key["blanks"]:
        value[key["variant"], blank["id"]] = blank["value"]
with open(sys.argv[2], newline="") as file:
    print(sum(
        math.isclose(float(row["answer"]), value[row["variant"], row["blank"]], rel_tol=0.01)
        for row in csv.DictReader(file)
    ))
"""


def keys_in(folder: Path) -> list[Key]:
    """Write the keys of the variants into `folder` and return them."""
    written = folder / "thirty.toml"
    written.write_text(SHEET, encoding="utf-8")
    the_set = read_set(str(written))
    keys = []
    (folder / "keys").mkdir()
    for seed in range(VARIANTS):
        key = solve_variant(Job(the_set, Variant(f"seed{seed}", seed), None, ()))[2]
        (folder / "keys" / f"{seed}.json").write_bytes(key_json(key))
        keys.append(key)
    return keys


def write_sheets(keys: list[Key], students: int, path: Path) -> None:
    """Write a submissions file of so many students."""
    chance = random.Random(5)
    given = [tuple(_sheets(key)) for key in keys]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["student", "variant", "blank", "answer"])
        for student in range(students):
            place = student % len(keys)
            right, *mistaken = given[place]
            sheet = chance.choice(mistaken) if chance.random() < MISTAKEN else right
            places = chance.randint(5, 9)
            for blank, value in sheet:
                text = written(value, places)
                table.writerow([f"s{student}", keys[place].variant, blank, text])


def _sheets(key: Key) -> Iterator[list[tuple[str, float]]]:
    """Yield what students of the variant have: who is right, then one for each mistake."""
    graph, given = key.graphs["net"], key.givens["net"]
    asked = tuple(dict.fromkeys(blank.quantity for blank in key.blanks))
    for found in (graph, *(rewrite(graph, mistake) for mistake in applicable(graph, asked))):
        assert found is not None
        values = evaluate(found, given)
        yield [(b.id, float(values[b.quantity][b.index])) for b in key.blanks]


def written(value: float, places: int) -> str:
    """Return a number with some decimals, or with three figures where that is more."""
    return f"{value:.{places}f}" if abs(value) >= 0.01 else f"{value:.{places - 2}g}"
