"""What is kept of laid-out pages is small, and bounded."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from weasyprint.layout.absolute import AbsolutePlaceholder

from quizgen.render.galley import galley
from quizgen.render.pdf import to_pdf
from quizgen.render.theme import PLAIN

from .sample import sample

MEGABYTES = 250
CLASS = """
import resource
from quizgen.render.pdf import to_pdf
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant
recitation = read_set("recitation5")
for seed in range(100):
    for document in solve_variant(Job(recitation, Variant(f"s{seed}", seed), None, ()))[:2]:
        to_pdf(document)
    if seed in (49, 99):
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def boxes(box: Any) -> Iterator[Any]:
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    yield box
    for child in box.children:
        yield from boxes(child)


def test_a_kept_piece_holds_its_boxes_and_no_page() -> None:
    to_pdf(sample("key"))
    kept = [laid for laid in galley("letter", PLAIN)._kept.values() if laid.box is not None]
    own = [box for laid in kept for box in boxes(laid.box)]
    around = [box for laid in kept for one in laid.chain for box in boxes(one)]
    assert len(around) <= sum(2 * len(laid.chain) for laid in kept)  # a table has a wrapper
    assert all(box.element is None for box in around)
    assert {type(box.element) for box in own} <= {int, type(None)}


def test_equal_styles_are_kept_once() -> None:
    to_pdf(sample("key"))
    kept = [laid for laid in galley("letter", PLAIN)._kept.values() if laid.box is not None]
    own = [box for laid in kept for box in boxes(laid.box) if box.element_tag != "img"]
    assert len({id(box.style) for box in own}) < len(own) / 4


@pytest.mark.trial
def test_a_process_that_makes_a_class_stays_small() -> None:
    made = subprocess.run(
        [sys.executable, "-c", CLASS], check=True, capture_output=True, text=True
    )
    half, whole = map(float, made.stdout.split())
    assert whole < MEGABYTES
    assert whole < 1.05 * half
