"""A class comes back as it does: some typed, most filled in on screens, some on paper.

    quizgen make --seed 7 --roster roster.csv --format pdf --out class
    python -m benchmarks.returned class [--paper 50]

Answers are right, but for every fourth student's first number.  The first students are on
paper: printed, scanned grey at 100 to 200 dots an inch, any way up, shuffled, a page in
forty missing, and typed from what `scan` makes of them.  The others' handouts are filled by
pikepdf, pypdf and PDFium in turn, or their answers stand in a CSV file.  All are graded in one
call, and the scores held against those of the same answers in one CSV file.
"""

import argparse
import csv
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from quizgen import workflows
from tests.intake.pdfium import filled_by_pdfium
from tests.render.filling import fields, filled_by_pikepdf, filled_by_pypdf
from tests.scanning.scanner import Scan, bound, printed, scanned

Answers = Mapping[str, Mapping[str, str]]
FILLERS: tuple[Callable[[bytes, Mapping[str, str]], bytes], ...] = (
    filled_by_pikepdf,
    filled_by_pypdf,
    filled_by_pdfium,
)
LOST = 40  # of so many pages one is missing


def given(key: Path, wrong: bool) -> dict[str, str]:
    """Return a student's answers by blank."""
    answers = {}
    for blank in json.loads(key.read_text(encoding="utf-8"))["blanks"]:
        value = blank.get("display", blank.get("value", "see the sheet"))
        if blank["type"] == "choice":
            value = ", ".join(blank["value"])
        elif blank["type"] == "shape":
            value = "x".join(map(str, blank["value"]))
        answers[blank["id"]] = str(value)
        if wrong and blank["type"] == "number":
            answers[blank["id"]], wrong = "77.7", False
    return answers


def write_csv(path: Path, class_: Answers) -> Path:
    """Write answers as a submissions file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["student", "variant", "blank", "answer"])
        for student, answers in class_.items():
            rows.writerows([student, student, id, text] for id, text in answers.items())
    return path


def filled(handout: bytes, answers: Mapping[str, str], by: int) -> bytes:
    """Return a handout filled in by one of the libraries; several right ones are boxes."""
    there, values = fields(handout), {}
    for id, text in answers.items():
        letters = text.split(", ")
        boxes = {f"{id}.{letter}": letter for letter in letters if f"{id}.{letter}" in there}
        values |= boxes or ({id: text} if id in there else {})
    return FILLERS[by](handout, values)


def pages(handouts: Sequence[Path], chance: random.Random) -> Iterator[object]:
    """Yield the scanned pages of some sheets, shuffled, some left out."""
    from pypdf import PdfReader

    stack = [(path, page) for path in handouts for page in range(len(PdfReader(path).pages))]
    chance.shuffle(stack)
    noise = np.random.default_rng(7)
    for path, page in stack[len(stack) // LOST :]:
        turn, skew = chance.choice((0, 90, 180, 270)), chance.uniform(-1.5, 1.5)
        how = Scan(chance.choice((100, 150, 200)), turn, skew)
        yield scanned(printed(path.read_bytes(), page), how, noise)


def typed(form: Path, answers: Answers) -> tuple[Path, dict[str, dict[str, str]]]:
    """Type answers into the form that `scan` made; return it, and what there was to type."""
    with form.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seen: dict[str, dict[str, str]] = {}
    for row in rows:
        row["answer"] = answers[row["student"]][row["blank"]]
        seen.setdefault(row["student"], {})[row["blank"]] = row["answer"]
    into = form.with_name("typed.csv")
    with into.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return into, seen


def main() -> None:
    """Bring a class in, grade it, and say what that took."""
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--paper", type=int, default=50)
    asked = options.parse_args()
    keys, handouts = asked.folder / "answer_keys", asked.folder / "handouts"
    paths = {json.loads(path.read_text())["student"]: path for path in keys.glob("*.json")}
    students = sorted(paths)
    right = {one: given(paths[one], at % 4 == 3) for at, one in enumerate(students)}
    sheets = {one: handouts / f"{paths[one].stem}.pdf" for one in students}
    paper, screen = students[: asked.paper], students[asked.paper :]
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "filled").mkdir()
        for at, one in enumerate(screen):
            if at % 4 < len(FILLERS):
                content = filled(sheets[one].read_bytes(), right[one], at % 4)
                (folder / "filled" / f"{one}.pdf").write_bytes(content)
        files = [write_csv(folder / "a.csv", {one: right[one] for one in screen[3::4]})]
        expected = {one: dict(right[one]) for one in screen}
        if paper:
            stack = folder / "papers.pdf"
            stack.write_bytes(bound(pages([sheets[one] for one in paper], random.Random(7))))
            started = time.perf_counter()
            found = workflows.scan([stack], folder / "sorted", handouts=handouts)
            print(f"scan: {time.perf_counter() - started:.0f} s; {found.summary}")
            form, seen = typed(folder / "sorted" / "answers.csv", right)
            files.append(form)
            expected |= seen
        started = time.perf_counter()
        result = workflows.grade([*files, folder / "filled"], keys, folder / "grades")
        took = time.perf_counter() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"graded with report and feedback: {took:.0f} s, {memory:.0f} MB; {result.summary}"
        )
        whole = write_csv(folder / "whole.csv", {one: expected[one] for one in students})
        workflows.grade([whole], keys, folder / "whole", report=False, feedback=False)
        same = [
            sorted((folder / out / "scores.csv").read_text(encoding="utf-8").splitlines())
            for out in ("grades", "whole")
        ]
        odd = len(set(same[0]) ^ set(same[1]))
        print(f"scores as those of the same answers in one CSV file: {odd} lines differ")
        sys.exit(odd > 0)


if __name__ == "__main__":
    main()
