"""Files that bring the handouts of many variants together, once these are made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from quizgen.errors import QuizgenError
from quizgen.files import sweep
from quizgen.workflows.folders import HANDOUTS
from quizgen.workflows.variant import Variant
from quizgen.workflows.variants import Made
from quizgen.workflows.writing import not_written, write_slowly

Handouts = list[tuple[Variant, Path]]  # each with its PDF


@dataclass(frozen=True)
class Bundle:
    """A file to write at `path` below OUT, of the handouts of some variants.

    `fill` writes it, holding one handout at a time.
    """

    path: str
    variants: tuple[Variant, ...]
    fill: Callable[[Handouts, BinaryIO], None]


def with_bundles(made: Made, bundles: Sequence[Bundle], out: Path, force: bool) -> Made:
    """Write the bundles that have all their variants; return what was made with them."""
    written: list[Path] = []
    errors: list[str] = []
    for bundle in bundles:
        try:
            _write(bundle, made, out, force)
            written.append(out / bundle.path)
        except QuizgenError as error:
            errors += error.lines
        except OSError as error:
            errors.append(not_written(out / bundle.path, error))
            break
    return replace(made, bundles=tuple(written), errors=(*made.errors, *errors))


def _write(bundle: Bundle, made: Made, out: Path, force: bool) -> None:
    path = out / bundle.path
    missing = sum(variant not in made.files for variant in bundle.variants)
    if missing:
        found = f"{missing} of its {len(bundle.variants)} variants are missing"
        raise QuizgenError(f"{path}: not written: {found}")
    handouts = [
        (variant, next(p for p in made.files[variant] if _is_handout(p)))
        for variant in bundle.variants
    ]
    sweep(path.parent, [path.name])
    write_slowly(path, out, force, lambda file: bundle.fill(handouts, file))


def _is_handout(path: Path) -> bool:
    return path.parent.name == HANDOUTS and path.suffix == ".pdf"
