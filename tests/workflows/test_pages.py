"""The pages of every built-in set: how many there are, and how full, whatever is drawn."""

import pytest
from weasyprint.formatting_structure.boxes import Box, MarginBox, ParentBox

from quizgen.document import Document
from quizgen.render.assembling import assembled
from quizgen.render.drawn import Drawn, room_of
from quizgen.render.galley import tree_of
from quizgen.render.pages import markup
from quizgen.render.theme import PLAIN
from quizgen.sampling.sets import built_in, read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

SEEDS = range(3)  # of each set: fifteen variants, handout and key
FEWEST, MOST = 2, 20
RECITATION = {"handout": 8, "key": 13}
# How much of a page may be left empty at its foot: a key's figure may be half a page tall, and
# takes the question that it answers along.
EMPTY = {"handout": 0.4, "key": 0.6}


def feet(document: Document) -> list[float]:
    """Return what is empty at each page's foot, as a part of the height of its text."""
    setter = Drawn(room_of("letter"))
    root = tree_of(markup(document, setter))
    laid_out = assembled(root, setter.images, "letter", PLAIN)
    assert laid_out is not None, "the document is not put together from pieces"
    return [_foot(page._page_box) for page in laid_out.pages]


def _foot(page: ParentBox) -> float:
    (root,) = (child for child in page.children if not isinstance(child, MarginBox))
    ends = [_end(box) for box in root.descendants() if not getattr(box, "children", ())]
    top, height = page.content_box_y(), float(page.height)
    return (top + height - max(ends)) / height


def _end(box: Box) -> float:
    return float(box.position_y + box.margin_height())


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
