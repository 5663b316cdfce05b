"""What is kept of laid-out pages is small, and bounded."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from types import NoneType
from typing import Any

import pydyf
import pytest

from quizgen.render.galley import galley
from quizgen.render.laid import Laid
from quizgen.render.pdf import to_pdf
from quizgen.render.theme import PLAIN

from .sample import sample

MEGABYTES = 250
SMALL = "import subprocess, sys; subprocess.run(sys.argv[1:], check=True)"
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


@lru_cache(maxsize=1)
def kept() -> list[Laid]:
    for role in ("handout", "key"):
        to_pdf(sample(role))
    return list(galley("letter", PLAIN)._kept.values())


def held(one: Any) -> Iterator[Any]:
    """Yield all that is held by something, fonts and what stands for a name left out."""
    yield one
    if is_dataclass(one):
        for part in fields(one):
            if part.name not in ("fonts", "text"):
                yield from held(getattr(one, part.name))
    elif isinstance(one, tuple | Mapping):
        for part in one.values() if isinstance(one, Mapping) else one:
            yield from held(part)


def test_a_kept_piece_holds_no_box_and_no_element() -> None:
    plain = (bytes, str, int, float, tuple, Mapping, NoneType)
    for laid in kept():
        for one in held(laid):
            known = isinstance(one, plain) or type(one).__module__.startswith("quizgen.")
            assert known or isinstance(one, pydyf.Dictionary), type(one)


def test_a_kept_piece_is_small() -> None:
    sizes = [
        len(impression.template) + 100 * len(impression.gaps)
        for laid in kept()
        for impression in laid.impressions
    ]
    assert sum(sizes) / len(sizes) < 4_000


@pytest.mark.trial
def test_a_process_that_makes_a_class_stays_small() -> None:
    # What a process has of its memory at most counts from the one that starts it.
    call = [sys.executable, "-c", SMALL, sys.executable, "-c", CLASS]
    made = subprocess.run(call, check=True, capture_output=True, text=True)
    half, whole = map(float, made.stdout.split())
    assert whole < MEGABYTES
    assert whole < 1.05 * half
