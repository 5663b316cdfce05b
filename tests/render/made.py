"""PDFs that several modules look at, made once."""

from functools import lru_cache

from quizgen.document import Document
from quizgen.keys.key import Key
from quizgen.render.pdf import to_pdf
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

from .sample import sample


@lru_cache(maxsize=4)
def sheet(role: str, fillable: bool = True) -> bytes:
    """Return the sample as a PDF."""
    return to_pdf(sample(role), fillable=fillable)


@lru_cache(maxsize=4)
def solved(name: str) -> tuple[Document, Document, Key]:
    """Return handout and key of a variant of a built-in set, as documents and as data."""
    return solve_variant(Job(read_set(name), Variant("seed7", 7), None, ()))


@lru_cache(maxsize=4)
def made(name: str, role: str) -> bytes:
    """Return the variant's handout or key as a PDF."""
    return to_pdf(solved(name)[role == "key"])
