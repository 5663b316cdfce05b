import csv
import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import segno
from PIL import Image

from quizgen.workflows import Scanned, make, scan

from .scanner import Scan, bound, fields, printed, scanned, write_on

SET = """
title = "Quiz"
paper = "a4"

[networks.net]
inputs = 2
hidden = [2]
outputs = 1
activations = ["sigmoid"]
loss = "half_squared_error"
weights = {low = -2, high = 2, step = 1}

[[problems]]
kind = "concepts"

[[problems]]
kind = "forward"
network = "net"
room = 60

[[problems]]
kind = "backward-vector"
network = "net"
"""
ADA, BOB, EVE = "ada", "=bob", "unread"  # the last is called as a file that scan writes
PAGES = 3

# How each page is scanned, in the order in which the pages come: (student, page, how).
STACK: list[tuple[str, int, Scan]] = [
    (BOB, 2, Scan(100, 0, 1.2)),
    (ADA, 3, Scan(150, 180, -2.0, colour=True)),
    ("back", 0, Scan(100)),
    (EVE, 1, Scan(100, 90, -1.5)),
    (ADA, 1, Scan(100, 270, 2.0, noise=12)),
    (ADA, 2, Scan(200, 90, 0.4, scale=0.96)),
    (ADA, 2, Scan(100)),  # once more
    ("stranger", 0, Scan(150)),  # a page of another class
    (EVE, 3, Scan(150, 270, -0.8, noise=12)),
    ("note", 0, Scan(150)),  # somebody's page without a code
    (BOB, 3, Scan(150, 180, 0.0, scale=1.01)),
    (EVE, 2, Scan(200, 0, 2.0)),
]
MISSING = [(BOB, 1)]


class Sorted(NamedTuple):
    """A stack and what came of it; `offsets` are where squares are, by (student, blank)."""

    folder: Path
    stack: Path
    out: Path
    result: Scanned
    offsets: dict[tuple[str, str], tuple[float, float]]

    def rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO((self.out / name).read_text())))


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a class was made."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "quiz.toml").write_text(SET)
    (folder / "roster.csv").write_text(f"student\n{ADA}\n'{BOB}\n{EVE}\n")
    (folder / "secret").write_text("0123456789abcdef0123456789abcdef")
    asked = {"roster": folder / "roster.csv", "secret": folder / "secret"}
    make(str(folder / "quiz.toml"), folder, seed=7, formats=("pdf",), processes=1, **asked)
    return folder


@pytest.fixture(scope="package")
def handouts(made: Path) -> dict[str, bytes]:
    """Return the handouts' PDFs by their students."""
    paths = sorted((made / "handouts").glob("*.pdf"))
    by_name = {path.stem: path.read_bytes() for path in paths}
    (bob,) = (content for name, content in by_name.items() if "bob" in name)
    return {ADA: by_name["quiz-ada"], BOB: bob, EVE: by_name["quiz-unread"]}


@pytest.fixture(scope="package")
def sorted_(made: Path, handouts: dict[str, bytes]) -> Sorted:
    """Return a stack, scanned and sorted."""
    offsets: dict[tuple[str, str], tuple[float, float]] = {}
    stack = made / "stack.pdf"
    stack.write_bytes(bound(_pages(handouts, offsets)))
    out = made / "sorted"
    result = scan([stack], out, handouts=made / "handouts", processes=2)
    return Sorted(made, stack, out, result, offsets)


def _pages(handouts: dict[str, bytes], offsets: dict[Any, Any]) -> Iterator[Image.Image]:
    noise = np.random.default_rng(5)
    for student, page, how in STACK:
        if not page:
            paper = Image.new("L", (1654, 2339), 255)
            if student == "stranger":
                file = io.BytesIO()
                segno.make("QG:ZZZZZZZZ:1/3").save(file, kind="png", scale=5)
                paper.paste(Image.open(file), (1500, 2180))
            if student == "note":
                write_on(paper, {"x": [200, 300, 400, 500]}, {"x": (0, 0)})
            yield scanned(paper, how, noise)
            continue
        paper = printed(handouts[student], page - 1)
        boxes = fields(handouts[student])[page - 1]
        here = {blank: _offset(student, blank) for blank in boxes}
        if (student, next(iter(boxes), "")) not in offsets:  # the first of a page counts
            offsets |= {(student, blank): off for blank, off in here.items()}
            write_on(paper, boxes, here)
        yield scanned(paper, how, noise)


def _offset(student: str, blank: str) -> tuple[float, float]:
    """Return where in its box an answer's square is, another for almost every other answer."""
    letters = sha256(f"{student} {blank}".encode()).digest()
    return letters[0] % 9 * 2.0 - 8.0, letters[1] % 3 * 0.9 - 0.9
