"""Filled handouts to grade, as files, and a bare loop that opens and reads them.

The sheet is that of `sheets`, with its 30 numbers.  Each student has filled in one of a few
variants on a screen; every other one has the first number wrong.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from benchmarks.sheets import SHEET
from quizgen.keys import key_json
from quizgen.render.pdf import to_pdf
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

VARIANTS = 5
BARE = """import json, math, pathlib, sys
import pikepdf
value = {}
for path in pathlib.Path(sys.argv[1]).glob("*.json"):
    key = json.loads(path.read_text())
    for blank in key["blanks"]:
        value[key["variant"], blank["id"]] = blank["value"]
def read(fields, above):
    for field in fields:
        name = above + str(field.get("/T", ""))
        if "/Kids" in field:
            yield from read(field.Kids, name + ".")
        else:
            yield name, str(field.get("/V", ""))
right = 0
for path in sorted(pathlib.Path(sys.argv[2]).iterdir()):
    with pikepdf.open(path) as pdf:
        held = dict(read(pdf.Root.AcroForm.Fields, ""))
    for name, text in held.items():
        exact = value.get((held["variant"], name))
        right += exact is not None and math.isclose(float(text), exact, rel_tol=0.01)
print(right)
"""


def write_filled(folder: Path, students: int) -> None:
    """Write keys into `folder/keys` and filled handouts into `folder/filled`."""
    written = folder / "thirty.toml"
    written.write_text(SHEET, encoding="utf-8")
    the_set = read_set(str(written))
    for name in ("keys", "filled"):
        (folder / name).mkdir()
    handouts = []
    for seed in range(VARIANTS):
        handout, _, key = solve_variant(Job(the_set, Variant(f"seed{seed}", seed), None, ()))[
            :3
        ]
        (folder / "keys" / f"{seed}.json").write_bytes(key_json(key))
        handouts.append((to_pdf(handout), {blank.id: blank.display for blank in key.blanks}))
    for number in range(students):
        content, answers = handouts[number % VARIANTS]
        if number // VARIANTS % 2:
            answers = {**answers, next(iter(answers)): "77.7"}
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for name, field in _fields(pdf.Root.AcroForm.Fields, ""):
                if name in answers or name == "student":
                    field.V = pikepdf.String(answers.get(name, f"s{number}"))
            pdf.save(folder / "filled" / f"s{number}.pdf")


def _fields(fields: pikepdf.Object, above: str) -> Iterator[tuple[str, pikepdf.Object]]:
    for field in fields:
        name = above + str(field.get("/T", ""))
        if "/Kids" in field:
            yield from _fields(field.Kids, f"{name}.")
        else:
            yield name, field
