"""The pages of every built-in set: how many there are, and how full, whatever is drawn."""

from typing import Any

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

from quizgen.document import Document
from quizgen.render.pdf import to_pdf
from quizgen.sampling.sets import built_in, read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

ABOVE, BELOW, POINTS = (
    18.5,
    21.5,
    72 / 25.4,
)  # the page's margins, in millimetres, as in pdf.css
SEEDS = range(3)  # of each set: fifteen variants, handout and key
FEWEST, MOST = 2, 20
RECITATION = {"handout": 8, "key": 13}
# How much of a page may be left empty at its foot: a key's figure may be half a page tall, and
# takes the question that it answers along.
EMPTY = {"handout": 0.4, "key": 0.6}


def feet(document: Document) -> list[float]:
    """Return what is empty at each page's foot, as a part of the height of its text."""
    pages: Any = pypdfium2.PdfDocument(to_pdf(document))
    return [_foot(page.render(scale=1, grayscale=True).to_numpy()) for page in pages]


def _foot(page: NDArray[np.uint8]) -> float:
    shown = page[round(ABOVE * POINTS) : -round(BELOW * POINTS)]
    last = np.flatnonzero((shown < 128).any(axis=1)).max()
    return float(1 - (last + 1) / len(shown))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", built_in())
def test_a_variant_has_a_few_pages_and_they_are_full(name: str, seed: int) -> None:
    job = Job(read_set(name), Variant(f"seed{seed}", seed), None, ())
    for document in solve_variant(job)[:2]:
        empty = feet(document)
        assert FEWEST <= len(empty) <= MOST
        assert max(empty[:-1]) <= EMPTY[document.role]
        if name == "recitation5":
            assert len(empty) <= RECITATION[document.role]
